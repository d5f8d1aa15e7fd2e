"""Visitors who book by themselves, in an office that lets them."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from queue_server.domain.policy import OfficePolicy, SelfBookingPolicy
from queue_server.domain.slots import SlotDay
from queue_server.operations import admin, self_booking, slot_calendar
from queue_server.operations.self_booking import Made, OwnBooking, Wish
from queue_server.storage.store import Store
from tests.support.clock import FakeClock
from tests.support.office import PASSPORT_LANES, Office, new_nonce, office

JAKARTA = ZoneInfo("Asia/Jakarta")
TODAY, TOMORROW = date(2026, 3, 2), date(2026, 3, 3)
HOURS = {str(day): (("08:00", "10:00"),) for day in range(5)}
POLICY = {"switched_on": True, "days_ahead": 7, "slot_minutes": 30, "slot_places": 10, "latest_minutes": 60}


def at(hour: int, minute: int = 0, day: date = TOMORROW) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=JAKARTA)


def rules(house: Office, **changes: Any) -> None:
    policy = OfficePolicy(self_booking=SelfBookingPolicy(**POLICY | changes))
    named: dict[str, Any] = {"name": "Kantor", "timezone": "Asia/Jakarta"}
    house.do(admin.save_office, policy=policy, **named, **house.by(house.admin))


def wish(house: Office, slot_at: datetime, party_size: int = 1) -> Wish:
    return Wish(house.passport, slot_at, party_size)


def book(house: Office, slot_at: datetime, party_size: int = 1, nonce: str = "") -> Made:
    wanted = wish(house, slot_at, party_size)
    return house.do(self_booking.book_slot, wanted, nonce or new_nonce(), office_id=house.id, now=house.now())


def move(house: Office, code: str, slot_at: datetime) -> None:
    house.do(self_booking.move_own, code, slot_at, office_id=house.id, now=house.now())


def cancel(house: Office, code: str) -> None:
    house.do(self_booking.cancel_own, code, office_id=house.id, now=house.now())


def find(house: Office, code: str) -> OwnBooking:
    return house.store.read(self_booking.find_own, code, now=house.now())


def days(house: Office) -> dict[date, SlotDay]:
    found = house.store.read(slot_calendar.offered_days, house.passport, office_id=house.id, now=house.now())
    return {one.day: one for one in found}


def left(house: Office, day: date = TOMORROW) -> dict[str, int]:
    return {f"{slot.at.astimezone(JAKARTA):%H:%M}": slot.left for slot in days(house)[day].slots}


def bookable_office(store: Store, clock: FakeClock) -> Office:
    """Return an open office of two services; the first has hours on weekdays and can be booked."""
    made = office(store, clock)
    made.save_service("passport", PASSPORT_LANES, made.passport, hours=HOURS)
    rules(made)
    made.open()
    return made
