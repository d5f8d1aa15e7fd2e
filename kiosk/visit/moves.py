"""The moves that every step is made of: into a phase, and back to the start. Pure."""

from dataclasses import replace

from kiosk.visit.commands import Command
from kiosk.visit.dialogue import Phase, Rules, Session

Result = tuple[Session, tuple[Command, ...]]


def enter(session: Session, phase: Phase, at_seconds: float) -> Session:
    """Go to a phase."""
    return replace(session, phase=phase, since_seconds=at_seconds, active_seconds=at_seconds)


def home(session: Session, at_seconds: float, rules: Rules) -> Session:
    """Forget the visitor: form, language, contrast and ticket; what staff must still be told stays."""
    phase = Phase.OUT_OF_SERVICE if session.lost else Phase.IDLE
    return Session(
        phase=phase,
        since_seconds=at_seconds,
        active_seconds=at_seconds,
        language=rules.language,
        lost=session.lost,
        held=session.held,
        decided=session.decided,
        asked_again=session.asked_again,
    )
