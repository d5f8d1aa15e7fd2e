"""An office for tests: real rows in a real store, moved by the real operations."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, Concatenate, ParamSpec, TypeVar

from queue_server.domain.actor import SYSTEM, Actor
from queue_server.domain.policy import OfficePolicy
from queue_server.operations import accounts, admin, booking, calling, check_in, counter, day, devices, serving
from queue_server.protocol.bookings import BookingInfo, BookingRequest
from queue_server.protocol.events import Event
from queue_server.protocol.messages import CallInfo, CheckInAnswer, CheckInRequest
from queue_server.protocol.messages import TicketInfo as Ticket
from queue_server.protocol.temperature import Measurement
from queue_server.protocol.words import DeviceRole, Lane, MeasurementStatus, StaffRole
from queue_server.storage import events, screening
from queue_server.storage.statement import Transaction
from queue_server.storage.store import Store
from queue_server.tokens import hash_token
from tests.support.clock import FakeClock

P = ParamSpec("P")
T = TypeVar("T")
NORMAL = Measurement(status=MeasurementStatus.MEASURED, celsius=36.4, samples=12)
WARM = Measurement(status=MeasurementStatus.MEASURED, celsius=38.25, samples=12)
UNSURE = Measurement(status=MeasurementStatus.UNSURE, reason="unsteady")
PASSPORT_LANES = {Lane.GENERAL: "A", Lane.BOOKING: "B", Lane.PRIORITY: "R"}
_nonces = count(1)


def new_nonce() -> str:
    """Return a nonce that no test has used."""
    return f"nonce-of-a-test-{next(_nonces):06d}"


@dataclass
class Office:
    """An office with two services, its counters, officers and devices; `office` builds one.

    Attributes:
        passport: a service with all three lanes: A, B, R.
        collection: a service with a general lane: U.
        counters: every one serves both services.
        officers: as many as counters; the first works at the first counter, and so on.
        kiosk: a device; `program` is one that calls for counters and hands over bookings.
    """

    store: Store
    clock: FakeClock
    id: int
    passport: int = 0
    collection: int = 0
    counters: list[int] = field(default_factory=list)
    officers: list[Actor] = field(default_factory=list)
    admin: Actor = SYSTEM
    guard: Actor = SYSTEM
    kiosk: int = 0
    program: int = 0

    def now(self) -> datetime:
        return self.clock.now()

    def by(self, actor: Actor) -> dict[str, Any]:
        """Who does it, where and when: the arguments that most operations take."""
        return {"office_id": self.id, "actor": actor, "now": self.now()}

    def at(self, nth: int = 0) -> dict[str, Any]:
        """The same for the officer at the nth counter."""
        return self.by(self.officers[nth]) | {"counter_id": self.counters[nth]}

    def do(self, operation: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run an operation in a transaction of its own, one second later than the last."""
        self.clock.sleep(1)
        if "now" in kwargs:
            kwargs["now"] = self.now()
        return self.store.write(operation, *args, **kwargs)

    def save_service(self, code: str, lanes: dict[Lane, str], service_id: int | None = None, **changes: Any) -> int:
        wanted: dict[str, Any] = {
            "code": code,
            "names": {"id": f"Layanan {code}", "en": f"Service {code}"},
            "position": 1,
            "open": True,
            "quota_per_day": None,
            "service_seconds": 600,
        }
        return self.do(admin.save_service, service_id, lanes=lanes, **wanted | changes, **self.by(self.admin))

    def save_counter(self, name: str, counter_id: int | None = None, **changes: Any) -> int:
        wanted: dict[str, Any] = {"name": name, "active": True, "service_ids": (self.passport, self.collection)}
        return self.do(admin.save_counter, counter_id, **wanted | changes, **self.by(self.admin))

    def add_account(self, username: str, *roles: StaffRole) -> Actor:
        wanted: dict[str, Any] = {"username": username, "display_name": username.title(), "password_hash": "unused"}
        return Actor.account(
            self.do(accounts.create_account, roles=frozenset(roles), **wanted, **self.by(self.admin)),
        )

    def add_device(self, name: str, role: DeviceRole) -> int:
        """Register a device whose token is its name and the office's id."""
        token_hash = hash_token(f"{name} {self.id}")
        return self.do(devices.register_device, name=name, role=role, token_hash=token_hash, **self.by(self.admin))

    def open(self) -> None:
        """Open the day, and every counter with its officer."""
        self.do(day.open_day, **self.by(self.admin))
        self.open_counters()

    def open_counters(self) -> None:
        for nth in range(len(self.counters)):
            self.do(counter.open_counter, **self.at(nth))

    def request(self, **changes: Any) -> CheckInRequest:
        wanted: dict[str, Any] = {"nonce": new_nonce(), "service_id": self.passport, "measurement": NORMAL}
        return CheckInRequest(**wanted | changes)

    def check_in(self, **changes: Any) -> CheckInAnswer:
        return self.send(self.request(**changes))

    def send(self, request: CheckInRequest) -> CheckInAnswer:
        return self.do(check_in.check_in, request, office_id=self.id, device_id=self.kiosk, now=self.now())

    def ticket(self, **changes: Any) -> Ticket:
        """Check a visitor in who passes, and return the ticket."""
        answer = self.check_in(**changes)
        assert answer.ticket is not None
        return answer.ticket

    def held(self, **changes: Any) -> str:
        """Check a warm visitor in, and return the id of the screening case."""
        before = {case.id for case in self.open_cases()}
        assert self.check_in(**{"measurement": WARM} | changes).ticket is None
        (case_id,) = {case.id for case in self.open_cases()} - before
        return case_id

    def open_cases(self) -> list[screening.Case]:
        today = self.now().date()
        return list(self.store.read(screening.open_cases, self.id, today))

    def book(self, code: str, slot_at: datetime, **changes: Any) -> BookingInfo:
        wanted: dict[str, Any] = {"nonce": new_nonce(), "code": code, "service_id": self.passport, "slot_at": slot_at}
        who = self.by(Actor.device(self.program))
        return self.do(booking.create_booking, BookingRequest(**wanted | changes), device_id=self.program, **who)

    def call_next(self, nth: int = 0) -> CallInfo:
        return self.do(calling.call_next, **self.at(nth))

    def serve(self, nth: int = 0) -> CallInfo:
        """Call the next ticket and start serving it."""
        self.call_next(nth)
        return self.do(serving.start, **self.at(nth))

    def last_seq(self) -> int:
        return self.store.read(events.last_seq, self.id)

    def events(self, after_seq: int = 0) -> list[Event]:
        """What the office has recorded after a ``seq``."""
        return [one.event for one in self.store.read(events.events_after, self.id, after_seq, 100_000)]

    def names(self, after_seq: int = 0) -> list[str]:
        """The names of the events after a ``seq``."""
        return [event.name.value for event in self.events(after_seq)]


def office(store: Store, clock: FakeClock, *, code: str = "uji", counters: int = 2, quota: int | None = None) -> Office:
    """Build an office that has not opened its day.

    Args:
        code: short name; with it several offices can live in one store.
        counters: how many counters, and officers to work there.
        quota: places a day of the passport service.
    """
    named: dict[str, Any] = {"code": code, "name": f"Kantor {code}", "timezone": "Asia/Jakarta"}
    office_id = store.write(admin.add_office, **named, policy=OfficePolicy(), actor=SYSTEM, now=clock.now())
    made = Office(store, clock, office_id)
    made.admin = made.add_account(f"admin-{code}", StaffRole.ADMIN)
    made.guard = made.add_account(f"guard-{code}", StaffRole.SECURITY)
    made.passport = made.save_service("passport", PASSPORT_LANES, quota_per_day=quota)
    made.collection = made.save_service("collection", {Lane.GENERAL: "U"}, position=2)
    for nth in range(counters):
        made.counters.append(made.save_counter(str(nth + 1)))
        made.officers.append(made.add_account(f"officer-{nth + 1}-{code}", StaffRole.OFFICER))
    made.kiosk = made.add_device("kiosk", DeviceRole.KIOSK)
    made.program = made.add_device("program", DeviceRole.INTEGRATOR)
    return made
