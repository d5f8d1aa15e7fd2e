"""A demo passport office: what `make run` shows. Every visitor of it is made up."""

from datetime import datetime, timedelta
from itertools import count
from typing import NamedTuple

from queue_server.domain.actor import SYSTEM, Actor
from queue_server.domain.policy import OfficePolicy
from queue_server.operations.accounts import create_account
from queue_server.operations.admin import add_office, save_counter, save_service
from queue_server.operations.admin_page import every_office
from queue_server.operations.booking import create_booking
from queue_server.operations.calling import call_next
from queue_server.operations.check_in import check_in
from queue_server.operations.counter import close_counter, open_counter
from queue_server.operations.day import ensure_day_open, open_day
from queue_server.operations.devices import register_device, revoke_device
from queue_server.operations.serving import complete, start
from queue_server.passwords import hash_password
from queue_server.protocol.bookings import BookingRequest
from queue_server.protocol.messages import CheckInRequest
from queue_server.protocol.temperature import Measurement
from queue_server.protocol.words import DeviceRole, Lane, MeasurementStatus, ServiceOutcome, StaffRole
from queue_server.storage.statement import Transaction
from queue_server.storage.store import Store
from queue_server.tokens import hash_token, new_token

PASSWORD = "antre-demo-2026"  # noqa: S105 - the demo's, printed at its start
ACCOUNTS = {
    "admin": ("Ibu Ratna", StaffRole.ADMIN),
    "petugas1": ("Bapak Adi", StaffRole.OFFICER),
    "petugas2": ("Ibu Sari", StaffRole.OFFICER),
    "petugas3": ("Ibu Dewi", StaffRole.OFFICER),
    "keamanan": ("Bapak Joko", StaffRole.SECURITY),
    "satgas": ("Ibu Wulan", StaffRole.HEALTH),
}
_NORMAL = Measurement(status=MeasurementStatus.MEASURED, celsius=36.4, samples=12)


class _Plan(NamedTuple):
    """A service of the demo office."""

    code: str
    names: dict[str, str]
    quota: int
    minutes: int
    lanes: dict[Lane, str]


_SERVICES = (
    _Plan(
        "passport",
        {"id": "Permohonan paspor", "en": "Passport application"},
        75,
        12,
        {Lane.GENERAL: "A", Lane.BOOKING: "B", Lane.PRIORITY: "R"},
    ),
    _Plan("collection", {"id": "Pengambilan paspor", "en": "Passport collection"}, 60, 3, {Lane.GENERAL: "U"}),
    _Plan(
        "lost-damaged",
        {"id": "Paspor hilang atau rusak", "en": "Lost or damaged passport"},
        15,
        25,
        {Lane.GENERAL: "X"},
    ),
)


def seed_demo(store: Store, now: datetime) -> int:
    """Fill an empty database with an office, its staff and a morning's visitors; leave any other as it is.

    Returns:
        0, also where there was nothing to do.
    """
    if store.read(every_office):
        return 0
    password_hash = hash_password(PASSWORD)
    store.write(_seed, password_hash, now)
    return 0


def _seed(tx: Transaction, password_hash: str, now: datetime) -> None:
    office_id = add_office(
        tx,
        code="contoh",
        name="Kantor Imigrasi Contoh",
        timezone="Asia/Jakarta",
        policy=OfficePolicy(),
        actor=SYSTEM,
        now=now - timedelta(days=1, hours=3),
    )
    service_ids = _add_services(tx, office_id, now - timedelta(days=1, hours=3))
    officers = _add_accounts(tx, office_id, password_hash, now - timedelta(days=1, hours=3))
    counters = _add_counters(tx, office_id, service_ids, now - timedelta(days=1, hours=3))
    device_id = register_device(
        tx,
        office_id=office_id,
        name="Riwayat demo",
        role=DeviceRole.KIOSK,
        token_hash=hash_token(new_token()),
        actor=SYSTEM,
        now=now - timedelta(days=1, hours=3),
    )
    scene = _Scene(tx, office_id, device_id, service_ids)
    open_day(tx, office_id=office_id, actor=SYSTEM, now=now - timedelta(days=1, hours=2))
    scene.morning(now - timedelta(days=1, hours=2), counters[0], officers[0], visitors=8, served=8)
    ensure_day_open(tx, office_id=office_id, now=now - timedelta(minutes=50))
    scene.morning(now - timedelta(minutes=50), counters[0], officers[0], visitors=12, served=6)
    scene.bookings(now)
    # The kiosk of the past is gone: nobody has to look for it.
    revoke_device(tx, device_id, office_id=office_id, actor=SYSTEM, now=now)


def _add_services(tx: Transaction, office_id: int, now: datetime) -> list[int]:
    return [
        save_service(
            tx,
            None,
            office_id=office_id,
            code=plan.code,
            names=plan.names,
            position=position,
            open=True,
            quota_per_day=plan.quota,
            service_seconds=plan.minutes * 60,
            lanes=plan.lanes,
            actor=SYSTEM,
            now=now,
        )
        for position, plan in enumerate(_SERVICES)
    ]


def _add_accounts(tx: Transaction, office_id: int, password_hash: str, now: datetime) -> list[Actor]:
    officers = []
    for username, (display_name, role) in ACCOUNTS.items():
        account_id = create_account(
            tx,
            office_id=office_id,
            username=username,
            display_name=display_name,
            password_hash=password_hash,
            roles=frozenset({role}),
            actor=SYSTEM,
            now=now,
        )
        if role is StaffRole.OFFICER:
            officers.append(Actor.account(account_id))
    return officers


def _add_counters(tx: Transaction, office_id: int, service_ids: list[int], now: datetime) -> list[int]:
    passport, collection, lost = service_ids
    served = (("1", (passport,)), ("2", (passport, lost)), ("3", (passport, lost)), ("4", (collection,)))
    return [
        save_counter(tx, None, office_id=office_id, name=name, active=True, service_ids=services, actor=SYSTEM, now=now)
        for name, services in served
    ]


class _Scene:
    """Visitors and officers of the demo, moved through the real operations."""

    def __init__(self, tx: Transaction, office_id: int, device_id: int, service_ids: list[int]) -> None:
        self._tx = tx
        self._office_id = office_id
        self._device_id = device_id
        self._service_ids = service_ids
        self._nonces = count(1)

    def morning(self, begin: datetime, counter_id: int, officer: Actor, *, visitors: int, served: int) -> None:
        """Let visitors arrive three minutes apart, and an officer serve the first of them."""
        for nth in range(visitors):
            self._arrive(nth, begin + timedelta(minutes=3 * nth))
        clock = begin + timedelta(minutes=3 * visitors)
        place = {"office_id": self._office_id, "counter_id": counter_id, "actor": officer}
        open_counter(self._tx, **place, now=clock)  # type: ignore[arg-type]
        for _ in range(served):
            call_next(self._tx, **place, now=clock)  # type: ignore[arg-type]
            start(self._tx, **place, now=clock + timedelta(seconds=15))  # type: ignore[arg-type]
            clock += timedelta(minutes=2)
            complete(self._tx, ServiceOutcome.DONE, **place, now=clock)  # type: ignore[arg-type]
        close_counter(self._tx, **place, now=clock)  # type: ignore[arg-type]

    def bookings(self, now: datetime) -> None:
        """Book the next hours, every quarter of an hour; the codes are DEMO-1 and so on."""
        for nth in range(1, 9):
            request = BookingRequest(
                nonce=self._nonce(),
                code=f"DEMO-{nth}",
                service_id=self._service_ids[0],
                slot_at=now + timedelta(minutes=15 * (nth - 2)),
                party_size=1 + (nth == 4) * 3,
            )
            create_booking(
                self._tx, request, office_id=self._office_id, device_id=self._device_id, actor=SYSTEM, now=now
            )

    def _arrive(self, nth: int, at: datetime) -> None:
        lane: Lane = Lane.PRIORITY if nth % 6 == 5 else Lane.GENERAL
        request = CheckInRequest(
            nonce=self._nonce(),
            service_id=self._service_ids[0],
            lane=lane,
            measurement=_NORMAL,
        )
        check_in(self._tx, request, office_id=self._office_id, device_id=self._device_id, now=at)

    def _nonce(self) -> str:
        return f"demo-visitor-{next(self._nonces):08d}"
