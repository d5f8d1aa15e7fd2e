"""Who looked at the values of which case: for the people of the desk themselves to see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from queue_server.operations.views import DeskView, LookView
from queue_server.web.staff.shared import DECISIONS, clock


@dataclass(frozen=True, slots=True)
class LookRow:
    """One line of the list: which case, who, the first look, and how often there was something new to see."""

    case: str
    who: str
    first_at: datetime
    times: int


def look_rows(looks: Iterable[LookView], view: DeskView) -> tuple[LookRow, ...]:
    """Return the looks of today, the latest first, each with words for its case."""
    names = {case.id: _open_words(case.opened_at, case.kiosk_name) for case in view.open_cases}
    names |= {case.id: _decided_words(case.decided_at, case.decision) for case in view.decided}
    rows = [LookRow(names.get(look.case_id, "-"), look.who, look.first_at, look.times) for look in looks]
    return tuple(reversed(rows))


def _open_words(opened_at: datetime, kiosk_name: str) -> str:
    return str(gettext("open since %(time)s, %(kiosk)s", time=clock(opened_at), kiosk=kiosk_name))


def _decided_words(decided_at: datetime, decision: str) -> str:
    return f"{DECISIONS.get(decision, decision)}, {clock(decided_at)}"
