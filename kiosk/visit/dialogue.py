"""The state of the visitor's dialogue: its phases, what it remembers, and its time limits, as plain values."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from queue_server.protocol.bookings import BookingInfo
from queue_server.protocol.messages import TicketInfo, Words
from queue_server.protocol.temperature import TemperaturePolicy
from queue_server.protocol.words import Lane


class Phase(StrEnum):
    """Where the dialogue stands."""

    IDLE = "idle"
    CHOOSING = "choosing"
    """A priority visitor chooses the service."""
    ENTERING = "entering"
    """A booking's code is being typed."""
    LOOKING_UP = "looking_up"
    INVITED = "invited"
    """A held visitor is asked to stand before the sensor once more."""
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
    STAFF_CHECK = "staff_check"
    """Staff have the sensor measure; no visitor is at it."""
    STAFF_PIN = "staff_pin"
    """Staff say who they are, to decide on a held visitor while the server is away."""
    STAFF_DECIDE = "staff_decide"
    """The PIN was right: on whom, and what."""
    OUT_OF_SERVICE = "out_of_service"


AT_DESK = (Phase.STAFF_PIN, Phase.STAFF_DECIDE)
FORMS = (Phase.IDLE, Phase.CHOOSING, Phase.ENTERING, *AT_DESK)
"""Phases in which the visitor is given time from the last touch on."""
READ = tuple(phase for phase in Phase if phase not in (Phase.STAFF_CHECK, Phase.OUT_OF_SERVICE))
"""Phases that a visitor reads in their own way: the other two have no time limit, or no visitor, to forget it by."""


@dataclass(frozen=True, slots=True)
class Held:
    """A visitor on whom security has not decided, and when the lamp is not kept lit for them any more."""

    visit_id: int
    until_seconds: float


@dataclass(frozen=True, slots=True)
class Desk:
    """A person of the staff at the kiosk, while the server is away. Holds no PIN at any time.

    Attributes:
        account_id: who it is, or says to be; 0 before.
        checking: the PIN is being checked, or the decision written down.
        wrong: the last PIN was not right.
        wait_seconds: until the next PIN may be typed.
        entry: the visitor to decide on, as the outbox counts; 0 before one is chosen.
    """

    account_id: int = 0
    checking: bool = False
    wrong: bool = False
    wait_seconds: int = 0
    entry: int = 0


@dataclass(frozen=True, slots=True)
class Session:
    """The dialogue as it stands; holds no temperature at any time.

    Attributes:
        since_seconds: when the phase began.
        active_seconds: when the visitor last did something.
        language: code of the language that stands first.
        contrast: the visitor reads in high contrast and larger letters.
        nonce: this visitor's check-in; empty while there is none.
        words: why the server refused, by language.
        attempt: which try at measuring this is.
        owed: the ticket that could not be printed: the ``first`` or a ``copy``; printed once the printer works again,
            while the visitor still sees the number. Empty when none is owed, or when that was tried before.
        retried: an owed ticket was tried.
        needs_person: as far as this kiosk can judge, a person must look at the visitor who checks in.
        measured_again: the held visit that the running measurement is for; ``None``: of a visitor who checks in.
        asked_again: held visits that security want to be measured here once more, the first first.
        lost: why the kiosk cannot serve at all; empty when it can.
        held: visitors of this kiosk on whom security has not decided; while there is one the warning lamp is lit.
        decided: the last visits that were decided on: the decision can overtake the answer that the visitor is held.
        staff_measurement_id: what staff have measured now; 0 while they have nothing measured.
        desk: who decides on a held visitor here.
    """

    phase: Phase = Phase.IDLE
    since_seconds: float = 0.0
    active_seconds: float = 0.0
    language: str = "id"
    contrast: bool = False
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
    owed: Literal["", "first", "copy"] = ""
    retried: bool = False
    needs_person: bool = False
    measured_again: int | None = None
    asked_again: tuple[int, ...] = ()
    lost: str = ""
    held: tuple[Held, ...] = ()
    decided: tuple[int, ...] = ()
    staff_measurement_id: int = 0
    desk: Desk = field(default_factory=Desk)


_FOREVER = float("inf")


@dataclass(frozen=True, slots=True)
class Rules:
    """The office's rules and the kiosk's time limits, in seconds.

    Attributes:
        screening: whether visitors are measured at all.
        policy: how a measurement is judged while the server is away.
        language: the language that a new visitor meets.
        attempts: tries at measuring before a person measures by hand.
        idle_seconds: silence in a form before the countdown.
        countdown_seconds: the countdown that one touch extends.
        repeat_guard_seconds: presses on a fresh ticket that do not start the next visitor.
        measuring_seconds, printing_seconds: with the runner's tick no visitor looks at either for more than 5 s.
        warning_seconds: the longest that the warning lamp stays lit for a visitor, should no decision be heard of.
    """

    screening: bool = True
    policy: TemperaturePolicy = field(default_factory=TemperaturePolicy)
    language: str = "id"
    attempts: int = 2
    idle_seconds: float = 40.0
    countdown_seconds: float = 20.0
    repeat_guard_seconds: float = 3.0
    warning_seconds: float = 1800.0
    measuring_seconds: float = 4.9
    server_seconds: float = 3.0
    printing_seconds: float = 4.9
    showing_seconds: float = 12.0
    held_seconds: float = 15.0
    invited_seconds: float = 60.0
    refused_seconds: float = 12.0
    number_seconds: float = 20.0
    away_seconds: float = 60.0
    staff_seconds: float = 25.0
    desk_seconds: float = 30.0

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
            Phase.INVITED: self.invited_seconds,
            Phase.REFUSED: self.refused_seconds,
            Phase.NUMBER_ON_SCREEN: self.number_seconds,
            Phase.AWAY: self.away_seconds,
            Phase.STAFF_CHECK: self.staff_seconds,
            Phase.STAFF_PIN: self.desk_seconds,
            Phase.STAFF_DECIDE: self.desk_seconds,
            Phase.OUT_OF_SERVICE: _FOREVER,
        }[phase]


def countdown_seconds(session: Session, rules: Rules, at_seconds: float) -> int | None:
    """Return the seconds left in the countdown of a form, or ``None`` while it does not run."""
    if session.phase not in (Phase.CHOOSING, Phase.ENTERING):
        return None
    left = session.active_seconds + rules.limit_seconds(session.phase) - at_seconds
    return max(0, round(left)) if left <= rules.countdown_seconds else None
