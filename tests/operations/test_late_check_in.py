"""Numbers in reserve, and visitors of a time without the server."""

from datetime import timedelta
from typing import Any

import pytest

from queue_server.domain.errors import InvalidValueError, MalformedError, QuotaFullError, UnknownServiceError
from queue_server.operations import day, late_check_in, reserve
from queue_server.protocol.reserve import LateCheckIn, LateCheckInAnswer, Reserve, ReservedLane, ReserveRequest
from queue_server.protocol.temperature import NOT_ASKED
from queue_server.protocol.words import DeviceRole, Lane, Place
from queue_server.storage import numbers, services
from queue_server.storage.statement import Transaction
from tests.support.office import NORMAL, WARM, Office, new_nonce
from tests.support.stores import dump, dump_but_answers

STORE, OTHER_STORE = "store-of-the-kiosk-1", "store-of-the-kiosk-2"


def renew(house: Office, *, store: str = STORE, size: int = 10, kiosk: int = 0) -> Reserve:
    request = ReserveRequest(store=store, size=size)
    return house.do(
        reserve.renew_reserve, request, office_id=house.id, device_id=kiosk or house.kiosk, place=Place.HALL
    )


def lane_of(found: Reserve, service_id: int, lane: Lane = Lane.GENERAL) -> ReservedLane:
    (one,) = (one for one in found.lanes if (one.service_id, one.lane) == (service_id, lane))
    return one


def counts(lane: ReservedLane) -> list[tuple[int, int]]:
    return [(block.first, block.last) for block in lane.blocks]


def late(house: Office, number: str | None, *, waited: float = 600.0, **changes: Any) -> LateCheckIn:
    request = house.request(**{"measurement": NOT_ASKED} | changes)
    return LateCheckIn(check_in=request, business_date=house.now().date(), number=number, waited_seconds=waited)


def deliver(house: Office, told: LateCheckIn, kiosk: int = 0) -> LateCheckInAnswer:
    return house.do(
        late_check_in.check_in_late, told, office_id=house.id, device_id=kiosk or house.kiosk, now=house.now()
    )


# --- the reserve


def test_every_lane_but_that_of_bookings_has_numbers_of_its_own(house: Office) -> None:
    found = renew(house)
    assert found.business_date == house.now().date()
    assert {(one.service_id, one.lane, one.prefix) for one in found.lanes} == {
        (house.passport, Lane.GENERAL, "A"),
        (house.passport, Lane.PRIORITY, "R"),
        (house.collection, Lane.GENERAL, "U"),
    }
    assert {tuple(counts(one)) for one in found.lanes} == {((501, 510),)}


def test_no_two_outboxes_hold_the_same_number(house: Office) -> None:
    other = house.add_device("kiosk-2", DeviceRole.KIOSK)
    found = [renew(house), renew(house, kiosk=other, store=OTHER_STORE), renew(house, store=OTHER_STORE)]
    assert [counts(lane_of(one, house.passport)) for one in found] == [[(501, 510)], [(511, 520)], [(521, 530)]]
    assert [one.kiosks for one in found] == [2, 2, 2]


def test_an_answer_that_was_lost_loses_no_number(house: Office) -> None:
    assert renew(house) == renew(house)


def test_half_a_reserve_is_filled_up(house: Office) -> None:
    renew(house)
    for count in range(501, 506):
        deliver(house, late(house, f"A-{count}"))
        assert counts(lane_of(renew(house), house.passport))[1:] == ([(511, 515)] if count == 505 else [])


def test_the_server_gives_no_number_that_is_left_to_the_kiosks(house: Office) -> None:
    def many(tx: Transaction) -> list[int]:
        return [numbers.next_count(tx, house.id, house.now().date(), "A") for _ in range(502)]

    assert counts(lane_of(renew(house), house.passport)) == [(501, 510)]
    assert house.store.write(many) == [*range(1, 501), 1000, 1001]


def test_there_are_no_numbers_while_the_office_is_closed(house: Office) -> None:
    house.do(day.close_day, **house.by(house.admin))
    assert renew(house) == Reserve(business_date=None)


def test_a_lane_takes_visitors_as_long_as_it_is_open(house: Office) -> None:
    house.save_service(
        "collection", {Lane.GENERAL: "U"}, service_id=house.collection, hours={"0": (("08:00", "10:00"),)}
    )
    (span,) = lane_of(renew(house), house.collection).spans
    assert (span.opens_at.isoformat(), span.closes_at.isoformat()) == (
        "2026-03-02T01:00:00+00:00",
        "2026-03-02T03:00:00+00:00",
    )
    house.store.write(services.close_on, house.now().date(), house.collection, {"en": "Ill."})
    assert lane_of(renew(house), house.collection).spans == ()


# --- the visitors


def test_a_visitor_with_a_number_stands_in_line_although_the_server_had_refused(house: Office) -> None:
    renew(house)
    told = late(house, "A-501")
    for _ in range(5):
        house.ticket()
    with pytest.raises(QuotaFullError):
        house.send(told.check_in)  # and the kiosk never heard of it
    first = deliver(house, told)
    assert first.outcome == "admitted"
    assert deliver(house, told) == first
    held_up = house.send(told.check_in)
    assert held_up.ticket is not None
    assert held_up.ticket.number == "A-501", "the same visitor, and no second one"


def test_the_place_in_line_is_that_of_the_arrival(house: Office) -> None:
    renew(house)
    before = house.ticket()
    house.clock.sleep(600)
    after = house.ticket()
    seq = house.last_seq()
    answer = deliver(house, late(house, "A-501", waited=300.0))
    assert house.names(seq) == ["visit.arrived", "visit.admitted", "ticket.issued"]
    called = [house.call_next(nth).number for nth in range(2)]
    assert [before.number, *called, after.number] == ["A-001", "A-001", "A-501", "A-002"]
    (row,) = [row for row in dump(house.store)["ticket"] if row["id"] == answer.ticket_id]
    assert before.issued_at < row["arrived_at"] < after.issued_at
    assert row["deadline_at"] == row["arrived_at"] + timedelta(hours=2)


def test_a_visitor_is_delivered_once_however_often(house: Office) -> None:
    renew(house)
    told = late(house, "A-501")
    first = deliver(house, told)
    state = dump(house.store)
    assert deliver(house, told) == first
    assert dump(house.store) == state


def test_a_check_in_whose_answer_was_lost_leads_to_one_ticket_with_the_number_on_the_paper(house: Office) -> None:
    renew(house)
    request = house.request()
    online = house.send(request)
    assert online.ticket is not None
    seq = house.last_seq()
    told = LateCheckIn(check_in=request, business_date=house.now().date(), number="A-501", waited_seconds=5.0)
    assert deliver(house, told) == deliver(house, told)
    assert house.names(seq) == ["ticket.renumbered"]
    (event,) = house.events(seq)
    assert (event.ticket().number, event.ticket().reason) == ("A-501", "A-001")
    assert [(row["id"], row["number"]) for row in dump(house.store)["ticket"]] == [(online.ticket.id, "A-501")]


def test_a_check_in_that_comes_after_its_delivery_changes_nothing(house: Office) -> None:
    renew(house)
    told = late(house, "A-501", measurement=NORMAL)
    deliver(house, told)
    state = dump(house.store)
    answer = house.send(told.check_in)
    assert answer.ticket is not None
    assert answer.ticket.number == "A-501"
    assert dump(house.store) == state


def test_who_was_asked_to_sit_down_is_held(house: Office) -> None:
    for measurement, kind in ((WARM, "warm"), (NORMAL, "unmeasured")):
        answer = deliver(house, late(house, None, measurement=measurement))
        assert (answer.outcome, answer.ticket_id) == ("held", None)
        assert [case.kind for case in house.open_cases() if case.visit_id == answer.visit_id] == [kind]


def test_a_place_is_taken_even_where_none_is_left(house: Office) -> None:
    renew(house)
    for _ in range(5):
        house.ticket()
    deliver(house, late(house, "A-501"))
    places = house.store.read(services.days, house.id, house.now().date())[house.passport]
    assert (places.quota, places.taken) == (5, 6)


def test_a_number_of_nobody_s_reserve_is_refused(house: Office) -> None:
    renew(house)
    other = house.add_device("kiosk-2", DeviceRole.KIOSK)
    deliver(house, late(house, "A-501"))
    state = dump_but_answers(house.store)
    for told, kiosk in (("A-511", house.kiosk), ("A-001", house.kiosk), ("A-501", house.kiosk), ("A-502", other)):
        with pytest.raises(InvalidValueError) as refused:
            deliver(house, late(house, told), kiosk)
        assert refused.value.details == {"field": "number", "problem": "not_reserved"}
    assert dump_but_answers(house.store) == state


def test_a_visitor_of_a_date_that_is_over_is_not_put_in_line(house: Office) -> None:
    renew(house)
    told = late(house, "A-501")
    house.do(day.close_day, **house.by(house.admin))
    state = dump(house.store)
    assert deliver(house, told) == LateCheckInAnswer(outcome="day_over")
    assert dump(house.store) == state


def test_what_cannot_be_a_visitor_is_refused(house: Office) -> None:
    with pytest.raises(UnknownServiceError):
        deliver(house, late(house, None, service_id=4711))
    with pytest.raises(MalformedError):
        deliver(house, late(house, None, service_id=None, booking_code="BOOK-1", nonce=new_nonce()))
