"""Messages to the task force outside of the pages: when one is tried again, and when it is no use any more."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class MessageKind(StrEnum):
    """What a message tells; ``test`` is what a person asks for to see whether messages arrive."""

    HELD = "held"
    ESCALATED = "escalated"
    TEST = "test"


class MessageState(StrEnum):
    """How far a message is."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"
    OVERTAKEN = "overtaken"
    """Somebody came before it could be sent: it would call people for nothing."""


CHOSEN_KINDS = (MessageKind.HELD, MessageKind.ESCALATED)
"""The kinds that a target may be told of."""
PAUSES_SECONDS = (2, 5, 15, 30, 60, 120, 300, 600, 900)
"""Between one try and the next; after the last one it has failed."""
OLDEST = timedelta(hours=1)
"""A message that has not arrived for so long is no news any more."""
TOO_OLD = "too_old"
UNUSABLE_ADDRESS = "unusable_address"
_NEVER_BETTER = frozenset({TOO_OLD, UNUSABLE_ADDRESS})


@dataclass(frozen=True, slots=True)
class MessageTarget:
    """Where messages of an office go.

    Attributes:
        url: for the library that sends; it holds passwords and tokens and is shown nowhere.
        shown: what pages show of it.
        kinds: what it is told of.
    """

    id: int
    name: str
    url: str
    shown: str
    kinds: tuple[MessageKind, ...]
    active: bool


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one target; it holds no words, they are made when it is sent.

    Attributes:
        case_id: the screening case; ``None`` for a test, and as soon as nothing is to be sent any more.
        device_id: the kiosk where the visitor is; likewise.
        at: when it happened.
        attempts: how often it was tried.
        next_at: when to try; while it is being tried, when to try again if nobody tells how that ended.
        error: code of the last failure, or empty.
    """

    id: int
    office_id: int
    target_id: int
    kind: MessageKind
    case_id: str | None
    device_id: int | None
    at: datetime
    state: MessageState
    attempts: int
    next_at: datetime
    error: str
    settled_at: datetime | None


def next_try(message: Message, error: str, now: datetime) -> datetime | None:
    """Return when a message that could not be sent is tried again, or ``None`` where it has failed for good.

    A test is tried once: somebody is waiting for its answer.
    """
    hopeless = message.kind is MessageKind.TEST or error in _NEVER_BETTER
    if hopeless or message.attempts > len(PAUSES_SECONDS):
        return None
    at = now + timedelta(seconds=PAUSES_SECONDS[max(0, message.attempts - 1)])
    return None if at - message.at > OLDEST else at
