"""Changes of settings as an admin reads them: those that were made, and those that are planned."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from queue_server.domain.closures import Closure
from queue_server.storage import closures, counters, people, services, setting_changes
from queue_server.storage.setting_changes import SettingChange
from queue_server.storage.statement import Transaction

SHOWN = 50


class Place(NamedTuple):
    """Where a page of the history ends: the next one begins below this change."""

    made_at: datetime
    id: int


class ChangedValue(NamedTuple):
    """One value that changes, by its path; ``None`` where there is none."""

    path: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change of a setting: who, when, from what to what.

    Attributes:
        name: of the thing that changed; for a new one that is still planned, its name to be.
        actor_name: empty for the system itself.
        refused: code of the refusal that kept a planned change from taking effect.
    """

    id: int
    subject: str
    name: str
    change: str
    effective_on: date | None
    values: tuple[ChangedValue, ...]
    actor_name: str
    made_at: datetime
    applied_at: datetime | None
    cancelled_at: datetime | None
    refused: str


def changed_values(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[ChangedValue, ...]:
    """Return the values of both sides, side by side."""
    paths = (*before, *(path for path in after if path not in before))
    return tuple(ChangedValue(path, before.get(path), after.get(path)) for path in paths)


def planned_changes(tx: Transaction, *, office_id: int) -> list[ChangeView]:
    """Return the planned changes in the order in which they take effect."""
    return _views(tx, office_id, setting_changes.planned(tx, office_id))


class HistoryPage(NamedTuple):
    """Changes, the newest first; ``older`` leads to the next page, ``None`` where there is none."""

    changes: list[ChangeView]
    older: Place | None


def history(tx: Transaction, *, office_id: int, subject: str = "", before: Place | None = None) -> HistoryPage:
    """Return a page of changes, of one kind of subject or of all."""
    found = setting_changes.newest(tx, office_id, SHOWN + 1, subject, before or setting_changes.END_OF_TIME)
    shown = found[:SHOWN]
    older = Place(shown[-1].made_at, shown[-1].id) if len(found) > SHOWN else None
    return HistoryPage(_views(tx, office_id, shown), older)


def every_closure(tx: Transaction, *, office_id: int) -> list[Closure]:
    """Return the closures, the earliest first."""
    return list(closures.every(tx, office_id))


def _views(tx: Transaction, office_id: int, found: Iterable[SettingChange]) -> list[ChangeView]:
    accounts = people.accounts(tx, office_id)
    offered = {one.id: one.names.get("id", one.code) for one in services.every(tx, office_id)}
    names: dict[str, Mapping[int, str]] = {
        "service": offered,
        "quota": offered,
        "counter": {one.id: one.name for one in counters.every(tx, office_id)},
        "account": {one.id: one.display_name for one in accounts},
        "device": {one.id: one.name for one in people.devices(tx, office_id)},
    }
    actors = {f"account:{one.id}": one.display_name for one in accounts}
    return [_view(change, names.get(change.subject, {}), actors) for change in found]


def _view(change: SettingChange, names: Mapping[int, str], actors: Mapping[str, str]) -> ChangeView:
    to_be = change.payload.get("name") or change.payload.get("code") or ""
    return ChangeView(
        id=change.id,
        subject=change.subject,
        name=names.get(change.subject_id or 0, str(to_be)),
        change=change.change,
        effective_on=change.effective_on,
        values=changed_values(change.before, change.after),
        actor_name=actors.get(change.actor, ""),
        made_at=change.made_at,
        applied_at=change.applied_at,
        cancelled_at=change.cancelled_at,
        refused=change.refused,
    )
