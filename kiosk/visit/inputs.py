"""What can happen to the visitor's dialogue; every input carries its time in monotonic seconds."""

from dataclasses import dataclass, field

from queue_server.protocol.bookings import BookingInfo
from queue_server.protocol.messages import CheckInAnswer, TicketInfo, Words
from queue_server.protocol.reserve import StaffDecision
from queue_server.protocol.temperature import Measurement
from queue_server.protocol.words import Lane, PrintOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """Something that happened."""

    at_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick(Input):
    """Time has passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch(Input):
    """The visitor is still there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reset(Input):
    """Back to the start: by the visitor or by staff."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language(Input):
    """The visitor chose a language by its code."""

    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast(Input):
    """The visitor wants high contrast and larger letters, or the usual page again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen(Input):
    """The visitor wants to hear what stands on the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choose(Input):
    """A service was chosen by touch, key or button; the nonce is used if it leads to a check-in."""

    service_id: int
    lane: Lane
    nonce: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined(Input):
    """A service was chosen that is known to be closed or full: say so before anybody is measured."""

    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPriority(Input):
    """The visitor asks for the priority lane."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBooking(Input):
    """The visitor wants to type a booking's code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterBooking(Input):
    """A booking's code was typed or scanned."""

    booking_code: str
    nonce: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingFound(Input):
    """The server knows the booking."""

    nonce: str
    booking: BookingInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Aimed(Input):
    """How the visitor stands before the sensor; no figure."""

    nonce: str
    aim: str
    fraction: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured(Input):
    """The measurement ended, with a value or with the reason why not."""

    nonce: str
    measurement: Measurement


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Input):
    """The server answered the check-in."""

    nonce: str
    answer: CheckInAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused(Input):
    """The server refused, in words of each language."""

    nonce: str
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreachable(Input):
    """The server did not answer; it is being asked again with the same nonce."""

    nonce: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed(Input):
    """Printing ended."""

    nonce: str
    outcome: PrintOutcome
    copy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterReady(Input):
    """The printer works again while a ticket is owed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided(Input):
    """Security decided on a visitor who was held at this kiosk, or the visitor has gone."""

    visit_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened(Input):
    """A decision on a visitor of this kiosk was taken back."""

    visit_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureAgain(Input):
    """Security ask to measure a held visitor again here."""

    visit_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready(Input):
    """The visitor who is to be measured again stands before the sensor."""

    nonce: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CameBack(Input):
    """A visitor who was asked to take a seat says that the rest is over."""

    nonce: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnAnswered(Input):
    """The server knows whom that visitor can only be; ``None``: a person comes."""

    nonce: str
    visit_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffAsked(Input):
    """Staff want a measurement of a target, or of one of themselves."""

    measurement_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMeasured(Input):
    """That measurement ended; its value is without any offset, and no visitor's.

    Attributes:
        offset_celsius: what is added to a visitor's value now.
    """

    nonce: str
    measurement: Measurement
    offset_celsius: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability(Input):
    """Why the kiosk cannot serve at all; empty when it can."""

    lost: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDesk(Input):
    """Staff want to decide on a held visitor here, while the server is away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffNamed(Input):
    """Staff say who they are."""

    account_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PinTyped(Input):
    """Staff typed the PIN; it is shown and logged nowhere."""

    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PinChecked(Input):
    """The PIN was right, or was not.

    Attributes:
        wait_seconds: until the next one may be typed.
        entry: the only visitor who waits for a decision; 0 where there are several.
    """

    account_id: int
    right: bool
    wait_seconds: int = 0
    entry: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorNamed(Input):
    """Staff say on whom they decide."""

    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionMade(Input):
    """Staff say what they decide."""

    decision: StaffDecision


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionKept(Input):
    """The decision is on the disk, or is not.

    Attributes:
        nonce: of the visitor's check-in, for the paper.
        ticket: of who was let in and has a number.
        words: what staff are told instead of a paper; empty where there is nothing to tell.
    """

    entry: int
    kept: bool
    nonce: str = ""
    ticket: TicketInfo | None = None
    words: Words = field(default_factory=dict)
