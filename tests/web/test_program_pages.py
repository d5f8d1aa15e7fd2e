"""The admin's page of programs that are told: secrets shown once, refusals in words, how the calls go."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from queue_server.domain.webhook import EVENTS, PAUSES_SECONDS
from queue_server.operations import webhooks
from queue_server.operations.webhook_settings import WebhookView, webhooks_view
from queue_server.protocol.words import StaffRole
from queue_server.web.staff.setting_words import TOLD_EVENTS
from tests.support.stores import dump
from tests.web.house import House
from tests.web.roles import client_of, form_token
from tests.web.test_staff_refusals import page_refusal

PAGE, LIST = "/admin/programs", "/admin/programs/list"
TROUBLE = "Kejadian tidak sampai ke 1 program kantor ini."
PROGRAM = {"name": "Kalender", "url": "https://erp.example/hook/geheim", "events": "ticket.issued"}
NONCE = "nonce-of-the-form-of-the-test"


@pytest.fixture
def admin(house: House) -> FlaskClient:
    return client_of(house, StaffRole.ADMIN)


def send(client: FlaskClient, path: str, nonce: str = NONCE, **form: str) -> TestResponse:
    return client.post(path, data=form | {"csrf_token": form_token(client), "nonce": nonce})


def shown(client: FlaskClient, path: str = LIST) -> str:
    return client.get(path).get_data(as_text=True)


def secret_on(response: TestResponse) -> str:
    (secret,) = re.findall(r'<p class="secret"><code>(\S{43})</code>', response.get_data(as_text=True))
    return str(secret)


def programs(house: House) -> tuple[WebhookView, ...]:
    return house.services.store.read(webhooks_view, office_id=house.office_id, now=house.clock.now())[0]


@pytest.fixture
def added(house: House, admin: FlaskClient) -> WebhookView:
    assert send(admin, PAGE, **PROGRAM).status_code == 200
    (program,) = programs(house)
    return program


def settle(house: House, error: str = "") -> None:
    ((delivery_id, _), *_others), _soonest = house.services.store.read(webhooks.due, now=house.clock.now())
    errand = house.services.store.write(webhooks.take, delivery_id, now=house.clock.now())
    assert errand is not None
    house.services.store.write(webhooks.settle, errand, error, now=house.clock.now())


def test_a_program_is_added_and_its_secret_shown_with_that_form_only(house: House, admin: FlaskClient) -> None:
    secret = secret_on(send(admin, PAGE, **PROGRAM))
    (kept,) = dump(house.services.store)["webhook"]
    assert (kept["secret"], kept["url"]) == (secret, PROGRAM["url"])
    assert secret_on(send(admin, PAGE, **PROGRAM)) == secret, "who presses twice still learns the secret that counts"
    assert len(programs(house)) == 1
    assert send(admin, PAGE, "another-nonce-of-the-test", **PROGRAM).status_code == 409
    assert "https://erp.example/..." in shown(admin)
    for path in (PAGE, LIST, "/admin/history", "/admin/file/export"):
        page = shown(admin, path)
        assert secret not in page
        assert "geheim" not in page
    history = shown(admin, "/admin/history")
    assert "Kalender" in history
    assert "Nomor diberikan" in history
    other = secret_on(send(admin, PAGE, "another-nonce-of-the-test", **PROGRAM | {"name": "Layar"}))
    assert other != secret


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"url": "http://10.0.0.5/hook"}, "url", "Harus diawali https://"),
        ({"url": ""}, "url", "Bagian ini harus diisi."),
        ({"name": ""}, "name", "Bagian ini harus diisi."),
        ({"events": ""}, "events", "tidak dikenal"),
        ({"events": "visit.held"}, "events", "tidak dikenal"),
    ],
)
def test_what_cannot_be_a_program_is_refused_beside_its_field(
    house: House, admin: FlaskClient, changes: dict[str, str], field: str, words: str
) -> None:
    response = send(admin, PAGE, **PROGRAM | changes)
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert re.search(rf'id="{field}-error">.*?{words}', page), page
    assert programs(house) == ()


def test_without_an_event_and_without_a_nonce_nothing_is_added(house: House, admin: FlaskClient) -> None:
    page = send(admin, PAGE, name="Kalender", url=PROGRAM["url"]).get_data(as_text=True)
    assert re.search(r'id="events-error">.*?Pilih sekurangnya satu', page)
    assert page_refusal(send(admin, PAGE, "", **PROGRAM), "form_expired") >= 400
    assert programs(house) == ()


def test_a_test_is_sent_its_end_is_told_and_the_program_is_removed(
    house: House, admin: FlaskClient, added: WebhookView
) -> None:
    path = f"{PAGE}/{added.id}"
    assert "Belum dikabari dalam tujuh hari terakhir." in shown(admin)
    assert send(admin, f"{path}/test").status_code == 303
    settle(house, "http_418")
    page = shown(admin)
    assert re.search(r"Uji coba: [^<]*tidak dilanjutkan setelah percobaan 1\. [^<]*status 418\.", page), page
    assert TROUBLE in shown(admin, "/admin/")
    assert send(admin, f"{path}/test").status_code == 303
    settle(house)
    assert re.search(r"Uji coba: [^<]*: terkirim\.", shown(admin))
    assert TROUBLE not in shown(admin, "/admin/")
    assert send(admin, f"{path}/remove").status_code == 303
    assert programs(house) == ()
    gone = admin.post(f"{path}/test", data={"csrf_token": form_token(admin)}, headers={"X-Fragment": "1"})
    assert page_refusal(gone, "unknown_target") == 404


def test_an_event_that_fails_is_told_after_an_hour_and_one_that_was_given_up_for_a_day(
    house: House, admin: FlaskClient, added: WebhookView
) -> None:
    house.check_in()
    settle(house, "timed_out")
    assert "Belum terkirim setelah percobaan 1 dari 5. Program itu tidak menjawab pada waktunya." in shown(admin)
    assert TROUBLE not in shown(admin, "/admin/"), "it may still arrive"
    for pause in PAUSES_SECONDS:
        house.clock.sleep(pause)
        settle(house, "timed_out")
        assert (TROUBLE in shown(client_of(house, StaffRole.ADMIN), "/admin/")) == (programs(house)[0].in_trouble > 0)
    house.check_in()
    settle(house)
    assert programs(house)[0].troubled, "a later one arrived, the lost one did not"
    house.clock.sleep(timedelta(days=1).total_seconds())
    assert not programs(house)[0].troubled


def test_every_event_has_its_words() -> None:
    assert set(TOLD_EVENTS) == set(EVENTS)
