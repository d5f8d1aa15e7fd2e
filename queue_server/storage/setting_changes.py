"""Changes of settings: those that were made, from what to what, and those that are planned for a date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import and_, bindparam, insert, or_, select, update

from queue_server.storage.setting_tables import setting_change
from queue_server.storage.statement import Command, Query, Transaction, scalar, whole

END_OF_TIME = (datetime(9999, 12, 31, tzinfo=UTC), 0)


@dataclass(frozen=True, slots=True)
class SettingChange:
    """A change of a setting.

    Attributes:
        subject_id: ``None`` for a thing that is still to be added.
        effective_on: the date from which it holds; ``None`` for a change that was made at once.
        payload: of a planned change, the whole setting as it is to be.
        before: the values from which it changed, by path; ``after`` those to which.
        actor: who made it, ``account:3``.
        applied_at: when it took effect; ``None`` while it is planned.
        refused: code of the refusal that kept a planned change from taking effect on its day; empty otherwise.
    """

    id: int
    subject: str
    subject_id: int | None
    change: str
    effective_on: date | None
    payload: dict[str, object]
    before: Mapping[str, object]
    after: Mapping[str, object]
    actor: str
    made_at: datetime
    applied_at: datetime | None
    cancelled_at: datetime | None
    refused: str = ""


_FIELDS = tuple(SettingChange.__dataclass_fields__)[1:]
_SELECT = select(setting_change.c.id, *(setting_change.c[name] for name in _FIELDS))
_MINE = setting_change.c.office_id == bindparam("office_id")
_PLANNED = (setting_change.c.applied_at.is_(None), setting_change.c.cancelled_at.is_(None))
_ADD = Query(
    insert(setting_change)
    .values({name: bindparam(name) for name in ("office_id", *_FIELDS)})
    .returning(setting_change.c.id),
    whole,
)
_ALL_PLANNED = Query(
    _SELECT.where(_MINE, *_PLANNED).order_by(setting_change.c.effective_on, setting_change.c.id), SettingChange
)
_GET = Query(_SELECT.where(_MINE, setting_change.c.id == bindparam("change_id")), SettingChange)
_OLDER = or_(
    setting_change.c.made_at < bindparam("before_at"),
    and_(setting_change.c.made_at == bindparam("before_at"), setting_change.c.id < bindparam("before_id")),
)
_NEWEST_FIRST = (setting_change.c.made_at.desc(), setting_change.c.id.desc())
_PAGE = Query(_SELECT.where(_MINE, _OLDER).order_by(*_NEWEST_FIRST).limit(bindparam("most")), SettingChange)
_PAGE_OF = Query(
    _SELECT.where(_MINE, _OLDER, setting_change.c.subject == bindparam("subject"))
    .order_by(*_NEWEST_FIRST)
    .limit(bindparam("most")),
    SettingChange,
)
_MADE_AT: Query[datetime] = Query(
    select(setting_change.c.made_at)
    .where(
        _MINE,
        setting_change.c.subject == bindparam("subject"),
        setting_change.c.subject_id == bindparam("subject_id"),
        setting_change.c.change == bindparam("change"),
    )
    .order_by(*_NEWEST_FIRST)
    .limit(1),
    scalar,
)
_END = Command(
    update(setting_change)
    .where(setting_change.c.id == bindparam("change_id"), *_PLANNED)
    .values(
        applied_at=bindparam("applied_at_"),
        cancelled_at=bindparam("cancelled_at_"),
        refused=bindparam("refused_"),
        subject_id=bindparam("subject_id_"),
        before=bindparam("before_"),
        after=bindparam("after_"),
    )
)


def add(tx: Transaction, office_id: int, new: SettingChange) -> int:
    """Keep a change and return its id; the given id is not used."""
    return tx.one(_ADD, office_id=office_id, **{name: getattr(new, name) for name in _FIELDS})


def end(tx: Transaction, ended: SettingChange) -> bool:
    """Keep that a planned change took effect, was refused or was cancelled; tell whether it was planned still."""
    names = ("applied_at", "cancelled_at", "refused", "subject_id", "before", "after")
    return tx.run(_END, change_id=ended.id, **{f"{name}_": getattr(ended, name) for name in names}) == 1


def planned(tx: Transaction, office_id: int) -> Sequence[SettingChange]:
    """Return the planned changes in the order in which they take effect."""
    return tx.all(_ALL_PLANNED, office_id=office_id)


def get(tx: Transaction, office_id: int, change_id: int) -> SettingChange | None:
    """Return a change of the office, or ``None``."""
    return tx.first(_GET, office_id=office_id, change_id=change_id)


def newest(
    tx: Transaction, office_id: int, most: int, subject: str = "", before: tuple[datetime, int] = END_OF_TIME
) -> Sequence[SettingChange]:
    """Return the newest changes, the newest first, of one kind of subject or of all.

    Args:
        before: time and id of the change after which the page begins; changes of one transaction share their time.
    """
    place = {"before_at": before[0], "before_id": before[1], "most": most}
    if subject:
        return tx.all(_PAGE_OF, office_id=office_id, subject=subject, **place)
    return tx.all(_PAGE, office_id=office_id, **place)


def made_at(tx: Transaction, office_id: int, subject: str, subject_id: int, change: str) -> datetime | None:
    """Return when something last changed in this way, ``None`` where it never did."""
    return tx.first(_MADE_AT, office_id=office_id, subject=subject, subject_id=subject_id, change=change)
