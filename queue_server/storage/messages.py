"""Where messages go, and those that are to be sent."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from queue_server.domain.message import Message, MessageKind, MessageState, MessageTarget
from queue_server.storage.message_tables import message, message_target
from queue_server.storage.sending import PENDING, Sending
from queue_server.storage.statement import Command, Query, Transaction, whole


def _target(id_: int, name: str, url: str, shown: str, kinds: list[str], active: int) -> MessageTarget:
    return MessageTarget(id_, name, url, shown, tuple(MessageKind(kind) for kind in kinds), bool(active))


def _message(
    id_: int,
    office_id: int,
    target_id: int,
    kind: str,
    case_id: str | None,
    device_id: int | None,
    at: datetime,
    state: str,
    attempts: int,
    next_at: datetime,
    error: str,
    settled_at: datetime | None,
) -> Message:
    known_kind, known_state = MessageKind(kind), MessageState(state)
    return Message(
        id_,
        office_id,
        target_id,
        known_kind,
        case_id,
        device_id,
        at,
        known_state,
        attempts,
        next_at,
        error,
        settled_at,
    )


_TARGET_FIELDS = ("name", "url", "shown", "kinds", "active")
_TARGETS = select(message_target.c.id, *(message_target.c[name] for name in _TARGET_FIELDS))
_MINE = message_target.c.office_id == bindparam("office_id")
_THIS = message_target.c.id == bindparam("target_id")
_ALL = Query(_TARGETS.where(_MINE).order_by(message_target.c.name), _target)
_GET_TARGET = Query(_TARGETS.where(_MINE, _THIS), _target)
_NAMED = Query(_TARGETS.where(_MINE, message_target.c.name == bindparam("name")), _target)
_ADD_TARGET = Query(
    insert(message_target)
    .values({name: bindparam(name) for name in ("office_id", *_TARGET_FIELDS)})
    .returning(message_target.c.id),
    whole,
)
_SWITCH = Command(update(message_target).where(_THIS).values(active=bindparam("active_")))
_REMOVE = Command(delete(message_target).where(_THIS))

_FIELDS = (
    "office_id",
    "target_id",
    "kind",
    "case_id",
    "device_id",
    "at",
    "state",
    "attempts",
    "next_at",
    "error",
    "settled_at",
)
_MESSAGES = select(message.c.id, *(message.c[name] for name in _FIELDS))
_ONE = message.c.id == bindparam("message_id")
_PENDING = message.c.state == PENDING
SENDING = Sending(message, message.c.target_id, erased=("case_id", "device_id"))
"""Who it was about is forgotten with the sending."""
_OF_TARGET = message.c.target_id == bindparam("target_id")
_ADD = Query(insert(message).values({name: bindparam(name) for name in _FIELDS}).returning(message.c.id), whole)
_GET = Query(_MESSAGES.where(_ONE), _message)
_NEWEST = Query(_MESSAGES.where(_OF_TARGET).order_by(message.c.id.desc()).limit(1), _message)
_TEST_PENDING = Query(_MESSAGES.where(_OF_TARGET, _PENDING, message.c.kind == MessageKind.TEST), _message)
_REMOVE_OF = Command(delete(message).where(_OF_TARGET))


def targets(tx: Transaction, office_id: int) -> Sequence[MessageTarget]:
    """Return where an office's messages go, by name."""
    return tx.all(_ALL, office_id=office_id)


def target(tx: Transaction, office_id: int, target_id: int) -> MessageTarget | None:
    """Return a target of the office, or ``None``."""
    return tx.first(_GET_TARGET, office_id=office_id, target_id=target_id)


def target_named(tx: Transaction, office_id: int, name: str) -> MessageTarget | None:
    """Return the target with a name, or ``None``."""
    return tx.first(_NAMED, office_id=office_id, name=name)


def add_target(tx: Transaction, office_id: int, new: MessageTarget) -> int:
    """Add a target and return its id; the given id is not used."""
    values = {name: getattr(new, name) for name in _TARGET_FIELDS} | {"active": int(new.active)}
    return tx.one(_ADD_TARGET, office_id=office_id, **values)


def switch_target(tx: Transaction, target_id: int, *, active: bool) -> None:
    """Switch a target on or off."""
    tx.run(_SWITCH, target_id=target_id, active_=int(active))


def remove_target(tx: Transaction, target_id: int) -> None:
    """Remove a target with all its messages."""
    tx.run(_REMOVE_OF, target_id=target_id)
    tx.run(_REMOVE, target_id=target_id)


def add(tx: Transaction, new: Message) -> int:
    """Add a message and return its id; the given id is not used."""
    return tx.one(_ADD, **{name: getattr(new, name) for name in _FIELDS})


def get(tx: Transaction, message_id: int) -> Message | None:
    """Return a message, or ``None`` where its target was removed."""
    return tx.first(_GET, message_id=message_id)


def newest(tx: Transaction, target_id: int) -> Message | None:
    """Return the last message to a target, or ``None``."""
    return tx.first(_NEWEST, target_id=target_id)


def pending_test(tx: Transaction, target_id: int) -> Message | None:
    """Return the test that is under way to a target, or ``None``."""
    return tx.first(_TEST_PENDING, target_id=target_id)
