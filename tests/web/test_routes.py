"""All routes with everybody who may come: who is let in, that reading changes nothing, what answers carry."""

import re
from dataclasses import replace
from typing import Any

import pytest
from werkzeug.test import TestResponse

from docs import draw_access
from queue_server.config import WebSettings
from queue_server.domain.audit import AuditName
from queue_server.domain.errors import UnavailableError
from queue_server.protocol.words import StaffRole
from queue_server.storage.store import Store
from queue_server.web.access import OPEN, Access, RouteAccess, allow, route_table
from queue_server.web.app import create_app
from tests.support.stores import dump
from tests.web.house import PASSWORD, House, refusal
from tests.web.roles import EVERYBODY, STREAMS, Role, addresses, ask, client_of, form_token, may, path_of

WITH_A_CERTIFICATE = {"/site-ca.pem"}
REFUSED = {"not_signed_in", "forbidden"}
INLINE = re.compile(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)[^>]*>|javascript:", re.IGNORECASE)


def reading(house: House) -> list[RouteAccess]:
    return [row for row in route_table(house.app) if row.method == "GET"]


def read_all(house: House, role: Role, parts: dict[str, str]) -> list[tuple[RouteAccess, TestResponse]]:
    client = client_of(house, role)
    answers = []
    for row in reading(house):
        response = client.get(path_of(row, parts), buffered=row.path not in STREAMS)
        if row.path in STREAMS and response.status_code == 200:
            next(iter(response.response))
        response.close()
        answers.append((row, response))
    return answers


@pytest.mark.parametrize("role", EVERYBODY)
def test_everybody_is_let_in_where_the_route_says_so_and_nowhere_else(house: House, role: Role) -> None:
    client, parts, wrong = client_of(house, role), addresses(house), list[str]()
    rows = route_table(house.app)
    assert len(rows) > 60
    for row in rows:
        response = ask(client, row.method, path_of(row, parts) + "?after=bad")
        refused = response.status_code in (401, 403) and refusal(response)[1] in REFUSED
        if refused is may(row.access, role):
            wrong.append(f"{row.method} {row.path}: {response.status_code}")
        response.close()
    assert wrong == []


def test_the_document_shows_what_the_routes_declare() -> None:
    assert draw_access.DOCUMENT.read_text(encoding="utf-8") == draw_access.drawn(), "run `make diagrams`"


def test_a_route_stands_in_the_document_as_declared() -> None:
    row = RouteAccess("GET", "/x", "x", Access(staff=frozenset({StaffRole.HEALTH})))
    assert draw_access.table_of((row,)).splitlines()[-1] == "| GET `/x` |  |  |  |  | yes |  |  |  |  |  |  |"


TAKEN_OUT = {AuditName.SETTINGS_EXPORTED, AuditName.RECORD_EXPORTED, AuditName.COUNTS_EXPORTED}


@pytest.mark.parametrize("role", EVERYBODY)
def test_reading_changes_nothing(house: House, role: Role) -> None:
    parts = addresses(house)
    before = dump(house.services.store)
    answers = read_all(house, role, parts)
    after = dump(house.services.store)
    noted = [row for row in after["audit_entry"] if row["name"] != "session.begun" and row["name"] not in TAKEN_OUT]
    assert after | {"audit_entry": noted} == before
    broken = [
        f"{row.path}: {one.status_code}"
        for row, one in answers
        if may(row.access, role) and one.status_code >= 400 and row.path not in WITH_A_CERTIFICATE
    ]
    assert broken == []


def test_the_comparison_sees_a_change(house: House) -> None:
    before = dump(house.services.store)
    house.check_in()
    assert dump(house.services.store) != before


def keeps_strangers_out(response: TestResponse) -> bool:
    """Tell whether an answer carries every header that binds a browser, once, and names no program."""
    (policy,) = response.headers.getlist("Content-Security-Policy")
    strict = {"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"}
    expected = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }
    named = {"Server", "X-Powered-By", "Via"} & set(response.headers.keys())
    told = all(response.headers.getlist(name) == [value] for name, value in expected.items())
    return (
        strict <= set(policy.split("; ")) and not re.search(r"unsafe|https?:|data:|\*", policy) and told and not named
    )


@pytest.mark.parametrize("role", EVERYBODY)
def test_every_answer_keeps_strangers_out(house: House, role: Role) -> None:
    for row, response in read_all(house, role, addresses(house)):
        assert keeps_strangers_out(response), row.path
        if row.endpoint not in ("static", "tokens", "look.sheet", "look.logo"):
            # a look of a phone is asked for again each time
            kept = "private, no-cache" if row.endpoint == "visitor.look" else "no-store"
            assert response.headers["Cache-Control"] == kept, row.path


@pytest.mark.parametrize("role", [None, *StaffRole])
def test_no_page_has_inline_script_or_style(house: House, role: Role) -> None:
    client, parts, pages = client_of(house, role), addresses(house), 0
    for row in reading(house):
        if row.path not in STREAMS and may(row.access, role):
            response = client.get(path_of(row, parts), buffered=True)
            if response.mimetype == "text/html":
                pages += 1
                assert INLINE.findall(response.get_data(as_text=True)) == [], row.path
    assert pages >= 2


@pytest.mark.parametrize("html", ['<p style="x">', "<script>x</script>", '<a onclick="x">', "<style>"])
def test_inline_script_and_style_would_be_seen(html: str) -> None:
    assert INLINE.search(html)


@pytest.mark.parametrize("settings", [WebSettings(), WebSettings(secure_cookies=True)], ids=["http", "https"])
def test_the_cookie_is_for_this_server_only(house: House, settings: WebSettings) -> None:
    client = house.app.test_client()
    scheme = {"base_url": "https://localhost"} if settings.secure_cookies else {}
    page = client.get("/sign-in", **scheme)
    sent = page.headers["Set-Cookie"].split("; ")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(sent)
    assert ("Secure" in sent) is settings.secure_cookies


def test_the_page_of_a_fault_tells_nothing_of_the_inside(house: House, caplog: pytest.LogCaptureFixture) -> None:
    @allow(OPEN)
    def broken() -> str:
        raise ZeroDivisionError("a secret of the inside")

    house.app.view_functions["sign_in.form"] = broken
    response = house.app.test_client().get("/sign-in")
    text = response.get_data(as_text=True)
    assert (response.status_code, response.mimetype) == (500, "text/html")
    assert not re.search(r"secret|Traceback|ZeroDivision|\.py|werkzeug|flask", text, re.IGNORECASE)
    assert "Server" not in response.headers
    assert "a secret of the inside" in caplog.text


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_errors_of_every_kind_keep_strangers_out_and_tell_nothing(house: House, accept: str) -> None:
    @allow(OPEN)
    def broken() -> str:
        raise ZeroDivisionError("a secret of the inside")

    client = client_of(house, StaffRole.ADMIN)
    house.app.view_functions["sign_in.form"] = broken
    answers = [
        client.open(path, method=method, headers={"Accept": accept}, **more)
        for method, path, more in (
            ("GET", "/nothing", {}),
            ("DELETE", "/sign-in", {}),
            ("POST", "/admin/office", {"data": {"csrf_token": "forged"}}),
            ("POST", "/admin/office", {"data": b"x" * 2_000_000}),
            ("GET", "/staff/stream?after=bad", {}),
            ("GET", "/sign-in", {}),
        )
    ]
    assert [one.status_code for one in answers] == [404, 405, 400, 413, 400, 500]
    for one in answers:
        assert keeps_strangers_out(one)
        assert one.headers["Cache-Control"] == "no-store"
        assert not re.search(r"secret|Traceback|Error\(|\.py\b|werkzeug|flask|sqlite", one.get_data(as_text=True), re.I)


@pytest.mark.parametrize("path", ["/nothing", "/static/nothing.css", "/static/../auth.py", "/v/<script>"])
def test_an_address_that_is_not_there_says_only_that(house: House, path: str) -> None:
    response = house.app.test_client().get(path, headers={"Accept": "text/html"})
    assert response.status_code == 404
    assert "<script>" not in response.get_data(as_text=True)


class AwayStore(Store):
    """A store whose database is away."""

    def read(self, *_args: Any, **_more: Any) -> Any:
        raise UnavailableError

    def write(self, *_args: Any, **_more: Any) -> Any:
        raise UnavailableError

    def wipe(self) -> None:
        raise UnavailableError


def test_health_tells_whether_the_database_answers(house: House) -> None:
    client = house.app.test_client()
    assert client.get("/health").get_json() == {"status": "ok"}
    away = replace(house.services, store=AwayStore(house.services.store._engine, house.services.store._statements))
    response = create_app(away).test_client().get("/health", headers={"Accept": "text/html"})
    assert (response.status_code, response.get_json()["error"]["code"]) == (503, "unavailable")


def test_a_copy_of_the_cookie_is_worth_nothing_after_signing_out(house: House) -> None:
    client, other = client_of(house, StaffRole.OFFICER), client_of(house, StaffRole.OFFICER)
    cookie = client.get_cookie("antre_session")
    assert cookie is not None
    assert client.post("/sign-out", data={"csrf_token": form_token(client)}).status_code == 303
    thief = house.app.test_client()
    thief.set_cookie("antre_session", cookie.value)
    assert refusal(ask(thief, "GET", "/staff/pulse")) == (401, "session_expired")
    assert ask(other, "GET", "/staff/pulse").status_code == 200, "the same person elsewhere stays signed in"
    assert PASSWORD not in cookie.value
