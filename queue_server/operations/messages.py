"""Messages to the task force: written with the event that they tell of, sent afterwards, at least once.

Nothing here waits for a network. The messenger takes a message, sends it, and tells how that ended.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from queue_server.domain.actor import SYSTEM
from queue_server.domain.message import (
    OLDEST,
    PAUSES_SECONDS,
    TOO_OLD,
    Message,
    MessageKind,
    MessageState,
    next_try,
)
from queue_server.operations.message_targets import new_message
from queue_server.protocol.events import EventName, SubjectEvent
from queue_server.storage import events, messages, offices, people, screening
from queue_server.storage.offices import Office
from queue_server.storage.statement import Transaction

KEPT = timedelta(days=7)
"""How long the page knows how a message ended."""
LEASE = timedelta(seconds=60)
"""A message that was taken, and of which nothing was heard for so long, is tried again: its server has gone."""
_LONGEST_WAIT = max(LEASE, timedelta(seconds=max(PAUSES_SECONDS)))


@dataclass(frozen=True, slots=True)
class Figures:
    """A reading and the limit that it was judged by; only where the office allows figures in messages."""

    celsius: float
    limit_celsius: float


@dataclass(frozen=True, slots=True)
class Errand:
    """A message that was taken to be sent, with all that its words need.

    Attributes:
        kiosk_name: where the visitor is; empty for a test.
        figures: read when it is sent; ``None`` where they are not allowed, or were forgotten.
    """

    message_id: int
    url: str
    kind: MessageKind
    at: datetime
    office_name: str
    timezone: str
    kiosk_name: str
    figures: Figures | None


def announce(
    tx: Transaction, office: Office, kind: MessageKind, *, case_id: str, device_id: int | None, now: datetime
) -> None:
    """Write a message for each target that is told of this; part of the transaction of its event."""
    for target in messages.targets(tx, office.id):
        if target.active and kind in target.kinds:
            messages.add(tx, new_message(office.id, target.id, kind, now, case_id=case_id, device_id=device_id))


def due(tx: Transaction, *, now: datetime) -> tuple[Sequence[tuple[int, int]], datetime | None]:
    """Return the messages to be tried now, of all offices, each with its target; and when the next one is to be."""
    return messages.SENDING.due(tx, now, now + _LONGEST_WAIT), messages.SENDING.soonest(tx)


def take(tx: Transaction, message_id: int, *, now: datetime) -> Errand | None:
    """Take a message to send it.

    Returns:
        ``None`` where there is nothing to send: another server has it, it is too old, its target was switched off or
        removed, or nobody is needed any more.

    Records:
        ``message.failed`` where it has grown too old.
    """
    message = messages.get(tx, message_id)
    if message is None:
        return None
    office = offices.claim(tx, message.office_id)
    if not messages.SENDING.take(tx, message_id, now=now, too_late=now + _LONGEST_WAIT, again_at=now + LEASE):
        return None
    target = messages.target(tx, office.id, message.target_id)
    if target is None or not (target.active or message.kind is MessageKind.TEST) or not _wanted(tx, office, message):
        messages.SENDING.settle(tx, message_id, MessageState.OVERTAKEN, "", now)
        return None
    if now - message.at > OLDEST:
        _fail(tx, office, message, TOO_OLD, now)
        return None
    kiosk = people.device_by_id(tx, office.id, message.device_id) if message.device_id else None
    return Errand(
        message_id=message_id,
        url=target.url,
        kind=message.kind,
        at=message.at,
        office_name=office.name,
        timezone=office.timezone,
        kiosk_name=kiosk.name if kiosk else "",
        figures=_figures(tx, office, message),
    )


def settle(tx: Transaction, message_id: int, error: str, *, now: datetime) -> None:
    """Keep how a try ended.

    Args:
        error: code of what went wrong; empty where it was delivered.

    Records:
        ``message.sent``; or ``message.failed`` where it is not tried again.
    """
    message = messages.get(tx, message_id)
    if message is None:
        return  # its target was removed meanwhile
    office = offices.claim(tx, message.office_id)
    if not error:
        if messages.SENDING.settle(tx, message_id, MessageState.SENT, "", now):
            _record(tx, office, message, EventName.MESSAGE_SENT, now)
        return
    again_at = next_try(message, error, now)
    if again_at is None:
        _fail(tx, office, message, error, now)
    else:
        messages.SENDING.put_off(tx, message_id, next_at=again_at, error=error, attempts=message.attempts)


def give_back(tx: Transaction, message_id: int, *, now: datetime) -> None:
    """Have a message that was taken tried by whoever comes next, as if it had not been taken."""
    message = messages.get(tx, message_id)
    if message is not None:
        offices.claim(tx, message.office_id)
        attempts = max(0, message.attempts - 1)
        messages.SENDING.put_off(tx, message_id, next_at=now, error=message.error, attempts=attempts)


def forget_old(tx: Transaction, *, office_id: int, now: datetime) -> int:
    """Delete what ended a week ago; return how many messages that were."""
    return messages.SENDING.forget(tx, office_id, now - KEPT)


def _wanted(tx: Transaction, office: Office, message: Message) -> bool:
    """Tell whether somebody is still needed: the case stands open, it is today's, and nobody is on the way."""
    if message.case_id is None:
        return message.kind is MessageKind.TEST
    case = screening.get(tx, office.id, message.case_id)
    if case is None or case.decision is not None or case.taken_by:
        return False
    return case.business_date == office.business_date


def _figures(tx: Transaction, office: Office, message: Message) -> Figures | None:
    if message.case_id is None or not office.policy.desk.figures_in_messages:
        return None
    found = screening.readings(tx, message.case_id)
    limit = found[-1].limit_celsius if found else None
    return None if limit is None else Figures(found[-1].celsius, limit)


def _fail(tx: Transaction, office: Office, message: Message, error: str, now: datetime) -> None:
    if messages.SENDING.settle(tx, message.id, MessageState.FAILED, error, now):
        _record(tx, office, message, EventName.MESSAGE_FAILED, now)


def _record(tx: Transaction, office: Office, message: Message, name: EventName, now: datetime) -> None:
    payload = SubjectEvent(subject="message", subject_id=message.target_id, change=message.kind)
    events.record(tx, office, name, payload, actor=SYSTEM, now=now)
