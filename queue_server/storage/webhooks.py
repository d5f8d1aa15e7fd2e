"""The programs that are told of events, and what they are still to be told."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, delete, func, insert, or_, select

from queue_server.domain.webhook import EVENTS, Delivery, DeliveryState, Webhook
from queue_server.protocol.events import EventName
from queue_server.storage.sending import PENDING, Sending
from queue_server.storage.statement import Command, Query, Transaction, whole
from queue_server.storage.webhook_tables import webhook, webhook_delivery

_LISTED = frozenset(EVENTS)
_MARK_BYTES = 16
_AT_ONCE = 200
"""So many of those that are due are looked at together; a program that was away for a day may have left thousands."""


def _webhook(id_: int, office_id: int, name: str, url: str, shown: str, secret: str, told_of: list[str]) -> Webhook:
    return Webhook(id_, office_id, name, url, shown, secret, tuple(EventName(one) for one in told_of))


def _delivery(
    id_: int,
    office_id: int,
    webhook_id: int,
    mark: str,
    event_seq: int | None,
    at: datetime,
    state: str,
    attempts: int,
    next_at: datetime,
    error: str,
    settled_at: datetime | None,
) -> Delivery:
    known = DeliveryState(state)
    return Delivery(id_, office_id, webhook_id, mark, event_seq, at, known, attempts, next_at, error, settled_at)


_FIELDS = ("office_id", "name", "url", "shown", "secret", "events")
_HOOKS = select(webhook.c.id, *(webhook.c[name] for name in _FIELDS))
_MINE = webhook.c.office_id == bindparam("office_id")
_THIS = webhook.c.id == bindparam("webhook_id")
_ALL = Query(_HOOKS.where(_MINE).order_by(webhook.c.name), _webhook)
_GET = Query(_HOOKS.where(_MINE, _THIS), _webhook)
_ADD = Query(insert(webhook).values({name: bindparam(name) for name in _FIELDS}).returning(webhook.c.id), whole)
_REMOVE = Command(delete(webhook).where(_THIS))
_LISTENING = Query(select(webhook.c.id, webhook.c.events).where(_MINE), lambda id_, told_of: (id_, told_of))

_PARTS = ("office_id", "webhook_id", "mark", "event_seq", "at", "state", "attempts", "next_at", "error", "settled_at")
_DELIVERIES = select(webhook_delivery.c.id, *(webhook_delivery.c[name] for name in _PARTS))
_ONE = webhook_delivery.c.id == bindparam("delivery_id")
_PENDING = webhook_delivery.c.state == PENDING
SENDING = Sending(webhook_delivery, webhook_delivery.c.webhook_id, at_once=_AT_ONCE)
_OF_HOOK = webhook_delivery.c.webhook_id == bindparam("webhook_id")
_PUT = Command(insert(webhook_delivery).values({name: bindparam(name) for name in _PARTS}))
_GET_ONE = Query(_DELIVERIES.where(_ONE), _delivery)
_NEWEST = Query(
    _DELIVERIES.where(_OF_HOOK, webhook_delivery.c.attempts > 0).order_by(webhook_delivery.c.id.desc()).limit(1),
    _delivery,
)
_COUNT = Query(select(func.count()).where(_OF_HOOK, webhook_delivery.c.state == bindparam("state")), whole)
_LOST = Query(
    select(func.count()).where(
        _OF_HOOK,
        webhook_delivery.c.event_seq.is_not(None),
        or_(
            and_(_PENDING, webhook_delivery.c.error != "", webhook_delivery.c.at <= bindparam("late_at")),
            and_(
                webhook_delivery.c.state == DeliveryState.GIVEN_UP,
                webhook_delivery.c.settled_at > bindparam("given_up_after"),
            ),
        ),
    ),
    whole,
)
_REMOVE_OF = Command(delete(webhook_delivery).where(_OF_HOOK))


def every(tx: Transaction, office_id: int) -> Sequence[Webhook]:
    """Return the programs of an office, by name."""
    return tx.all(_ALL, office_id=office_id)


def get(tx: Transaction, office_id: int, webhook_id: int) -> Webhook | None:
    """Return a program of the office, or ``None``."""
    return tx.first(_GET, office_id=office_id, webhook_id=webhook_id)


def add(tx: Transaction, new: Webhook) -> int:
    """Add a program and return its id; the given id is not used."""
    return tx.one(_ADD, **{name: getattr(new, name) for name in _FIELDS})


def remove(tx: Transaction, webhook_id: int) -> None:
    """Remove a program with all that it was still to be told."""
    tx.run(_REMOVE_OF, webhook_id=webhook_id)
    tx.run(_REMOVE, webhook_id=webhook_id)


def listening(tx: Transaction, office_id: int, name: EventName) -> tuple[int, ...]:
    """Return the ids of the programs that are told of an event; none is told of what is not in the closed list."""
    if name not in _LISTED:
        return ()
    return tuple(id_ for id_, told_of in tx.all(_LISTENING, office_id=office_id) if name in told_of)


def put(tx: Transaction, office_id: int, webhook_id: int, event_seq: int | None, now: datetime) -> None:
    """Have a program told of an event, or of a test where there is no ``event_seq``.

    The mark is drawn by lot: after a copy of the database was put back, keys are given again that programs know.
    """
    tx.run(
        _PUT,
        office_id=office_id,
        webhook_id=webhook_id,
        mark=secrets.token_hex(_MARK_BYTES),
        event_seq=event_seq,
        at=now,
        state=DeliveryState.PENDING,
        attempts=0,
        next_at=now,
        error="",
        settled_at=None,
    )


def delivery(tx: Transaction, delivery_id: int) -> Delivery | None:
    """Return a delivery, or ``None`` where its program was removed."""
    return tx.first(_GET_ONE, delivery_id=delivery_id)


def newest(tx: Transaction, webhook_id: int) -> Delivery | None:
    """Return the newest delivery to a program that was tried, or ``None``."""
    return tx.first(_NEWEST, webhook_id=webhook_id)


def count(tx: Transaction, webhook_id: int, state: DeliveryState) -> int:
    """Count the deliveries to a program that are so far."""
    return tx.one(_COUNT, webhook_id=webhook_id, state=state)


def count_in_trouble(tx: Transaction, webhook_id: int, *, late_at: datetime, given_up_after: datetime) -> int:
    """Count the events, not the tests, that were given up after an instant, or happened before one and still fail."""
    return tx.one(_LOST, webhook_id=webhook_id, late_at=late_at, given_up_after=given_up_after)
