"""Programs of the office that are told of events: written with the event, called afterwards, at least once.

Nothing here waits for a network. The messenger takes a delivery, calls the program, and tells how that ended.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from queue_server.domain.actor import SYSTEM
from queue_server.domain.webhook import LEASE, PAUSES_SECONDS, TEST, Delivery, DeliveryState, Webhook
from queue_server.protocol.events import EventName, SubjectEvent
from queue_server.protocol.webhooks import Told, told
from queue_server.storage import events, offices, webhooks
from queue_server.storage.offices import Office
from queue_server.storage.statement import Transaction

KEPT = timedelta(days=7)
"""How long it is known how a delivery ended."""
SUBJECT = "webhook"
_LONGEST_WAIT = max(LEASE, timedelta(seconds=max(PAUSES_SECONDS)))


@dataclass(frozen=True, slots=True)
class WebhookErrand:
    """A delivery that was taken, with all that the call needs.

    Attributes:
        body: JSON, the same bytes at each try.
    """

    delivery: Delivery
    webhook: Webhook
    body: bytes


def due(tx: Transaction, *, now: datetime) -> tuple[Sequence[tuple[int, int]], datetime | None]:
    """Return the deliveries to be tried now, of all offices, each with its program; and when the next one is to be."""
    return webhooks.SENDING.due(tx, now, now + _LONGEST_WAIT), webhooks.SENDING.soonest(tx)


def take(tx: Transaction, delivery_id: int, *, now: datetime) -> WebhookErrand | None:
    """Take a delivery to make it; ``None`` where another server has it, or its program was removed."""
    seen = webhooks.delivery(tx, delivery_id)
    if seen is None:
        return None
    office = offices.claim(tx, seen.office_id)
    if not webhooks.SENDING.take(tx, delivery_id, now=now, too_late=now + _LONGEST_WAIT, again_at=now + LEASE):
        return None
    taken, webhook = webhooks.delivery(tx, delivery_id), webhooks.get(tx, office.id, seen.webhook_id)
    if taken is None or webhook is None:
        return None
    return WebhookErrand(taken, webhook, msgspec.json.encode(_told(tx, office, taken)))


def settle(tx: Transaction, errand: WebhookErrand, error: str, *, now: datetime) -> None:
    """Keep how a try ended.

    Args:
        error: code of what went wrong; empty where the program has taken it.

    Records:
        ``message.failed`` where it is given up; ``message.sent`` where a test arrived.
    """
    delivery = errand.delivery
    office = offices.claim(tx, delivery.office_id)
    again_at = delivery.next_try(error, now) if error else None
    if again_at is not None:
        webhooks.SENDING.put_off(tx, delivery.id, next_at=again_at, error=error, attempts=delivery.attempts)
        return
    state = DeliveryState.GIVEN_UP if error else DeliveryState.DELIVERED
    if webhooks.SENDING.settle(tx, delivery.id, state, error, now):
        _record_end(tx, office, delivery, now, failed=bool(error))


def give_back(tx: Transaction, errand: WebhookErrand, *, now: datetime) -> None:
    """Have what was taken tried by whoever comes next, as if it had not been taken."""
    delivery = errand.delivery
    offices.claim(tx, delivery.office_id)
    attempts = max(0, delivery.attempts - 1)
    webhooks.SENDING.put_off(tx, delivery.id, next_at=now, error=delivery.error, attempts=attempts)


def forget_delivered(tx: Transaction, *, office_id: int, now: datetime) -> int:
    """Delete what ended a week ago; return how many deliveries that were."""
    return webhooks.SENDING.forget(tx, office_id, now - KEPT)


def _told(tx: Transaction, office: Office, delivery: Delivery) -> Told:
    if delivery.event_seq is None:
        return Told(id=delivery.mark, event=TEST, at=delivery.at, office=office.code)
    (stored,) = events.events_after(tx, office.id, delivery.event_seq - 1, 1)
    return told(delivery.mark, office.code, stored.event)


def _record_end(tx: Transaction, office: Office, delivery: Delivery, now: datetime, *, failed: bool) -> None:
    if not failed and delivery.event_seq is not None:
        return  # each would be an event of its own for every event
    name = EventName.MESSAGE_FAILED if failed else EventName.MESSAGE_SENT
    payload = SubjectEvent(subject=SUBJECT, subject_id=delivery.webhook_id, change="told")
    events.record(tx, office, name, payload, actor=SYSTEM, now=now)
