"""Messages to a visitor's own phone (Web Push): where one may go, when one is due, and when it is no news any more."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from queue_server.domain.ticket import TicketState


class PushKind(StrEnum):
    """What a phone is told."""

    CALLED = "called"
    NEAR = "near"


NEAR = 2
"""A phone is told once, before the call, when so many people are ahead or fewer."""
MOST_PHONES = 3
"""Of one ticket: the visitor's and, say, those of the family."""
FRESH = timedelta(seconds=120)
"""A call that is older is no news: the page tells how it stands."""
PAUSES_SECONDS = (2, 5, 15, 30)
"""Between one try and the next; after the last one nothing is sent any more."""
LEASE = timedelta(seconds=60)
"""One that was taken, and of which nothing was heard for so long, is tried again: its server has gone."""
LONGEST_ENDPOINT = 1_000
NOT_ALLOWED = "address_not_allowed"
"""Code of a failure: the push service's name leads to an address inside our own network."""
_GONE = frozenset({"http_404", "http_410"})
_NEVER_BETTER = frozenset({NOT_ALLOWED, "http_400", "http_401", "http_403", "http_413"})
_ENDPOINT = re.compile(r"https://(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)/[!-~]*")


def may_go_to(endpoint: str, services: Iterable[str], own_service: str = "") -> bool:
    """Tell whether the address of a subscription is one that we send to.

    It comes from outside, and the server opens it: anything but https at the standard port of a service that the
    settings name would let a stranger knock at doors inside the house.

    Args:
        services: names of hosts; ``*.push.example`` means every host below.
        own_service: beginning of the addresses of a push service of one's own (``http://10.0.0.5:8000``), or empty.

    >>> may_go_to("https://push.example/abc", ["push.example"])
    True
    >>> may_go_to("https://push.example:8443/abc", ["push.example"])
    False
    """
    if len(endpoint) > LONGEST_ENDPOINT:
        return False
    if is_own(endpoint, own_service):
        return True
    found = _ENDPOINT.fullmatch(endpoint)
    return found is not None and any(_names(service, found["host"]) for service in services)


def is_own(endpoint: str, own_service: str) -> bool:
    """Tell whether an address is of the push service that the office runs by itself."""
    return bool(own_service) and re.fullmatch(re.escape(own_service) + "/[!-~]*", endpoint) is not None


def _names(service: str, host: str) -> bool:
    return host.endswith(service[1:]) if service.startswith("*.") else host == service


@dataclass(frozen=True, slots=True)
class Standing:
    """How a ticket stands, and what its phone knows of that.

    Attributes:
        call_at: of the newest call; it tells one call from the next.
        told_call_at: the call that the phone was told, or knew when it asked to be told.
        near_told: whether it knows that few are ahead.
    """

    state: TicketState
    call_at: datetime | None
    told_call_at: datetime | None
    near_told: bool

    def due(self, ahead: int) -> PushKind | None:
        """Return what the phone is still to be told, or ``None``."""
        if self.state is TicketState.CALLED:
            return None if self.call_at == self.told_call_at else PushKind.CALLED
        near = self.state is TicketState.WAITING and ahead <= NEAR and not self.near_told
        return PushKind.NEAR if near else None


@dataclass(frozen=True, slots=True)
class Subscription:
    """A phone that wants to be told, as its browser names it; nothing else is known of it.

    Attributes:
        endpoint: where its push service takes messages for it.
        p256dh: the browser's public key, base64url.
        auth: the secret that only browser and server share, base64url.
        language: of the page when it asked.
        tried_call_at: the call that ``attempts`` and ``next_at`` are of; ``None``: they are of being near.
        next_at: when to try again; ``None``: at once.
    """

    id: int
    office_id: int
    business_date: date
    ticket_id: int
    endpoint: str
    p256dh: str
    auth: str
    language: str
    attempts: int
    tried_call_at: datetime | None
    next_at: datetime | None

    def waits_until(self, call_at: datetime | None, now: datetime) -> datetime | None:
        """Return when to try next, ``None`` for now: a new call does not wait for what failed before it.

        A time that is too far ahead was noted before the clock was set back.
        """
        waits = self.next_at is not None and now < self.next_at <= now + LEASE
        return self.next_at if waits and self.tried_call_at == call_at else None

    def attempt(self, call_at: datetime | None) -> int:
        """Count the try that begins now."""
        return self.attempts + 1 if self.tried_call_at == call_at else 1


def seconds_left(kind: PushKind, call_at: datetime | None, now: datetime) -> int:
    """Return for how many seconds a message is still news; 0 or less: it is none."""
    age = now - call_at if kind is PushKind.CALLED and call_at else timedelta(0)
    return int((FRESH - max(age, timedelta(0))).total_seconds())


def is_gone(error: str) -> bool:
    """Tell whether the push service says that nobody is behind a subscription any more."""
    return error in _GONE


def pause_seconds(error: str, attempts: int) -> int | None:
    """Return how long to wait before the next try; ``None`` where there is none."""
    if error in _NEVER_BETTER or attempts > len(PAUSES_SECONDS):
        return None
    return PAUSES_SECONDS[attempts - 1]
