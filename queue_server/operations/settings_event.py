"""The event that every change of a setting records."""

from datetime import datetime

from queue_server.domain.actor import Actor
from queue_server.protocol.events import EventName, SubjectEvent
from queue_server.storage import events
from queue_server.storage.offices import Office
from queue_server.storage.statement import Transaction


def record_change(
    tx: Transaction, office: Office, subject: str, subject_id: int, change: str, *, actor: Actor, now: datetime
) -> None:
    """Record ``settings.changed``: which thing changed, and how in one word."""
    payload = SubjectEvent(subject=subject, subject_id=subject_id, change=change)
    events.record(tx, office, EventName.SETTINGS_CHANGED, payload, actor=actor, now=now)
