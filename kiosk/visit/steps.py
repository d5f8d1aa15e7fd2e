"""What each input does to the dialogue: one short pure function for each; which one applies is the table's to say.

The session never holds a temperature: the measurement goes from its input straight into the check-in.
"""

from dataclasses import replace

from kiosk.visit import held_steps
from kiosk.visit.commands import (
    Beep,
    CheckIn,
    GiveUp,
    LookUpBooking,
    Print,
    Sound,
    Speak,
    StartMeasuring,
    StopMeasuring,
)
from kiosk.visit.dialogue import FORMS, Phase, Rules, Session
from kiosk.visit.inputs import (
    Aimed,
    Answered,
    Availability,
    BookingFound,
    Choose,
    Contrast,
    Declined,
    EnterBooking,
    Language,
    Listen,
    Measured,
    OpenBooking,
    OpenPriority,
    Printed,
    PrinterReady,
    Refused,
    Reset,
    Tick,
    Touch,
    Unreachable,
)
from kiosk.visit.moves import Result, enter, home
from queue_server.protocol.messages import CheckInRequest
from queue_server.protocol.temperature import NOT_ASKED, Measurement, judge
from queue_server.protocol.words import Lane, MeasurementStatus, PrintOutcome, Verdict

# --- going home -------------------------------------------------------------------------------------------------


def reset(session: Session, given: Reset, rules: Rules) -> Result:
    """Leave off whatever runs, and forget the visitor."""
    start = home(session, given.at_seconds, rules)
    if session.phase is Phase.MEASURING:
        return start, (StopMeasuring(session.nonce),)
    gives_up = session.phase is Phase.AWAY and not session.needs_person
    return start, ((GiveUp(session.nonce),) if gives_up else ())


# --- the visitor chooses ----------------------------------------------------------------------------------------


def choose(session: Session, given: Choose, rules: Rules) -> Result:
    """Begin the visit; a second press on a ticket that has just come does not begin another."""
    if session.phase is Phase.SHOWING and given.at_seconds - session.since_seconds < rules.repeat_guard_seconds:
        return session, ()
    fresh = home(session, given.at_seconds, rules)
    if session.phase in (Phase.IDLE, Phase.CHOOSING):
        fresh = replace(fresh, language=session.language, contrast=session.contrast)
    chosen = replace(fresh, nonce=given.nonce, service_id=given.service_id, lane=given.lane)
    return _measure(chosen, given.at_seconds, rules)


def declined(session: Session, given: Declined, _rules: Rules) -> Result:
    """Say why the service cannot be chosen."""
    return replace(enter(session, Phase.REFUSED, given.at_seconds), words=given.words), (Beep(Sound.REFUSED),)


def open_priority(session: Session, given: OpenPriority, _rules: Rules) -> Result:
    """Let a priority visitor choose the service."""
    return replace(enter(session, Phase.CHOOSING, given.at_seconds), lane=Lane.PRIORITY), ()


def open_booking(session: Session, given: OpenBooking, _rules: Rules) -> Result:
    """Let the visitor type a code."""
    return enter(session, Phase.ENTERING, given.at_seconds), ()


def enter_booking(session: Session, given: EnterBooking, _rules: Rules) -> Result:
    """Look the booking up."""
    looking = replace(
        enter(session, Phase.LOOKING_UP, given.at_seconds), nonce=given.nonce, booking_code=given.booking_code
    )
    return looking, (LookUpBooking(given.nonce, given.booking_code), Beep(Sound.ACKNOWLEDGE))


def booking_found(session: Session, given: BookingFound, rules: Rules) -> Result:
    """Go on as if the booking's service had been chosen."""
    if given.nonce != session.nonce:
        return session, ()
    return _measure(replace(session, booking=given.booking), given.at_seconds, rules)


def touch(session: Session, given: Touch, _rules: Rules) -> Result:
    """Give the visitor more time."""
    return replace(session, active_seconds=given.at_seconds), ()


def language(session: Session, given: Language, _rules: Rules) -> Result:
    """Put the visitor's language first."""
    return replace(session, language=given.language, active_seconds=given.at_seconds), ()


def contrast(session: Session, given: Contrast, _rules: Rules) -> Result:
    """Show this visitor high contrast and larger letters, or the usual page again."""
    return replace(session, contrast=not session.contrast, active_seconds=given.at_seconds), ()


def listen(session: Session, given: Listen, _rules: Rules) -> Result:
    """Say aloud what stands on the page, wherever the dialogue stands; who listens is given more time."""
    return replace(session, active_seconds=given.at_seconds), (Speak(),)


# --- measuring --------------------------------------------------------------------------------------------------


def _measure(session: Session, at_seconds: float, rules: Rules) -> Result:
    if not rules.screening:
        submitted, commands = _submit(session, at_seconds, NOT_ASKED, rules)
        return submitted, (Beep(Sound.ACKNOWLEDGE), *commands)
    measuring = replace(enter(session, Phase.MEASURING, at_seconds), attempt=1, aim="step_up", fraction=0.0)
    return measuring, (Beep(Sound.ACKNOWLEDGE), StartMeasuring(session.nonce))


def aimed(session: Session, given: Aimed, _rules: Rules) -> Result:
    """Show how the visitor stands before the sensor."""
    if given.nonce != session.nonce:
        return session, ()
    return replace(session, aim=given.aim, fraction=given.fraction), ()


def measured(session: Session, given: Measured, rules: Rules) -> Result:
    """Check in with the measurement, or try once more where it was unsure."""
    if given.nonce != session.nonce:
        return session, ()
    unsure = given.measurement.status is MeasurementStatus.UNSURE
    if unsure and session.attempt < rules.attempts:
        again = replace(enter(session, Phase.MEASURING, given.at_seconds), attempt=session.attempt + 1, fraction=0.0)
        return again, (StartMeasuring(session.nonce),)
    return _submit(session, given.at_seconds, given.measurement, rules)


def _submit(session: Session, at_seconds: float, measurement: Measurement, rules: Rules) -> Result:
    if session.measured_again is not None:
        return held_steps.measured_again(session, session.measured_again, at_seconds, measurement)
    request = CheckInRequest(
        nonce=session.nonce,
        service_id=None if session.booking_code else session.service_id,
        lane=Lane.PRIORITY if session.lane is Lane.PRIORITY else Lane.GENERAL,
        booking_code=session.booking_code or None,
        measurement=measurement,
        language=session.language,
    )
    needs_person = rules.screening and judge(rules.policy, measurement) is not Verdict.PASS
    submitting = replace(enter(session, Phase.SUBMITTING, at_seconds), needs_person=needs_person)
    return submitting, (CheckIn(request),)


# --- the server answers -----------------------------------------------------------------------------------------


def answered(session: Session, given: Answered, rules: Rules) -> Result:
    """Print the ticket, or ask a held visitor to take a seat; both hear the same sound."""
    if given.nonce != session.nonce:
        return held_steps.held_meanwhile(session, given, rules)
    ticket = given.answer.ticket
    if given.answer.outcome == "held" or ticket is None:
        return held_steps.hold(session, given, rules)
    printing = replace(enter(session, Phase.PRINTING, given.at_seconds), ticket=ticket)
    return printing, (Print(session.nonce, ticket),)


def refused(session: Session, given: Refused, _rules: Rules) -> Result:
    """Say why, in the server's words."""
    if given.nonce != session.nonce:
        return session, ()
    return replace(enter(session, Phase.REFUSED, given.at_seconds), words=given.words), (Beep(Sound.REFUSED),)


def unreachable(session: Session, given: Unreachable, rules: Rules) -> Result:
    """Send the visitor to a person, and go on asking."""
    if given.nonce != session.nonce:
        return session, ()
    return _away(session, given.at_seconds, rules)


def _away(session: Session, at_seconds: float, rules: Rules) -> Result:
    away = enter(session, Phase.AWAY, at_seconds)
    if not session.needs_person:
        return away, (Beep(Sound.ATTENTION),)
    lit, commands = held_steps.wait_unheard(away, at_seconds, rules)
    return lit, (Beep(Sound.ATTENTION), *commands)


# --- the printer answers ----------------------------------------------------------------------------------------


def printed(session: Session, given: Printed, _rules: Rules) -> Result:
    """Hand the ticket over; else show the number, and print a copy where the first may be torn."""
    if given.nonce != session.nonce or session.ticket is None:
        return session, ()
    if given.outcome is PrintOutcome.PRINTED:
        return enter(session, Phase.SHOWING, given.at_seconds), (Beep(Sound.ACKNOWLEDGE),)
    shown = enter(session, Phase.NUMBER_ON_SCREEN, given.at_seconds)
    if given.outcome is PrintOutcome.UNCERTAIN:
        again = () if given.copy else (Print(session.nonce, session.ticket, copy=True),)
        return replace(shown, owed=""), (Beep(Sound.ATTENTION), *again)
    if session.retried:
        return shown, (Beep(Sound.ATTENTION),)
    return replace(shown, owed="copy" if given.copy else "first"), (Beep(Sound.ATTENTION),)


def printer_ready(session: Session, given: PrinterReady, _rules: Rules) -> Result:
    """Print what is owed, once."""
    if not session.owed or session.ticket is None:
        return session, ()
    again = Print(session.nonce, session.ticket, copy=session.owed == "copy")
    printing = enter(session, Phase.PRINTING, given.at_seconds)
    return replace(printing, owed="", retried=True), (again,)


# --- the device itself ------------------------------------------------------------------------------------------


def available(session: Session, given: Availability, rules: Rules) -> Result:
    """Leave service or come back, but never in the middle of a visit."""
    changed = replace(session, lost=given.lost)
    waits = session.phase in (Phase.IDLE, Phase.CHOOSING, Phase.ENTERING, Phase.OUT_OF_SERVICE)
    if waits and (session.phase is Phase.OUT_OF_SERVICE) != bool(given.lost):
        return home(changed, given.at_seconds, rules), ()
    return changed, ()


# --- time -------------------------------------------------------------------------------------------------------


def tick(session: Session, given: Tick, rules: Rules) -> Result:
    """See whose time is over: the visitor's phase, or a held visitor whose decision was never heard of."""
    awaited = tuple(held for held in session.held if given.at_seconds < held.until_seconds)
    session, commands = held_steps.keep_held(session, awaited)
    if session.phase is Phase.IDLE and held_steps.may_invite(session, given.at_seconds, rules):
        return held_steps.invite(session, given.at_seconds, commands)
    started = session.active_seconds if session.phase in FORMS else session.since_seconds
    if given.at_seconds - started < rules.limit_seconds(session.phase):
        return session, commands
    after, more = _run_out(session, given.at_seconds, rules)
    return after, commands + more


def _run_out(session: Session, at_seconds: float, rules: Rules) -> Result:
    if session.phase is Phase.MEASURING:
        lost = Measurement(status=MeasurementStatus.NO_SENSOR, reason="timeout")
        submitted, commands = _submit(session, at_seconds, lost, rules)
        return submitted, (StopMeasuring(session.nonce), *commands)
    if session.phase in (Phase.SUBMITTING, Phase.LOOKING_UP):
        return _away(session, at_seconds, rules)
    if session.phase is Phase.PRINTING:
        return enter(session, Phase.NUMBER_ON_SCREEN, at_seconds), (Beep(Sound.ATTENTION),)
    gives_up = session.phase is Phase.AWAY and not session.needs_person
    return home(session, at_seconds, rules), ((GiveUp(session.nonce),) if gives_up else ())
