"""Settings that hold from a date on, and the trail that every change leaves."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from queue_server.domain.errors import InvalidValueError, UnknownChangeError
from queue_server.domain.setting import ServiceSettings
from queue_server.operations import admin, planned_changes
from queue_server.operations.counter_settings import counter_settings, plan_counter
from queue_server.operations.service_settings import plan_service, service_settings
from queue_server.protocol.words import Lane
from queue_server.storage import services, setting_changes
from queue_server.storage.setting_changes import SettingChange
from tests.support.office import PASSPORT_LANES, Office


def present(house: Office) -> ServiceSettings:
    return house.store.read(service_settings, house.id, house.passport)


def tomorrow(house: Office) -> date:
    return (house.now() + timedelta(hours=7)).date() + timedelta(days=1)


def plan(house: Office, effective_on: date | None = None, **changes: Any) -> int:
    wanted = msgspec.structs.replace(present(house), **changes)
    on = effective_on or tomorrow(house)
    return house.do(plan_service, house.passport, wanted, effective_on=on, **house.by(house.admin))


def next_day(house: Office) -> None:
    house.clock.sleep(86_400)
    house.open()


def trail(house: Office, subject: str = "service") -> list[SettingChange]:
    return list(house.store.read(setting_changes.newest, house.id, 50, subject))


def test_a_change_for_tomorrow_does_not_touch_today_and_holds_tomorrow(house: Office) -> None:
    plan(house, quota_per_day=1, names={"id": "Paspor"})
    assert present(house).quota_per_day == 5
    house.ticket()
    house.ticket()
    next_day(house)
    assert (present(house).quota_per_day, present(house).names) == (1, {"id": "Paspor"})
    house.ticket()
    with pytest.raises(Exception, match="quota_full"):
        house.ticket()


def test_a_later_change_waits_for_its_day(house: Office) -> None:
    plan(house, tomorrow(house) + timedelta(days=1), quota_per_day=9)
    next_day(house)
    assert present(house).quota_per_day == 5
    next_day(house)
    assert present(house).quota_per_day == 9


def test_a_day_on_which_the_office_stayed_closed_is_made_up_for_in_order(house: Office) -> None:
    plan(house, tomorrow(house) + timedelta(days=1), quota_per_day=9)
    plan(house, tomorrow(house), quota_per_day=8)
    house.clock.sleep(5 * 86_400)
    house.open()
    assert present(house).quota_per_day == 9
    assert house.store.read(setting_changes.planned, house.id) == []


def test_a_cancelled_change_is_not_made(house: Office) -> None:
    change_id = plan(house, quota_per_day=1)
    house.do(planned_changes.cancel_change, change_id, **house.by(house.admin))
    next_day(house)
    assert present(house).quota_per_day == 5
    for gone in (change_id, 999):
        with pytest.raises(UnknownChangeError):
            house.do(planned_changes.cancel_change, gone, **house.by(house.admin))


@pytest.mark.parametrize("days", [0, -1])
def test_a_plan_is_for_a_day_after_today(house: Office, days: int) -> None:
    with pytest.raises(InvalidValueError) as refused:
        plan(house, tomorrow(house) - timedelta(days=1 - days), quota_per_day=1)
    assert refused.value.details == {"field": "effective_on", "problem": "not_in_future"}


def test_a_plan_that_cannot_be_made_any_more_is_kept_with_the_reason_and_the_office_opens(house: Office) -> None:
    lanes = {
        **present(house).lanes,
        Lane.GENERAL: msgspec.structs.replace(present(house).lanes[Lane.GENERAL], prefix="Z"),
    }
    plan(house, lanes=lanes)
    house.save_service("collection", {Lane.GENERAL: "Z"}, house.collection)
    next_day(house)
    assert house.ticket().number == "A-001"
    refused = next(change for change in trail(house) if change.effective_on)
    assert (refused.refused, refused.applied_at) == ("duplicate_name", None)


def test_a_service_may_be_added_from_a_date_on(house: Office) -> None:
    new = msgspec.structs.replace(
        present(house), code="umrah", lanes={Lane.GENERAL: present(house).lanes[Lane.GENERAL]}
    )
    new = msgspec.structs.replace(
        new, lanes={Lane.GENERAL: msgspec.structs.replace(new.lanes[Lane.GENERAL], prefix="Q")}
    )
    house.do(plan_service, None, new, effective_on=tomorrow(house), **house.by(house.admin))
    assert house.store.read(services.id_of_code, house.id, "umrah") is None
    next_day(house)
    added = house.store.read(services.id_of_code, house.id, "umrah")
    assert house.ticket(service_id=added).number == "Q-001"


def test_a_counter_that_is_open_now_may_be_taken_out_of_use_tomorrow(house: Office) -> None:
    counter_id = house.counters[0]
    wanted = msgspec.structs.replace(house.store.read(counter_settings, house.id, counter_id), active=False)
    house.do(plan_counter, counter_id, wanted, effective_on=tomorrow(house), **house.by(house.admin))
    house.counters, house.officers = house.counters[1:], house.officers[1:]
    next_day(house)
    assert house.store.read(counter_settings, house.id, counter_id).active is False


def test_the_trail_tells_who_changed_what_from_what_to_what(house: Office) -> None:
    house.save_service("passport", PASSPORT_LANES, house.passport, quota_per_day=7, lane_quotas={Lane.PRIORITY: 2})
    newest = trail(house)[0]
    assert (newest.actor, newest.subject_id, newest.change) == (str(house.admin), house.passport, "changed")
    assert newest.before == {"quota_per_day": 5, "lanes.priority.quota": None}
    assert newest.after == {"quota_per_day": 7, "lanes.priority.quota": 2}


def test_the_trail_of_a_quota_of_today_has_the_reason(house: Office) -> None:
    house.do(admin.set_quota_today, house.passport, 100, "busy day", **house.by(house.admin))
    newest = trail(house, "quota")[0]
    assert (newest.change, newest.before, newest.after) == ("busy day", {"quota_today": 5}, {"quota_today": 100})
