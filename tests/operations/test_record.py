"""The record of a day: every step with its reason and its author, and nothing of screening."""

from datetime import datetime, timedelta

import pytest

from queue_server.domain.promise import PromiseState
from queue_server.domain.ticket import TicketState
from queue_server.operations import booking_desk, calling, day, promise, record, security, serving
from queue_server.operations.printing import print_copy, report_print
from queue_server.operations.record_views import BookingStory, DayRecord, Entry, Found, TicketStory, Who
from queue_server.operations.undo import undo
from queue_server.protocol.events import EventName
from queue_server.protocol.messages import PrintReport
from queue_server.protocol.words import PrintOutcome, ServiceOutcome
from queue_server.storage.store import Store
from tests.operations.self_bookers import at, book, bookable_office, cancel, move
from tests.support.clock import FakeClock
from tests.support.office import WARM, Office, new_nonce, office


def find(house: Office, text: str, after_days: int = 0) -> Found:
    wanted = house.now().date() + timedelta(days=after_days)
    return house.store.read(record.find_record, text, wanted, office_id=house.id, now=house.now())


def story(house: Office, text: str) -> TicketStory:
    (found,) = find(house, text).tickets
    return found


def booking_story(house: Office, code: str) -> BookingStory:
    (found,) = find(house, code).bookings
    return found


def steps(entries: tuple[Entry, ...]) -> list[tuple[str, str, str, str]]:
    return [(one.what.value, one.who.name, one.counter_name, one.reason) for one in entries]


def slot(house: Office, minutes: int) -> datetime:
    return house.now() + timedelta(minutes=minutes)


def test_every_step_is_told_in_order_with_who_where_and_why(house: Office) -> None:
    number = house.ticket().number
    house.ticket()
    house.call_next()
    house.clock.sleep(60)
    house.do(calling.recall, **house.at())
    house.do(serving.start, **house.at())
    house.do(serving.transfer, house.collection, **house.at())
    house.serve(1)  # the other visitor: this counter prefers passports
    house.serve(1)
    house.do(serving.complete, ServiceOutcome.DOCUMENTS_INCOMPLETE, **house.at(1))
    found = story(house, number)
    assert steps(found.entries) == [
        ("visit.arrived", "kiosk", "", ""),
        ("ticket.called", "Officer-1-Uji", "1", "first_come"),
        ("ticket.recalled", "Officer-1-Uji", "1", ""),
        ("ticket.started", "Officer-1-Uji", "1", ""),
        ("ticket.transferred", "Officer-1-Uji", "1", ""),
        ("ticket.called", "Officer-2-Uji", "2", "only_one"),
        ("ticket.started", "Officer-2-Uji", "2", ""),
        ("ticket.completed", "Officer-2-Uji", "2", "documents_incomplete"),
    ]
    assert [one.kiosk_name for one in found.entries[:1]] == ["kiosk"]
    assert found.entries[2].attempt == 2
    assert [(one.service_names or {})["en"] for one in (found.entries[0], found.entries[4])] == [
        "Service passport",
        "Service collection",
    ]
    assert (found.service_names["en"], found.promise, found.state) == (
        "Service passport",
        PromiseState.KEPT,
        TicketState.COMPLETED,
    )
    assert found.stay_seconds == (found.entries[-1].at - found.arrived_at).total_seconds()


def test_ways_out_of_mistakes_are_told_too(house: Office) -> None:
    ticket = house.ticket()
    house.call_next()
    house.do(serving.no_show, **house.at())
    house.do(undo, **house.at())
    house.do(serving.no_show, **house.at())
    house.do(serving.reinstate, ticket.id, **house.at())
    house.serve()
    house.do(serving.park, **house.at())
    house.do(calling.resume, ticket.id, **house.at())
    house.do(serving.start, **house.at())
    house.do(serving.park, **house.at())
    house.do(serving.cancel, ticket.id, **house.at())
    found = story(house, ticket.number)
    assert [one.what.value.partition(".")[2] for one in found.entries] == [
        *("arrived", "called", "no_show", "undone", "no_show", "reinstated", "called", "started"),
        *("parked", "resumed", "started", "parked", "cancelled"),
    ]
    undone = found.entries[3]
    assert (undone.came_from, undone.state) == ("no_show", "called")
    assert found.promise is PromiseState.NOT_JUDGED


def test_nothing_tells_of_a_visitor_who_was_held(house: Office) -> None:
    """The story of a held visitor has the same shape as that of any other, with no time but the arrival's."""
    passed = house.ticket()
    case_id = house.held()
    arrived_at = house.now()
    house.clock.sleep(700)
    cleared = house.do(security.clear, case_id, 36.6, **house.by(house.guard))
    for ticket in (passed, cleared):
        report = PrintReport(nonce=new_nonce(), outcome=PrintOutcome.PRINTED)
        house.do(report_print, ticket.id, report, office_id=house.id, device_id=house.kiosk, now=house.now())
    plain, held = story(house, passed.number), story(house, cleared.number)
    assert steps(held.entries) == steps(plain.entries) == [("visit.arrived", "kiosk", "", "")]
    assert held.entries[0].at == held.arrived_at == arrived_at
    assert (held.paper, plain.paper) == ("printed", "printed")
    assert (held.deadline_at - held.arrived_at) == (plain.deadline_at - plain.arrived_at)
    everything = repr((find(house, cleared.number), day_of(house)))
    assert case_id not in everything
    assert not any(word in everything for word in ("held", "cleared", "case", "warm", "36.6", "38.25", "Guard"))


def test_a_number_that_security_took_back_is_in_no_record(house: Office) -> None:
    """It would tell that its visitor was held; the number that was given then is like any other."""
    case_id = house.held()
    first = house.do(security.clear, case_id, **house.by(house.guard))
    house.do(security.take_back, case_id, **house.by(house.guard))
    second = house.do(security.clear, case_id, **house.by(house.guard))
    assert find(house, first.number) == Found()
    found = story(house, second.number)
    assert steps(found.entries) == [("visit.arrived", "kiosk", "", "")]
    assert story(house, str(found.visit_id)) == found
    assert [line.number for line in day_of(house).lines] == [second.number]
    assert first.number not in repr(day_of(house))


def test_a_visitor_without_a_number_is_not_in_the_record(house: Office) -> None:
    """A visit without a number was held: finding it would tell so."""
    house.book("BOOK-1", slot(house, 10))
    answer = house.check_in(booking_code="BOOK-1", service_id=None, measurement=WARM)
    assert find(house, str(answer.visit_id)) == Found()
    booking = booking_story(house, "BOOK-1")
    assert (booking.numbers, steps(booking.entries)) == ((), [("booking.created", "program", "", "created")])
    assert day_of(house).lines == ()


def day_of(house: Office) -> DayRecord:
    return house.store.read(record.day_record, house.now().date(), office_id=house.id, now=house.now())


def test_no_event_of_screening_is_ever_told() -> None:
    told = record.TOLD | record.TOLD_OF_BOOKINGS
    assert {name for name in told if name.value.startswith(("visit.", "case."))} == {EventName.VISIT_ARRIVED}
    assert EventName.TICKET_ISSUED not in told


@pytest.mark.parametrize("typed", ["A-001", "a1", " a 001 ", "A-1"])
def test_a_number_is_found_however_it_is_typed(house: Office, typed: str) -> None:
    house.ticket()
    assert story(house, typed).number == "A-001"
    assert find(house, typed, after_days=1) == Found()


def test_a_visit_is_found_by_its_id(house: Office) -> None:
    answer = house.check_in()
    assert story(house, str(answer.visit_id)).visit_id == answer.visit_id
    assert find(house, "99999999999") == find(house, "9" * 30) == Found()


def test_a_booking_tells_who_moved_and_cancelled_it_on_whatever_day(house: Office) -> None:
    house.book("BOOK-1", slot(house, 60))
    house.book("BOOK-2", slot(house, 60))
    house.do(day.close_day, **house.by(house.admin))
    house.do(booking_desk.move, "BOOK-1", slot(house, 24 * 60), **house.by(house.admin))
    house.do(booking_desk.cancel, "BOOK-1", "Ganti hari", **house.by(house.admin))
    told = steps(booking_story(house, "BOOK-1").entries)
    assert [(what, who) for what, who, _, _ in told] == [
        ("booking.created", "program"),
        ("booking.no_show", "Admin-Uji"),
        ("booking.moved", "Admin-Uji"),
        ("booking.cancelled", "Admin-Uji"),
    ]
    assert told[-1][3] == "Ganti hari"
    assert len(booking_story(house, "BOOK-2").entries) == 2, "another booking's story is its own"


def test_a_visitor_on_the_booking_page_is_told_as_one(store: Store, clock: FakeClock) -> None:
    house = bookable_office(store, clock)
    code = book(house, at(9)).code
    move(house, code, at(8))
    cancel(house, code)
    entries = booking_story(house, code).entries
    assert [(one.what.value, one.who) for one in entries] == [
        (name, Who("visitor", "")) for name in ("booking.created", "booking.moved", "booking.cancelled")
    ]


def test_a_booking_leads_to_the_number_that_was_given_for_it(house: Office) -> None:
    house.book("BOOK-1", slot(house, 10), party_size=3)
    ticket = house.ticket(booking_code="BOOK-1", service_id=None)
    found = find(house, "BOOK-1")
    assert [(one.number, one.booking_code, one.party_size) for one in found.tickets] == [(ticket.number, "BOOK-1", 3)]
    assert found.bookings[0].numbers == ((house.now().date(), ticket.number),)
    assert find(house, "BOOK-1", after_days=30).tickets == found.tickets, "a code leads to its day"


def test_a_copy_stands_in_the_record_with_who_asked(house: Office) -> None:
    ticket = house.ticket()
    failed = PrintReport(nonce=new_nonce(), outcome=PrintOutcome.FAILED)
    house.do(report_print, ticket.id, failed, office_id=house.id, device_id=house.kiosk, now=house.now())
    house.do(print_copy, ticket.id, house.kiosk, nonce=new_nonce(), **house.by(house.officers[0]))
    copied = PrintReport(nonce=new_nonce(), outcome=PrintOutcome.PRINTED, copy=True)
    house.do(report_print, ticket.id, copied, office_id=house.id, device_id=house.kiosk, now=house.now())
    found = story(house, ticket.number)
    assert found.paper == "failed"
    assert [(one.what.value, one.who.name, one.kiosk_name) for one in found.entries[1:]] == [
        ("ticket.copy_asked", "Officer-1-Uji", "kiosk"),
        ("ticket.printed", "kiosk", "kiosk"),
    ]


def test_a_broken_promise_and_the_end_of_the_day_are_told(house: Office) -> None:
    ticket = house.ticket()
    house.clock.sleep(7300)
    house.do(promise.mark_late, office_id=house.id, now=house.now())
    assert story(house, ticket.number).promise is PromiseState.OVERDUE
    house.do(day.close_day, **house.by(house.admin))
    found = story(house, ticket.number)
    assert steps(found.entries)[1:] == [
        ("ticket.late", "", "", ""),
        ("ticket.cancelled", "Admin-Uji", "", "day_ended"),
    ]
    assert [one.who.kind for one in found.entries] == ["device", "system", "account"]
    assert found.promise is PromiseState.NOT_JUDGED


def test_the_record_of_a_day_has_every_number_and_every_booking(house: Office) -> None:
    house.book("BOOK-1", slot(house, 600))
    house.ticket()
    house.ticket()
    house.serve()
    house.do(booking_desk.cancel, "BOOK-1", "Ganti hari", **house.by(house.admin))
    found = day_of(house)
    assert [(line.number, len(line.entries)) for line in found.lines] == [("A-001", 3), ("A-002", 1)]
    assert [(one.subject, one.what.value) for one in found.bookings] == [
        ("BOOK-1", "booking.created"),
        ("BOOK-1", "booking.cancelled"),
    ]
    listed = house.store.read(record.numbers_of_day, house.now().date(), office_id=house.id, now=house.now())
    assert [(line.number, line.state.value) for line in listed] == [("A-001", "serving"), ("A-002", "waiting")]


def test_another_offices_visitors_are_not_found(house: Office) -> None:
    other = office(house.store, house.clock, code="lain")
    other.open()
    visit_id = other.check_in().visit_id
    other.book("BOOK-1", slot(other, 60))
    assert find(house, "A-001") == find(house, str(visit_id)) == find(house, "BOOK-1") == Found()
    assert story(other, "A-001").visit_id == visit_id
