"""A visitor's own booking, by its code: looked at, printed, moved, cancelled."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError

from queue_server.domain.booking import BookingState
from queue_server.domain.errors import (
    AntreError,
    SlotFullError,
    SlotNotOfferedError,
    TooManyAttemptsError,
    UnknownBookingError,
)
from queue_server.domain.slots import typed_code
from queue_server.operations.self_booking import OwnBooking, cancel_own, find_own, move_own
from queue_server.operations.slot_calendar import booking_offices, next_free, offered_days
from queue_server.web.access import OPEN, allow
from queue_server.web.book import frame, qr
from queue_server.web.book.choice import Choice, day_of, read_choice, slot_at, slot_of, weeks
from queue_server.web.book.limits import guessed
from queue_server.web.context import services
from queue_server.web.errors import words_here
from queue_server.web.staff.shared import localised

own = Blueprint("own", __name__, url_prefix="/book/mine")
own.register_error_handler(AntreError, frame.refused)
own.register_error_handler(CSRFError, frame.form_expired)


@own.get("")
@allow(OPEN)
def ask() -> ResponseReturnValue:
    """Ask for the code of a booking."""
    services().store.read(booking_offices)
    return _ask("", "")


def _ask(typed: str, problem: str) -> str:
    return frame.draw("ask", typed=typed, problem=problem, here=url_for("own.ask"))


@own.post("")
@allow(OPEN)
def look_up() -> ResponseReturnValue:
    """Show the booking with a code, however it was typed."""
    typed = request.form.get("code", "")[:40]
    try:
        found = _find(typed_code(typed))
    except (UnknownBookingError, TooManyAttemptsError) as refusal:
        return frame.told(refusal, lambda words: _ask(typed, words))
    return redirect(url_for("own.show", own_code=found.code), HTTPStatus.SEE_OTHER)


def _find(code: str) -> OwnBooking:
    here = services()
    found = guessed(lambda: here.store.read(find_own, code, now=here.now()))
    frame.at(found.office)
    return found


@own.get("/<own_code>")
@allow(OPEN)
def show(own_code: str) -> ResponseReturnValue:
    """Show a booking: its code large and as a QR, when to come, what to bring, until when it can be changed."""
    return _page(_find(own_code))


def _changeable(found: OwnBooking) -> bool:
    return found.state is BookingState.BOOKED and services().now() <= found.changeable_until


def _page(found: OwnBooking, problem: str = "") -> str:
    picture: dict[str, object] = {"changeable": _changeable(found)}
    picture |= {"bring": localised(found.office.policy.bring), "here": url_for("own.show", own_code=found.code)}
    return frame.draw("booking", booking=found, office=found.office, qr=qr.draw(found.code), problem=problem, **picture)


@own.post("/<own_code>/cancel")
@allow(OPEN)
def cancel(own_code: str) -> ResponseReturnValue:
    """Cancel the booking."""
    found, here = _find(own_code), services()
    try:
        here.store.write(cancel_own, found.code, office_id=found.office.id, now=here.now())
    except AntreError as refusal:
        return frame.told(refusal, lambda words: _page(found, words))
    return redirect(url_for("own.show", own_code=found.code), HTTPStatus.SEE_OTHER)


@own.get("/<own_code>/move")
@allow(OPEN)
def choose(own_code: str) -> ResponseReturnValue:
    """Ask for another day and time, and show both before the booking is moved."""
    found = _find(own_code)
    if not _changeable(found):
        return redirect(url_for("own.show", own_code=found.code), HTTPStatus.SEE_OTHER)
    return _move_step(found, read_choice(request.args))


@own.post("/<own_code>/move")
@allow(OPEN)
def move(own_code: str) -> ResponseReturnValue:
    """Move the booking; where the new time was just taken, it stays, and another time is chosen."""
    found, choice, here = _find(own_code), read_choice(request.form), services()
    if choice.day is None or not choice.time:
        return redirect(_address(found, choice), HTTPStatus.SEE_OTHER)
    wanted = slot_at(choice.day, choice.time, frame.at(found.office))
    try:
        here.store.write(move_own, found.code, wanted, office_id=found.office.id, now=here.now())
    except (SlotFullError, SlotNotOfferedError) as refusal:
        return frame.told(refusal, lambda words: _move_step(found, choice.but(time=""), words))
    except AntreError as refusal:
        return frame.told(refusal, lambda words: _page(found, words))
    flash(gettext("Your booking is moved."), "done")
    return redirect(url_for("own.show", own_code=found.code), HTTPStatus.SEE_OTHER)


def _address(found: OwnBooking, choice: Choice) -> str:
    address: str = url_for("own.choose", own_code=found.code, **choice.fields())  # type: ignore[arg-type]
    return address


def _move_step(found: OwnBooking, choice: Choice, problem: str = "") -> str:
    here, zone = services(), frame.at(found.office)
    days = here.store.read(offered_days, found.service_id, office_id=found.office.id, now=here.now(), but_id=found.id)
    day = day_of(days, choice.day)
    slot = slot_of(day, choice.time, zone) if day else None
    if slot is None and (choice.time or (choice.day and day is None)):
        problem = problem or words_here(SlotNotOfferedError())
    if slot is not None and slot.left < found.party_size:
        problem = problem or words_here(SlotFullError(left=slot.left))
        slot = None
    picture: dict[str, object] = {"booking": found, "office": found.office, "choice": choice, "problem": problem}
    picture |= {"free": next_free(days, found.party_size, choice.day), "day": day, "slot": slot}
    picture |= {"here": _address(found, choice), "party": found.party_size}
    picture |= {"link": lambda **changes: _address(found, choice.but(**changes))}
    if day is None:
        return frame.draw("days", weeks=weeks(days), **picture)
    return frame.draw("slots" if slot is None else "move", **picture)
