"""A number given by hand is a check-in like any other: same rules, same quota, same screening, another author."""

from typing import Any

import pytest

from queue_server.domain.errors import (
    AntreError,
    InvalidValueError,
    NonceReusedError,
    NumbersBySecurityError,
    OfficeClosedError,
    QuotaFullError,
    UnknownBookingError,
    UnknownKioskError,
)
from queue_server.domain.policy import OfficePolicy
from queue_server.domain.screening import CaseKind
from queue_server.operations import admin, booking_desk, calling, cases, counter, day, devices, record, security
from queue_server.operations.give_number import give_number, given_number, giving_view
from queue_server.operations.printing import ticket_to_print
from queue_server.protocol.messages import CheckInAnswer
from queue_server.protocol.temperature import NOT_ASKED, Measurement, TemperaturePolicy
from queue_server.protocol.words import DeviceRole, Lane, MeasurementStatus, Place, StaffRole
from queue_server.storage import screening, screening_counts, tickets
from tests.support.office import Office, new_nonce
from tests.support.stores import dump, dump_but_answers

UNMEASURED = OfficePolicy(temperature=TemperaturePolicy(screening=False))


def by_hand(celsius: float) -> Measurement:
    return Measurement(status=MeasurementStatus.MEASURED, celsius=celsius)


def give(house: Office, actor: Any = None, kiosk_id: int | None = None, **changes: Any) -> CheckInAnswer:
    wanted = {"measurement": by_hand(36.5)} | changes
    return house.do(give_number, house.request(**wanted), kiosk_id, **house.by(actor or house.guard))


def number(answer: CheckInAnswer) -> str:
    assert answer.ticket is not None
    return answer.ticket.number


def nobody_is_measured(house: Office) -> None:
    rules: dict[str, Any] = {"name": "Kantor uji", "timezone": "Asia/Jakarta", "policy": UNMEASURED}
    house.do(admin.save_office, **rules, **house.by(house.admin))


def test_a_number_by_hand_stands_in_the_same_line(house: Office) -> None:
    first = house.ticket()
    seq = house.last_seq()
    given = give(house)
    third = house.ticket()
    assert (first.number, number(given), third.number) == ("A-001", "A-002", "A-003")
    assert [event.name.value for event in house.events(seq)][:3] == [
        "visit.arrived",
        "visit.admitted",
        "ticket.issued",
    ]
    assert [house.call_next().number for _ in range(3)] == ["A-001", "A-002", "A-003"]


def test_the_record_says_who_gave_it(house: Office) -> None:
    given = number(give(house))
    (found,) = house.store.read(
        record.find_record, given, house.now().date(), office_id=house.id, now=house.now()
    ).tickets
    (entry,) = found.entries
    assert (entry.what.value, entry.who.kind, entry.who.name, entry.kiosk_name) == (
        "visit.arrived",
        "account",
        "Guard-Uji",
        "",
    )


def test_two_presses_are_one_number(house: Office) -> None:
    nonce = new_nonce()
    first = give(house, nonce=nonce)
    before = dump(house.store)
    assert give(house, nonce=nonce) == first
    assert dump(house.store) == before
    with pytest.raises(NonceReusedError):
        give(house, nonce=nonce, lane=Lane.PRIORITY)
    other = house.add_account("guard-2", StaffRole.SECURITY)
    assert number(give(house, other, nonce=nonce)) == "A-002", "another person's form is another form"
    assert house.check_in(nonce=nonce).ticket is not None, "and so is a kiosk's"


def test_the_kiosk_that_was_chosen_prints_it(house: Office) -> None:
    seq = house.last_seq()
    given = give(house, kiosk_id=house.kiosk)
    assert given.ticket is not None
    (issued,) = [event.ticket() for event in house.events(seq) if event.name.value == "ticket.issued"]
    assert issued.print_at == house.kiosk
    shown = house.store.read(ticket_to_print, given.ticket.id, office_id=house.id, device_id=house.kiosk)
    assert (shown.id, shown.number) == (given.ticket.id, given.ticket.number)
    with pytest.raises(UnknownKioskError):
        give(house, kiosk_id=house.program)


def test_an_officer_gives_none_while_visitors_are_measured(house: Office) -> None:
    before = dump(house.store)
    with pytest.raises(NumbersBySecurityError):
        give(house, house.officers[0])
    assert dump(house.store) == before
    nobody_is_measured(house)
    assert number(give(house, house.officers[0], measurement=NOT_ASKED)) == "A-001"


def test_an_officer_who_is_security_too_may(house: Office) -> None:
    both = house.add_account("both", StaffRole.OFFICER, StaffRole.SECURITY)
    health = house.add_account("health", StaffRole.HEALTH)
    assert [number(give(house, one)) for one in (both, health)] == ["A-001", "A-002"]
    for actor, allowed in ((both, True), (health, True), (house.guard, True), (house.officers[0], False)):
        view = house.store.read(giving_view, office_id=house.id, actor=actor, now=house.now())
        assert (view.allowed, view.screening, view.open) == (allowed, True, True)


def test_nobody_asks_for_a_measurement_where_nobody_is_measured(house: Office) -> None:
    nobody_is_measured(house)
    number(give(house, measurement=by_hand(39.0)))
    assert dump(house.store)["screening_case"] == dump(house.store)["screening_reading"] == []
    assert dump(house.store)["screening_count"] == []


@pytest.mark.parametrize("measurement", [NOT_ASKED, by_hand(29.9), by_hand(45.1), by_hand(float("nan"))])
def test_no_number_without_a_measurement_that_can_be(house: Office, measurement: Measurement) -> None:
    before = dump(house.store)
    with pytest.raises(InvalidValueError) as refused:
        give(house, measurement=measurement)
    assert refused.value.details["field"] == "celsius"
    assert dump(house.store) == before


def test_above_the_limit_the_visitor_is_asked_to_sit_as_at_the_kiosk(house: Office) -> None:
    answer = give(house, measurement=by_hand(37.6))
    assert (answer.outcome, answer.ticket) == ("held", None)
    (case,) = house.open_cases()
    assert (case.kind, case.device_id, case.limit_celsius) == (CaseKind.WARM, None, 37.0)
    (reading,) = house.store.read(screening.readings, case.id)
    assert (reading.celsius, reading.source) == (37.6, "hand")
    house.do(cases.take, case.id, **house.by(house.guard))
    cleared = house.do(security.clear, case.id, 36.6, house.kiosk, **house.by(house.guard))
    assert cleared.number == "A-001"
    assert "37.6" not in repr(house.events())


def test_a_value_that_is_no_forehead_is_for_a_person_to_look_at(house: Office) -> None:
    assert give(house, measurement=by_hand(33.0)).outcome == "held"
    (case,) = house.open_cases()
    assert (case.kind, case.reason) == (CaseKind.UNMEASURED, "too_low")


def test_the_decisions_about_it_need_no_kiosk(house: Office) -> None:
    for decide in (security.defer, security.leave):
        give(house, measurement=by_hand(38.0))
        (case,) = house.open_cases()
        house.do(decide, case.id, **house.by(house.guard))
    give(house, measurement=by_hand(38.0))
    house.do(day.close_day, **house.by(house.admin))
    assert house.open_cases() == []


def test_measurements_by_hand_are_counted_together(house: Office) -> None:
    for celsius in (36.5, 36.6, 38.0):
        give(house, measurement=by_hand(celsius))
    house.ticket()
    hour = (house.now().hour + 7) % 24
    counts = house.store.read(screening_counts.counts, house.id, house.now().date())
    assert sorted(counts) == sorted([(hour, "pass", 2), (hour, "pass", 1), (hour, "warm", 1)])


def test_a_booking_is_checked_in_by_hand(house: Office) -> None:
    house.book("BOOK-1", house.now(), party_size=3)
    given = give(house, booking_code="BOOK-1", service_id=None)
    assert given.ticket is not None
    assert (given.ticket.number, given.ticket.party_size) == ("B-001", 3)
    assert house.store.read(booking_desk.find, "BOOK-1", office_id=house.id).state.value == "arrived"


def refused_number(house: Office) -> list[tuple[type[AntreError], dict[str, Any]]]:
    return [
        (UnknownBookingError, {"booking_code": "NONE-1", "service_id": None}),
        (QuotaFullError, {}),
    ]


def test_it_is_refused_where_a_kiosk_is(house: Office) -> None:
    for _ in range(5):
        house.ticket()
    for error, changes in refused_number(house):
        before = dump_but_answers(house.store)
        with pytest.raises(error):
            give(house, **changes)
        assert dump_but_answers(house.store) == before
    house.do(day.close_day, **house.by(house.admin))
    with pytest.raises(OfficeClosedError):
        give(house)


def test_every_place_is_served_by_hand_as_a_window_without_a_kiosk_needs(house: Office) -> None:
    house.save_service("collection", {Lane.GENERAL: "U"}, house.collection, place=Place.DRIVE_THRU)
    assert number(give(house, service_id=house.collection)) == "U-001"
    view = house.store.read(giving_view, office_id=house.id, actor=house.guard, now=house.now())
    assert [(place, [one.id for one in found]) for place, found in view.offered] == [
        (Place.HALL, [house.passport]),
        (Place.DRIVE_THRU, [house.collection]),
    ]
    assert [kiosk.name for kiosk in view.kiosks] == ["kiosk"]


def test_a_free_counter_that_waits_gets_it_at_once(house: Office) -> None:
    house.do(counter.pause, "Rapat", **house.at(1))
    house.do(calling.await_next, **house.at())
    given = give(house)
    assert given.ticket is not None
    ticket = house.store.read(tickets.get, house.id, house.now().date(), given.ticket.id)
    assert ticket is not None
    assert (ticket.state.value, ticket.counter_id) == ("called", house.counters[0])


def test_a_number_is_shown_again(house: Office) -> None:
    given = give(house)
    assert given.ticket is not None
    shown = house.store.read(given_number, given.ticket.id, office_id=house.id)
    assert (shown.id, shown.number, shown.language) == (given.ticket.id, given.ticket.number, "id")


def test_a_revoked_kiosk_is_not_offered(house: Office) -> None:
    outside = house.add_device("outside", DeviceRole.KIOSK)

    def offered() -> list[str]:
        view = house.store.read(giving_view, office_id=house.id, actor=house.guard, now=house.now())
        return [kiosk.name for kiosk in view.kiosks]

    assert offered() == ["kiosk", "outside"]
    house.do(devices.revoke_device, outside, **house.by(house.admin))
    assert offered() == ["kiosk"]
    with pytest.raises(UnknownKioskError):
        give(house, kiosk_id=outside)
