"""The admin's page of messages: targets that are understood, refusals in words, and no address anywhere."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from queue_server.domain.message import Message, MessageKind, MessageState
from queue_server.operations import messages
from queue_server.operations.message_targets import TargetView, targets_view
from queue_server.protocol.words import StaffRole
from tests.web.house import WARM, House
from tests.web.roles import client_of, form_token
from tests.web.test_staff_refusals import page_refusal

ADDRESS = "json://guards:geheim@127.0.0.1:1/geheim"
TROUBLE = "Pesan ke 1 tujuan tidak sampai"
TARGET = {"name": "Pos jaga", "url": ADDRESS, "kinds": "held"}


@pytest.fixture
def admin(house: House) -> FlaskClient:
    return client_of(house, StaffRole.ADMIN)


def send(client: FlaskClient, path: str, **form: str) -> TestResponse:
    return client.post(path, data=form | {"csrf_token": form_token(client)})


def act(client: FlaskClient, path: str) -> TestResponse:
    return client.post(path, data={"csrf_token": form_token(client)}, headers={"X-Fragment": "1"})


def text(response: TestResponse) -> str:
    return response.get_data(as_text=True)


def targets(house: House) -> tuple[TargetView, ...]:
    return house.services.store.read(targets_view, office_id=house.office_id)[0]


def settle(house: House, error: str = "") -> None:
    now: dict[str, Any] = {"now": house.clock.now()}
    ((message_id, _target),), _next = house.services.store.read(messages.due, **now)
    assert house.services.store.write(messages.take, message_id, **now) is not None
    house.services.store.write(messages.settle, message_id, error, **now)


@pytest.fixture
def added(house: House, admin: FlaskClient) -> TargetView:
    assert send(admin, "/admin/messages", **TARGET).status_code == 303
    (target,) = targets(house)
    return target


def test_a_target_is_added_and_its_address_never_shown_again(admin: FlaskClient, added: TargetView) -> None:
    assert (added.name, added.kinds, added.active) == ("Pos jaga", (MessageKind.HELD,), True)
    shown = text(admin.get("/admin/messages"))
    assert "json://guards:****@127.0.0.1:1/..." in shown
    for path in ("/admin/messages", "/admin/messages/list", "/admin/history", "/admin/file/export"):
        assert "geheim" not in text(admin.get(path))
    assert "Pos jaga" in text(admin.get("/admin/history"))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("guards@office.example", "harus diawali nama layanan"),
        ("tgrm://x", "Tidak ada layanan bernama “tgrm”; apakah maksudnya “tgram”?"),
        ("qqqqqqqqqq://x", "Tidak ada layanan bernama “qqqqqqqqqq”."),
        ("tgram://x", "Untuk Telegram ada yang kurang atau salah. Penulisannya begini: tgram://bot-token/chat-id"),
        ("windows://", "tidak dapat dipakai di mesin ini."),
        ("", "Bagian ini harus diisi."),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_in_words(
    house: House, admin: FlaskClient, url: str, words: str
) -> None:
    response = send(admin, "/admin/messages", **TARGET | {"url": url})
    assert response.status_code == 422
    assert words in text(response)
    assert 'id="url-error"' in text(response)
    assert targets(house) == ()


def test_what_else_is_wrong_is_told_beside_its_field(house: House, admin: FlaskClient, added: TargetView) -> None:
    response = send(admin, "/admin/messages", **TARGET)
    assert response.status_code == 409
    assert 'id="name-error"' in text(response)
    response = send(admin, "/admin/messages", name="Satgas", url=ADDRESS)
    assert response.status_code == 422
    assert 'id="kinds-error"' in text(response)
    assert targets(house) == (added,)


def test_a_target_is_switched_and_removed(house: House, admin: FlaskClient, added: TargetView) -> None:
    path = f"/admin/messages/{added.id}"
    for way, active in (("off", False), ("on", True)):
        assert send(admin, f"{path}/{way}").status_code == 303
        assert [one.active for one in targets(house)] == [active]
    assert act(admin, f"{path}/remove").status_code == 200
    assert targets(house) == ()
    assert page_refusal(act(admin, f"{path}/test"), "unknown_target") == 404


def test_a_test_is_queued_and_its_end_is_told(house: House, admin: FlaskClient, added: TargetView) -> None:
    path = f"/admin/messages/{added.id}/test"
    assert "Uji coba sedang dikirim." in text(
        admin.post(path, data={"csrf_token": form_token(admin)}, follow_redirects=True)
    )
    assert "Sedang dikirim (Uji coba)." in text(admin.get("/admin/messages/list"))
    settle(house, "http_401")
    shown = text(admin.get("/admin/messages/list"))
    assert "tidak terkirim (Uji coba). Layanan itu tidak menerima kata sandi atau tokennya." in shown
    assert TROUBLE in text(admin.get("/admin/messages"))
    send(admin, path)
    settle(house)
    assert "terkirim (Uji coba)." in text(admin.get("/admin/messages/list"))
    assert TROUBLE not in text(admin.get("/admin/messages"))


def test_how_a_message_is_stands_in_words(house: House, admin: FlaskClient, added: TargetView) -> None:
    house.check_in(measurement=WARM)
    assert added.last is None
    settle(house, "http_418")
    shown = text(admin.get("/admin/messages/list"))
    assert "Belum terkirim setelah percobaan 1 dari 10" in shown
    assert "Layanan itu menjawab dengan status 418." in shown
    last: Message | None = targets(house)[0].last
    assert last is not None
    assert last.state is MessageState.PENDING
