"""What the server says of this kiosk's thermometer: its offset is taken into use, and staff's measurements are made."""

import logging

from kiosk.measuring.kept_calibration import KeptCalibration
from kiosk.measuring.measure_worker import MeasureWorker
from kiosk.visit.dialogue import Phase
from kiosk.visit.inputs import StaffAsked
from queue_server.protocol.messages import OfficeInfo

log = logging.getLogger(__name__)


class SensorOrders:
    """Used by the runner's thread."""

    def __init__(self, measuring: MeasureWorker, kept: KeptCalibration) -> None:
        """Take what was kept into use."""
        self._measuring = measuring
        self._kept = kept
        self._asked: int | None = None
        self._begun = 0
        measuring.kept = kept.calibration

    def learn(self, office: OfficeInfo | None) -> None:
        """Hear what the server says; ``None`` while it is away: then nobody waits for a measurement."""
        order = office.sensor if office else None
        self._asked = order.measurement_id if order else None
        if order is None:
            return
        if self._kept.learn(order.calibration):
            self._measuring.kept = self._kept.calibration
            log.info("the thermometer: %s", self._measuring.offset)

    def due(self, phase: Phase, at_seconds: float) -> StaffAsked | None:
        """Return the measurement that staff wait for, once, when no visitor is at the kiosk."""
        asked = self._asked
        if asked is None or asked == self._begun or phase not in (Phase.IDLE, Phase.OUT_OF_SERVICE):
            return None
        self._begun = asked
        return StaffAsked(measurement_id=asked, at_seconds=at_seconds)
