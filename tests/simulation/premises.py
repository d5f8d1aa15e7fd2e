"""The simulated passport office: its rules, counters, staff and devices, and its server on a loopback port."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from queue_server.bootstrap import Server, build
from queue_server.config import Settings, WebSettings
from queue_server.domain.actor import SYSTEM
from queue_server.domain.policy import OfficePolicy
from queue_server.operations.accounts import create_account
from queue_server.operations.admin import add_office, save_counter, save_service
from queue_server.operations.devices import register_device
from queue_server.passwords import hash_password
from queue_server.protocol.words import DeviceRole, Lane, StaffRole
from queue_server.storage.statement import Transaction
from queue_server.tokens import hash_token, new_token
from queue_server.web.serve import make_server
from tests.simulation.arrivals import MEAN_SECONDS, Service
from tests.support.clock import FakeClock
from tests.support.premises import PASSWORD
from tests.support.waitress_end import end_serving

ZONE = ZoneInfo("Asia/Jakarta")
QUOTAS = {Service.PASSPORT: 80, Service.COLLECTION: 20, Service.LOST: 10}
QUOTA_AT_NOON = 84
"""Of passport applications, raised by the head of the office."""
LANES = {
    Service.PASSPORT: {Lane.GENERAL: "A", Lane.BOOKING: "B", Lane.PRIORITY: "R"},
    Service.COLLECTION: {Lane.GENERAL: "U", Lane.PRIORITY: "W"},
    Service.LOST: {Lane.GENERAL: "X"},
}
COUNTERS = {
    "1": (Service.PASSPORT,),
    "2": (Service.PASSPORT,),
    "3": (Service.PASSPORT, Service.LOST),
    "4": (Service.LOST, Service.PASSPORT),
    "5": (Service.COLLECTION, Service.PASSPORT),
    "6": (Service.COLLECTION,),
}
"""By name: the services, in the order of the counter's preference."""
STAFF = {"kepala": StaffRole.ADMIN, "keamanan": StaffRole.SECURITY}


def midnight_of(day: date) -> datetime:
    """Return the begin of a day in the office's own time."""
    return datetime.combine(day, time(), ZONE)


@dataclass(frozen=True)
class Premises:
    """What the people of the day need to know.

    Attributes:
        service_ids, counter_ids: by code and by name.
        tokens: of the devices, by role.
        kiosk_id: who prints the tickets of cleared visitors.
    """

    url: str
    server: Server
    database: Path
    clock: FakeClock
    service_ids: Mapping[Service, int]
    counter_ids: Mapping[str, int]
    tokens: Mapping[DeviceRole, str]
    kiosk_id: int

    def serves(self) -> dict[int, frozenset[int]]:
        """Return the ids of the services that each counter takes."""
        return {self.counter_ids[name]: self.ids(services) for name, services in COUNTERS.items()}

    def ids(self, services: tuple[Service, ...]) -> frozenset[int]:
        """Return the ids of services."""
        return frozenset(self.service_ids[one] for one in services)


@contextmanager
def premises(folder: Path, clock: FakeClock) -> Iterator[Premises]:
    """Run the office's server by the given clock until the block ends: waitress on a real socket, SQLite in a file."""
    web = WebSettings(host="127.0.0.1", port=0, session_idle_seconds=86_400, session_absolute_seconds=86_400)
    server = build(Settings(data_dir=str(folder), web=web), clock.now, clock.monotonic)
    tokens = {role: new_token() for role in (DeviceRole.KIOSK, DeviceRole.COUNTER, DeviceRole.INTEGRATOR)}
    furnished = server.store.write(_furnish, tokens, hash_password(PASSWORD), clock.now())
    waitress = make_server(server.app, web)
    thread = threading.Thread(target=waitress.run, name="waitress")
    server.start()
    thread.start()
    try:
        address = f"http://127.0.0.1:{int(waitress.effective_port)}"
        yield Premises(address, server, folder / "antre.db", clock, *furnished[:2], tokens, furnished[2])
    finally:
        server.feed.close()  # open streams would hold their threads
        end_serving(waitress, thread)
        server.stop()


def _furnish(
    tx: Transaction, tokens: Mapping[DeviceRole, str], password_hash: str, now: datetime
) -> tuple[dict[Service, int], dict[str, int], int]:
    office_id = add_office(
        tx, code="sim", name="Kantor Simulasi", timezone=ZONE.key, policy=OfficePolicy(), actor=SYSTEM, now=now
    )
    services = {code: _add_service(tx, office_id, code, now) for code in Service}
    counters = {
        name: save_counter(
            tx,
            None,
            office_id=office_id,
            name=name,
            active=True,
            service_ids=tuple(services[code] for code in codes),
            actor=SYSTEM,
            now=now,
        )
        for name, codes in COUNTERS.items()
    }
    _add_staff(tx, office_id, password_hash, now)
    devices = {role: _add_device(tx, office_id, role, token, now) for role, token in tokens.items()}
    return services, counters, devices[DeviceRole.KIOSK]


def _add_service(tx: Transaction, office_id: int, code: Service, now: datetime) -> int:
    return save_service(
        tx,
        None,
        office_id=office_id,
        code=code.value,
        names={"id": f"Layanan {code}", "en": f"Service {code}"},
        position=list(Service).index(code),
        open=True,
        quota_per_day=QUOTAS[code],
        service_seconds=MEAN_SECONDS[code],
        lanes=LANES[code],
        actor=SYSTEM,
        now=now,
    )


def _add_staff(tx: Transaction, office_id: int, password_hash: str, now: datetime) -> None:
    for username, role in STAFF.items():
        create_account(
            tx,
            office_id=office_id,
            username=username,
            display_name=username.title(),
            password_hash=password_hash,
            roles=frozenset({role}),
            actor=SYSTEM,
            now=now,
        )


def _add_device(tx: Transaction, office_id: int, role: DeviceRole, token: str, now: datetime) -> int:
    return register_device(
        tx,
        office_id=office_id,
        name=f"the {role.value}",
        role=role,
        token_hash=hash_token(token),
        actor=SYSTEM,
        now=now,
    )
