"""What the page shows to staff who decide on a held visitor: names, hours and services, nothing of health. Pure."""

from datetime import timedelta

import msgspec

from kiosk.away.staff_desk import DeskPicture, Waiting
from kiosk.visit.dialogue import Phase, Session
from queue_server.languages import Catalogue, pick
from queue_server.paper import local_time
from queue_server.protocol.messages import OfficeInfo, Words
from queue_server.protocol.reserve import StaffDecision

DECISIONS: dict[StaffDecision, str] = {
    "cleared": "May enter: print the number",
    "deferred": "Treat first",
    "left": "Has gone home",
}


class OptionView(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that staff can choose: what it says, and the act that it is."""

    words: Words
    act: dict[str, str | int]


def desk_phase(session: Session) -> str:
    """Name the picture of the phases in which staff decide."""
    if session.phase is Phase.STAFF_PIN:
        return "staff_pin" if session.desk.account_id else "staff_who"
    return "staff_decide" if session.desk.entry else "staff_whom"


def options(
    session: Session, desk: DeskPicture | None, office: OfficeInfo | None, catalogue: Catalogue
) -> tuple[OptionView, ...]:
    """Return what staff can choose from now; nothing while their last choice is carried out."""
    if session.phase is Phase.STAFF_DECIDE and session.desk.entry:
        return () if session.desk.checking else _decisions(catalogue)
    if desk is None or office is None:
        return ()
    if session.phase is Phase.STAFF_DECIDE:
        return tuple(_visitor(one, office, catalogue) for one in desk.waiting)
    if session.phase is Phase.STAFF_PIN and not session.desk.account_id:
        everywhere = catalogue.languages
        return tuple(
            OptionView(words=dict.fromkeys(everywhere, name), act={"do": "staff", "account": account_id})
            for account_id, name in desk.deciders
        )
    return ()


def _decisions(catalogue: Catalogue) -> tuple[OptionView, ...]:
    return tuple(
        OptionView(words=catalogue.words(text), act={"do": "decide", "decision": decision})
        for decision, text in DECISIONS.items()
    )


def _visitor(waiting: Waiting, office: OfficeInfo, catalogue: Catalogue) -> OptionView:
    names = next((one.names for one in office.services if one.id == waiting.service_id), {})
    time = f"{local_time(waiting.came_at, office.timezone):%H:%M}"
    words = {code: f"{time} \u00b7 {pick(names, code)}" if names else time for code in catalogue.languages}
    return OptionView(words=words, act={"do": "visitor", "entry": waiting.entry})


def told(session: Session, catalogue: Catalogue) -> Words:
    """Return what staff are told above the keys: what to type, or why the last PIN was not taken."""
    at = session.desk
    if session.phase is not Phase.STAFF_PIN or not at.account_id:
        return {}
    if at.checking:
        return catalogue.words("One moment, please.")
    if at.wait_seconds:
        minutes = -(-timedelta(seconds=at.wait_seconds) // timedelta(minutes=1))
        return catalogue.words("Please wait {minutes} min.", minutes=minutes)
    return catalogue.words("This PIN is not right." if at.wrong else "Type your PIN")


def who(session: Session, desk: DeskPicture | None) -> str:
    """Return the name of who types a PIN; empty where nobody does."""
    if session.phase is not Phase.STAFF_PIN or desk is None:
        return ""
    return dict(desk.deciders).get(session.desk.account_id, "")
