"""A clock that is set while the pages are used: no session for ever, no address lost, nobody locked out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from queue_server.domain.rotation import NoBackup
from queue_server.protocol.words import StaffRole
from queue_server.web.app import create_app
from queue_server.web.throttle import LIMIT_USER
from tests.web.house import House, refusal
from tests.web.roles import client_of, form_token
from tests.web.test_place_pages import arrived, look
from tests.web.test_sessions import A_PAGE, is_in, probe, sign_in

YEARS_SECONDS = 8 * 365 * 86_400


@pytest.mark.parametrize("jump_seconds", [YEARS_SECONDS, -3600, 120])
def test_a_session_lives_no_longer_by_a_jump_and_back(house: House, jump_seconds: int) -> None:
    before, _ = sign_in(house)
    house.clock.jump(jump_seconds)
    assert is_in(before) == (jump_seconds != YEARS_SECONDS)
    during, _ = sign_in(house)
    assert is_in(during)
    house.clock.jump(-jump_seconds)
    assert is_in(during) == (jump_seconds == 120), "an hour ahead is an hour without a touch"
    limits = house.services.settings
    for _ in range((limits.session_absolute_seconds + limits.session_idle_seconds) // 1800 + 1):
        house.clock.sleep(1800)
        during.get("/staff/stream?after=bad", headers=A_PAGE)
    assert refusal(probe(during))[0] == 401


def test_a_copy_of_a_cookie_stays_worthless_when_the_clock_comes_back(house: House) -> None:
    client, other = client_of(house, StaffRole.OFFICER), client_of(house, StaffRole.OFFICER)
    cookie = client.get_cookie("antre_session")
    assert cookie is not None
    client.post("/sign-out", data={"csrf_token": form_token(client)})
    house.clock.jump(YEARS_SECONDS)
    other.post("/sign-out", data={"csrf_token": form_token(other)})
    house.clock.jump(-YEARS_SECONDS)
    thief = house.app.test_client()
    thief.set_cookie("antre_session", cookie.value)
    assert refusal(probe(thief)) == (401, "session_expired")


def test_who_guesses_waits_by_the_clock_that_nobody_sets(house: House) -> None:
    for _ in range(LIMIT_USER):
        sign_in(house, password="wrong password")
    for jump_seconds in (YEARS_SECONDS, -YEARS_SECONDS, -3600):
        house.clock.jump(jump_seconds)
        assert sign_in(house)[1].status_code == 429
    house.clock.sleep(301)
    assert sign_in(house)[1].status_code == 303


def test_the_address_of_a_place_in_line_goes_on_through_all_jumps(house: House) -> None:
    path = arrived(house)
    for jump_seconds in (YEARS_SECONDS, -YEARS_SECONDS, -3600, 3600, 120):
        house.clock.jump(jump_seconds)
        house.clock.sleep(2)
        assert look(house, path).status_code == 200


def test_the_admin_sees_since_when_no_backup_could_be_made_until_there_is_one(house: House) -> None:
    lacks = [NoBackup(house.clock.now() - timedelta(hours=30), "no backup: No space left on device")]
    lacking = replace(house.services.monitoring, no_backup=lambda: lacks[0] if lacks else None)
    told = replace(house, app=create_app(replace(house.services, monitoring=lacking)))
    admin = client_of(told, StaffRole.ADMIN)
    page = admin.get("/admin/").get_data(as_text=True)
    assert "Sejak 1 Mar 2026, 02.00 tidak ada cadangan data" in page.replace("02:00", "02.00")
    assert "No space left on device" in page
    lacks.clear()
    assert "cadangan data" not in admin.get("/admin/").get_data(as_text=True)
