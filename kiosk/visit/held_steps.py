"""What happens around visitors whom security look after: held, measured again, decided on. Pure.

Nothing here tells a visitor or a passer-by why: the words, the sound and the screen are the same for all.
"""

from dataclasses import replace

from kiosk.visit.commands import Beep, Command, ReportMeasurement, ReportReturn, Sound, StartMeasuring, Warn
from kiosk.visit.dialogue import Held, Phase, Rules, Session
from kiosk.visit.inputs import Answered, CameBack, Choose, Decided, MeasureAgain, Ready, Reopened, ReturnAnswered
from kiosk.visit.moves import Result, enter, home
from queue_server.protocol.temperature import Measurement

KEPT_DECISIONS = 20
UNHEARD = 0
"""Stands for the visit of somebody whom the server has not heard of yet."""


# --- held -------------------------------------------------------------------------------------------------------


def hold(session: Session, given: Answered, rules: Rules) -> Result:
    """Ask the visitor to take a seat, and light the lamp, unless the decision has overtaken the answer."""
    visit_id = given.answer.visit_id
    at_desk = enter(session, Phase.HELD, given.at_seconds)
    if visit_id in session.decided:
        heard, commands = keep_held(at_desk, tuple(held for held in session.held if held.visit_id != UNHEARD))
        return heard, (Beep(Sound.ACKNOWLEDGE), *commands)
    lit, commands = _await(at_desk, visit_id, given.at_seconds, rules)
    return lit, (Beep(Sound.ACKNOWLEDGE), *commands)


def wait_unheard(session: Session, at_seconds: float, rules: Rules) -> Result:
    """Light the lamp for somebody whom the server cannot hear of now; the check-in goes on being tried."""
    return _await(session, UNHEARD, at_seconds, rules)


def held_meanwhile(session: Session, given: Answered, rules: Rules) -> Result:
    """Keep the lamp lit for somebody whom the server has heard of at last; the present visitor is not disturbed."""
    visit_id = given.answer.visit_id
    if given.answer.outcome != "held" or visit_id in session.decided:
        return session, ()
    return _await(session, visit_id, given.at_seconds, rules)


def decided(session: Session, given: Decided, rules: Rules) -> Result:
    """Security need not look for this visitor any more; the decision counts whenever it comes."""
    visit_id = given.visit_id
    known = replace(
        session,
        decided=(*session.decided, visit_id)[-KEPT_DECISIONS:],
        asked_again=tuple(asked for asked in session.asked_again if asked != visit_id),
    )
    if session.phase is Phase.INVITED and session.measured_again == visit_id:
        known = home(known, given.at_seconds, rules)
    return keep_held(known, tuple(held for held in session.held if held.visit_id != visit_id))


def reopened(session: Session, given: Reopened, rules: Rules) -> Result:
    """A decision was taken back: security look for this visitor again."""
    again = replace(session, decided=tuple(one for one in session.decided if one != given.visit_id))
    return _await(again, given.visit_id, given.at_seconds, rules)


def keep_held(session: Session, held: tuple[Held, ...]) -> Result:
    """Keep these as the visitors whom security look for; the lamp goes out with the last one."""
    goes_out = bool(session.held) and not held
    return replace(session, held=held), (Warn(on=False),) if goes_out else ()


def _await(session: Session, visit_id: int, at_seconds: float, rules: Rules) -> Result:
    others = tuple(held for held in session.held if held.visit_id not in (visit_id, UNHEARD))
    held = Held(visit_id, at_seconds + rules.warning_seconds)
    return replace(session, held=(*others, held)), (Warn(on=True),)


# --- measured again ---------------------------------------------------------------------------------------------


def measure_again(session: Session, given: MeasureAgain, _rules: Rules) -> Result:
    """Remember whom to measure once more; the kiosk invites them when nobody stands there."""
    if given.visit_id in session.asked_again or given.visit_id == session.measured_again:
        return session, ()
    return replace(session, asked_again=(*session.asked_again, given.visit_id)), ()


def may_invite(session: Session, at_seconds: float, rules: Rules) -> bool:
    """Whether somebody waits to be measured again, and nobody is just touching the screen."""
    return bool(session.asked_again) and at_seconds - session.active_seconds >= rules.repeat_guard_seconds


def invite(session: Session, at_seconds: float, commands: tuple[Command, ...]) -> Result:
    """Ask the visitor to stand before the sensor."""
    visit_id, *rest = session.asked_again
    invited = replace(session, measured_again=visit_id, asked_again=tuple(rest))
    return enter(invited, Phase.INVITED, at_seconds), (*commands, Beep(Sound.ACKNOWLEDGE))


def begin_again(session: Session, given: Ready | Choose, _rules: Rules) -> Result:
    """Measure: on a touch, or on any button where there is no screen."""
    measuring = replace(enter(session, Phase.MEASURING, given.at_seconds), nonce=given.nonce, attempt=1)
    return replace(measuring, aim="step_up", fraction=0.0), (Beep(Sound.ACKNOWLEDGE), StartMeasuring(given.nonce))


def measured_again(session: Session, visit_id: int, at_seconds: float, measurement: Measurement) -> Result:
    """Hand the measurement over; the visitor takes a seat, whatever it was."""
    report = ReportMeasurement(session.nonce, visit_id, measurement)
    seated = replace(enter(session, Phase.HELD, at_seconds), measured_again=None)
    return seated, (report, Beep(Sound.ACKNOWLEDGE))


# --- back from the rest -----------------------------------------------------------------------------------------


def came_back(session: Session, given: CameBack, _rules: Rules) -> Result:
    """Ask the server whom this visitor can only be; without anybody held here there is nobody to come back."""
    if not session.held:
        return session, ()
    asking = replace(enter(session, Phase.LOOKING_UP, given.at_seconds), nonce=given.nonce)
    return asking, (ReportReturn(given.nonce), Beep(Sound.ACKNOWLEDGE))


def return_answered(session: Session, given: ReturnAnswered, rules: Rules) -> Result:
    """Measure at once where it can only be one visitor; else a person comes."""
    if given.nonce != session.nonce:
        return session, ()
    if given.visit_id is None:
        return enter(session, Phase.HELD, given.at_seconds), (Beep(Sound.ACKNOWLEDGE),)
    known = replace(session, measured_again=given.visit_id)
    return begin_again(known, Ready(nonce=given.nonce, at_seconds=given.at_seconds), rules)
