"""What every change of a setting leaves behind: an event, and a line of the audit trail."""

from collections.abc import Mapping
from datetime import date, datetime

import msgspec

from queue_server.domain.actor import Actor
from queue_server.domain.differences import differences
from queue_server.domain.setting import Settings
from queue_server.protocol.events import EventName, SubjectEvent
from queue_server.storage import events, setting_changes
from queue_server.storage.offices import Office
from queue_server.storage.setting_changes import SettingChange
from queue_server.storage.statement import Transaction

NOTHING: Mapping[str, object] = {}


def record_change(
    tx: Transaction,
    office: Office,
    subject: str,
    subject_id: int,
    change: str,
    *,
    before: Mapping[str, object] = NOTHING,
    after: Mapping[str, object] = NOTHING,
    actor: Actor,
    now: datetime,
) -> None:
    """Record ``settings.changed``, and keep who changed what, from what to what; see `keep_change`."""
    keep_change(tx, office, subject, subject_id, change, before=before, after=after, actor=actor, now=now)
    tell(tx, office, subject, subject_id, change, actor=actor, now=now)


def keep_change(
    tx: Transaction,
    office: Office,
    subject: str,
    subject_id: int,
    change: str,
    *,
    before: Mapping[str, object] = NOTHING,
    after: Mapping[str, object] = NOTHING,
    actor: Actor,
    now: datetime,
) -> None:
    """Keep who changed what, from what to what, where another event tells of it already.

    Args:
        change: how it changed, in one word, or the reason that was given.
        before: values before; what is equal in ``after`` is not kept. Never a password, a PIN or health data.
    """
    old, new = differences(before, after)
    made = SettingChange(0, subject, subject_id, change, None, {}, old, new, str(actor), now, now, None)
    setting_changes.add(tx, office.id, made)


def plan_change(
    tx: Transaction,
    office: Office,
    subject: str,
    subject_id: int | None,
    wanted: Settings,
    *,
    effective_on: date,
    before: Mapping[str, object],
    actor: Actor,
    now: datetime,
) -> int:
    """Keep a change for the day on which it takes effect, and return its id.

    Records:
        ``settings.changed``.
    """
    payload = picture(wanted)
    old, new = differences(before, payload)
    change = "changed" if subject_id else "created"
    made = SettingChange(0, subject, subject_id, change, effective_on, payload, old, new, str(actor), now, None, None)
    change_id = setting_changes.add(tx, office.id, made)
    tell(tx, office, subject, subject_id, "planned", actor=actor, now=now)
    return change_id


def picture(settings: Settings) -> dict[str, object]:
    """Return settings as plain values, as they are stored and compared."""
    values: dict[str, object] = msgspec.to_builtins(settings)
    return values


def tell(
    tx: Transaction, office: Office, subject: str, subject_id: int | None, change: str, *, actor: Actor, now: datetime
) -> None:
    """Record ``settings.changed``: which thing changed, and how in one word."""
    payload = SubjectEvent(subject=subject, subject_id=subject_id, change=change)
    events.record(tx, office, EventName.SETTINGS_CHANGED, payload, actor=actor, now=now)
