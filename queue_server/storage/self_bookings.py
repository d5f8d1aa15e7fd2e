"""Bookings that visitors made by themselves, and the places that bookings hold in slots."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, delete, exists, func, insert, or_, select

from queue_server.domain.booking import BookingState
from queue_server.storage.self_booking_tables import self_booking, slot_place
from queue_server.storage.statement import Command, Query, Transaction, whole
from queue_server.storage.tables import booking


class Held(NamedTuple):
    """Places that the bookings of one state hold at one time."""

    day: date
    slot_at: datetime
    state: str
    places: int


class Made(NamedTuple):
    """What came of a form: the code of the booking, and the fingerprint of what was asked for."""

    code: str
    fingerprint: str


_HOLDING = (BookingState.BOOKED.value, BookingState.ARRIVED.value)
_HELD = Query(
    select(booking.c.business_date, booking.c.slot_at, booking.c.state, func.sum(booking.c.party_size))
    .where(
        booking.c.office_id == bindparam("office_id"),
        booking.c.service_id == bindparam("service_id"),
        booking.c.business_date >= bindparam("first_date"),
        booking.c.business_date <= bindparam("last_date"),
        or_(*(booking.c.state == state for state in _HOLDING)),
        booking.c.id != bindparam("but_id"),
    )
    .group_by(booking.c.business_date, booking.c.slot_at, booking.c.state),
    lambda day, slot_at, state, places: Held(day, slot_at, state, int(places)),
)
_MADE = Query(
    select(booking.c.code, self_booking.c.fingerprint)
    .join(booking, booking.c.id == self_booking.c.booking_id)
    .where(self_booking.c.nonce == bindparam("nonce")),
    Made,
)
_OWN = Query(select(self_booking.c.booking_id).where(self_booking.c.booking_id == bindparam("booking_id")), whole)
_KEEP = Command(
    insert(self_booking).values({name: bindparam(name) for name in ("booking_id", "nonce", "fingerprint", "made_at")})
)

_THIS_SLOT = (slot_place.c.service_id == bindparam("service_id"), slot_place.c.slot_at == bindparam("slot_at"))
_TAKEN = Query(select(slot_place.c.place).where(*_THIS_SLOT), whole)
_TAKE = Command(
    insert(slot_place).values({name: bindparam(name) for name in ("service_id", "slot_at", "place", "booking_id")})
)
_LEAVE = Command(delete(slot_place).where(slot_place.c.booking_id == bindparam("booking_id")))
_CLEAR = Command(  # a booking that was moved or cancelled elsewhere has left its places behind
    delete(slot_place).where(
        *_THIS_SLOT,
        ~exists().where(
            and_(
                booking.c.id == slot_place.c.booking_id,
                booking.c.slot_at == slot_place.c.slot_at,
                or_(*(booking.c.state == state for state in _HOLDING)),
            )
        ),
    )
)


def held(
    tx: Transaction, office_id: int, service_id: int, first: date, last: date, *, but_id: int = 0
) -> Sequence[Held]:
    """Return what the bookings of a service hold from a date to a date.

    Args:
        but_id: a booking that is left out, since it is about to be moved.
    """
    span = {"first_date": first, "last_date": last}
    return tx.all(_HELD, office_id=office_id, service_id=service_id, but_id=but_id, **span)


def made_of(tx: Transaction, nonce: str) -> Made | None:
    """Return what came of a form, in whichever office, or ``None``."""
    return tx.first(_MADE, nonce=nonce)


def is_own(tx: Transaction, booking_id: int) -> bool:
    """Tell whether a visitor made a booking by himself."""
    return tx.first(_OWN, booking_id=booking_id) is not None


def keep(tx: Transaction, booking_id: int, nonce: str, fingerprint: str, now: datetime) -> None:
    """Keep from which form a booking came."""
    tx.run(_KEEP, booking_id=booking_id, nonce=nonce, fingerprint=fingerprint, made_at=now)


def take_places(
    tx: Transaction, service_id: int, slot_at: datetime, booking_id: int, *, party_size: int, places: int
) -> bool:
    """Take places of a slot for a booking, which leaves those that it had; tell whether there were enough.

    Args:
        places: how many the slot has.
    """
    slot = {"service_id": service_id, "slot_at": slot_at}
    tx.run(_LEAVE, booking_id=booking_id)
    tx.run(_CLEAR, **slot)
    taken = set(tx.all(_TAKEN, **slot))
    free = [place for place in range(1, places + 1) if place not in taken][:party_size]
    for place in free:
        tx.run(_TAKE, **slot, place=place, booking_id=booking_id)
    return len(free) == party_size


def leave_places(tx: Transaction, booking_id: int) -> None:
    """Give the places of a booking back."""
    tx.run(_LEAVE, booking_id=booking_id)
