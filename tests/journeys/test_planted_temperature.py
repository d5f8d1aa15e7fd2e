"""A temperature is planted, found where it should be, and nowhere else; when its time is over, nowhere at all.

Server, kiosk and display are processes of their own that log all they can; the database is a file.
"""

import re
import shutil
import sqlite3
import struct
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from queue_server.domain.actor import SYSTEM
from queue_server.operations import desk, security
from queue_server.operations.accounts import create_account
from queue_server.operations.check_in import check_in
from queue_server.operations.devices import register_device
from queue_server.passwords import hash_password
from queue_server.protocol.messages import CheckInRequest
from queue_server.protocol.temperature import Measurement
from queue_server.protocol.words import DeviceRole, MeasurementStatus, StaffRole
from queue_server.tokens import hash_token
from queue_server.web.access import RouteAccess
from tests.hardware.model_printer import ModelPrinter, on_network
from tests.journeys.reading import Reader, readable_routes
from tests.journeys.test_visitor_to_board import printed_ticket
from tests.support.api_client import ApiClient, check_in_body
from tests.support.devices import wait_for
from tests.support.escpos_decoder import decode
from tests.support.planted import Mark, found
from tests.support.premises import ADMIN, PASSWORD, SECURITY, Premises, prepare
from tests.support.processes import ROOT, PageProcess, ServerProcess, running
from tests.support.staff_session import StaffSession

BY_PROGRAM, BY_KIOSK, BY_HAND = Mark(38.7654321), Mark(38.77), Mark(39.31)
MARKS = (BY_PROGRAM, BY_KIOSK, BY_HAND)
STAFF = {StaffRole.ADMIN: "admin", StaffRole.OFFICER: "petugas", StaffRole.HEALTH: "satgas"}
INTEGRATOR = "token of the integrator"


@dataclass
class House:
    """Everything that runs, and everybody who may read."""

    premises: Premises
    server: ServerProcess
    kiosk: PageProcess
    display: PageProcess
    printer: ModelPrinter
    rows: tuple[RouteAccess, ...]
    readers: dict[str, Reader] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.premises.folder.parent

    def files(self) -> dict[str, bytes]:
        """Every file of every process, logs among them."""
        every = sorted(path for path in self.folder.rglob("*") if path.is_file())
        return {str(path.relative_to(self.folder)): path.read_bytes().strip(b"\0") for path in every}

    def database(self) -> bytes:
        return b"".join(content for name, content in self.files().items() if name.startswith("server/antre.db"))

    def answers(self) -> dict[str, bytes]:
        """Everything that everybody can read."""
        who = list(self.readers)
        with ThreadPoolExecutor(len(who)) as reading:
            read = list(reading.map(lambda name: self.readers[name].read_all(self.rows, self.parts), who))
        return {
            f"{name} {path}": content
            for name, answers in zip(who, read, strict=True)
            for path, content in answers.items()
        }

    def pages(self) -> dict[str, bytes]:
        """What the local pages of kiosk and display show and tell."""
        kiosk, display = Reader(self.kiosk.url), Reader(self.display.url)
        found = {f"kiosk {path}": kiosk.read(path) for path in ("/", "/events", "/status")}
        found |= {f"display {path}": display.read(path) for path in ("/", "/events", "/state", "/status", "/health")}
        return found | {"paper": self.printer.received}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """An office with everybody in it."""
    premises = prepare(tmp_path / "server", counters=1)
    add_people(premises)
    printer = ModelPrinter()
    with (
        running(premises.folder, log_level="debug") as server,
        on_network(printer) as (port, _),
        kiosk_process(tmp_path, server.url, premises, port) as kiosk,
        display_process(tmp_path, server.url, premises) as display,
    ):
        rows = readable_routes(tmp_path / "routes")
        shutil.rmtree(tmp_path / "routes")
        house = House(premises, server, kiosk, display, printer, rows)
        house.readers = {name: Reader(server.url, username=name) for name in (SECURITY, *STAFF.values())}
        tokens = dict(premises.tokens) | {"integrator": INTEGRATOR}
        house.readers |= {name: Reader(server.url, token=token) for name, token in tokens.items()}
        house.readers["the public"] = Reader(server.url)
        yield house


def add_people(premises: Premises) -> None:
    here: dict[str, Any] = {"office_id": premises.office_id, "actor": SYSTEM, "now": datetime.now(UTC)}
    with closing(premises.open_store()) as store:
        for role, name in [(role, name) for role, name in STAFF.items() if name != ADMIN]:
            person: dict[str, Any] = {"username": name, "display_name": name.title(), "roles": frozenset({role})}
            store.write(create_account, password_hash=hash_password(PASSWORD), **person, **here)
        known: dict[str, Any] = {
            "name": "integrator",
            "role": DeviceRole.INTEGRATOR,
            "token_hash": hash_token(INTEGRATOR),
        }
        store.write(register_device, **known, **here)


def kiosk_process(folder: Path, url: str, premises: Premises, printer_port: int) -> PageProcess:
    settings = folder / "kiosk.toml"
    settings.write_text(f"""
        server_url = "{url}"
        token_file = "{premises.token_file("kiosk")}"
        data_dir = "{folder / "kiosk"}"
        listen_port = 0
        thermometer = {{ driver = "simulated", auto = false, noise_celsius = 0.0, unit_offset_celsius = 0.0 }}
        printer = {{ driver = "network", host = "127.0.0.1", port = {printer_port} }}
        controls = {{ driver = "none" }}
    """)
    return PageProcess(("tests.support.kiosk_process", str(settings)), folder / "kiosk.log", {})


def display_process(folder: Path, url: str, premises: Premises) -> PageProcess:
    variables = {
        "SERVER_URL": url,
        "TOKEN_FILE": str(premises.token_file("display")),
        "DATA_DIR": str(folder / "display"),
        "PORT": "0",
        "LOG_LEVEL": "debug",
        "SPEAKER_DRIVER": "simulated",
    }
    settings = {f"ANTRE_DISPLAY_{name}": value for name, value in variables.items()}
    return PageProcess(("display",), folder / "display.log", settings)


def picture(house: House) -> dict[str, object]:
    """What the page of the kiosk shows now."""
    frames = re.findall(rb"data: (\{.*\})", Reader(house.kiosk.url).read("/events"))
    shown: dict[str, object] = msgspec.json.decode(frames[-1])
    return shown


def visit_the_kiosk(house: House) -> None:
    """A visitor touches the service and steps before the sensor."""
    page = house.kiosk.url
    house.kiosk.tell("nobody")
    wait_for("the kiosk offers its services", lambda: picture(house).get("services"))
    act(page, {"do": "choose", "service": house.premises.service_id})
    wait_for("the kiosk measures", lambda: picture(house)["phase"] == "measuring")
    house.kiosk.tell(str(BY_KIOSK.celsius))
    wait_for("the visitor is asked to sit", lambda: picture(house)["phase"] == "held")


def act(page: str, wanted: dict[str, object]) -> None:
    reader = Reader(page)
    reader._head = {"Origin": page, "Content-Type": "application/json"}
    answer = reader.read("/act", msgspec.json.encode(wanted))
    assert answer.startswith(b"204"), answer


def plant(house: House, guard: StaffSession) -> list[str]:
    """Plant one temperature by a program, one by the kiosk, and one by hand; return the cases."""
    client = ApiClient(house.server.url, house.premises.tokens["kiosk"])
    body = check_in_body(house.premises.service_id, celsius=BY_PROGRAM.celsius)
    assert client.post("/check-ins", body).body["outcome"] == "held"
    passed = client.check_in(house.premises.service_id).body["ticket"]
    client.close()
    visit_the_kiosk(house)
    wait_for("both cases at the desk", lambda: len(guard.open_cases()) == 2)
    cases = guard.open_cases()
    guard.decide(cases[1], "measure", celsius=str(BY_HAND.celsius))
    house.parts = {
        "opaque": passed["follow_url"].rpartition("/")[2],
        "ticket_id": str(passed["id"]),
        "counter_id": str(house.premises.counter_ids[0]),
        "service_id": str(house.premises.service_id),
        "case_id": cases[1],
        "version": "-",
        "filename": "staff.css",
        "business_date": passed["business_date"],
    }
    return cases


def looked_at(guard: StaffSession) -> str:
    """What the desk shows to whoever asks to see the values."""
    return guard.send("/screening/", "/screening/look")


def back_up(house: House, name: str) -> bytes:
    """Have the running server's database backed up by the command."""
    target = house.folder / name
    command = [sys.executable, "-m", "queue_server", "backup", str(target)]
    done = subprocess.run(
        command, env={"ANTRE_DATA_DIR": str(house.premises.folder)}, cwd=ROOT, capture_output=True, check=True
    )
    assert found(MARKS, {"said": done.stdout + done.stderr}) == []
    return target.read_bytes()


def everywhere(house: House) -> list[str]:
    """Name each place in which a planted temperature stands."""
    return found(MARKS, house.files() | house.answers() | house.pages())


def test_a_planted_temperature_is_seen_by_the_desk_alone_and_gone_when_the_day_is_over(house: House) -> None:
    assert everywhere(house) == [], "nothing looks like a mark before one is planted"
    guard = StaffSession(house.server.url, SECURITY)
    first, second = plant(house, guard)

    assert [mark.is_stored_in(house.database()) for mark in MARKS] == [True, True, True]
    assert [mark.stands_in(looked_at(guard)) for mark in MARKS] == [True, True, True]
    assert {name.split("/")[0] for name in everywhere(house)} == {"server"}
    assert {name for name in everywhere(house) if not name.startswith("server/antre.db")} == set()
    assert found(MARKS, {"backup": back_up(house, "backup-1")}) == []

    guard.decide(second, "clear")
    assert "A-002" in decode(printed_ticket(house.printer)).text
    guard.decide(first, "defer")
    assert {name for name in everywhere(house) if not name.startswith("server/antre.db")} == set()

    admin = StaffSession(house.server.url, STAFF[StaffRole.ADMIN])
    admin.send("/admin/", "/admin/day/close", reason="Pulang")
    wait_for("a reader of the log has gone", lambda: not any(mark.is_stored_in(house.database()) for mark in MARKS), 60)
    assert everywhere(house) == []
    assert found(MARKS, {"backup": back_up(house, "backup-2")}) == []
    assert house.server.stop() == 0
    assert found(MARKS, house.files()) == []


def test_a_server_that_starts_an_hour_after_the_decision_forgets_before_it_answers(tmp_path: Path) -> None:
    decided_at = datetime.now(UTC) - timedelta(minutes=61)
    premises = prepare(tmp_path / "server", opened_at=decided_at)
    measurement = Measurement(status=MeasurementStatus.MEASURED, celsius=BY_PROGRAM.celsius, samples=12)
    here: dict[str, Any] = {"office_id": premises.office_id, "now": decided_at}
    with closing(premises.open_store()) as store:
        for nth in range(2):
            nonce = f"nonce-of-the-visitor-{nth}"
            request = CheckInRequest(nonce=nonce, service_id=premises.service_id, measurement=measurement)
            store.write(check_in, request, device_id=1, **here)
        decided, _waiting = store.read(desk.desk_view, **here).open_cases
        store.write(security.clear, decided.id, actor=SYSTEM, **here)
        assert stored_times(premises) == 2
    with running(premises.folder):
        assert stored_times(premises) == 1, "the other one still waits for a decision"


def stored_times(premises: Premises) -> int:
    """How often the value stands in the database's file, after what is in the log was brought there."""
    with closing(sqlite3.connect(premises.folder / "antre.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = b"".join(one.read_bytes() for one in sorted(premises.folder.glob("antre.db*")))
    return whole.count(struct.pack(">d", BY_PROGRAM.celsius))
