"""What the pages show of a kiosk's thermometer: plain pictures; no value of a person is in them."""

from dataclasses import dataclass
from datetime import date, datetime

from queue_server.domain.calibration import Assessment, Purpose, agrees
from queue_server.domain.sensor_trust import SensorCare, Statistics


@dataclass(frozen=True, slots=True)
class Trust:
    """What the server itself knows of a kiosk's thermometer.

    Attributes:
        offset_celsius: kept by the office; ``None`` where it keeps none.
        calibrated_on: the office's date of that comparison.
        checked_at: when it was checked last; ``check_fine``: whether that found it right.
        statistics: its counts beside its neighbours'.
        cares: what somebody must look at, the most pressing first.
    """

    offset_celsius: float | None
    calibrated_on: date | None
    checked_at: datetime | None
    check_fine: bool
    statistics: Statistics
    cares: tuple[SensorCare, ...]


@dataclass(frozen=True, slots=True)
class CalibrationView:
    """A change of a kiosk's offset, from what to what; ``None``: none was kept by the office."""

    before_celsius: float | None
    offset_celsius: float | None
    pairs: int
    spread_celsius: float
    calibrated_at: datetime
    actor_name: str


@dataclass(frozen=True, slots=True)
class CheckView:
    """A check against a target."""

    at: datetime
    expected_celsius: float
    measured_celsius: float
    tolerance_celsius: float
    actor_name: str

    @property
    def difference_celsius(self) -> float:
        """How much too high the kiosk read; below zero, too low."""
        return self.measured_celsius - self.expected_celsius

    @property
    def fine(self) -> bool:
        """Whether it was within the tolerance of its day."""
        return agrees(self.expected_celsius, self.measured_celsius, self.tolerance_celsius)


@dataclass(frozen=True, slots=True)
class MeasurementView:
    """A measurement that staff asked for; its value is not told before the reference was.

    Attributes:
        state: ``asked``, ``unanswered``, ``measured`` or ``failed``.
        reason: code of why there is no value.
    """

    id: int
    purpose: Purpose
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class GuideView:
    """The page of one kiosk's thermometer.

    Attributes:
        measurement: the last one that was asked for, while it is of use.
        differences: of the pairs so far, reference less reading without any offset.
        assessment: what they say.
    """

    measurement: MeasurementView | None
    differences: tuple[float, ...]
    assessment: Assessment
    history: tuple[CalibrationView, ...]
    checks: tuple[CheckView, ...]
    seq: int

    @property
    def target_celsius(self) -> float | None:
        """What the target of the last check had: an office has one, and it keeps its temperature."""
        return self.checks[0].expected_celsius if self.checks else None
