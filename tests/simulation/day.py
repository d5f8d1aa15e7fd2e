"""A whole day through the real HTTP API: visitors at the kiosk, the guard, the officers, the head of the office."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from queue_server.protocol.words import DeviceRole, Lane
from tests.simulation.arrivals import PASSED_CELSIUS, WARM_CELSIUS, AtTheDoor, Detour, Service, Visitor, visitors_of
from tests.simulation.invariants import Arrived, Invariants, Knowledge
from tests.simulation.officers import LUNCH_SECONDS, Hall, Officer, UnexpectedAnswerError
from tests.simulation.premises import QUOTA_AT_NOON, QUOTAS, STAFF, Premises, midnight_of, premises
from tests.simulation.record import EventTable, Row, stored_tickets
from tests.simulation.timetable import Timetable
from tests.support.api_client import ApiClient, Reply, new_nonce
from tests.support.clock import FakeClock
from tests.support.staff_session import StaffSession

SETS_UP, OPENS, LUNCH, NOON, LAST_CALL, CLOSES = (
    timedelta(hours=hours) for hours in (6.5, 7.5, 11.75, 12.0, 15.5, 16.0)
)
REST_SECONDS = 300.0
GIVES_UP_AFTER_SECONDS = 240.0
EARLY = timedelta(minutes=60)
MINUTE = timedelta(minutes=1)
"""So often the housekeeper makes its round in the simulated time."""
Tell = Callable[[datetime, int, Counter[str]], None]


@dataclass
class Told:
    """What the people of the day saw for themselves, to hold the record against.

    Attributes:
        happened: how often each thing did.
        turned_away: visitors for whom there was no place.
        stored: the tickets as the tables have them in the evening.
        reported: the product's own result of the day.
    """

    day: date
    visitors: tuple[Visitor, ...]
    rows: list[Row] = field(default_factory=list)
    happened: Counter[str] = field(default_factory=Counter)
    turned_away: list[Visitor] = field(default_factory=list)
    service_ids: dict[Service, int] = field(default_factory=dict)
    stored: list[dict[str, Any]] = field(default_factory=list)
    reported: dict[str, Any] = field(default_factory=dict)


def simulate(folder: Path, day: date, seed: int, tell: Tell = lambda _at, _events, _happened: None) -> Told:
    """Let a day pass at a real server, and look at each event as it comes.

    Args:
        folder: empty; the server's data folder.
        seed: of the visitors.
        tell: hears how it goes on.

    Raises:
        BrokenInvariantError, UntellableError: the day broke a rule.
        UnexpectedAnswerError: the server refused what it must allow.
    """
    clock = FakeClock(midnight_of(day) + SETS_UP)
    with premises(folder, clock) as house:
        return _Day(house, day, seed, tell).run()


class _Day:
    def __init__(self, house: Premises, day: date, seed: int, tell: Tell) -> None:
        self._house, self._clock, self._tell = house, house.clock, tell
        self._midnight = midnight_of(day)
        self.told = Told(day, visitors_of(self._midnight, seed), service_ids=dict(house.service_ids))
        self._timetable = Timetable(house.clock)
        quotas = {house.service_ids[code]: quota for code, quota in QUOTAS.items()}
        self._known = Knowledge(house.serves(), quotas)
        self._hall = Hall(self._timetable, self._known, house.service_ids)
        self._watch, self._table = Invariants(self._known), EventTable(house.database)
        clients = {role: ApiClient(house.url, token) for role, token in house.tokens.items()}
        self._kiosk, self._program = clients[DeviceRole.KIOSK], clients[DeviceRole.INTEGRATOR]
        terminal = clients[DeviceRole.COUNTER]
        self._clients = list(clients.values())
        self._hall.officers = [Officer(one, terminal, self._hall) for one in house.counter_ids.values()]
        self._head, self._guard = (StaffSession(house.url, name) for name in STAFF)
        self._held: list[Visitor] = []
        self._cursor = 0

    def run(self) -> Told:
        """Book, let the day pass, close it, and look at the whole."""
        try:
            for visitor in self.told.visitors:
                self._plan(visitor)
            self._plan_staff()
            while self._timetable.step():
                self._idle_officers_look()
                self._look_on()
            self._watch.finish()
            self.told.reported = _accepted(self._program.get(f"/days/{self.told.day}/result"))
            self.told.stored = stored_tickets(self._house.database)
        finally:
            for client in self._clients:
                client.close()
        return self.told

    def _plan(self, visitor: Visitor) -> None:
        if visitor.slot_at is not None:
            slot = {"code": visitor.booking_code, "slot_at": visitor.slot_at.isoformat()}
            who = {"service_id": self._house.service_ids[visitor.service], "party_size": visitor.party_size}
            _accepted(self._program.post("/bookings", {"nonce": new_nonce()} | slot | who))
        if visitor.comes_at is not None:
            self._timetable.at(visitor.comes_at, lambda: self._arrive(visitor))

    def _plan_staff(self) -> None:
        """Open in the morning; half of the counters have lunch, then the other half; close in the afternoon."""
        for nth, officer in enumerate(self._hall.officers):
            lunch = LUNCH + timedelta(seconds=(nth % 2) * LUNCH_SECONDS)
            self._timetable.at(self._midnight + OPENS, officer.come)
            self._timetable.at(self._midnight + lunch, lambda one=officer: one.go(LUNCH_SECONDS))  # type: ignore[misc]
            self._timetable.at(self._midnight + LAST_CALL, officer.go)
        self._timetable.at(self._midnight + NOON, self._raise_quota)
        self._timetable.at(self._midnight + CLOSES, self._close)
        for minute in range(int((CLOSES - SETS_UP) / MINUTE)):
            self._timetable.at(self._midnight + SETS_UP + minute * MINUTE, self._house.server.housekeeper.make_round)

    def _raise_quota(self) -> None:
        service_id = self._house.service_ids[Service.PASSPORT]
        page = f"/admin/services/{service_id}"
        self._known.quotas[service_id] = QUOTA_AT_NOON
        self._head.send(page, f"{page}/quota", quota=str(QUOTA_AT_NOON), reason="ramai")  # raises where it is refused

    def _close(self) -> None:
        self._head.send("/admin/", "/admin/day/close", reason="akhir hari")

    def _arrive(self, visitor: Visitor) -> None:
        reply = self._kiosk.post("/check-ins", self._check_in_body(visitor))
        if reply.code == "booking_early" and visitor.slot_at is not None:
            self._timetable.at(visitor.slot_at - EARLY, lambda: self._arrive(visitor))
        elif reply.code == "quota_full":
            self.told.turned_away.append(visitor)
        else:
            answer = _accepted(reply)
            arrived = Arrived(self._house.service_ids[visitor.service], visitor.party_size, visitor.slot_at)
            self._known.arrived[int(answer["visit_id"])] = arrived
            self._admit(visitor, answer["ticket"]) if answer["ticket"] else self._hold(visitor)
        self._count(reply.code or "checked in")

    def _check_in_body(self, visitor: Visitor) -> dict[str, Any]:
        warm = visitor.door in {AtTheDoor.CLEARED, AtTheDoor.DEFERRED, AtTheDoor.LEAVES}
        measurement: dict[str, Any] = {"status": "measured", "celsius": WARM_CELSIUS if warm else PASSED_CELSIUS}
        if visitor.door is AtTheDoor.UNMEASURED:
            measurement = {"status": "unsure", "reason": "unsteady"}
        asked: dict[str, Any] = {"booking_code": visitor.booking_code}
        if visitor.lane is not Lane.BOOKING:
            asked = {"service_id": self._house.service_ids[visitor.service], "lane": visitor.lane.value}
        return {"nonce": new_nonce(), "measurement": measurement} | asked

    def _admit(self, visitor: Visitor, ticket: dict[str, Any]) -> None:
        self._hall.people[ticket["number"]] = visitor
        self._hall.line_changed = True
        report = {"nonce": new_nonce(), "outcome": "printed"}
        _accepted(self._kiosk.post(f"/tickets/{ticket['id']}/print-reports", report))
        if visitor.detour is Detour.GIVES_UP:
            self._timetable.after(GIVES_UP_AFTER_SECONDS, lambda: self._give_up(int(ticket["id"])))

    def _give_up(self, ticket_id: int) -> None:
        """Tell an officer that a visitor goes home; it is too late for that where the number was called already."""
        officer = self._hall.anyone()
        if officer is not None and self._watch.ledger.tickets[ticket_id].state == "waiting":
            officer.ask("cancel", ticket_id=ticket_id)
            self._count("gave up")

    def _hold(self, visitor: Visitor) -> None:
        self._held.append(visitor)
        self._timetable.after(REST_SECONDS, lambda: self._decide(visitor))
        self._count("held")

    def _decide(self, visitor: Visitor) -> None:
        """Have the guard decide on a visitor, who is on the page in the order of arrival."""
        case_id = self._guard.open_cases()[self._held.index(visitor)]
        self._held.remove(visitor)
        if visitor.door is AtTheDoor.DEFERRED:
            self._guard.decide(case_id, "defer")
        elif visitor.door is AtTheDoor.LEAVES:
            self._guard.decide(case_id, "leave")
        else:
            self._guard.decide(case_id, "clear", celsius="36,6")
            self._print_cleared(visitor)
        self._count(visitor.door.value)

    def _print_cleared(self, visitor: Visitor) -> None:
        """Learn from the feed, as a kiosk does, which ticket to print now."""
        page = _accepted(self._kiosk.get(f"/events?after={self._cursor}"))
        self._cursor = page["seq"]
        told = [one["payload"] for one in page["events"] if one["name"] == "ticket.issued"]
        (wanted,) = [one for one in told if one.get("print_at") == self._house.kiosk_id]
        self._admit(visitor, _accepted(self._kiosk.get(f"/tickets/{wanted['ticket_id']}/print")))

    def _idle_officers_look(self) -> None:
        if self._hall.line_changed:
            self._hall.line_changed = False
            for officer in self._hall.officers:
                if officer.idle:
                    officer.look()

    def _look_on(self) -> None:
        for row in self._table.news():
            self._watch.see(row)
            self.told.rows.append(row)
        self._tell(self._clock.now(), len(self.told.rows), self.told.happened)

    def _count(self, what: str) -> None:
        self.told.happened[what] += 1


def _accepted(reply: Reply) -> dict[str, Any]:
    if reply.status != 200:
        raise UnexpectedAnswerError(str(reply))
    return dict(reply.body)
