"""What happens while staff decide on a held visitor at the kiosk, because the server is away. Pure.

As with visitors, the session holds no temperature; and it holds no PIN: that goes from its input straight to the check.
"""

from dataclasses import replace

from kiosk.visit import held_steps
from kiosk.visit.commands import Beep, CheckPin, KeepDecision, Print, Sound
from kiosk.visit.dialogue import Desk, Phase, Rules, Session
from kiosk.visit.inputs import DecisionKept, DecisionMade, OpenDesk, PinChecked, PinTyped, StaffNamed, VisitorNamed
from kiosk.visit.moves import Result, enter, home


def opened(session: Session, given: OpenDesk, rules: Rules) -> Result:
    """Ask who it is."""
    kept = replace(home(session, given.at_seconds, rules), language=session.language, contrast=session.contrast)
    return enter(kept, Phase.STAFF_PIN, given.at_seconds), (Beep(Sound.ACKNOWLEDGE),)


def named(session: Session, given: StaffNamed, _rules: Rules) -> Result:
    """Ask for the PIN."""
    return replace(session, active_seconds=given.at_seconds, desk=Desk(account_id=given.account_id)), ()


def typed(session: Session, given: PinTyped, _rules: Rules) -> Result:
    """Have the PIN checked, one at a time."""
    desk = session.desk
    if not desk.account_id or desk.checking:
        return session, ()
    checking = Desk(account_id=desk.account_id, checking=True)
    checked = CheckPin(desk.account_id, given.pin)
    return replace(session, active_seconds=given.at_seconds, desk=checking), (checked,)


def checked(session: Session, given: PinChecked, _rules: Rules) -> Result:
    """Let the person decide, or ask for the PIN again."""
    if not session.desk.checking or session.desk.account_id != given.account_id:
        return session, ()
    if not given.right:
        again = Desk(given.account_id, wrong=True, wait_seconds=given.wait_seconds)
        return replace(session, active_seconds=given.at_seconds, desk=again), (Beep(Sound.REFUSED),)
    deciding = enter(session, Phase.STAFF_DECIDE, given.at_seconds)
    return replace(deciding, desk=Desk(given.account_id, entry=given.entry)), (Beep(Sound.ACKNOWLEDGE),)


def visitor_named(session: Session, given: VisitorNamed, _rules: Rules) -> Result:
    """Ask what is decided."""
    if session.desk.checking:
        return session, ()
    return replace(session, active_seconds=given.at_seconds, desk=replace(session.desk, entry=given.entry)), ()


def made(session: Session, given: DecisionMade, _rules: Rules) -> Result:
    """Have the decision written down, once; only then does anything follow from it."""
    desk = session.desk
    if not desk.entry or desk.checking:
        return session, ()
    keeping = replace(session, active_seconds=given.at_seconds, desk=replace(desk, checking=True))
    return keeping, (KeepDecision(desk.entry, desk.account_id, given.decision),)


def kept(session: Session, given: DecisionKept, rules: Rules) -> Result:
    """Print the ticket of who is let in; the lamp goes out with the last visitor on whom nobody has decided."""
    if given.entry != session.desk.entry:
        return kept_behind(session, given, rules)
    at = given.at_seconds
    free = replace(home(session, at, rules), language=session.language, contrast=session.contrast)
    if given.kept:
        others = tuple(one for one in session.held if one.visit_id != -given.entry)
        free, lamp = held_steps.keep_held(free, others)
    else:
        lamp = ()
    if given.ticket is not None:
        printing = replace(enter(free, Phase.PRINTING, at), nonce=given.nonce, ticket=given.ticket)
        return printing, (*lamp, Print(given.nonce, given.ticket))
    if given.words:
        return replace(enter(free, Phase.REFUSED, at), words=given.words), (*lamp, Beep(Sound.ATTENTION))
    return home(free, at, rules), (*lamp, Beep(Sound.ACKNOWLEDGE))


def kept_behind(session: Session, given: DecisionKept, _rules: Rules) -> Result:
    """The person had gone from the screen before the disk answered: the paper comes all the same."""
    if not given.kept:
        return session, ()
    after, lamp = held_steps.keep_held(session, tuple(one for one in session.held if one.visit_id != -given.entry))
    return after, (*lamp, Print(given.nonce, given.ticket)) if given.ticket else lamp
