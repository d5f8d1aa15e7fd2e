"""What the program of the office asks of its bookings."""

from datetime import date
from typing import Any

from flask import request

from queue_server.domain.errors import InvalidValueError
from queue_server.operations import booking_desk
from queue_server.protocol.bookings import BookingCancel, BookingList, BookingMove, BookingState
from queue_server.web.api.route import Ask


def list_bookings(ask: Ask) -> BookingList:
    """List the bookings of a day; of the present one where none is asked for."""
    asked = request.args.get("date")
    try:
        day = date.fromisoformat(asked) if asked is not None else _today(ask)
    except ValueError as error:
        raise InvalidValueError(field="date", problem="not_a_date") from error
    found = ask.store.read(booking_desk.list_bookings, day, office_id=ask.office_id)
    return BookingList(
        bookings=tuple(
            BookingState(
                code=one.code,
                service_id=one.service_id,
                slot_at=one.slot_at,
                party_size=one.party_size,
                state=one.state.value,
            )
            for one in found
        )
    )


def _today(ask: Ask) -> date:
    return ask.store.read(booking_desk.today, office_id=ask.office_id, now=ask.now)


def _whose(ask: Ask) -> dict[str, Any]:
    return {"office_id": ask.office_id, "device_id": ask.device.id, "actor": ask.actor, "now": ask.now}


def move_booking(ask: Ask, body: BookingMove, code: str) -> BookingState:
    """Move a booking."""
    return ask.store.write(booking_desk.move_once, body, code, **_whose(ask))


def cancel_booking(ask: Ask, body: BookingCancel, code: str) -> BookingState:
    """Cancel a booking."""
    return ask.store.write(booking_desk.cancel_once, body, code, **_whose(ask))
