"""An office in a data folder, ready for a server to start on: services, open counters, staff, devices, an open day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from queue_server.domain.actor import SYSTEM
from queue_server.domain.policy import OfficePolicy
from queue_server.operations.accounts import create_account
from queue_server.operations.admin import add_office, save_counter, save_service
from queue_server.operations.counter import open_counter
from queue_server.operations.day import open_day
from queue_server.operations.devices import register_device
from queue_server.passwords import hash_password
from queue_server.protocol.words import DeviceRole, Lane, StaffRole
from queue_server.storage.opening import open_store
from queue_server.storage.statement import Transaction
from queue_server.storage.store import Store
from queue_server.tokens import hash_token, new_token
from tests.support import empty_database

PASSWORD = "password of the tests"
SECURITY = "keamanan"
ADMIN = "admin"
SERVICE_NAMES = {"id": "Permohonan paspor", "en": "Passport application"}
COLLECTION_NAMES = {"id": "Pengambilan paspor", "en": "Passport collection"}
PREFIXES = "UVWXYZ"


@dataclass(frozen=True)
class Premises:
    """What the tests need to know of the office.

    Attributes:
        service_id: of the service that has the quota; its numbers begin with A.
        other_service_ids: without quota, served by no counter.
        counter_ids: open counters that serve it.
        tokens: of the devices, by name: kiosk, display, and counter, which may act at every counter.
    """

    folder: Path
    office_id: int
    service_id: int
    other_service_ids: tuple[int, ...]
    counter_ids: tuple[int, ...]
    tokens: Mapping[str, str]

    def token_file(self, name: str) -> Path:
        """Leave a device's token as the installer does, and return its place."""
        path = self.folder / f"{name}.token"
        path.touch(mode=0o600)
        path.write_text(self.tokens[name] + "\n")
        return path

    def open_store(self) -> Store:
        """Open the database beside the server, or before it starts."""
        return open_store(f"sqlite:///{self.folder / 'antre.db'}")


def noon_zone(now: datetime) -> str:
    """Return a time zone in which it is about noon, so that no test meets a change of the business date."""
    return f"Etc/GMT{now.astimezone(UTC).hour - 12:+d}"


def prepare(
    folder: Path, *, quota: int | None = None, counters: int = 2, opened_at: datetime | None = None
) -> Premises:
    """Make the office; the day is open and every counter too.

    Args:
        folder: the server's data folder.
        quota: of the service per day; ``None`` for no limit.
        counters: how many there are.
        opened_at: when the day was opened; ``None`` for now.
    """
    now = opened_at or datetime.now(UTC)
    store = open_store(f"sqlite:///{empty_database.lay(folder / 'antre.db')}")
    tokens = {name: new_token() for name in ("kiosk", "display", "counter")}
    try:
        return store.write(
            _furnish,
            folder=folder,
            tokens=tokens,
            password_hash=hash_password(PASSWORD),
            quota=quota,
            counters=counters,
            now=now,
        )
    finally:
        store.close()


def _furnish(
    tx: Transaction,
    *,
    folder: Path,
    tokens: Mapping[str, str],
    password_hash: str,
    quota: int | None,
    counters: int,
    now: datetime,
) -> Premises:
    office_id = add_office(
        tx, code="uji", name="Kantor Uji", timezone=noon_zone(now), policy=OfficePolicy(), actor=SYSTEM, now=now
    )
    service_id = _service(
        tx,
        office_id,
        "passport",
        names=SERVICE_NAMES,
        lanes={Lane.GENERAL: "A", Lane.PRIORITY: "R"},
        quota=quota,
        now=now,
    )
    others = tuple(
        _service(
            tx,
            office_id,
            f"collection-{letter}",
            names=COLLECTION_NAMES,
            lanes={Lane.GENERAL: letter},
            quota=None,
            now=now,
        )
        for letter in PREFIXES
    )
    counter_ids = tuple(_counter(tx, office_id, str(nth + 1), service_id, now) for nth in range(counters))
    _staff_and_devices(tx, office_id, tokens, password_hash, now)
    open_day(tx, office_id=office_id, actor=SYSTEM, now=now)
    return Premises(folder, office_id, service_id, others, counter_ids, tokens)


def _staff_and_devices(
    tx: Transaction, office_id: int, tokens: Mapping[str, str], password_hash: str, now: datetime
) -> None:
    for username, display_name, role in (
        (SECURITY, "Bapak Joko", StaffRole.SECURITY),
        (ADMIN, "Ibu Ratna", StaffRole.ADMIN),
    ):
        create_account(
            tx,
            office_id=office_id,
            username=username,
            display_name=display_name,
            password_hash=password_hash,
            roles=frozenset({role}),
            actor=SYSTEM,
            now=now,
        )
    for name, token in tokens.items():
        register_device(
            tx,
            office_id=office_id,
            name=name,
            role=DeviceRole(name),
            token_hash=hash_token(token),
            actor=SYSTEM,
            now=now,
        )


def _service(
    tx: Transaction,
    office_id: int,
    code: str,
    *,
    names: dict[str, str],
    lanes: dict[Lane, str],
    quota: int | None,
    now: datetime,
) -> int:
    return save_service(
        tx,
        None,
        office_id=office_id,
        code=code,
        names=names,
        position=0,
        open=True,
        quota_per_day=quota,
        service_seconds=600,
        lanes=lanes,
        actor=SYSTEM,
        now=now,
    )


def _counter(tx: Transaction, office_id: int, name: str, service_id: int, now: datetime) -> int:
    counter_id = save_counter(
        tx, None, office_id=office_id, name=name, active=True, service_ids=(service_id,), actor=SYSTEM, now=now
    )
    open_counter(tx, office_id=office_id, counter_id=counter_id, actor=SYSTEM, now=now)
    return counter_id
