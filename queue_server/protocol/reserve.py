"""What a kiosk and the server say to each other about the time when the server is away: numbers, and visitors."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from queue_server.protocol.messages import END, Answer, CheckInRequest, Nonce, Request
from queue_server.protocol.words import Lane

MOST_RESERVED = 100
"""Numbers of one lane that a kiosk may hold."""


class ReserveRequest(Request, frozen=True, kw_only=True):
    """A kiosk asks for what it works with while the server is away; asking again changes nothing.

    Attributes:
        store: made once with the kiosk's outbox; another outbox gets other numbers.
        size: how many numbers of each lane it wants to hold.
    """

    store: Nonce
    size: Annotated[int, msgspec.Meta(ge=1, le=MOST_RESERVED)]


class NumberBlock(Answer, frozen=True, kw_only=True):
    """Counts that this outbox alone may give, both ends included; some of them may be given already."""

    first: int
    last: int


class OpenSpan(Answer, frozen=True, kw_only=True):
    """A lane takes visitors from one instant to another, which itself is too late."""

    opens_at: datetime
    closes_at: datetime


class ReservedLane(Answer, frozen=True, kw_only=True):
    """The reserve of one lane, and when it takes visitors on this date."""

    service_id: int
    lane: Lane
    prefix: str
    blocks: tuple[NumberBlock, ...]
    spans: tuple[OpenSpan, ...]


class Reserve(Answer, frozen=True, kw_only=True):
    """All that a kiosk needs, beside the office's picture, to give numbers without a server.

    Attributes:
        business_date: of the numbers; ``None`` while the office is closed: then there are none.
        kiosks: how many share what is left of a quota.
    """

    business_date: date | None
    lanes: tuple[ReservedLane, ...] = ()
    kiosks: int = 1


class LateCheckIn(Request, frozen=True, kw_only=True):
    """A visitor whom a kiosk received while the server was away.

    Attributes:
        check_in: as it would have been sent; of who has a number the kiosk keeps no measurement.
        business_date: of the number.
        number: that the visitor holds; ``None`` for who was asked to take a seat.
        waited_seconds: since the visitor checked in.
    """

    check_in: CheckInRequest
    business_date: date
    number: Annotated[str, msgspec.Meta(pattern=f"^[A-Z]{{1,2}}-[0-9]{{3,4}}{END}")] | None = None
    waited_seconds: Annotated[float, msgspec.Meta(ge=0, le=1_000_000)]


class LateCheckInAnswer(Answer, frozen=True, kw_only=True):
    """The visitor stands in line, is held, or came on a date that is over: then nothing is recorded."""

    outcome: Literal["admitted", "held", "day_over"]
    visit_id: int | None = None
    ticket_id: int | None = None
