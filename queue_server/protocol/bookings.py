"""Requests and answers about bookings."""

from datetime import datetime
from typing import Annotated

import msgspec

from queue_server.protocol.messages import Answer, BookingCode, Nonce, Request, Words


class BookingInfo(Answer, frozen=True, kw_only=True):
    """What a kiosk may show of a booking: never a name.

    Attributes:
        late: its time has passed; the visitor is served in the general lane.
    """

    code: str
    service_id: int
    service_names: Words
    slot_at: datetime
    party_size: int
    late: bool = False


class BookingRequest(Request, frozen=True, kw_only=True):
    """A booking handed over by the office's own booking system."""

    nonce: Nonce
    code: BookingCode
    service_id: int
    slot_at: datetime
    party_size: Annotated[int, msgspec.Meta(ge=1, le=5)] = 1


class BookingMove(Request, frozen=True, kw_only=True):
    """A booking is to have another slot."""

    nonce: Nonce
    slot_at: datetime


class BookingCancel(Request, frozen=True, kw_only=True):
    """A booking is given up; the reason is kept in the record and holds no name."""

    nonce: Nonce
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]


class BookingState(Answer, frozen=True, kw_only=True):
    """A booking as a program of the office sees it.

    Attributes:
        state: ``booked``, ``arrived``, ``cancelled`` or ``no_show``.
    """

    code: str
    service_id: int
    slot_at: datetime
    party_size: int
    state: str


class BookingList(Answer, frozen=True, kw_only=True):
    """The bookings of a day, in the order of their slots; a thousand at the most."""

    bookings: tuple[BookingState, ...]
