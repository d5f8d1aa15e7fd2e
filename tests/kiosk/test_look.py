"""The office's look at a kiosk: taken over while it runs, shown on its page, worn by its tickets."""

import json
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from kiosk.bootstrap import Application
from queue_server.paper import dress
from queue_server.protocol.look import Look, Shades
from queue_server.protocol.words import Lane
from tests.kiosk.acting import stand, tickets, wait_for
from tests.kiosk.conftest import StartKiosk
from tests.kiosk.scripted_office import office_info
from tests.kiosk.scripted_server import Script, wait_until
from tests.support.pictures import png

HOST = {"Host": "127.0.0.1:8080"}
LOOK = Look(
    version="v2",
    shades=Shades(accent="#7a1f5c", strong="#551640", soft="#efe4eb"),
    logo=png(),
    ticket_head={"id": "Jl. Sudirman 1"},
    ticket_foot={"en": "Thank you"},
)


@pytest.fixture
def application(start_kiosk: StartKiosk) -> Application:
    return start_kiosk()


@pytest.fixture
def page(application: Application) -> Iterator[FlaskClient]:
    with application.screen(8080).test_client() as client:
        yield client


def paper(application: Application) -> str:
    wait_for(application, "idle")
    stand(application, 36.4)
    application.kiosk.asks.choose(1, Lane.GENERAL)
    wait_for(application, "showing")
    text = tickets(application)[-1].with_suffix(".txt").read_text(encoding="utf-8")
    stand(application, None)
    application.kiosk.asks.reset()
    return text


def dressed(application: Application, script: Script, look: Look) -> None:
    script.look = look
    script.office = office_info(look=look.version)
    wait_until(lambda: application.kiosk.looks.now == look, 15)


def test_page_and_ticket_take_it_over_while_the_kiosk_runs(
    application: Application, page: FlaskClient, script: Script
) -> None:
    wait_for(application, "idle")
    assert page.get("/logo.png", headers=HOST).status_code == 404
    assert "--accent" not in page.get("/look.css", headers=HOST).get_data(as_text=True)
    before = paper(application)
    dressed(application, script, LOOK)
    assert page.get("/logo.png", headers=HOST).data == LOOK.logo
    assert "--accent: #7a1f5c" in page.get("/look.css", headers=HOST).get_data(as_text=True)
    after = paper(application)
    assert "[picture" not in before
    assert after.startswith("[picture ")
    assert "Jl. Sudirman 1" in after
    assert "Thank you" in after


def test_an_open_page_is_told_of_it(application: Application, page: FlaskClient, script: Script) -> None:
    dressed(application, script, LOOK)
    first = next(page.get("/events", headers=HOST).iter_encoded())
    name, data = first.decode().strip().split("\n")
    assert name == "event: look"
    assert json.loads(data.removeprefix("data: ")) == {"version": "v2", "logo": True}


def test_visitors_are_served_while_the_look_cannot_be_had(application: Application, script: Script) -> None:
    script.office = office_info(look="v3")
    wait_until(lambda: len(script.heartbeats) >= 1)
    assert "A-001" in paper(application)


def test_a_logo_that_cannot_be_read_is_left_out_and_told(caplog: pytest.LogCaptureFixture) -> None:
    broken = Look(version="v4", logo=b"no picture", ticket_foot={"id": "Terima kasih"})
    assert dress(broken, 576).logo is None
    assert dress(broken, 576).foot == {"id": "Terima kasih"}
    assert "cannot be printed" in caplog.text


def test_the_logo_stays_on_the_screen_when_it_is_not_to_be_printed() -> None:
    assert dress(LOOK, 384).logo is not None
    assert dress(Look(logo=LOOK.logo, logo_on_ticket=False), 384).logo is None
