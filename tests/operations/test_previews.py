"""What a preview tells is what happens when the change is made; and it refuses what the change refuses."""

from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from queue_server.domain.errors import AntreError, InvalidValueError
from queue_server.domain.policy import BookingPolicy, OfficePolicy, OrderPolicy
from queue_server.operations import accounts, admin, booking_desk, closures, day
from queue_server.operations.account_preview import preview_account, preview_duties
from queue_server.operations.day_preview import booked_on_closed_days, preview_closure, preview_quota
from queue_server.operations.rule_preview import preview_office
from queue_server.operations.service_settings import service_settings
from queue_server.operations.setting_preview import Effect, SettingPreview, preview_service
from queue_server.protocol.temperature import TemperaturePolicy
from queue_server.protocol.words import Lane, StaffRight, StaffRole
from queue_server.storage import offices, people
from tests.support.office import Office
from tests.support.stores import dump

EVERY_RIGHT = frozenset(StaffRight)


def preview(house: Office, operation: Any, *arguments: Any, **more: Any) -> SettingPreview:
    before = dump(house.store)
    found: SettingPreview = house.store.read(operation, *arguments, office_id=house.id, now=house.now(), **more)
    assert dump(house.store) == before
    return found


def rules(house: Office, policy: OfficePolicy, timezone: str = "Asia/Jakarta") -> SettingPreview:
    return preview(house, preview_office, name="Kantor uji", timezone=timezone, policy=policy)


def figures(found: SettingPreview) -> dict[str, tuple[object, object]]:
    return {f"{one.code} {one.about}".strip(): (one.now, one.then) for one in found.effects}


def codes(found: SettingPreview) -> list[str]:
    return [one.code for one in found.consequences]


def in_minutes(house: Office, minutes: int) -> datetime:
    return house.now() + timedelta(minutes=minutes)


def today(house: Office) -> date:
    return (house.now() + timedelta(hours=7)).date()


def test_other_rates_show_who_would_be_next_and_that_is_who_is_called(house: Office) -> None:
    house.ticket()
    house.clock.sleep(600)
    house.ticket(lane=Lane.PRIORITY)
    house.clock.sleep(400)
    wanted = OfficePolicy(order=OrderPolicy(general_rate=1, booking_rate=1, priority_rate=1))
    found = rules(house, wanted)
    assert figures(found) == {"next_at 1": ("R-001", "A-001"), "next_at 2": ("R-001", "A-001")}
    assert found.before == {"policy.order.booking_rate": 1.5, "policy.order.priority_rate": 4.0}
    house.do(admin.save_office, name="Kantor uji", timezone="Asia/Jakarta", policy=wanted, **house.by(house.admin))
    assert house.call_next().number == "A-001"


def test_whose_turn_it_is_counts_what_the_officer_may_serve(house: Office) -> None:
    house.ticket()
    house.ticket(service_id=house.collection)
    only: dict[str, Any] = {"rights": EVERY_RIGHT, "service_ids": frozenset({house.collection})}
    house.do(accounts.set_duties, house.officers[0].id, **only, **house.by(house.admin))
    found = rules(house, OfficePolicy(order=OrderPolicy(priority_rate=2)))
    assert figures(found) == {"next_at 1": ("U-001", "U-001"), "next_at 2": ("A-001", "A-001")}


def test_nobody_waits_and_nobody_works(house: Office) -> None:
    assert rules(house, OfficePolicy(order=OrderPolicy(priority_rate=2))).effects == ()
    assert rules(house, OfficePolicy()) == SettingPreview({}, {})


def test_another_promise_shows_the_deadline_of_who_comes_now(house: Office) -> None:
    kept = house.ticket()
    wanted = OfficePolicy(promise_seconds=3600)
    found = rules(house, wanted)
    assert figures(found) == {"done_by": (in_minutes(house, 120), in_minutes(house, 60))}
    assert codes(found) == ["given_numbers_keep_their_time"]
    house.do(admin.save_office, name="Kantor uji", timezone="Asia/Jakarta", policy=wanted, **house.by(house.admin))
    promised = house.ticket().deadline_at - house.now()
    assert promised == timedelta(hours=1)
    assert kept.deadline_at - kept.issued_at == timedelta(hours=2)


@pytest.mark.parametrize(
    ("temperature", "expected"),
    [
        (TemperaturePolicy(threshold_celsius=37.5), ["from_the_next_measurement"]),
        (TemperaturePolicy(screening=False), ["nobody_is_measured"]),
        (TemperaturePolicy(), []),
    ],
)
def test_another_limit_tells_from_when_it_holds_and_of_nobody(
    house: Office, temperature: TemperaturePolicy, expected: list[str]
) -> None:
    house.held()
    found = rules(house, OfficePolicy(temperature=temperature))
    assert (codes(found), found.effects) == (expected, ())


def test_another_timezone_is_told(house: Office) -> None:
    assert codes(rules(house, OfficePolicy(), "Asia/Makassar")) == ["other_timezone"]
    with pytest.raises(InvalidValueError):
        rules(house, OfficePolicy(), "Asia/Nowhere")


def test_other_times_show_where_the_bookings_of_today_fall(house: Office) -> None:
    for code, minutes in (("BOOK-1", 90), ("BOOK-2", 40), ("BOOK-3", -20), ("BOOK-4", -60)):
        house.book(code, in_minutes(house, minutes))
    house.book("BOOK-5", in_minutes(house, 10))
    house.check_in(booking_code="BOOK-5", service_id=None)
    house.book("BOOK-6", in_minutes(house, 26 * 60))
    found = rules(house, OfficePolicy(bookings=BookingPolicy(early_minutes=30, late_minutes=15, release_minutes=10)))
    assert figures(found) == {
        "bookings_early": (1, 2),
        "bookings_in_time": (2, 0),
        "bookings_late": (1, 2),
        "bookings_released": (1, 2),
    }


def closing(house: Office, **changes: Any) -> dict[str, Any]:
    wanted = {"service_id": None, "first_date": today(house), "last_date": today(house), "names": {"id": "Libur"}}
    return wanted | changes


def test_a_closure_lists_the_bookings_and_who_is_in_line(house: Office) -> None:
    house.save_service("collection", {Lane.GENERAL: "U", Lane.BOOKING: "V"}, house.collection)
    house.book("BOOK-1", in_minutes(house, 60))
    house.book("BOOK-2", in_minutes(house, 26 * 60))
    house.book("BOOK-3", in_minutes(house, 70), service_id=house.collection)
    ticket = house.ticket()
    found = preview(house, preview_closure, **closing(house))
    assert [one.code for one in found.turned_away] == ["BOOK-1", "BOOK-3"]
    assert (found.turned_away_count, found.in_line, codes(found)) == (2, (ticket.number,), ["closed_at_once"])
    one = preview(house, preview_closure, **closing(house, service_id=house.collection))
    assert ([each.code for each in one.turned_away], one.in_line) == (["BOOK-3"], ())
    tomorrow = today(house) + timedelta(days=1)
    later = preview(house, preview_closure, **closing(house, first_date=tomorrow, last_date=tomorrow))
    assert ([each.code for each in later.turned_away], later.in_line, codes(later)) == (["BOOK-2"], (), [])


def test_bookings_on_closed_days_are_listed_until_they_are_moved(house: Office) -> None:
    house.book("BOOK-1", in_minutes(house, 60))
    closure_id = house.do(closures.add_closure, **closing(house), **house.by(house.admin))

    def listed() -> dict[int, list[str]]:
        found = house.store.read(booked_on_closed_days, office_id=house.id, now=house.now())
        return {nth: [one.code for one in bookings] for nth, bookings in found.items()}

    assert listed() == {closure_id: ["BOOK-1"]}
    house.do(booking_desk.move, "BOOK-1", in_minutes(house, 48 * 60), **house.by(house.admin))
    assert listed() == {closure_id: []}
    house.do(day.close_day, **house.by(house.admin))
    house.clock.sleep(2 * 86_400)
    assert listed() == {}, "a closure that is over needs nobody's care"


def test_hours_that_turn_bookings_away_list_them(house: Office) -> None:
    house.book("BOOK-1", in_minutes(house, 60))
    house.book("BOOK-2", in_minutes(house, 26 * 60))
    present = house.store.read(service_settings, house.id, house.passport)

    def turned_away(effective_on: date | None = None, **changes: Any) -> list[str]:
        wanted = msgspec.structs.replace(present, **changes)
        found = preview(house, preview_service, service_id=house.passport, wanted=wanted, effective_on=effective_on)
        return [one.code for one in found.turned_away]

    weekday = str(today(house).weekday())
    assert turned_away() == []
    assert turned_away(hours={weekday: (("00:00", "24:00"),)}) == ["BOOK-2"]
    assert turned_away(open=False) == ["BOOK-1", "BOOK-2"]
    assert turned_away(today(house) + timedelta(days=1), open=False) == ["BOOK-2"]


def test_another_quota_shows_the_places_that_are_left(house: Office) -> None:
    house.book("BOOK-1", in_minutes(house, 60), party_size=2)
    house.ticket()
    found = preview(house, preview_quota, house.passport, 8, "Hari ramai")
    assert figures(found) == {"places_taken": (1, 1), "places_kept": (2, 2), "places_left": (2, 5)}
    assert (found.before, found.after) == ({"quota_today": 5}, {"quota_today": 8})
    assert figures(preview(house, preview_quota, house.passport, None, "x"))["places_left"] == (2, None)
    assert figures(preview(house, preview_quota, house.passport, 0, "x"))["places_left"] == (2, 0)


def test_a_quota_of_a_lane_counts_who_is_there_already(house: Office) -> None:
    house.ticket(lane=Lane.PRIORITY)
    found = preview(house, preview_quota, house.passport, 3, "Setengah petugas", lane=Lane.PRIORITY)
    assert figures(found) == {"places_taken": (1, 1), "places_left": (None, 2)}
    assert found.after == {"quota_today.priority": 3}


@pytest.mark.parametrize(
    ("service", "quota", "reason", "lane"),
    [
        ("passport", -1, "x", None),
        ("passport", 5, " ", None),
        ("none", 5, "x", None),
        ("collection", 5, "x", "booking"),
    ],
)
def test_a_quota_is_refused_alike(house: Office, service: str, quota: int, reason: str, lane: str | None) -> None:
    service_id = {"passport": house.passport, "collection": house.collection, "none": 999}[service]
    wanted: dict[str, Any] = {"lane": Lane(lane) if lane else None}
    with pytest.raises(AntreError) as shown:
        preview(house, preview_quota, service_id, quota, reason, **wanted)
    with pytest.raises(AntreError) as done:
        house.do(admin.set_quota_today, service_id, quota, reason, **wanted, **house.by(house.admin))
    assert (shown.value.code, shown.value.details) == (done.value.code, done.value.details)


def account(house: Office, **changes: Any) -> SettingPreview:
    wanted: dict[str, Any] = {"display_name": "Pak Adi", "roles": frozenset({StaffRole.OFFICER}), "active": True}
    return preview(house, preview_account, house.officers[0].id, **wanted | changes)


def test_an_account_that_may_do_less_shows_sessions_and_counter(house: Office) -> None:
    assert codes(account(house)) == []
    number = house.ticket().number
    house.call_next()
    found = account(house, active=False)
    assert codes(found) == ["sessions_end", "counter_without_officer", "visitor_at_counter"]
    assert found.consequences[2].facts == {"number": number, "counter": "1"}
    assert codes(account(house, roles=frozenset({StaffRole.SECURITY}))) == codes(found)
    before = epoch(house)
    changed: dict[str, Any] = {"display_name": "Pak Adi", "roles": frozenset({StaffRole.OFFICER}), "active": False}
    house.do(accounts.save_account, house.officers[0].id, **changed, **house.by(house.admin))
    assert epoch(house) == before + 1, "the sessions end, as was told"


def epoch(house: Office) -> int:
    found = house.store.read(people.account_by_id, house.officers[0].id)
    assert found is not None
    return found.session_epoch


def test_the_last_admin_is_refused_in_the_preview_too(house: Office) -> None:
    only_admin: dict[str, Any] = {"display_name": "x", "roles": frozenset({StaffRole.OFFICER}), "active": True}
    with pytest.raises(InvalidValueError):
        preview(house, preview_account, house.admin.id, **only_admin)


def test_other_duties_show_whom_the_counter_can_call(house: Office) -> None:
    house.ticket()
    house.ticket(service_id=house.collection)
    only: dict[str, Any] = {"rights": EVERY_RIGHT, "service_ids": frozenset({house.collection})}
    found = preview(house, preview_duties, house.officers[0].id, **only)
    assert found.effects == (Effect("callable_at", "1", 2, 1),)
    assert (found.before["services"], found.after["services"]) == ([], ["collection"])
    assert preview(house, preview_duties, house.guard.id, **only).effects == ()


def test_the_picture_of_an_office_is_that_of_its_history(house: Office) -> None:
    found = rules(house, OfficePolicy(promise_seconds=3600))
    wanted = OfficePolicy(promise_seconds=3600)
    house.do(admin.save_office, name="Kantor uji", timezone="Asia/Jakarta", policy=wanted, **house.by(house.admin))
    kept = dump(house.store)["setting_change"][-1]
    assert (kept["before"], kept["after"]) == (found.before, found.after)
    assert house.store.read(offices.get, house.id).policy == wanted
