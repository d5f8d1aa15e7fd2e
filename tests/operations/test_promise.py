"""The promise in a real office: who is at risk, who is late and told so once, and the result of the day."""

from datetime import timedelta

from queue_server.housekeeper import Housekeeper
from queue_server.operations import calling, promise, serving
from queue_server.operations.promise import RiskView
from queue_server.operations.undo import undo
from queue_server.protocol.days import DayResult
from tests.support.office import Office

HOUR = 3600


def risk(house: Office) -> RiskView:
    return house.store.read(promise.visitors_at_risk, office_id=house.id, now=house.now())


def numbers(house: Office) -> list[str]:
    return [one.number for one in risk(house).visitors]


def result(house: Office) -> DayResult:
    return house.store.read(promise.day_result, house.now().date(), office_id=house.id)


def late_events(house: Office) -> list[str]:
    return [event.ticket().number for event in house.events() if event.name.value == "ticket.late"]


def mark(house: Office) -> int:
    return house.do(promise.mark_late, office_id=house.id, now=house.now())


def test_nobody_is_at_risk_at_first(house: Office) -> None:
    house.ticket()
    view = risk(house)
    assert (view.visitors, view.here, view.promise_seconds) == ((), 1, 7200)


def test_who_waits_for_long_comes_into_the_list_with_the_reasons(house: Office) -> None:
    for _ in range(2):
        house.ticket()
    house.clock.sleep(1.55 * HOUR)
    (second,) = [one for one in risk(house).visitors if one.number == "A-002"]
    assert (second.state, second.ahead, second.open_counters, second.late) == ("waiting", 1, 2, False)
    # 93 minutes, half of the service of the one ahead (two counters), the own 10
    assert abs(second.projected_seconds - (1.55 * HOUR + 300 + 600)) < 10


def test_the_nearest_deadline_stands_first_and_a_late_one_says_so(house: Office) -> None:
    house.ticket(service_id=house.collection)
    house.clock.sleep(600)
    house.ticket()
    house.clock.sleep(2 * HOUR - 300)
    assert [(one.number, one.late) for one in risk(house).visitors] == [("U-001", True), ("A-001", False)]


def test_at_the_counter_only_what_is_left_counts(house: Office) -> None:
    house.ticket()
    house.clock.sleep(1.6 * HOUR)
    house.serve()
    assert numbers(house) == ["A-001"]
    house.clock.sleep(590)
    (only,) = risk(house).visitors
    assert (only.counter_name, only.state) == ("1", "serving")
    assert only.projected_seconds - only.elapsed_seconds < 15


def test_who_went_home_is_at_no_risk(house: Office) -> None:
    house.ticket()
    house.clock.sleep(2.5 * HOUR)
    house.serve()
    house.do(serving.complete, "done", **house.at())
    assert risk(house).here == 0


def test_services_to_come_are_counted(house: Office) -> None:
    house.ticket()
    house.serve()
    house.clock.sleep(95 * 60)
    assert numbers(house) == []
    for _ in range(2):
        house.do(serving.add_service, house.collection, **house.at())
    assert numbers(house) == ["A-001"]


def test_a_broken_promise_is_recorded_once(house: Office) -> None:
    house.ticket()
    house.clock.sleep(1 * HOUR)
    house.ticket()
    house.clock.sleep(1.1 * HOUR)
    assert [mark(house), mark(house)] == [1, 0]
    assert late_events(house) == ["A-001"]
    house.clock.sleep(1 * HOUR)
    assert mark(house) == 1
    assert late_events(house) == ["A-001", "A-002"]


def test_late_at_the_counter_or_parked_is_late_too_and_gone_home_is_not(house: Office) -> None:
    for _ in range(3):
        house.ticket()
    house.serve()
    house.do(serving.complete, "done", **house.at())
    house.serve()
    house.do(serving.park, **house.at())
    house.serve()
    house.clock.sleep(2.1 * HOUR)
    assert mark(house) == 2
    assert sorted(late_events(house)) == ["A-002", "A-003"]


def test_taking_the_last_action_back_does_not_forget_that_it_was_late(house: Office) -> None:
    house.ticket()
    house.clock.sleep(2 * HOUR - 10)
    house.call_next()
    house.clock.sleep(30)
    assert mark(house) == 1
    house.do(undo, **house.at())
    assert mark(house) == 0


def test_the_housekeeper_makes_it_known_by_itself(house: Office) -> None:
    house.ticket()
    keeper = Housekeeper(house.store, house.now, house.clock.monotonic)
    keeper.make_round()
    assert late_events(house) == []
    house.clock.sleep(2.1 * HOUR)
    keeper.make_round()
    Housekeeper(house.store, house.now, house.clock.monotonic).make_round()  # as after a restart
    assert late_events(house) == ["A-001"]


def test_the_result_of_a_day(house: Office) -> None:
    for _ in range(4):
        house.ticket()
    house.serve()
    house.clock.sleep(300)
    house.do(serving.complete, "done", **house.at())
    house.serve()
    house.clock.sleep(2 * HOUR)
    house.do(serving.complete, "documents_incomplete", **house.at())
    house.call_next()
    house.do(serving.no_show, **house.at())
    told = result(house)
    assert (told.issued, told.no_shows, told.still_here) == (4, 1, 1)
    assert told.complete.share_within == 1.0
    assert told.incomplete.share_within == 0.0
    assert told.incomplete.worst_seconds is not None
    assert told.incomplete.worst_seconds > 2 * HOUR
    assert told.service.worst_seconds == 2 * HOUR + 1  # the clock goes on by a second with each operation
    assert told.walking.worst_seconds == 1


def test_next_without_start_leaves_no_data(house: Office) -> None:
    house.ticket()
    house.ticket()
    house.call_next()
    house.do(calling.call_next, **house.at())
    told = result(house)
    assert (told.complete.visitors, told.service.known, told.waiting.median_seconds) == (1, 0, None)


def test_each_day_has_its_own_result(house: Office) -> None:
    house.ticket()
    house.clock.jump(timedelta(days=1).total_seconds())
    assert result(house).issued == 0
