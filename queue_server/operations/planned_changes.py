"""Changes of settings that are planned for a date: made when that day is opened, cancelled before it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

import msgspec

from queue_server.domain.actor import Actor
from queue_server.domain.differences import differences
from queue_server.domain.errors import AntreError, UnknownChangeError
from queue_server.domain.setting import CounterSettings, ServiceSettings
from queue_server.operations.counter_settings import change_counter, counter_settings
from queue_server.operations.service_settings import change_service, service_settings
from queue_server.operations.settings_event import NOTHING, picture, tell
from queue_server.storage import offices, setting_changes
from queue_server.storage.offices import Office
from queue_server.storage.setting_changes import SettingChange
from queue_server.storage.statement import Transaction


def apply_due(tx: Transaction, office: Office, today: date, *, actor: Actor, now: datetime) -> None:
    """Make the planned changes whose day has come, in the order of their dates.

    One that cannot be made any more (its letters were taken since) changes nothing and is kept with the reason: the
    office opens all the same.

    Records:
        ``settings.changed`` for each.
    """
    for change in setting_changes.planned(tx, office.id):
        if change.effective_on is not None and change.effective_on <= today:
            try:
                ended = _apply(tx, office, change, actor, now)
            except AntreError as refusal:
                ended = replace(change, cancelled_at=now, refused=refusal.code.value)
                tell(tx, office, change.subject, change.subject_id, "refused", actor=actor, now=now)
            setting_changes.end(tx, ended)


def _apply(tx: Transaction, office: Office, change: SettingChange, actor: Actor, now: datetime) -> SettingChange:
    before = _present(tx, office.id, change)
    if change.subject == "service":
        service = msgspec.convert(change.payload, ServiceSettings)
        subject_id = change_service(tx, change.subject_id, service, office_id=office.id, actor=actor, now=now)
    else:
        counter = msgspec.convert(change.payload, CounterSettings)
        subject_id = change_counter(tx, change.subject_id, counter, office_id=office.id, actor=actor, now=now)
    old, new = differences(before, change.payload)
    return replace(change, applied_at=now, subject_id=subject_id, before=old, after=new)


def _present(tx: Transaction, office_id: int, change: SettingChange) -> Mapping[str, object]:
    if change.subject_id is None:
        return NOTHING
    if change.subject == "service":
        return picture(service_settings(tx, office_id, change.subject_id))
    return picture(counter_settings(tx, office_id, change.subject_id))


def cancel_change(tx: Transaction, change_id: int, *, office_id: int, actor: Actor, now: datetime) -> None:
    """Cancel a planned change.

    Raises:
        UnknownChangeError: there is none with this id, or it was made or cancelled since.

    Records:
        ``settings.changed``.
    """
    office = offices.claim(tx, office_id)
    change = setting_changes.get(tx, office_id, change_id)
    if change is None or not setting_changes.end(tx, replace(change, cancelled_at=now)):
        raise UnknownChangeError
    tell(tx, office, change.subject, change.subject_id, "plan_cancelled", actor=actor, now=now)
