"""The visitor's dialogue: one table of arrows, one pure function that follows them.

Every way in (touch, button, scanner, server, printer, clock) is an input to the same machine. An input for which the
phase has no arrow changes nothing: this is how five presses become one ticket.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from kiosk.visit import desk_steps, held_steps, staff_steps, steps
from kiosk.visit.dialogue import AT_DESK, FORMS, READ, Phase, Rules, Session
from kiosk.visit.inputs import (
    Aimed,
    Answered,
    Availability,
    BookingFound,
    CameBack,
    Choose,
    Contrast,
    Decided,
    DecisionKept,
    DecisionMade,
    Declined,
    EnterBooking,
    Input,
    Language,
    Listen,
    MeasureAgain,
    Measured,
    OpenBooking,
    OpenDesk,
    OpenPriority,
    PinChecked,
    PinTyped,
    Printed,
    PrinterReady,
    Ready,
    Refused,
    Reopened,
    Reset,
    ReturnAnswered,
    StaffAsked,
    StaffMeasured,
    StaffNamed,
    Tick,
    Touch,
    Unreachable,
    VisitorNamed,
)
from kiosk.visit.moves import Result

Handler = Callable[[Session, Any, Rules], Result]
Row = tuple[tuple[Phase, ...], type[Input], tuple[Phase, ...], Handler]


class IllegalStepError(Exception):
    """A handler went where the table has no arrow: a defect of this module."""

    code = "illegal_step"


@dataclass(frozen=True, slots=True)
class Arrow:
    """One row of the table: in this phase, on this input, go to one of these phases."""

    source: Phase
    on: type[Input]
    to: tuple[Phase, ...]
    handle: Handler


_HOME = (Phase.IDLE, Phase.OUT_OF_SERVICE)
_ENDS = (Phase.SHOWING, Phase.HELD, Phase.REFUSED, Phase.NUMBER_ON_SCREEN)
_LEFT_OFF = (Phase.CHOOSING, Phase.ENTERING, Phase.INVITED, Phase.MEASURING, Phase.AWAY, *AT_DESK, *_ENDS)
_PAPER = (Phase.PRINTING, Phase.NUMBER_ON_SCREEN)
_CHOSEN = (Phase.MEASURING, Phase.SUBMITTING)


_STAFF: tuple[Row, ...] = (
    (_HOME, StaffAsked, (Phase.STAFF_CHECK,), staff_steps.asked),
    ((Phase.STAFF_CHECK,), Aimed, (Phase.STAFF_CHECK,), staff_steps.aimed),
    ((Phase.STAFF_CHECK,), StaffMeasured, (Phase.STAFF_CHECK, *_HOME), staff_steps.measured),
    ((Phase.STAFF_CHECK,), Reset, _HOME, staff_steps.reset),
)
_DESK: tuple[Row, ...] = (
    ((Phase.IDLE,), OpenDesk, (Phase.STAFF_PIN,), desk_steps.opened),
    ((Phase.STAFF_PIN,), StaffNamed, (Phase.STAFF_PIN,), desk_steps.named),
    ((Phase.STAFF_PIN,), PinTyped, (Phase.STAFF_PIN,), desk_steps.typed),
    ((Phase.STAFF_PIN,), PinChecked, AT_DESK, desk_steps.checked),
    ((Phase.STAFF_DECIDE,), VisitorNamed, (Phase.STAFF_DECIDE,), desk_steps.visitor_named),
    ((Phase.STAFF_DECIDE,), DecisionMade, (Phase.STAFF_DECIDE,), desk_steps.made),
    (
        (Phase.STAFF_DECIDE,),
        DecisionKept,
        (Phase.STAFF_DECIDE, Phase.PRINTING, Phase.REFUSED, *_HOME),
        desk_steps.kept,
    ),
)


def _arrows() -> tuple[Arrow, ...]:
    rows: tuple[Row, ...] = (
        ((Phase.IDLE, Phase.CHOOSING), Choose, _CHOSEN, steps.choose),
        ((Phase.SHOWING,), Choose, (*_CHOSEN, Phase.SHOWING), steps.choose),
        ((Phase.IDLE, Phase.CHOOSING), Declined, (Phase.REFUSED,), steps.declined),
        ((Phase.IDLE,), OpenPriority, (Phase.CHOOSING,), steps.open_priority),
        ((Phase.IDLE,), OpenBooking, (Phase.ENTERING,), steps.open_booking),
        ((Phase.IDLE, Phase.ENTERING), EnterBooking, (Phase.LOOKING_UP,), steps.enter_booking),
        ((Phase.LOOKING_UP, Phase.AWAY), BookingFound, (*_CHOSEN, Phase.LOOKING_UP, Phase.AWAY), steps.booking_found),
        ((Phase.MEASURING,), Aimed, (Phase.MEASURING,), steps.aimed),
        ((Phase.MEASURING,), Measured, (*_CHOSEN, Phase.HELD), steps.measured),
        (
            (Phase.SUBMITTING, Phase.AWAY),
            Answered,
            (Phase.SUBMITTING, Phase.AWAY, Phase.PRINTING, Phase.HELD),
            steps.answered,
        ),
        (
            (Phase.LOOKING_UP, Phase.SUBMITTING, Phase.AWAY),
            Refused,
            (Phase.REFUSED, Phase.LOOKING_UP, Phase.SUBMITTING, Phase.AWAY),
            steps.refused,
        ),
        (
            (Phase.LOOKING_UP, Phase.SUBMITTING),
            Unreachable,
            (Phase.AWAY, Phase.LOOKING_UP, Phase.SUBMITTING),
            steps.unreachable,
        ),
        (_PAPER, Printed, (Phase.SHOWING, *_PAPER), steps.printed),
        ((Phase.NUMBER_ON_SCREEN,), PrinterReady, _PAPER, steps.printer_ready),
        (_LEFT_OFF, Reset, _HOME, steps.reset),
    )
    arrows = [
        Arrow(source, on, to, handle) for sources, on, to, handle in (*rows, *_STAFF, *_DESK) for source in sources
    ]
    arrows += _reading_arrows() + _held_arrows()
    arrows += [Arrow(phase, Availability, (*{phase, *_HOME},), steps.available) for phase in Phase]
    ticks = dict.fromkeys(Phase, steps.tick) | {Phase.STAFF_CHECK: staff_steps.tick}
    return (*arrows, *(Arrow(phase, Tick, (phase, *RUN_OUT[phase]), tick) for phase, tick in ticks.items()))


def _reading_arrows() -> list[Arrow]:
    """The arrows that go nowhere: how a visitor reads the page, and that one is still there."""
    rows: tuple[tuple[Iterable[Phase], type[Input], Handler], ...] = (
        (FORMS, Touch, steps.touch),
        (READ, Language, steps.language),
        (READ, Contrast, steps.contrast),
        (Phase, Listen, steps.listen),
    )
    return [Arrow(phase, on, (phase,), handle) for phases, on, handle in rows for phase in phases]


def _held_arrows() -> list[Arrow]:
    """The arrows around visitors whom security look after."""
    looked_up = (Phase.MEASURING, Phase.HELD, Phase.LOOKING_UP, Phase.AWAY)
    arrows = [
        Arrow(Phase.INVITED, Ready, (Phase.MEASURING,), held_steps.begin_again),
        Arrow(Phase.INVITED, Choose, (Phase.MEASURING,), held_steps.begin_again),
        Arrow(Phase.IDLE, CameBack, (Phase.IDLE, Phase.LOOKING_UP), held_steps.came_back),
        Arrow(Phase.LOOKING_UP, ReturnAnswered, looked_up, held_steps.return_answered),
        Arrow(Phase.AWAY, ReturnAnswered, looked_up, held_steps.return_answered),
    ]
    arrows += [
        Arrow(phase, Answered, (phase,), held_steps.held_meanwhile)
        for phase in Phase
        if phase not in (Phase.SUBMITTING, Phase.AWAY)
    ]
    for phase in Phase:
        away = _HOME if phase is Phase.INVITED else ()
        arrows.append(Arrow(phase, Decided, (phase, *away), held_steps.decided))
        arrows.append(Arrow(phase, Reopened, (phase,), held_steps.reopened))
        arrows.append(Arrow(phase, MeasureAgain, (phase,), held_steps.measure_again))
        if phase is not Phase.STAFF_DECIDE:
            arrows.append(Arrow(phase, DecisionKept, (phase,), desk_steps.kept_behind))
    return arrows


RUN_OUT: dict[Phase, tuple[Phase, ...]] = {
    Phase.IDLE: (Phase.INVITED,),
    Phase.CHOOSING: _HOME,
    Phase.ENTERING: _HOME,
    Phase.LOOKING_UP: (Phase.AWAY,),
    Phase.INVITED: _HOME,
    Phase.MEASURING: (Phase.SUBMITTING, Phase.HELD),
    Phase.SUBMITTING: (Phase.AWAY,),
    Phase.PRINTING: (Phase.NUMBER_ON_SCREEN,),
    Phase.SHOWING: _HOME,
    Phase.HELD: _HOME,
    Phase.REFUSED: _HOME,
    Phase.NUMBER_ON_SCREEN: _HOME,
    Phase.AWAY: _HOME,
    Phase.STAFF_CHECK: _HOME,
    Phase.STAFF_PIN: _HOME,
    Phase.STAFF_DECIDE: _HOME,
    Phase.OUT_OF_SERVICE: (),
}
"""Where each phase goes when its time is over."""

ARROWS: tuple[Arrow, ...] = _arrows()
_TABLE = {(arrow.source, arrow.on): arrow for arrow in ARROWS}


def step(session: Session, given: Input, rules: Rules) -> Result:
    """Follow the table by one input.

    Args:
        session: the dialogue as it stands.
        given: what happened, with its time in monotonic seconds.
        rules: the office's rules and the time limits.

    Returns:
        The dialogue after it, and the commands to carry out, in order. Unchanged and none where the table has no arrow.

    Raises:
        IllegalStepError: a handler left the table.
    """
    arrow = _TABLE.get((session.phase, type(given)))
    if arrow is None:
        return session, ()
    after, commands = arrow.handle(session, given, rules)
    if after.phase not in arrow.to:
        raise IllegalStepError(f"{session.phase} on {type(given).__name__} went to {after.phase}")
    return after, commands
