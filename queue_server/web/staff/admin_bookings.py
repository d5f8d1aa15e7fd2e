"""Bookings by day: look through, make, move, cancel; and the times that count."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from http import HTTPStatus
from typing import Any

import msgspec
from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from queue_server.domain.booking import MOST_TOGETHER, BookingState, released
from queue_server.domain.booking_doubts import DoubtfulDay
from queue_server.domain.errors import UnknownBookingError
from queue_server.operations import admin as rules
from queue_server.operations import booking_desk
from queue_server.operations.booking_doubts import doubts_of_one
from queue_server.operations.rule_preview import preview_office
from queue_server.protocol.words import Lane
from queue_server.storage.store import Store
from queue_server.web.auth import current_account
from queue_server.web.context import services as here
from queue_server.web.errors import words_here
from queue_server.web.staff.admin_pages import admin, admins, office, page, save, write
from queue_server.web.staff.admin_preview import save_or_show
from queue_server.web.staff.admin_self_booking import rules_page
from queue_server.web.staff.forms import Form
from queue_server.web.staff.shared import localised, zone
from queue_server.web.staff.slot_form import read_slot

CODE = re.compile(r"[A-Za-z0-9-]{4,40}")
STATES = {
    BookingState.BOOKED: lazy_gettext("Expected"),
    BookingState.ARRIVED: lazy_gettext("Has come"),
    BookingState.CANCELLED: lazy_gettext("Cancelled"),
    BookingState.NO_SHOW: lazy_gettext("Did not come"),
}
Doubts = Sequence[DoubtfulDay]
TIMES = {"early_minutes": 720, "late_minutes": 720, "release_minutes": 720}


def _store() -> Store:
    return here().store


def _today() -> date:
    return office().business_date or here().now().astimezone(zone()).date()


@admin.get("/bookings")
@admins
def bookings() -> ResponseReturnValue:
    """List the bookings of a day; a code leads to its day."""
    return _list_page(Form({}))


def _list_page(form: Form, doubts: Doubts = ()) -> str:
    asked = Form(dict(request.args.items()))
    code, service_id = asked.text("code"), asked.whole("service", 1, 10**9)
    day, missing = _chosen_day(asked), ""
    if code:
        try:
            day = _store().read(booking_desk.find, code, office_id=current_account().office_id).business_date
        except UnknownBookingError as refusal:
            missing = words_here(refusal)
    found = _store().read(booking_desk.list_bookings, day, office_id=current_account().office_id)
    shown = [one for one in found if service_id in (None, one.service_id) and code in ("", one.code)]
    values = {"date": day.isoformat(), "time": "09:00", "party_size": 1}
    form = form if form.values else Form(values)
    asked = Form({**asked.values, "date": day.isoformat()})
    picture: dict[str, Any] = {"asked": asked, "form": form, "found": shown, "missing": missing, "doubts": doubts}
    return page("bookings", bookable=_bookable(), **picture, **_vocabulary())


def _vocabulary() -> dict[str, Any]:
    policy, now = rules.checked_policy(dict(office().policy)).bookings, here().now()

    def state_of(state: BookingState, slot_at: datetime) -> str:
        gone = released(state, slot_at, policy, now)
        return gettext("Not come yet, place released") if gone else str(STATES[state])

    return {"state_of": state_of, "parties": [(str(size), str(size)) for size in range(1, MOST_TOGETHER + 1)]}


def _chosen_day(asked: Form) -> date:
    try:
        return date.fromisoformat(asked.text("date"))
    except ValueError:
        return _today()


def _bookable() -> list[tuple[str, str]]:
    return [
        (str(one.id), localised(one.names))
        for one in office().services
        if any(lane.lane is Lane.BOOKING for lane in one.lanes)
    ]


def _doubts(form: Form, service_id: int, slot_at: datetime | None, people: int, moved: str = "") -> Doubts:
    """Return what speaks against a booking, unless it is wrong anyway or wanted all the same."""
    if slot_at is None or form.errors or form.chosen("all_the_same"):
        return ()
    where: dict[str, Any] = {"office_id": current_account().office_id, "moved": moved}
    return _store().read(doubts_of_one, service_id, slot_at, people, **where)


@admin.post("/bookings")
@admins
def add_booking() -> ResponseReturnValue:
    """Make a booking."""
    form = Form.sent()
    code, slot_at = form.text("code", required=True), read_slot(form)
    service_id, party = form.whole("service", 1, 10**9), form.whole("party_size", 1, MOST_TOGETHER)
    if code and not CODE.fullmatch(code):
        form.errors["code"] = gettext("Please write 4 to 40 letters, digits or hyphens.")
    wanted = {"service_id": service_id or 0, "slot_at": slot_at, "party_size": party or 1}
    doubts = _doubts(form, service_id or 0, slot_at, party or 1)
    if doubts:
        return _list_page(form, doubts), HTTPStatus.UNPROCESSABLE_ENTITY
    return save(
        form,
        lambda: write(booking_desk.book, code, **wanted),
        gettext("The booking is made."),
        "bookings",
        lambda: _list_page(form),
    )


@admin.get("/bookings/<code>")
@admins
def booking(code: str) -> ResponseReturnValue:
    """Show one booking."""
    return _booking_page(code, Form({}), Form({}))


def _booking_page(code: str, form: Form, cancel_form: Form, doubts: Doubts = ()) -> str:
    found = _store().read(booking_desk.find, code, office_id=current_account().office_id)
    slot_at = found.slot_at.astimezone(zone())
    form = form if form.values else Form({"date": f"{slot_at:%Y-%m-%d}", "time": f"{slot_at:%H:%M}"})
    movable = found.state in (BookingState.BOOKED, BookingState.NO_SHOW)
    picture: dict[str, Any] = {
        "booking": found,
        "form": form,
        "cancel_form": cancel_form,
        "movable": movable,
        "doubts": doubts,
    }
    return page("bookings", "booking", **picture, **_vocabulary())


@admin.post("/bookings/<code>/move")
@admins
def move_booking(code: str) -> ResponseReturnValue:
    """Move a booking to another slot."""
    form = Form.sent()
    slot_at = read_slot(form)
    old = _store().read(booking_desk.find, code, office_id=current_account().office_id)
    doubts = _doubts(form, old.service_id, slot_at, old.party_size, moved=code)
    if doubts:
        return _booking_page(code, form, Form({}), doubts), HTTPStatus.UNPROCESSABLE_ENTITY
    return save(
        form,
        lambda: write(booking_desk.move, code, slot_at),
        gettext("The booking is moved."),
        "bookings",
        lambda: _booking_page(code, form, Form({})),
    )


@admin.post("/bookings/<code>/cancel")
@admins
def cancel_booking(code: str) -> ResponseReturnValue:
    """Cancel a booking, with a reason."""
    form = Form.sent()
    reason = form.text("reason", required=True)
    return save(
        form,
        lambda: write(booking_desk.cancel, code, reason),
        gettext("The booking is cancelled."),
        "bookings",
        lambda: _booking_page(code, Form({}), form),
    )


@admin.get("/booking-rules")
@admins
def booking_rules() -> ResponseReturnValue:
    """Show the times that count, and the rules of booking by visitors."""
    return rules_page()


@admin.post("/booking-rules")
@admins
def save_booking_rules() -> ResponseReturnValue:
    """Change the times that count."""
    form, setting = Form.sent(), office()
    numbers = {name: form.whole(name, 0, most) for name, most in TIMES.items()}
    for name in TIMES:
        form.needed(name)
    kept = rules.checked_policy(dict(setting.policy))
    if not form.errors:
        changed = msgspec.to_builtins(kept.bookings) | numbers
        kept = rules.checked_policy(msgspec.to_builtins(kept) | {"bookings": changed})
    wanted: dict[str, Any] = {"name": setting.name, "timezone": setting.timezone, "policy": kept}
    return save_or_show(
        form,
        partial(preview_office, **wanted),
        lambda: write(rules.save_office, **wanted),
        gettext("The rules are saved."),
        "bookings",
        show=lambda: rules_page(times=form),
        names={},
    )
