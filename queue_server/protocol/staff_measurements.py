"""A measurement that staff asked a kiosk for: of a target, or of one of themselves. No visitor is in it."""

from typing import Annotated

import msgspec

from queue_server.protocol.messages import Answer, Nonce, Request
from queue_server.protocol.temperature import Measurement


class StaffReport(Request, frozen=True, kw_only=True):
    """What the kiosk measured for staff, or why it could not.

    Attributes:
        measurement_id: of the order.
        measurement: with the sensor's own corrections (supply, emissivity), but **without** any offset.
        offset_celsius: what this kiosk adds for visitors at this moment.
    """

    nonce: Nonce
    measurement_id: int
    measurement: Measurement
    offset_celsius: Annotated[float, msgspec.Meta(ge=-10, le=10)] = 0.0


class StaffReportAnswer(Answer, frozen=True, kw_only=True):
    """The measurement is with the staff."""

    measurement_id: int
