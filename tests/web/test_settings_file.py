"""All settings as one file, over the pages."""

import html
import io
import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from queue_server.operations.office_settings import export_office
from queue_server.protocol.words import StaffRole
from tests.web.house import House
from tests.web.roles import client_of, form_token
from tests.web.test_setting_pages import send, text


@pytest.fixture
def admin(house: House) -> FlaskClient:
    return client_of(house, StaffRole.ADMIN)


def bring(client: FlaskClient, content: bytes) -> TestResponse:
    form = {"csrf_token": form_token(client), "file": (io.BytesIO(content), "settings.json")}
    return client.post("/admin/file", data=form, content_type="multipart/form-data")


def exported(client: FlaskClient) -> bytes:
    response = client.get("/admin/file/settings.json")
    assert response.mimetype == "application/json"
    return bytes(response.data)


def office_name(house: House) -> str:
    return house.services.store.read(export_office, office_id=house.office_id).name


def test_a_file_is_shown_first_and_brought_in_with_the_button(house: House, admin: FlaskClient) -> None:
    content = exported(admin).replace(b"Kantor Uji", b"Kantor Baru")
    shown = text(bring(admin, content))
    assert "<td>Kantor Uji</td><td>Kantor Baru</td>" in shown
    assert office_name(house) == "Kantor Uji"
    kept = re.search(r'name="content" value="([^"]*)"', shown)
    assert kept is not None
    assert send(admin, "/admin/file", content=html.unescape(kept[1]), confirmed="on").status_code == 303
    assert office_name(house) == "Kantor Baru"
    assert "Tidak ada: semuanya tetap." in text(bring(admin, exported(admin)))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK", "Ini bukan berkas pengaturan"),
        (b'{"nam": "K"}', "\u201cnam\u201d tidak dikenal; maksud Anda \u201cname\u201d?"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_in_words(admin: FlaskClient, content: bytes, words: str) -> None:
    response = bring(admin, content)
    assert response.status_code == 400
    assert words in text(response)


def test_a_file_with_a_wrong_value_changes_nothing(house: House, admin: FlaskClient) -> None:
    content = exported(admin).replace(b"Kantor Uji", b"Kantor Baru").replace(b"Asia/Jakarta", b"Asia/Nowhere")
    assert send(admin, "/admin/file", content=content.decode(), confirmed="on").status_code == 422
    assert office_name(house) == "Kantor Uji"
