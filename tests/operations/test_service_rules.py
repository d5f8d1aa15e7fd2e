"""Hours, closures, lane quotas, places and stages of services, as check-in holds to them."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from queue_server.domain.errors import (
    AntreError,
    InvalidValueError,
    LaneFullError,
    LaneOutsideHoursError,
    OutsideHoursError,
    ServiceClosedError,
    ServiceElsewhereError,
    UnknownClosureError,
)
from queue_server.operations import admin, board, check_in, closures, day, offer, security
from queue_server.operations.service_settings import change_service, service_settings
from queue_server.protocol.words import Lane, Place
from queue_server.storage import tickets
from tests.support.office import PASSPORT_LANES, Office


def change_passport(house: Office, **changes: Any) -> None:
    house.save_service("passport", PASSPORT_LANES, house.passport, **changes)


def reopen(house: Office) -> None:
    """Begin the next day, at the same time of the clock."""
    house.clock.sleep(86_400)
    house.open()


def close_passport(house: Office, **changes: Any) -> int:
    today = house.now().date()
    wanted: dict[str, Any] = {
        "service_id": house.passport,
        "first_date": today,
        "last_date": today,
        "names": {"id": "Mesin rusak"},
    }
    return house.do(closures.add_closure, **(wanted | changes), **house.by(house.admin))


def test_a_service_takes_visitors_within_its_hours_only(house: Office) -> None:
    local = house.now() + timedelta(hours=7)
    soon, today = f"{local + timedelta(hours=1):%H:%M}", str(local.weekday())
    change_passport(house, hours={today: ((soon, "23:59"),)})
    with pytest.raises(OutsideHoursError) as refused:
        house.ticket()
    assert refused.value.details == {"service": "passport", "hours": f"{soon}-23:59"}
    info = house.store.read(offer.office_info, office_id=house.id, now=house.now())
    assert (info.services[0].open, info.services[0].hours) == (False, f"{soon}-23:59")
    house.clock.sleep(3700)
    assert house.ticket().number == "A-001"


def test_a_lane_takes_visitors_within_its_own_hours_and_the_service_s(house: Office) -> None:
    settings = house.store.read(service_settings, house.id, house.passport)

    def hours(lane: Lane, *spans: tuple[str, str]) -> None:
        lanes = settings.lanes | {lane: msgspec.structs.replace(settings.lanes[lane], hours=spans)}
        wanted = msgspec.structs.replace(settings, lanes=lanes)
        house.do(change_service, house.passport, wanted, **house.by(house.admin))

    hours(Lane.PRIORITY, ("13:00", "15:00"), ("08:30", "10:00"))
    with pytest.raises(LaneOutsideHoursError) as refused:
        house.ticket(lane=Lane.PRIORITY)
    assert refused.value.details == {"lane": "priority", "hours": "08:30-10:00, 13:00-15:00"}
    assert house.ticket().number == "A-001"
    house.clock.sleep(1800)
    assert house.ticket(lane=Lane.PRIORITY).number == "R-001"
    house.book("PAGI-1", house.now() + timedelta(minutes=5))
    hours(Lane.BOOKING, ("13:00", "15:00"))
    with pytest.raises(LaneOutsideHoursError):
        house.ticket(service_id=None, booking_code="PAGI-1")
    house.clock.sleep(2400)
    assert house.ticket(service_id=None, booking_code="PAGI-1").number == "A-002", "too late for the booking's lane"
    with pytest.raises(InvalidValueError) as wrong:
        hours(Lane.PRIORITY, ("10:00", "08:30"))
    assert wrong.value.details == {"field": "hours_priority", "problem": "hours_backwards"}


def test_a_closure_of_today_holds_at_once_and_tells_why_until_it_is_removed(house: Office) -> None:
    house.ticket()
    closure_id = close_passport(house)
    with pytest.raises(ServiceClosedError):
        house.ticket()
    info = house.store.read(offer.office_info, office_id=house.id, now=house.now())
    assert (info.services[0].open, info.services[0].closed_reason) == (False, {"id": "Mesin rusak"})
    assert house.ticket(service_id=house.collection).number == "U-001"
    house.do(closures.remove_closure, closure_id, **house.by(house.admin))
    assert house.ticket().number == "A-002"


def test_a_closure_of_tomorrow_does_not_touch_today(house: Office) -> None:
    tomorrow = house.now().date() + timedelta(days=1)
    close_passport(house, service_id=None, first_date=tomorrow, last_date=tomorrow)
    house.ticket()
    reopen(house)
    with pytest.raises(ServiceClosedError):
        house.ticket(service_id=house.collection)


def test_a_closure_that_is_gone_cannot_be_removed(house: Office) -> None:
    with pytest.raises(UnknownClosureError):
        house.do(closures.remove_closure, 99, **house.by(house.admin))


def test_a_full_lane_refuses_by_its_name_and_leaves_the_others_their_places(house: Office) -> None:
    change_passport(house, lane_quotas={Lane.PRIORITY: 1}, quota_per_day=3)
    reopen(house)
    house.ticket(lane=Lane.PRIORITY)
    with pytest.raises(LaneFullError) as refused:
        house.ticket(lane=Lane.PRIORITY)
    assert refused.value.details == {"lane": Lane.PRIORITY, "quota": 1}
    info = house.store.read(offer.office_info, office_id=house.id, now=house.now())
    left = {lane.lane: lane.quota_left for lane in info.services[0].lanes}
    assert (info.services[0].quota_left, left) == (2, {"general": None, "booking": None, "priority": 0})
    house.ticket()


def test_a_refusal_by_the_service_gives_the_place_of_the_lane_back(house: Office) -> None:
    change_passport(house, lane_quotas={Lane.PRIORITY: 5}, quota_per_day=0)
    reopen(house)
    with pytest.raises(AntreError, match="quota_full"):
        house.ticket(lane=Lane.PRIORITY)
    info = house.store.read(offer.office_info, office_id=house.id, now=house.now())
    assert [lane.quota_left for lane in info.services[0].lanes] == [None, None, 5]


def test_a_lane_quota_set_at_noon_counts_who_is_there_and_leaves_tomorrow_alone(house: Office) -> None:
    house.ticket(lane=Lane.PRIORITY)
    here = house.by(house.admin)
    house.do(admin.set_quota_today, house.passport, 1, "half staff", lane=Lane.PRIORITY, **here)
    with pytest.raises(LaneFullError):
        house.ticket(lane=Lane.PRIORITY)
    house.do(admin.set_quota_today, house.passport, 2, "staff is back", lane=Lane.PRIORITY, **here)
    house.ticket(lane=Lane.PRIORITY)
    reopen(house)
    for _ in range(3):
        house.ticket(lane=Lane.PRIORITY)


def test_who_leaves_before_entering_gives_the_place_of_the_lane_back(house: Office) -> None:
    house.do(admin.set_quota_today, house.passport, 1, "half staff", lane=Lane.PRIORITY, **house.by(house.admin))
    case_id = house.held(lane=Lane.PRIORITY)
    with pytest.raises(LaneFullError):
        house.ticket(lane=Lane.PRIORITY)
    house.do(security.leave, case_id, **house.by(house.guard))
    house.ticket(lane=Lane.PRIORITY)


def test_a_service_that_is_only_a_stage_is_not_offered(house: Office) -> None:
    photo = house.save_service("photo", {Lane.GENERAL: "F"}, at_kiosk=False)
    with pytest.raises(ServiceClosedError):
        house.ticket(service_id=photo)
    info = house.store.read(offer.office_info, office_id=house.id, place=Place.HALL, now=house.now())
    assert photo not in {service.id for service in info.services}


def test_a_ticket_is_issued_with_the_stages_of_its_service(house: Office) -> None:
    photo = house.save_service("photo", {Lane.GENERAL: "F"}, at_kiosk=False)
    change_passport(house, stages=("photo", "collection"))
    issued = house.ticket()
    ticket = house.store.read(tickets.get, house.id, issued.business_date, issued.id)
    assert ticket is not None
    assert [step.service_id for step in ticket.route] == [photo, house.collection]


@pytest.mark.parametrize(
    ("stages", "problem"),
    [(("passport",), "own_stage"), (("collection",) * 2, "own_stage"), (("nothing",), "unknown")],
)
def test_stages_that_make_no_sense_are_refused(house: Office, stages: tuple[str, ...], problem: str) -> None:
    with pytest.raises(InvalidValueError) as refused:
        change_passport(house, stages=stages)
    assert refused.value.details == {"field": "stages", "problem": problem}


def test_a_drive_thru_has_its_own_kiosk_board_and_places(house: Office) -> None:
    house.save_service("collection", {Lane.GENERAL: "U"}, house.collection, place=Place.DRIVE_THRU, quota_per_day=1)
    reopen(house)
    here: dict[str, Any] = {"office_id": house.id, "now": house.now()}
    outside = house.store.read(offer.office_info, place=Place.DRIVE_THRU, **here)
    inside = house.store.read(offer.office_info, place=Place.HALL, **here)
    assert [[one.id for one in info.services] for info in (outside, inside)] == [[house.collection], [house.passport]]
    request = house.request(service_id=house.collection)
    with pytest.raises(ServiceElsewhereError):
        house.do(check_in.check_in, request, device_id=house.kiosk, place=Place.HALL, **here)
    house.ticket()
    car = house.ticket(service_id=house.collection)
    with pytest.raises(AntreError, match="quota_full"):
        house.ticket(service_id=house.collection)
    house.call_next(0)
    house.call_next(1)
    walls = [house.store.read(board.board_snapshot, place=place, **here) for place in Place]
    assert [[call.number for call in wall.calls] for wall in walls] == [["A-001"], [car.number]]
    assert [wall.only_services for wall in walls] == [(house.passport,), (house.collection,)]
    assert [set(wall.service_names) for wall in walls] == [{str(house.passport)}, {str(house.collection)}]


def test_the_places_of_a_day_that_is_opened_again_stay(house: Office) -> None:
    house.do(admin.set_quota_today, house.passport, 1, "half staff", lane=Lane.PRIORITY, **house.by(house.admin))
    house.do(day.close_day, **house.by(house.admin))
    house.open()
    house.ticket(lane=Lane.PRIORITY)
    with pytest.raises(LaneFullError):
        house.ticket(lane=Lane.PRIORITY)
