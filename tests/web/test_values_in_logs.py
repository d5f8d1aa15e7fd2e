"""No line of a log holds a temperature: not while all is well, not with a malformed request, not with a fault."""

import logging
import traceback
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from queue_server.operations import desk
from queue_server.protocol.words import DeviceRole, StaffRole
from queue_server.storage.statement import Transaction
from queue_server.storage.store import Store
from tests.support.clock import FakeClock
from tests.support.office import WARM, office
from tests.support.planted import Mark
from tests.web.house import API, House, token
from tests.web.roles import client_of, form_token

MARK = Mark(38.7654321)
MEASURED = {"status": "measured", "celsius": MARK.celsius}
ONLY_KIOSK = {"Authorization": f"Bearer {token(DeviceRole.KIOSK)}"}


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """All that is said from now on, tracebacks included."""
    caplog.set_level(logging.DEBUG)
    yield caplog
    assert not MARK.stands_in(caplog.text)


def break_the_readings(store: Store) -> None:
    """Let the database refuse every value, as one does that is damaged or was changed by hand."""

    def change(tx: Transaction) -> None:
        tx._cursor.execute(
            "CREATE TRIGGER broken BEFORE INSERT ON screening_reading BEGIN SELECT RAISE(ABORT, 'broken'); END", {}
        )

    store.write(change)


def measure_by_hand(house: House, text: str) -> Any:
    view = house.services.store.read(desk.desk_view, office_id=house.office_id, now=house.clock.now())
    client = client_of(house, StaffRole.SECURITY)
    form = {"csrf_token": form_token(client), "celsius": text}
    return client.post(f"/screening/{view.open_cases[0].id}/measure", data=form)


def test_a_warm_visitor_is_checked_in_and_measured_by_hand(house: House, log: pytest.LogCaptureFixture) -> None:
    assert house.check_in(measurement=MEASURED).status_code == 200
    assert measure_by_hand(house, str(MARK.celsius)).status_code < 400


def test_a_fault_inside_the_check_in(house: House, log: pytest.LogCaptureFixture) -> None:
    break_the_readings(house.services.store)
    answer = house.check_in(measurement=MEASURED)
    assert answer.status_code == 500
    assert not MARK.stands_in(answer.data)
    assert "Traceback" in log.text
    assert "broken" in log.text


def test_a_fault_inside_the_measurement(house: House, log: pytest.LogCaptureFixture) -> None:
    house.check_in(measurement=MEASURED)
    break_the_readings(house.services.store)
    answer = measure_by_hand(house, str(MARK.celsius))
    assert answer.status_code == 500
    assert not MARK.stands_in(answer.data)
    assert "Traceback" in log.text


@pytest.mark.parametrize(
    "body",
    [
        {"measurement": MEASURED | {"status": "38.7654321"}},
        {"measurement": MEASURED | {"celsius": "38.7654321"}},
        {"measurement": MEASURED | {"samples": -1}},
        {"measurement": MEASURED | {"fahrenheit": 38.7654321}},
        {"measurement": [38.7654321]},
        {"nonce": 38.7654321, "measurement": MEASURED},
    ],
)
def test_a_request_that_cannot_be_used(house: House, log: pytest.LogCaptureFixture, body: dict[str, object]) -> None:
    answer = house.check_in(**body)
    assert answer.status_code == 400
    assert not MARK.stands_in(answer.data)


@pytest.mark.parametrize("tail", [b"", b"}}", b"\xff}"])
def test_a_request_that_is_cut_off(house: House, log: pytest.LogCaptureFixture, tail: bytes) -> None:
    whole = msgspec.json.encode({"nonce": house.nonce(), "measurement": MEASURED})
    answer = house.app.test_client().post(
        API + "/check-ins", data=whole[:-2] + tail, content_type="application/json", headers=ONLY_KIOSK
    )
    assert answer.status_code == 400
    assert not MARK.stands_in(answer.data)


@pytest.mark.parametrize("text", ["38.7654321 C", "387654321", "38.7654321" * 20, "-38.7654321"])
def test_a_typing_mistake_at_the_desk(house: House, log: pytest.LogCaptureFixture, text: str) -> None:
    house.check_in(measurement=MEASURED)
    assert measure_by_hand(house, text).status_code == 422


def test_a_constraint_of_the_database_does_not_repeat_the_row(store: Store, backend: str, clock: FakeClock) -> None:
    def forbid(tx: Transaction) -> None:
        tx._cursor.execute("ALTER TABLE screening_reading ADD CONSTRAINT cool CHECK (celsius < 38)", {})

    def allow(tx: Transaction) -> None:
        tx._cursor.execute("ALTER TABLE screening_reading DROP CONSTRAINT cool", {})

    house = office(store, clock)
    house.open()
    if backend == "sqlite":
        break_the_readings(store)
    else:
        store.write(forbid)
    try:
        with pytest.raises(Exception, match=r"broken|cool") as fault:
            house.check_in(measurement=type(WARM)(status=WARM.status, celsius=MARK.celsius, samples=12))
    finally:
        if backend == "postgresql":
            store.write(allow)
    told = "".join(traceback.format_exception(fault.value))
    assert "add_reading" in told
    assert not MARK.stands_in(told)
