"""What the visitor's dialogue asks of the kiosk."""

from dataclasses import dataclass, field
from enum import StrEnum

from queue_server.protocol.messages import CheckInRequest, TicketInfo
from queue_server.protocol.reserve import StaffDecision
from queue_server.protocol.staff_measurements import StaffReport
from queue_server.protocol.temperature import Measurement


class Sound(StrEnum):
    """What the kiosk may say with its buzzer; the same for an admitted and for a held visitor."""

    ACKNOWLEDGE = "acknowledge"
    ATTENTION = "attention"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class StartMeasuring:
    """Measure whoever stands before the sensor; answer with ``Aimed`` and ``Measured``."""

    nonce: str


@dataclass(frozen=True, slots=True)
class StartStaffMeasuring:
    """Measure what staff hold before the sensor; answer with ``Aimed`` and ``StaffMeasured``."""

    nonce: str


@dataclass(frozen=True, slots=True)
class ReportStaff:
    """Tell the server what was measured for staff."""

    report: StaffReport


@dataclass(frozen=True, slots=True)
class StopMeasuring:
    """Nobody waits for this measurement any more."""

    nonce: str


@dataclass(frozen=True, slots=True)
class LookUpBooking:
    """Ask the server for a booking."""

    nonce: str
    booking_code: str


@dataclass(frozen=True, slots=True)
class CheckIn:
    """Send the check-in, again and again with its nonce, until it is answered or given up."""

    request: CheckInRequest


@dataclass(frozen=True, slots=True)
class ReportReturn:
    """Tell the server that a visitor is back from the rest; answer with ``ReturnAnswered``."""

    nonce: str


@dataclass(frozen=True, slots=True)
class ReportMeasurement:
    """Tell the server what a held visitor's measurement gave; nobody waits for an answer."""

    nonce: str
    visit_id: int
    measurement: Measurement


@dataclass(frozen=True, slots=True)
class CheckPin:
    """See whether a PIN is that of an account; answer with ``PinChecked``."""

    account_id: int
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeepDecision:
    """Write down what staff decided on a held visitor; answer with ``DecisionKept``."""

    entry: int
    account_id: int
    decision: StaffDecision


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Stop asking the server for this visitor, who has gone."""

    nonce: str


@dataclass(frozen=True, slots=True)
class Print:
    """Print a ticket, and report how it ended."""

    nonce: str
    ticket: TicketInfo
    copy: bool = False


@dataclass(frozen=True, slots=True)
class Beep:
    """Make a sound."""

    sound: Sound


@dataclass(frozen=True, slots=True)
class Speak:
    """Say aloud what stands on the page."""


@dataclass(frozen=True, slots=True)
class Warn:
    """Switch the lamp that security sees."""

    on: bool


Command = (
    StartMeasuring
    | StopMeasuring
    | LookUpBooking
    | CheckIn
    | ReportReturn
    | ReportMeasurement
    | StartStaffMeasuring
    | ReportStaff
    | CheckPin
    | KeepDecision
    | GiveUp
    | Print
    | Beep
    | Speak
    | Warn
)
