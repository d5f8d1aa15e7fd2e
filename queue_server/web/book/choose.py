"""Booking a slot: service, day, time, how many; then one button."""

import re
import secrets
from collections.abc import Callable
from datetime import date, datetime
from http import HTTPStatus

from babel.dates import format_date
from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_wtf.csrf import CSRFError

from queue_server.domain.booking import MOST_TOGETHER
from queue_server.domain.errors import AntreError, MalformedError, SlotFullError, SlotNotOfferedError
from queue_server.operations.self_booking import Wish, book_slot
from queue_server.operations.slot_calendar import (
    BookableService,
    BookingOffice,
    bookable_services,
    booking_offices,
    free_days,
    next_free,
    offered_days,
)
from queue_server.web.access import OPEN, allow
from queue_server.web.book import frame
from queue_server.web.book.choice import Choice, day_of, read_choice, slot_at, slot_of, weeks
from queue_server.web.book.limits import counted
from queue_server.web.context import services
from queue_server.web.errors import words_here
from queue_server.web.staff.shared import zone

book = Blueprint("book", __name__)
book.register_error_handler(AntreError, frame.refused)
book.register_error_handler(CSRFError, frame.form_expired)
NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")


@book.get("/book")
@allow(OPEN)
def choose() -> ResponseReturnValue:
    """Ask for what is not chosen yet; with everything chosen, show it before it is booked."""
    return _step(read_choice(request.args))


@book.post("/book")
@allow(OPEN)
def confirm() -> ResponseReturnValue:
    """Book the slot, once for each form; who comes too late for it chooses another time, and nothing else again."""
    choice, nonce = read_choice(request.form), request.form.get("nonce", "")
    if not NONCE.fullmatch(nonce):
        raise MalformedError(problem="unusable_field", field="nonce")
    office, service, _ = _look_up(choice)
    if office is None or service is None or choice.day is None or not choice.time or choice.people is None:
        return redirect(choice.address, HTTPStatus.SEE_OTHER)
    wish = Wish(service.id, slot_at(choice.day, choice.time, frame.at(office)), choice.people)
    here = services()
    try:
        made = counted(
            lambda: here.store.write(book_slot, wish, nonce, office_id=office.id, now=here.now()),
            office.policy.hourly_bookings,
        )
    except (SlotFullError, SlotNotOfferedError) as refusal:
        return frame.told(refusal, lambda words: _step(choice.but(time=""), words))
    return redirect(url_for("own.show", own_code=made.code), HTTPStatus.SEE_OTHER)


def _look_up(choice: Choice) -> tuple[BookingOffice | None, BookableService | None, tuple[BookableService, ...]]:
    """Return the chosen office and service, and all services of the office; the only office is chosen already."""
    here = services()
    every = here.store.read(booking_offices)
    office = next((one for one in every if one.code == choice.office or (len(every) == 1 and not choice.office)), None)
    offered = here.store.read(bookable_services, office_id=office.id, now=here.now()) if office else ()
    return office, next((one for one in offered if one.code == choice.service), None), offered


def _step(choice: Choice, problem: str = "") -> str:
    office, service, offered = _look_up(choice)
    here = services()
    picture: dict[str, object] = {"problem": problem, "here": choice.address, "office": office}
    picture |= {"choice": choice, "link": _linker(choice)}
    if office is None:
        return frame.draw("offices", offices=here.store.read(booking_offices), **picture)
    frame.at(office)
    if service is None:
        free = here.store.read(free_days, office_id=office.id, now=here.now())
        return frame.draw("services", services=offered, free=free, **picture)
    return _time_step(choice, office, service, problem)


def _linker(choice: Choice) -> Callable[..., str]:
    """Return what the templates make addresses with: the choice with something else chosen."""
    return lambda **changes: choice.but(**changes).address


def _time_step(choice: Choice, office: BookingOffice, service: BookableService, problem: str) -> str:
    here = services()
    days = here.store.read(offered_days, service.id, office_id=office.id, now=here.now())
    day = day_of(days, choice.day)
    slot = slot_of(day, choice.time, frame.at(office)) if day else None
    picture: dict[str, object] = {"choice": choice, "office": office, "service": service, "here": choice.address}
    picture |= {"link": _linker(choice), "party": choice.people or 1}
    if slot is None and (choice.time or (choice.day and day is None)):
        problem = problem or words_here(SlotNotOfferedError())
    elif slot is not None and choice.people is not None and choice.people > slot.left:
        problem = problem or words_here(SlotFullError(left=slot.left))
    picture |= {
        "problem": problem,
        "free": next_free(days, choice.people or 1, choice.day),
        "day": day,
        "slot": slot,
    }
    if day is None:
        return frame.draw("days", weeks=weeks(days), **picture)
    if slot is None or slot.left == 0:
        return frame.draw("slots", **picture)
    if choice.people is None or choice.people > slot.left:
        return frame.draw("people", most=MOST_TOGETHER, **picture)
    return frame.draw("confirm", nonce=secrets.token_urlsafe(18), **picture)


@book.app_template_filter()
def day_and_month(on: date) -> str:
    """Return weekday, day and month: the year is not in doubt."""
    return format_date(on, "EEEE, d MMMM", locale=get_locale())


@book.app_template_filter()
def day_of_moment(at: datetime) -> date:
    """Return the date of a moment on the office's clock."""
    return at.astimezone(zone()).date()
