"""Programs of the office that are told of events over HTTP: of which ones, where they may be, how a call is signed."""

import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from queue_server.domain.push import NOT_ALLOWED, is_own
from queue_server.protocol.events import EventName


class DeliveryState(StrEnum):
    """How far a delivery is."""

    PENDING = "pending"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


EVENTS = (
    EventName.DAY_OPENED,
    EventName.DAY_CLOSED,
    EventName.COUNTER_OPENED,
    EventName.COUNTER_PAUSED,
    EventName.COUNTER_RESUMED,
    EventName.COUNTER_CLOSED,
    EventName.TICKET_ISSUED,
    EventName.TICKET_RENUMBERED,
    EventName.TICKET_CALLED,
    EventName.TICKET_RECALLED,
    EventName.TICKET_STARTED,
    EventName.TICKET_PARKED,
    EventName.TICKET_RESUMED,
    EventName.TICKET_TRANSFERRED,
    EventName.TICKET_FORWARDED,
    EventName.TICKET_COMPLETED,
    EventName.TICKET_NO_SHOW,
    EventName.TICKET_REINSTATED,
    EventName.TICKET_CANCELLED,
    EventName.TICKET_UNDONE,
)
"""The closed list of what a program may be told of: what everybody in the hall sees, and nothing of the screening."""
TEST = "test"
"""What stands in the place of an event's name in a call that a person asked for."""
PAUSES_SECONDS = (60, 300, 1800, 7200)
"""Between one try and the next; after the last one it is given up."""
LATE = timedelta(hours=1)
"""An event that failed and still waits after so long is a trouble that somebody should know of."""
TOLD_FOR = timedelta(days=1)
"""So long people are told of an event that was given up, also where later ones arrived."""
LEASE = timedelta(seconds=60)
"""One that was taken, and of which nothing was heard for so long, is tried again: its server has gone."""
LONGEST_ADDRESS = 1000
_NEVER_BETTER = frozenset({NOT_ALLOWED, "http_410"})
_ADDRESS = re.compile(r"(?P<origin>https?://(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d{1,5})?)(?:/[!-~]*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Webhook:
    """A program that is told of events.

    Attributes:
        url: where it listens; its path may be a secret, and is shown nowhere.
        shown: of the address, what pages may show.
        secret: what signs the calls; shown once, when it was made.
        events: what it is told of.
    """

    id: int
    office_id: int
    name: str
    url: str
    shown: str
    secret: str
    events: tuple[EventName, ...]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event for one program.

    Attributes:
        mark: tells it from every other, the same at each try.
        event_seq: of the event; ``None``: a test.
        at: when it happened.
        attempts: how often it was tried.
        next_at: when to try; while it is being tried, when to try again if nobody tells how that ended.
        error: code of the last failure, or empty.
    """

    id: int
    office_id: int
    webhook_id: int
    mark: str
    event_seq: int | None
    at: datetime
    state: DeliveryState
    attempts: int
    next_at: datetime
    error: str
    settled_at: datetime | None

    def next_try(self, error: str, now: datetime) -> datetime | None:
        """Return when it is tried again after a failure, ``None`` where it is given up; a test is tried once."""
        if self.event_seq is None or error in _NEVER_BETTER or self.attempts > len(PAUSES_SECONDS):
            return None
        return now + timedelta(seconds=PAUSES_SECONDS[max(0, self.attempts - 1)])


def may_be_told(url: str, inside: Iterable[str]) -> bool:
    """Tell whether a program may be told at an address: by https, or where the settings allow it in our own network.

    Args:
        inside: beginnings of addresses in our own network (``http://10.0.0.5:8000``).

    >>> may_be_told("https://erp.example/antre", [])
    True
    >>> may_be_told("http://10.0.0.5:8000/antre", ["http://10.0.0.5:80"])
    False
    """
    if len(url) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(url):
        return False
    return is_inside(url, inside) or url.lower().startswith("https://")


def is_inside(url: str, inside: Iterable[str]) -> bool:
    """Tell whether an address is one that may lead into our own network."""
    return any(url == one or is_own(url, one) for one in inside)


def shown_of(url: str) -> str:
    """Return of an address what is no secret: where the program is, not its path.

    >>> shown_of("https://erp.example/hooks/0f3a")
    'https://erp.example/...'
    """
    found = _ADDRESS.fullmatch(url)
    return f"{found['origin']}/..." if found else ""


def signature(secret: str, body: bytes, at: datetime) -> str:
    """Return what proves a call to be ours, for its header ``Antre-Signature``: time and HMAC-SHA256 of time and body.

    Args:
        at: of this try; whoever listens refuses what is old, so that a call that was overheard cannot be played again.
    """
    seconds = int(at.timestamp())
    made = hmac.new(secret.encode(), f"{seconds}.".encode() + body, "sha256")
    return f"t={seconds},v1={made.hexdigest()}"
