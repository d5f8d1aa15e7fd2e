"""The record of a day: what happened to one visitor or one booking, so that a complaint can be answered.

Admins read it, and admins must not learn who was warm. So it tells from a closed list of events, none of them about
screening; and it never tells when a number was issued, since the time between arrival and number would tell the rest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from queue_server.domain.actor import Actor
from queue_server.domain.numbering import read_number
from queue_server.domain.promise import promise_state
from queue_server.operations.record_views import BookingStory, DayLine, DayRecord, Entry, Found, TicketStory, Who
from queue_server.protocol.events import EventName
from queue_server.storage import counters, events, offices, people, records, services, visits
from queue_server.storage.events import RecordedEvent
from queue_server.storage.offices import Office
from queue_server.storage.statement import Transaction
from queue_server.storage.tickets import Ticket
from queue_server.storage.visits import Booking

TOLD = frozenset(
    {
        EventName.VISIT_ARRIVED,
        EventName.TICKET_CALLED,
        EventName.TICKET_RECALLED,
        EventName.TICKET_STARTED,
        EventName.TICKET_COMPLETED,
        EventName.TICKET_NO_SHOW,
        EventName.TICKET_REINSTATED,
        EventName.TICKET_PARKED,
        EventName.TICKET_RESUMED,
        EventName.TICKET_TRANSFERRED,
        EventName.TICKET_FORWARDED,
        EventName.TICKET_REROUTED,
        EventName.TICKET_CANCELLED,
        EventName.TICKET_UNDONE,
        EventName.TICKET_LATE,
        EventName.TICKET_RENUMBERED,
        EventName.TICKET_COPY_ASKED,
        EventName.TICKET_PRINTED,
    }
)
"""What is told of a ticket; of printing only what became of copies has a time."""
TOLD_OF_BOOKINGS = frozenset(
    {
        EventName.BOOKING_CREATED,
        EventName.BOOKING_MOVED,
        EventName.BOOKING_CANCELLED,
        EventName.BOOKING_NO_SHOW,
    }
)


def find_record(tx: Transaction, text: str, day: date, *, office_id: int, now: datetime) -> Found:
    """Return the stories of the ticket with a number on a day, of a booking of any day, or of a visit of the day."""
    office = offices.get(tx, office_id)
    names = _Names(tx, office)
    booking = visits.booking_by_code(tx, office_id, text)
    found = {one.id: one for one in _tickets(tx, office, text, day, booking)}
    return Found(
        tuple(_ticket_story(tx, names, ticket, now) for ticket in found.values()),
        (_booking_story(tx, names, booking),) if booking else (),
    )


def _tickets(tx: Transaction, office: Office, text: str, day: date, booking: Booking | None) -> Iterable[Ticket]:
    number = read_number(text)
    if number:
        yield from records.by_number(tx, office.id, day, number)
    if text.isascii() and text.isdigit() and len(text) < 12:
        yield from records.by_visit(tx, office.id, day, int(text))
    if booking:
        yield from records.of_booking(tx, office.id, booking.id)


class _Names:
    """Everybody and everything by name, read once."""

    def __init__(self, tx: Transaction, office: Office) -> None:
        self.office = office
        self.accounts = {one.id: one.display_name for one in people.accounts(tx, office.id)}
        self.devices = {one.id: one.name for one in people.devices(tx, office.id)}
        self.counters = {one.id: one.name for one in counters.every(tx, office.id)}
        self.services = {one.id: one.names for one in services.every(tx, office.id)}

    def who(self, actor: Actor) -> Who:
        known = {"account": self.accounts, "device": self.devices}.get(actor.kind, {})
        return Who(actor.kind, known.get(actor.id, ""))

    def arrival(self, recorded: RecordedEvent, number: str, service_id: int) -> Entry:
        told = recorded.event.visit()
        return Entry(
            recorded.event.at,
            recorded.event.name,
            self.who(recorded.actor),
            number,
            told.visit_id,
            service_names=self.services.get(service_id, {}),
            kiosk_name=self.devices.get(told.device_id or 0, ""),
        )

    def step(self, recorded: RecordedEvent) -> Entry:
        event, told = recorded.event, recorded.event.ticket()
        kiosk_id = told.print_at or (recorded.actor.id if recorded.actor.kind == "device" else 0)
        return Entry(
            event.at,
            event.name,
            self.who(recorded.actor),
            told.number,
            told.visit_id,
            service_names=told.service_names or self.services.get(told.service_id, {}),
            counter_name=told.counter_name or self.counters.get(told.counter_id or 0, ""),
            attempt=told.attempt,
            reason=told.reason,
            state=told.state,
            came_from=told.came_from,
            kiosk_name=self.devices.get(kiosk_id, ""),
        )

    def of_booking(self, recorded: RecordedEvent, code: str) -> Entry:
        event = recorded.event
        return Entry(event.at, event.name, self.who(recorded.actor), code, reason=event.subject().change)

    def story(self, mine: Iterable[RecordedEvent], number: str, service_id: int) -> tuple[Entry, ...]:
        """What is told of a visit: printing the first time has no time of its own."""
        return tuple(
            self.arrival(one, number, service_id) if one.event.name is EventName.VISIT_ARRIVED else self.step(one)
            for one in mine
            if one.event.name is not EventName.TICKET_PRINTED or one.event.ticket().copy
        )


def _ticket_story(tx: Transaction, names: _Names, ticket: Ticket, now: datetime) -> TicketStory:
    visit = visits.get(tx, names.office.id, ticket.visit_id)
    assert visit is not None  # noqa: S101 - a ticket without its visit cannot be stored
    booking = visits.booking_by_id(tx, visit.booking_id) if visit.booking_id else None
    mine = _of(ticket.number, visit.id, events.of_day(tx, names.office.id, ticket.business_date))
    stay = None if ticket.ended_at is None else max(0.0, (ticket.ended_at - ticket.arrived_at).total_seconds())
    return TicketStory(
        visit_id=visit.id,
        number=ticket.number,
        business_date=ticket.business_date,
        service_names=names.services[visit.service_id],
        lane=ticket.lane,
        party_size=ticket.party_size,
        arrived_at=ticket.arrived_at,
        booking_code=booking.code if booking else "",
        slot_at=ticket.slot_at,
        paper=_paper(mine),
        deadline_at=ticket.deadline_at,
        ended_at=ticket.ended_at,
        stay_seconds=stay,
        state=ticket.state,
        outcome=ticket.outcome,
        promise=promise_state(ticket.state, ticket.outcome, ticket.deadline_at, ticket.ended_at, now),
        entries=names.story(mine, ticket.number, visit.service_id),
    )


def _of(ticket_number: str, visit_id: int, recorded: Iterable[RecordedEvent]) -> list[RecordedEvent]:
    """Return what may be told of a visit and its number; a number that was withdrawn before is another one."""
    return [one for one in recorded if _visit_id(one) == visit_id and _number(one) in ("", ticket_number)]


def _visit_id(recorded: RecordedEvent) -> int:
    event = recorded.event
    if event.name not in TOLD:
        return 0
    return event.visit().visit_id if event.name is EventName.VISIT_ARRIVED else event.ticket().visit_id


def _number(recorded: RecordedEvent) -> str:
    return "" if recorded.event.name is EventName.VISIT_ARRIVED else recorded.event.ticket().number


def _paper(mine: Sequence[RecordedEvent]) -> str:
    printed = [one.event.ticket() for one in mine if one.event.name is EventName.TICKET_PRINTED]
    return next((one.reason for one in reversed(printed) if not one.copy), "")


def _booking_story(tx: Transaction, names: _Names, booking: Booking) -> BookingStory:
    given = records.of_booking(tx, names.office.id, booking.id)
    recorded = events.of_booking(tx, names.office.id, booking.id)
    return BookingStory(
        code=booking.code,
        service_names=names.services[booking.service_id],
        slot_at=booking.slot_at,
        party_size=booking.party_size,
        numbers=tuple((one.business_date, one.number) for one in given),
        entries=tuple(names.of_booking(one, booking.code) for one in recorded if one.event.name in TOLD_OF_BOOKINGS),
    )


def numbers_of_day(tx: Transaction, day: date, *, office_id: int, now: datetime) -> list[DayLine]:
    """Return the numbers of a day."""
    offered = {one.id: one.names for one in services.every(tx, office_id)}
    return [_line(one, offered[one.service_id], now) for one in records.of_day(tx, office_id, day)]


def _line(one: records.BriefTicket, names: Mapping[str, str], now: datetime) -> DayLine:
    promise = promise_state(one.state, one.outcome, one.deadline_at, one.ended_at, now)
    return DayLine(one.number, names, one.lane, one.state, one.outcome, promise)


def day_record(tx: Transaction, day: date, *, office_id: int, now: datetime) -> DayRecord:
    """Return the whole record of a day, for the audit."""
    names = _Names(tx, offices.get(tx, office_id))
    recorded = events.of_day(tx, office_id, day)
    by_visit: dict[int, list[RecordedEvent]] = {}
    for one in recorded:
        by_visit.setdefault(_visit_id(one), []).append(one)
    lines = []
    for ticket in records.of_day(tx, office_id, day):
        mine = _of(ticket.number, ticket.visit_id, by_visit.get(ticket.visit_id, ()))
        entries = names.story(mine, ticket.number, ticket.service_id)
        lines.append(replace(_line(ticket, names.services[ticket.service_id], now), entries=entries))
    return DayRecord(tuple(lines), tuple(_of_bookings(tx, names, recorded)))


def _of_bookings(tx: Transaction, names: _Names, recorded: Iterable[RecordedEvent]) -> Iterable[Entry]:
    for one in recorded:
        if one.event.name in TOLD_OF_BOOKINGS:
            booking = visits.booking_by_id(tx, one.event.subject().subject_id or 0)
            if booking is not None:
                yield names.of_booking(one, booking.code)
