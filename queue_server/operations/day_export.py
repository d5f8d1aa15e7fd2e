"""A day as tables that may leave the house: nothing of screening, no visitor's name, no word that somebody typed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from queue_server.operations.promise import day_result
from queue_server.operations.record import day_record
from queue_server.operations.record_views import DayRecord, Entry
from queue_server.protocol.days import DayResult
from queue_server.storage import counters, offices, records, services, visits
from queue_server.storage.offices import Office
from queue_server.storage.statement import Transaction
from queue_server.storage.tickets import Ticket
from queue_server.storage.visits import Booking

MOST_BOOKINGS = 100_000
Row = tuple[object, ...]
TICKETS = (
    *("number", "service", "lane", "party_size", "slot", "state", "outcome", "promise", "arrived", "promised_until"),
    *("first_called", "started", "ended", "counter", "calls", "walking_seconds", "service_seconds"),
)
STEPS = ("number_or_code", "time", "event", "reason", "attempt", "counter", "by", "name")
BOOKINGS = ("code", "service", "slot", "party_size", "state")


@dataclass(frozen=True, slots=True)
class DayExport:
    """A day as tables.

    Attributes:
        tables: by name, each with its head as the first row; instants are texts of the office's own clock.
    """

    office: str
    zone: ZoneInfo
    tables: Mapping[str, Sequence[Row]]
    result: DayResult


def day_export(tx: Transaction, day: date, *, office_id: int, now: datetime) -> DayExport | None:
    """Return a business date of an office, over or not; ``None`` where there was no such day."""
    if not offices.day_known(tx, office_id, day):
        return None
    office = offices.get(tx, office_id)
    words = _Words(tx, office)
    record = day_record(tx, day, office_id=office_id, now=now)
    tables: dict[str, Sequence[Row]] = {
        "tickets": (TICKETS, *words.tickets(records.tickets_of_day(tx, office_id, day), record)),
        "steps": (STEPS, *words.steps(record)),
        "bookings": (BOOKINGS, *map(words.booking, visits.bookings_of_day(tx, office_id, day, MOST_BOOKINGS))),
    }
    return DayExport(office.name, words.zone, tables, day_result(tx, day, office_id=office_id))


class _Words:
    """What stands in the cells: names instead of ids, in the office's first language and by its clock."""

    def __init__(self, tx: Transaction, office: Office) -> None:
        self.zone = ZoneInfo(office.timezone)
        self._services = {one.id: next(iter(one.names.values()), "") for one in services.every(tx, office.id)}
        self._counters = {one.id: one.name for one in counters.every(tx, office.id)}

    def _time(self, at: datetime | None) -> str:
        return "" if at is None else at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M:%S")

    def tickets(self, of_day: Sequence[Ticket], record: DayRecord) -> Iterator[Row]:
        promises = {line.number: line.promise.value for line in record.lines}
        for one in of_day:
            yield (
                *(one.number, self._services[one.service_id], one.lane.value, one.party_size, self._time(one.slot_at)),
                *(one.state.value, one.outcome, promises.get(one.number, "")),
                *map(self._time, (one.arrived_at, one.deadline_at, one.called_at, one.started_at, one.ended_at)),
                *(self._counters.get(one.counter_id or 0, ""), one.attempt, one.walked_seconds, one.served_seconds),
            )

    def steps(self, record: DayRecord) -> Iterator[Row]:
        """Of a ticket the reason is a code; of a booking somebody may have typed it, so it stays here."""
        for line in record.lines:
            yield from (self._step(entry, entry.reason) for entry in line.entries)
        yield from (self._step(entry, "") for entry in record.bookings)

    def _step(self, entry: Entry, reason: str) -> Row:
        who = (entry.who.kind, entry.who.name)
        return (entry.subject, self._time(entry.at), entry.what.value, reason, entry.attempt, entry.counter_name, *who)

    def booking(self, one: Booking) -> Row:
        slot = self._time(one.slot_at)
        return (one.code, self._services[one.service_id], slot, one.party_size, one.state.value)
