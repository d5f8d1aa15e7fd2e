"""What people do and no event tells of: noted, and shown to the admin; guessing as well, whoever's name it is about."""

import pytest
from flask.testing import FlaskClient

from queue_server.domain.actor import SYSTEM
from queue_server.domain.audit import AuditName
from queue_server.operations import audit
from queue_server.protocol.words import StaffRole
from queue_server.web.staff.deed_words import DEEDS
from queue_server.web.throttle import LIMIT_USER
from tests.support.stores import dump
from tests.web.house import House
from tests.web.roles import client_of
from tests.web.test_sessions import SIGN_IN, csrf, sign_in
from tests.web.test_setting_pages import text

PAGE = "/admin/history/deeds"


@pytest.fixture
def admin(house: House) -> FlaskClient:
    return client_of(house, StaffRole.ADMIN)


def noted(house: House, name: AuditName) -> list[tuple[str, str]]:
    """Who did it to whom, the oldest first."""
    return [(row["actor"], row["subject"]) for row in dump(house.services.store)["audit_entry"] if row["name"] == name]


def test_each_deed_has_words() -> None:
    assert set(DEEDS) == set(AuditName)


@pytest.mark.parametrize(
    ("address", "name", "subject"),
    [
        ("/admin/file/settings.json", AuditName.SETTINGS_EXPORTED, "office:1"),
        ("/admin/record.csv?date=2026-03-02", AuditName.RECORD_EXPORTED, "day:2026-03-02"),
        (
            "/screening/counts.csv?first_date=2026-03-01&last_date=2026-03-02",
            AuditName.COUNTS_EXPORTED,
            "days:2026-03-01/2026-03-02",
        ),
    ],
)
def test_what_is_taken_out_is_noted_and_shown(
    house: House, admin: FlaskClient, address: str, name: AuditName, subject: str
) -> None:
    assert admin.get(address).status_code == 200
    ((actor, about),) = noted(house, name)
    assert (actor.partition(":")[0], about) == ("account", subject)
    page = text(admin.get(PAGE))
    assert str(DEEDS[AuditName.SESSION_BEGUN]) not in page, "it is in Indonesian"
    assert "Masuk." in page
    assert "Admin" in page
    if not subject.startswith("office"):
        assert subject.partition(":")[2] in page
    assert audit.verify(house.services.store, office_id=house.office_id).broken is None


def test_what_could_not_be_given_was_not_taken_out(house: House, admin: FlaskClient) -> None:
    admin.get("/admin/record.csv?date=yesterday")
    admin.get("/screening/counts.csv?first_date=2026-03-02&last_date=2026-03-01")
    assert noted(house, AuditName.RECORD_EXPORTED) == noted(house, AuditName.COUNTS_EXPORTED) == []


def test_who_guesses_is_noted_once_a_wait_begins(house: House, admin: FlaskClient) -> None:
    for _ in range(LIMIT_USER - 1):
        sign_in(house, password="a wrong one")
    assert noted(house, AuditName.SIGN_IN_SLOWED) == []
    for _ in range(4):
        sign_in(house, password="a wrong one")
    ((actor, subject),) = noted(house, AuditName.SIGN_IN_SLOWED)
    assert (actor, subject.partition(":")[0]) == (str(SYSTEM), "account")
    assert "sampai harus menunggu. <bdi>Officer</bdi>" in text(admin.get(PAGE))


def test_a_name_that_nobody_has_is_noted_too_and_never_said(house: House, admin: FlaskClient) -> None:
    typed = "perhaps a password"
    for _ in range(LIMIT_USER + 3):
        client = house.app.test_client()
        client.post(SIGN_IN, data={"username": typed, "password": "x", "csrf_token": csrf(client)})
    assert noted(house, AuditName.SIGN_IN_SLOWED) == [(str(SYSTEM), "account:0")]
    page = text(admin.get(PAGE))
    assert "sampai harus menunggu." in page
    assert typed not in page
    assert typed not in str(dump(house.services.store)["audit_entry"])


def test_older_deeds_are_on_further_pages(house: House, admin: FlaskClient) -> None:
    for day in range(1, 61):
        admin.get(f"/admin/record.csv?date=2025-{1 + day // 28:02}-{1 + day % 28:02}")
    newest = text(admin.get(PAGE))
    assert "2025-03-05" in newest
    assert "2025-01-02" not in newest
    found = newest.partition(f'href="{PAGE}?before=')[2].partition('"')[0]
    older = text(admin.get(f"{PAGE}?before={found}"))
    assert "2025-01-02" in older
    assert "2025-03-05" not in older


def test_the_head_that_is_shown_is_the_one_that_is_verified(house: House, admin: FlaskClient) -> None:
    _, head = house.services.store.read(audit.head, office_id=house.office_id)
    assert head in text(admin.get(PAGE))
    assert text(admin.get(f"{PAGE}?before=nonsense")).count("<tr>") > 1


@pytest.mark.parametrize("before", [-(10**30), -1, 0, 2**63, 10**30])
def test_an_address_with_no_such_page_shows_the_newest(admin: FlaskClient, before: int) -> None:
    answer = admin.get(f"{PAGE}?before={before}")
    assert answer.status_code == 200
    assert "Masuk." in text(answer)
