"""Sessions of staff: begin, limits, roles, forms."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from queue_server.domain.actor import SYSTEM
from queue_server.operations import accounts
from queue_server.protocol.words import StaffRole
from queue_server.web import auth
from queue_server.web.throttle import LIMIT_USER
from tests.support.stores import dump
from tests.web.house import PASSWORD, House, refusal

SIGN_IN = "/sign-in"
A_PAGE = {"Accept": "text/html"}
BACKGROUND = {"Accept": "text/event-stream"}


def csrf(client: FlaskClient, path: str = SIGN_IN) -> str:
    page = client.get(path, follow_redirects=True).get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, page
    return found.group(1)


def sign_in(house: House, role: StaffRole = StaffRole.OFFICER, password: str = PASSWORD) -> tuple[FlaskClient, Any]:
    client = house.app.test_client()
    form = {"username": role.value, "password": password, "csrf_token": csrf(client)}
    return client, client.post(SIGN_IN, data=form)


def probe(client: FlaskClient) -> Any:
    """Ask for a staff address as a program does; closed to who is not signed in."""
    return client.get("/staff/stream?after=bad", headers=BACKGROUND)


def is_in(client: FlaskClient) -> bool:
    return refusal(probe(client)) == (400, "malformed")


def test_a_right_password_begins_a_session(house: House) -> None:
    client, response = sign_in(house)
    assert response.status_code == 303
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert is_in(client)


def test_who_came_and_went_stands_in_the_audit_log_and_who_failed_once_does_not(house: House) -> None:
    client, _ = sign_in(house)
    sign_in(house, password="a wrong one")
    client.post("/sign-out", data={"csrf_token": csrf(client, "/")})
    account = house.services.store.read(accounts.find_account, StaffRole.OFFICER.value)
    assert account is not None
    told = [(row["name"], row["actor"]) for row in dump(house.services.store)["audit_entry"]][-2:]
    assert told == [(f"session.{word}", f"account:{account.id}") for word in ("begun", "ended")]


def test_without_a_session_a_page_leads_to_the_sign_in(house: House) -> None:
    client = house.app.test_client()
    assert refusal(probe(client)) == (401, "not_signed_in")
    response = client.get("/staff/stream", headers={"Accept": "text/html"})
    assert response.status_code == 303
    assert response.location.startswith(SIGN_IN)


@pytest.mark.parametrize("name", ["officer", "nobody at all"])
def test_a_wrong_password_and_an_unknown_user_look_the_same(house: House, name: str) -> None:
    client = house.app.test_client()
    form = {"username": name, "password": "wrong password", "csrf_token": csrf(client)}
    response = client.post(SIGN_IN, data=form, headers={"Accept": "text/html"})
    assert response.status_code == 401
    assert "Nama pengguna atau kata sandi salah." in response.get_data(as_text=True)
    assert not is_signed(client)


def is_signed(client: FlaskClient) -> bool:
    return refusal(probe(client))[0] != 401


def test_guessing_is_slowed_down(house: House) -> None:
    for _ in range(LIMIT_USER):
        assert sign_in(house, password="wrong password")[1].status_code == 401
    client, response = sign_in(house)
    assert response.status_code == 429
    assert not is_signed(client)
    house.clock.sleep(301)
    assert is_in(sign_in(house)[0])


def test_a_session_ends_when_it_is_not_used(house: House) -> None:
    client, _ = sign_in(house)
    house.clock.sleep(3599)
    assert is_in(client)
    house.clock.sleep(2)
    assert refusal(probe(client)) == (401, "session_expired")
    client.get("/counter/", headers=A_PAGE)
    assert refusal(probe(client)) == (401, "not_signed_in")


def test_what_a_page_fetches_by_itself_does_not_keep_a_session(house: House) -> None:
    client, _ = sign_in(house)
    for _ in range(2):
        house.clock.sleep(1800)
        probe(client)
    assert refusal(probe(client))[0] == 401


def test_what_a_page_fetches_by_itself_takes_no_newer_session_away(house: House) -> None:
    client, _ = sign_in(house)
    house.clock.sleep(house.services.settings.session_idle_seconds)
    late = probe(client)
    assert (refusal(late), "Set-Cookie" in late.headers) == ((401, "session_expired"), False)
    assert "Set-Cookie" in client.get("/counter/", headers=A_PAGE).headers


def test_use_keeps_a_session_until_its_last_hour(house: House) -> None:
    client, _ = sign_in(house)
    for _ in range(23):
        house.clock.sleep(1800)
        client.get("/staff/stream?after=bad", headers={"Accept": "text/html"})
        assert is_in(client)
    house.clock.sleep(1801)
    assert refusal(probe(client)) == (401, "session_expired")


def test_an_admin_ends_sessions_at_once(house: House) -> None:
    client, _ = sign_in(house)
    account = house.services.store.read(accounts.find_account, "officer")
    assert account is not None
    who: dict[str, Any] = {"office_id": house.office_id, "actor": SYSTEM, "now": house.clock.now()}
    house.services.store.write(accounts.end_sessions, account.id, **who)
    assert refusal(probe(client)) == (401, "session_expired")


def test_an_account_that_is_no_longer_active_is_out(house: House) -> None:
    client, _ = sign_in(house)
    account = house.services.store.read(accounts.find_account, "officer")
    assert account is not None
    who: dict[str, Any] = {"office_id": house.office_id, "actor": SYSTEM, "now": house.clock.now()}
    change: dict[str, Any] = {"display_name": "x", "roles": frozenset({StaffRole.OFFICER}), "active": False}
    house.services.store.write(accounts.save_account, account.id, **change, **who)
    assert refusal(probe(client))[0] == 401
    assert sign_in(house)[1].status_code == 401


def test_signing_in_begins_a_new_session(house: House) -> None:
    client = house.app.test_client()
    before = csrf(client)
    form = {"username": "officer", "password": PASSWORD, "csrf_token": before}
    client.post(SIGN_IN, data=form)
    with client.session_transaction() as session:
        assert session["account"] > 0
    response = client.post("/sign-out", data={"csrf_token": before}, headers={"Accept": "*/*"})
    assert refusal(response) == (400, "form_expired")


@pytest.mark.parametrize("token", [None, "forged"])
def test_a_form_without_its_token_is_refused(house: House, token: str | None) -> None:
    client, _ = sign_in(house)
    data = {"csrf_token": token} if token else {}
    assert refusal(client.post("/sign-out", data=data, headers={"Accept": "*/*"})) == (400, "form_expired")
    assert is_in(client)


def test_a_forged_cookie_is_nobody(house: House) -> None:
    client = house.app.test_client()
    client.set_cookie("antre_session", "eyJhY2NvdW50IjoxfQ.aaaa.bbbb")
    assert refusal(probe(client)) == (401, "not_signed_in")


def test_a_device_token_opens_no_staff_page(house: House) -> None:
    response = house.app.test_client().get(
        "/staff/stream", headers={"Authorization": "Bearer token-of-the-kiosk", **BACKGROUND}
    )
    assert refusal(response) == (401, "not_signed_in")


def test_a_session_opens_no_api(house: House) -> None:
    client, _ = sign_in(house, StaffRole.ADMIN)
    assert refusal(client.get("/api/v1/office")) == (401, "not_signed_in")


def test_roles_are_those_of_the_account(house: House) -> None:
    with house.app.test_request_context("/sign-in"):
        assert auth.signed_in() is None
        auth.sign_in("security", PASSWORD)
        assert auth.has_role(StaffRole.SECURITY)
        assert not auth.has_role(StaffRole.ADMIN, StaffRole.OFFICER)
