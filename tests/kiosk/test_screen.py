from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from flask.testing import FlaskClient

from hardware.clock import SystemClock
from kiosk.bootstrap import Application, build_application
from kiosk.config import FILE
from kiosk.published import Published
from kiosk.screen import local_hosts
from kiosk.view import View
from tests.kiosk.conftest import StartKiosk, settings
from tests.kiosk.scripted_server import wait_until

HOST = {"Host": "127.0.0.1:8080"}
OWN = HOST | {"Origin": "http://127.0.0.1:8080"}


@pytest.fixture
def application(start_kiosk: StartKiosk) -> Application:
    return start_kiosk()


@pytest.fixture
def page(application: Application) -> Iterator[FlaskClient]:
    with application.screen(8080).test_client() as client:
        yield client


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:9999", "kiosk.evil.example:8080"])
def test_another_name_for_this_machine_is_refused(page: FlaskClient, host: str) -> None:
    assert page.get("/", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("origin", [{}, {"Origin": "http://evil.example"}, {"Origin": "null"}])
def test_another_sites_page_may_not_act(page: FlaskClient, origin: dict[str, str]) -> None:
    assert page.post("/act", json={"do": "touch"}, headers=HOST | origin).status_code == 403


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"do": "touch"}', 204),
        (b'{"do": "choose", "service": 1}', 204),
        (b'{"do": "choose", "service": 1, "lane": "booking"}', 400),
        (b'{"do": "fly"}', 400),
        (b'{"do": "booking", "code": "<b>"}', 400),
        (b'{"do": "touch", "more": 1}', 400),
        (b"{", 400),
        (b"x" * 5000, 413),
    ],
)
def test_acts_are_typed(page: FlaskClient, body: bytes, status: int) -> None:
    answer = page.post("/act", data=body, headers=OWN, content_type="application/json")
    assert answer.status_code == status


def test_a_form_is_not_an_act(page: FlaskClient) -> None:
    assert page.post("/act", data={"do": "touch"}, headers=OWN).status_code == 415


def test_the_page_may_load_nothing_from_elsewhere(page: FlaskClient) -> None:
    answer = page.get("/", headers=HOST)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "style=" not in answer.text
    assert "--surface-page" in page.get("/tokens.css", headers=HOST).text


def test_the_demo_panel_acts_on_simulated_parts_only(page: FlaskClient, application: Application) -> None:
    assert application.demo is not None
    assert application.demo.bus is not None
    assert page.get("/demo/ticket.png", headers=HOST).status_code == 404
    # pins can be pressed once the kiosk has opened them
    wait_until(lambda: all(part.state == "ok" for part in application.kiosk.parts() if part.name == "controls"))
    wait_until(lambda: b'"idle"' in (application.kiosk.published.newer(0, 1) or (0, b""))[1])
    acts: list[dict[str, object]] = [
        {"do": "visitor", "kind": "warm"},
        {"do": "printer", "fault": "out_of_paper"},
        {"do": "button", "name": "staff"},
    ]
    for act in acts:
        assert page.post("/demo", json=act, headers=OWN).status_code == 204
    assert application.demo.printer is not None
    assert application.demo.printer.status().state.value == "out_of_paper"


def test_a_button_that_nobody_listens_to_yet_is_answered(server: str, token_file: Path, tmp_path: Path) -> None:
    application = build_application(FILE.decode(settings(server, token_file, tmp_path)), SystemClock())
    with application.screen(8080).test_client() as page:
        answer = page.post("/demo", json={"do": "button", "name": "green"}, headers=OWN)
    assert answer.status_code == 409
    assert "try again" in answer.text


def test_status_tells_of_the_parts_and_of_nobody(page: FlaskClient) -> None:
    status = page.get("/status", headers=HOST).get_json()
    assert set(status) == {"phase", "online", "parts", "software", "lost", "without", "alone", "undelivered"}


def test_every_open_page_gets_the_newest_picture(application: Application) -> None:
    wait_until(lambda: b'"idle"' in (application.kiosk.published.newer(0, 1) or (0, b""))[1])
    page = application.screen(8080).test_client()
    answer = page.get("/events", headers=HOST, buffered=False)
    first = next(iter(answer.response))
    answer.close()
    assert isinstance(first, bytes)
    assert msgspec.json.decode(first.removeprefix(b"data: "), type=View).phase == "idle"


def test_a_picture_is_sent_once_and_the_end_lets_readers_go() -> None:
    published = Published()
    view = View(phase="idle", language="id", languages=("id", "en"), office_name="", timezone="")
    published.put(view)
    published.put(msgspec.structs.replace(view))
    newest = published.newer(0, 0.1)
    assert newest is not None
    assert newest[0] == 1
    assert published.newer(1, 0.05) is None
    published.close()
    assert published.newer(0, 1) is None


def test_port_80_needs_no_port_in_its_name() -> None:
    assert "localhost" in local_hosts(80)
    assert "localhost" not in local_hosts(8080)
