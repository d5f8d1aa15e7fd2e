"""The visitor's dialogue: one table of arrows, one pure function that follows them.

Every way in (touch, button, scanner, server, printer, clock) is an input to the same machine. An input for which the
phase has no arrow changes nothing: this is how five presses become one ticket. The session never holds a temperature:
the measurement goes from its input straight into the check-in.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from kiosk.dialogue import (
    Aimed,
    Answered,
    Availability,
    Beep,
    BookingFound,
    CheckIn,
    Choose,
    Command,
    Declined,
    EnterBooking,
    GiveUp,
    Input,
    Language,
    LookUpBooking,
    Measured,
    OpenBooking,
    OpenPriority,
    Phase,
    Print,
    Printed,
    Refused,
    Reset,
    Rules,
    Session,
    Sound,
    StartMeasuring,
    StopMeasuring,
    Tick,
    Touch,
    Unreachable,
    Warn,
)
from queue_server.protocol.messages import CheckInRequest
from queue_server.protocol.temperature import NOT_ASKED, Measurement
from queue_server.protocol.words import Lane, MeasurementStatus, PrintOutcome

Result = tuple[Session, tuple[Command, ...]]
Handler = Callable[[Session, Any, Rules], Result]


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


# --- going home -------------------------------------------------------------------------------------------------


def _home(session: Session, at_seconds: float, rules: Rules) -> Session:
    """Forget the visitor: form, language and ticket; what staff must still be told stays."""
    phase = Phase.OUT_OF_SERVICE if session.lost else Phase.IDLE
    return Session(
        phase=phase,
        since_seconds=at_seconds,
        active_seconds=at_seconds,
        language=rules.language,
        lost=session.lost,
        warning_until_seconds=session.warning_until_seconds,
    )


def _enter(session: Session, phase: Phase, at_seconds: float) -> Session:
    return replace(session, phase=phase, since_seconds=at_seconds, active_seconds=at_seconds)


def _reset(session: Session, given: Reset, rules: Rules) -> Result:
    home = _home(session, given.at_seconds, rules)
    if session.phase is Phase.MEASURING:
        return home, (StopMeasuring(session.nonce),)
    return home, ((GiveUp(session.nonce),) if session.phase is Phase.AWAY else ())


# --- the visitor chooses ----------------------------------------------------------------------------------------


def _choose(session: Session, given: Choose, rules: Rules) -> Result:
    if session.phase is Phase.SHOWING and given.at_seconds - session.since_seconds < rules.repeat_guard_seconds:
        return session, ()
    language = session.language if session.phase in (Phase.IDLE, Phase.CHOOSING) else rules.language
    fresh = replace(_home(session, given.at_seconds, rules), language=language)
    chosen = replace(fresh, nonce=given.nonce, service_id=given.service_id, lane=given.lane)
    return _measure(chosen, given.at_seconds, rules)


def _declined(session: Session, given: Declined, _rules: Rules) -> Result:
    return replace(_enter(session, Phase.REFUSED, given.at_seconds), words=given.words), (Beep(Sound.REFUSED),)


def _open_priority(session: Session, given: OpenPriority, _rules: Rules) -> Result:
    return replace(_enter(session, Phase.CHOOSING, given.at_seconds), lane=Lane.PRIORITY), ()


def _open_booking(session: Session, given: OpenBooking, _rules: Rules) -> Result:
    return _enter(session, Phase.ENTERING, given.at_seconds), ()


def _enter_booking(session: Session, given: EnterBooking, _rules: Rules) -> Result:
    looking = replace(
        _enter(session, Phase.LOOKING_UP, given.at_seconds), nonce=given.nonce, booking_code=given.booking_code
    )
    return looking, (LookUpBooking(given.nonce, given.booking_code), Beep(Sound.ACKNOWLEDGE))


def _booking_found(session: Session, given: BookingFound, rules: Rules) -> Result:
    if given.nonce != session.nonce:
        return session, ()
    return _measure(replace(session, booking=given.booking), given.at_seconds, rules)


def _touch(session: Session, given: Touch, _rules: Rules) -> Result:
    return replace(session, active_seconds=given.at_seconds), ()


def _language(session: Session, given: Language, _rules: Rules) -> Result:
    return replace(session, language=given.language, active_seconds=given.at_seconds), ()


# --- measuring --------------------------------------------------------------------------------------------------


def _measure(session: Session, at_seconds: float, rules: Rules) -> Result:
    if not rules.screening:
        submitted, commands = _submit(session, at_seconds, NOT_ASKED)
        return submitted, (Beep(Sound.ACKNOWLEDGE), *commands)
    measuring = replace(_enter(session, Phase.MEASURING, at_seconds), attempt=1, aim="step_up", fraction=0.0)
    return measuring, (Beep(Sound.ACKNOWLEDGE), StartMeasuring(session.nonce))


def _aimed(session: Session, given: Aimed, _rules: Rules) -> Result:
    if given.nonce != session.nonce:
        return session, ()
    return replace(session, aim=given.aim, fraction=given.fraction), ()


def _measured(session: Session, given: Measured, rules: Rules) -> Result:
    if given.nonce != session.nonce:
        return session, ()
    unsure = given.measurement.status is MeasurementStatus.UNSURE
    if unsure and session.attempt < rules.attempts:
        again = replace(_enter(session, Phase.MEASURING, given.at_seconds), attempt=session.attempt + 1, fraction=0.0)
        return again, (StartMeasuring(session.nonce),)
    return _submit(session, given.at_seconds, given.measurement)


def _submit(session: Session, at_seconds: float, measurement: Measurement) -> Result:
    request = CheckInRequest(
        nonce=session.nonce,
        service_id=None if session.booking_code else session.service_id,
        lane=Lane.PRIORITY if session.lane is Lane.PRIORITY else Lane.GENERAL,
        booking_code=session.booking_code or None,
        measurement=measurement,
        language=session.language,
    )
    return _enter(session, Phase.SUBMITTING, at_seconds), (CheckIn(request),)


# --- the server answers -----------------------------------------------------------------------------------------


def _answered(session: Session, given: Answered, rules: Rules) -> Result:
    if given.nonce != session.nonce:
        return session, ()
    ticket = given.answer.ticket
    if given.answer.outcome == "held" or ticket is None:
        until = given.at_seconds + rules.warning_seconds
        held = replace(_enter(session, Phase.HELD, given.at_seconds), warning_until_seconds=until)
        return held, (Beep(Sound.ACKNOWLEDGE), Warn(on=True))
    printing = replace(_enter(session, Phase.PRINTING, given.at_seconds), ticket=ticket)
    return printing, (Print(session.nonce, ticket),)


def _refused(session: Session, given: Refused, _rules: Rules) -> Result:
    if given.nonce != session.nonce:
        return session, ()
    return replace(_enter(session, Phase.REFUSED, given.at_seconds), words=given.words), (Beep(Sound.REFUSED),)


def _unreachable(session: Session, given: Unreachable, _rules: Rules) -> Result:
    if given.nonce != session.nonce:
        return session, ()
    return _enter(session, Phase.AWAY, given.at_seconds), (Beep(Sound.ATTENTION),)


# --- the printer answers ----------------------------------------------------------------------------------------


def _printed(session: Session, given: Printed, _rules: Rules) -> Result:
    if given.nonce != session.nonce or session.ticket is None:
        return session, ()
    if given.outcome is PrintOutcome.PRINTED:
        return _enter(session, Phase.SHOWING, given.at_seconds), (Beep(Sound.ACKNOWLEDGE),)
    if given.outcome is PrintOutcome.UNCERTAIN and not given.copy:
        return _enter(session, Phase.PRINTING, given.at_seconds), (Print(session.nonce, session.ticket, copy=True),)
    return _enter(session, Phase.NUMBER_ON_SCREEN, given.at_seconds), (Beep(Sound.ATTENTION),)


# --- the device itself ------------------------------------------------------------------------------------------


def _available(session: Session, given: Availability, rules: Rules) -> Result:
    changed = replace(session, lost=given.lost)
    waits = session.phase in (Phase.IDLE, Phase.CHOOSING, Phase.ENTERING, Phase.OUT_OF_SERVICE)
    if waits and (session.phase is Phase.OUT_OF_SERVICE) != bool(given.lost):
        return _home(changed, given.at_seconds, rules), ()
    return changed, ()


# --- time -------------------------------------------------------------------------------------------------------


def _tick(session: Session, given: Tick, rules: Rules) -> Result:
    commands: tuple[Command, ...] = ()
    if session.warning_until_seconds is not None and given.at_seconds >= session.warning_until_seconds:
        session, commands = replace(session, warning_until_seconds=None), (Warn(on=False),)
    started = session.active_seconds if session.phase in _FORMS else session.since_seconds
    if given.at_seconds - started < rules.limit_seconds(session.phase):
        return session, commands
    after, more = _run_out(session, given.at_seconds, rules)
    return after, commands + more


def _run_out(session: Session, at_seconds: float, rules: Rules) -> Result:
    if session.phase is Phase.MEASURING:
        lost = Measurement(status=MeasurementStatus.NO_SENSOR, reason="timeout")
        submitted, commands = _submit(session, at_seconds, lost)
        return submitted, (StopMeasuring(session.nonce), *commands)
    if session.phase in (Phase.SUBMITTING, Phase.LOOKING_UP):
        return _enter(session, Phase.AWAY, at_seconds), (Beep(Sound.ATTENTION),)
    if session.phase is Phase.PRINTING:
        return _enter(session, Phase.NUMBER_ON_SCREEN, at_seconds), (Beep(Sound.ATTENTION),)
    gives_up = session.phase is Phase.AWAY
    return _home(session, at_seconds, rules), ((GiveUp(session.nonce),) if gives_up else ())


_HOME = (Phase.IDLE, Phase.OUT_OF_SERVICE)
_FORMS = (Phase.IDLE, Phase.CHOOSING, Phase.ENTERING)
_ENDS = (Phase.SHOWING, Phase.HELD, Phase.REFUSED, Phase.NUMBER_ON_SCREEN)
_CHOSEN = (Phase.MEASURING, Phase.SUBMITTING)


def _arrows() -> tuple[Arrow, ...]:
    rows: list[tuple[tuple[Phase, ...], type[Input], tuple[Phase, ...], Handler]] = [
        ((Phase.IDLE, Phase.CHOOSING), Choose, _CHOSEN, _choose),
        ((Phase.SHOWING,), Choose, (*_CHOSEN, Phase.SHOWING), _choose),
        ((Phase.IDLE, Phase.CHOOSING), Declined, (Phase.REFUSED,), _declined),
        ((Phase.IDLE,), OpenPriority, (Phase.CHOOSING,), _open_priority),
        ((Phase.IDLE,), OpenBooking, (Phase.ENTERING,), _open_booking),
        ((Phase.IDLE, Phase.ENTERING), EnterBooking, (Phase.LOOKING_UP,), _enter_booking),
        ((Phase.LOOKING_UP, Phase.AWAY), BookingFound, (*_CHOSEN, Phase.LOOKING_UP, Phase.AWAY), _booking_found),
        ((Phase.MEASURING,), Aimed, (Phase.MEASURING,), _aimed),
        ((Phase.MEASURING,), Measured, _CHOSEN, _measured),
        (
            (Phase.SUBMITTING, Phase.AWAY),
            Answered,
            (Phase.SUBMITTING, Phase.AWAY, Phase.PRINTING, Phase.HELD),
            _answered,
        ),
        (
            (Phase.LOOKING_UP, Phase.SUBMITTING, Phase.AWAY),
            Refused,
            (Phase.REFUSED, Phase.LOOKING_UP, Phase.SUBMITTING, Phase.AWAY),
            _refused,
        ),
        (
            (Phase.LOOKING_UP, Phase.SUBMITTING),
            Unreachable,
            (Phase.AWAY, Phase.LOOKING_UP, Phase.SUBMITTING),
            _unreachable,
        ),
        ((Phase.PRINTING,), Printed, (Phase.SHOWING, Phase.PRINTING, Phase.NUMBER_ON_SCREEN), _printed),
        ((Phase.CHOOSING, Phase.ENTERING, Phase.MEASURING, Phase.AWAY, *_ENDS), Reset, _HOME, _reset),
    ]
    arrows = [Arrow(source, on, to, handle) for sources, on, to, handle in rows for source in sources]
    for phase in _FORMS:
        arrows += [Arrow(phase, Touch, (phase,), _touch), Arrow(phase, Language, (phase,), _language)]
    arrows += [Arrow(phase, Availability, (*{phase, *_HOME},), _available) for phase in Phase]
    return (*arrows, *(Arrow(phase, Tick, (phase, *RUN_OUT[phase]), _tick) for phase in Phase))


RUN_OUT: dict[Phase, tuple[Phase, ...]] = {
    Phase.IDLE: (),
    Phase.CHOOSING: _HOME,
    Phase.ENTERING: _HOME,
    Phase.LOOKING_UP: (Phase.AWAY,),
    Phase.MEASURING: (Phase.SUBMITTING,),
    Phase.SUBMITTING: (Phase.AWAY,),
    Phase.PRINTING: (Phase.NUMBER_ON_SCREEN,),
    Phase.SHOWING: _HOME,
    Phase.HELD: _HOME,
    Phase.REFUSED: _HOME,
    Phase.NUMBER_ON_SCREEN: _HOME,
    Phase.AWAY: _HOME,
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
