"""The event table: what happened, in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import msgspec
from sqlalchemy import bindparam, func, insert, select

from queue_server.domain.actor import Actor
from queue_server.protocol.events import Event, EventName, Payload
from queue_server.storage import audit, webhooks
from queue_server.storage.offices import Office
from queue_server.storage.statement import Query, Transaction, scalar, whole
from queue_server.storage.tables import ABOUT_BOOKING, event


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event, and the one device that it is for (``None``: every listener of its topics)."""

    event: Event
    target_device_id: int | None


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """An event with who did it, as the record of a day tells it."""

    event: Event
    actor: Actor


def _stored(seq: int, name: str, at: datetime, day: date | None, payload: str, target: int | None) -> StoredEvent:
    raw = msgspec.Raw(payload.encode())
    return StoredEvent(Event(seq=seq, name=EventName(name), at=at, business_date=day, payload=raw), target)


def _recorded(seq: int, name: str, at: datetime, day: date | None, payload: str, actor: str) -> RecordedEvent:
    raw = msgspec.Raw(payload.encode())
    return RecordedEvent(
        Event(seq=seq, name=EventName(name), at=at, business_date=day, payload=raw), Actor.parse(actor)
    )


_COLUMNS = (event.c.seq, event.c.name, event.c.at, event.c.business_date, event.c.payload, event.c.target_device_id)
_MINE = event.c.office_id == bindparam("office_id")
_ADD = Query(
    insert(event)
    .values(
        {
            name: bindparam(name)
            for name in ("office_id", "business_date", "name", "at", "actor", "target_device_id", "payload")
        }
    )
    .returning(event.c.seq),
    whole,
)
_AFTER = Query(
    select(*_COLUMNS)
    .where(_MINE, event.c.seq > bindparam("after_seq"))
    .order_by(event.c.seq)
    .limit(bindparam("max_rows")),
    _stored,
)
_WITH_ACTOR = select(event.c.seq, event.c.name, event.c.at, event.c.business_date, event.c.payload, event.c.actor)
_OF_DAY = Query(
    _WITH_ACTOR.where(_MINE, event.c.business_date == bindparam("business_date")).order_by(event.c.seq), _recorded
)
_OF_BOOKING = Query(
    _WITH_ACTOR.where(_MINE, ABOUT_BOOKING, event.c.payload.like(bindparam("beginning"))).order_by(event.c.seq),
    _recorded,
)
_LAST_SEQ = Query(select(func.coalesce(func.max(event.c.seq), 0)).where(_MINE), whole)
_LAST_AT = Query(
    select(event.c.at).where(_MINE).order_by(event.c.seq.desc()).limit(1),
    scalar,
)


def record(
    tx: Transaction,
    office: Office,
    name: EventName,
    payload: Payload,
    *,
    actor: Actor,
    now: datetime,
    target_device_id: int | None = None,
) -> None:
    """Write an event, its entry of the audit log, and which programs are told of it, in the transaction it tells of."""
    tx.recorded = True
    seq = tx.one(
        _ADD,
        office_id=office.id,
        business_date=office.business_date,
        name=name,
        at=now,
        actor=str(actor),
        target_device_id=target_device_id,
        payload=payload,
    )
    row = (seq, office.id, office.business_date, name, now, str(actor), target_device_id)
    audit.append_event(tx, row, payload)
    for webhook_id in webhooks.listening(tx, office.id, name):
        webhooks.put(tx, office.id, webhook_id, seq, now)


def events_after(tx: Transaction, office_id: int, after_seq: int, limit: int) -> Sequence[StoredEvent]:
    """Return an office's events after a cursor, in order."""
    return tx.all(_AFTER, office_id=office_id, after_seq=after_seq, max_rows=limit)


def of_day(tx: Transaction, office_id: int, business_date: date) -> Sequence[RecordedEvent]:
    """Return what was recorded on a business date, in order."""
    return tx.all(_OF_DAY, office_id=office_id, business_date=business_date)


def of_booking(tx: Transaction, office_id: int, booking_id: int) -> Sequence[RecordedEvent]:
    """Return what was recorded about a booking on any day, in order."""
    beginning = f'{{"subject":"booking","subject_id":{booking_id},%'
    return tx.all(_OF_BOOKING, office_id=office_id, beginning=beginning)


def last_seq(tx: Transaction, office_id: int) -> int:
    """Return the ``seq`` of an office's last event, 0 if there is none."""
    return tx.one(_LAST_SEQ, office_id=office_id)


def last_event_at(tx: Transaction, office_id: int) -> datetime | None:
    """Return when an office's last event was recorded."""
    return tx.first(_LAST_AT, office_id=office_id)
