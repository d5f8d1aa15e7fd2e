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


class Decider(Answer, frozen=True, kw_only=True):
    """Somebody who may decide at the kiosk on a held visitor while the server is away.

    Attributes:
        pin_hash: argon2id of the PIN for this, which opens nothing else.
    """

    account_id: int
    name: str
    pin_hash: str


class Reserve(Answer, frozen=True, kw_only=True):
    """All that a kiosk needs, beside the office's picture, to do without a server.

    Attributes:
        business_date: of the numbers; ``None`` while the office is closed: then there are none.
        kiosks: how many share what is left of a quota.
        deciders: who may decide at the kiosk; whoever is not among them any more is to be forgotten there.
    """

    business_date: date | None
    lanes: tuple[ReservedLane, ...] = ()
    kiosks: int = 1
    deciders: tuple[Decider, ...] = ()


NumberText = Annotated[str, msgspec.Meta(pattern=f"^[A-Z]{{1,2}}-[0-9]{{3,4}}{END}")]
"""A number as it stands on paper."""


StaffDecision = Literal["cleared", "deferred", "left"]
"""Let the visitor in, have them treated first, or note that they have gone."""


class LateDecision(Request, frozen=True, kw_only=True):
    """What a person decided at the kiosk, by PIN, on a visitor whom the kiosk held.

    Attributes:
        number: on the visitor's paper; ``None`` where there is none: the server gives one to who is let in.
        passed_seconds: since the decision.
    """

    nonce: Nonce
    account_id: Annotated[int, msgspec.Meta(ge=1)]
    decision: StaffDecision
    number: NumberText | None = None
    passed_seconds: Annotated[float, msgspec.Meta(ge=0, le=1_000_000)]

    def __post_init__(self) -> None:
        """Refuse a number for who was not let in.

        Raises:
            ValueError: it has one.
        """
        if self.number is not None and self.decision != "cleared":
            raise ValueError("only who is let in has a number")


class LateCheckIn(Request, frozen=True, kw_only=True):
    """A visitor whom a kiosk received while the server was away.

    Attributes:
        check_in: as it would have been sent; of who has a number the kiosk keeps no measurement.
        business_date: of the number.
        number: that the visitor holds; ``None`` for who was asked to take a seat.
        waited_seconds: since the visitor checked in.
        decision: on who was asked to take a seat; ``None`` while there is none.
    """

    check_in: CheckInRequest
    business_date: date
    number: NumberText | None = None
    waited_seconds: Annotated[float, msgspec.Meta(ge=0, le=1_000_000)]
    decision: LateDecision | None = None

    def __post_init__(self) -> None:
        """Refuse a decision on who was let in at once.

        Raises:
            ValueError: there is one.
        """
        if self.decision is not None and self.number is not None:
            raise ValueError("nobody decides on a visitor who was let in at once")


class LateCheckInAnswer(Answer, frozen=True, kw_only=True):
    """The visitor stands in line, is held, was sent away, or came on a date that is over: then nothing is recorded."""

    outcome: Literal["admitted", "held", "day_over", "deferred", "left"]
    visit_id: int | None = None
    ticket_id: int | None = None
