"""The words of the visitor's dialogue: its phases, inputs, commands and state, as plain values."""

from dataclasses import dataclass, field
from enum import StrEnum

from queue_server.protocol.messages import BookingInfo, CheckInAnswer, CheckInRequest, TicketInfo, Words
from queue_server.protocol.temperature import Measurement
from queue_server.protocol.words import Lane, PrintOutcome


class Phase(StrEnum):
    """Where the dialogue stands."""

    IDLE = "idle"
    CHOOSING = "choosing"
    """A priority visitor chooses the service."""
    ENTERING = "entering"
    """A booking's code is being typed."""
    LOOKING_UP = "looking_up"
    MEASURING = "measuring"
    SUBMITTING = "submitting"
    PRINTING = "printing"
    SHOWING = "showing"
    HELD = "held"
    REFUSED = "refused"
    NUMBER_ON_SCREEN = "number_on_screen"
    """The printer failed: the number stands on the screen."""
    AWAY = "away"
    """The server does not answer; the same check-in is being tried again."""
    OUT_OF_SERVICE = "out_of_service"


class Sound(StrEnum):
    """What the kiosk may say with its buzzer; the same for an admitted and for a held visitor."""

    ACKNOWLEDGE = "acknowledge"
    ATTENTION = "attention"
    REFUSED = "refused"


# --- inputs; every one carries its time in monotonic seconds ------------------------------------------------------


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
class Availability(Input):
    """Why the kiosk cannot serve at all; empty when it can."""

    lost: str


# --- commands -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StartMeasuring:
    """Measure whoever stands before the sensor; answer with ``Aimed`` and ``Measured``."""

    nonce: str


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
class Warn:
    """Switch the lamp that security sees."""

    on: bool


Command = StartMeasuring | StopMeasuring | LookUpBooking | CheckIn | GiveUp | Print | Beep | Warn


# --- state --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Session:
    """The dialogue as it stands; holds no temperature at any time.

    Attributes:
        since_seconds: when the phase began.
        active_seconds: when the visitor last did something.
        language: code of the language that stands first.
        nonce: this visitor's check-in; empty while there is none.
        words: why the server refused, by language.
        attempt: which try at measuring this is.
        lost: why the kiosk cannot serve at all; empty when it can.
        warning_until_seconds: when the warning lamp goes out; ``None`` while it is out.
    """

    phase: Phase = Phase.IDLE
    since_seconds: float = 0.0
    active_seconds: float = 0.0
    language: str = "id"
    nonce: str = ""
    service_id: int | None = None
    lane: Lane = Lane.GENERAL
    booking_code: str = ""
    booking: BookingInfo | None = None
    ticket: TicketInfo | None = None
    words: Words = field(default_factory=dict)
    aim: str = "step_up"
    fraction: float = 0.0
    attempt: int = 1
    lost: str = ""
    warning_until_seconds: float | None = None


_FOREVER = float("inf")


@dataclass(frozen=True, slots=True)
class Rules:
    """The office's rules and the kiosk's time limits, in seconds.

    Attributes:
        screening: whether visitors are measured at all.
        language: the language that a new visitor meets.
        attempts: tries at measuring before a person measures by hand.
        idle_seconds: silence in a form before the countdown.
        countdown_seconds: the countdown that one touch extends.
        repeat_guard_seconds: presses on a fresh ticket that do not start the next visitor.
        warning_seconds: how long the warning lamp stays lit.
    """

    screening: bool = True
    language: str = "id"
    attempts: int = 2
    idle_seconds: float = 40.0
    countdown_seconds: float = 20.0
    repeat_guard_seconds: float = 3.0
    warning_seconds: float = 60.0
    measuring_seconds: float = 5.5
    server_seconds: float = 3.0
    printing_seconds: float = 10.0
    showing_seconds: float = 12.0
    held_seconds: float = 15.0
    refused_seconds: float = 12.0
    number_seconds: float = 20.0
    away_seconds: float = 60.0

    def limit_seconds(self, phase: Phase) -> float:
        """Return how long a phase may last; forms count from the last touch, the rest from their beginning."""
        form = self.idle_seconds + self.countdown_seconds
        return {
            Phase.IDLE: form,
            Phase.CHOOSING: form,
            Phase.ENTERING: form,
            Phase.LOOKING_UP: self.server_seconds,
            Phase.MEASURING: self.measuring_seconds,
            Phase.SUBMITTING: self.server_seconds,
            Phase.PRINTING: self.printing_seconds,
            Phase.SHOWING: self.showing_seconds,
            Phase.HELD: self.held_seconds,
            Phase.REFUSED: self.refused_seconds,
            Phase.NUMBER_ON_SCREEN: self.number_seconds,
            Phase.AWAY: self.away_seconds,
            Phase.OUT_OF_SERVICE: _FOREVER,
        }[phase]


def countdown_seconds(session: Session, rules: Rules, at_seconds: float) -> int | None:
    """Return the seconds left in the countdown of a form, or ``None`` while it does not run."""
    if session.phase not in (Phase.CHOOSING, Phase.ENTERING):
        return None
    left = session.active_seconds + rules.limit_seconds(session.phase) - at_seconds
    return max(0, round(left)) if left <= rules.countdown_seconds else None
