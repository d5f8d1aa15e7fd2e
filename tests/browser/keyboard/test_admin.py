"""The main pages of the administration without a mouse."""

import pytest
from playwright.sync_api import expect

from queue_server.demo import PASSWORD
from tests.browser.keyboard.hands import Hands, signs_in
from tests.support.browser import OpenPage, PageErrors
from tests.support.live_server import LiveServer


@pytest.fixture
def hands(live: LiveServer, open_page: OpenPage) -> Hands:
    """The keyboard of the head of office, who has signed in."""
    hands = Hands(open_page("desk", reduced_motion="reduce"))
    signs_in(hands, live.url, "admin")
    return hands


def goes_by_the_sections(hands: Hands, name: str) -> None:
    hands.follows(rf"{name}( \d+)?")
    expect(hands.page.locator(".sections [aria-current]")).to_contain_text(name)


def test_a_quota_and_a_counter_are_changed(hands: Hands, page_errors: PageErrors) -> None:
    page_errors.allow("422")
    goes_by_the_sections(hands, "Layanan")
    hands.follows("Ubah Permohonan paspor")
    hands.goes_to("Kuota per hari.*", tag="input").types("banyak")
    hands.follows("Simpan", tag="button")
    hands.reads("#quota_per_day-error", "Tulis angka.")
    hands.goes_to("Kuota per hari.*", tag="input").types("100")
    hands.follows("Simpan", tag="button")
    hands.reads("table", "100")
    goes_by_the_sections(hands, "Loket")
    hands.follows("Ubah.*4")
    hands.goes_to("Permohonan paspor.*", tag="input").types("2")
    hands.follows("Simpan", tag="button")
    expect(hands.page.locator("tr", has_text="4").first).to_contain_text("Permohonan paspor")
    hands.can_see()


def test_an_officer_comes_and_a_device_is_registered(hands: Hands) -> None:
    goes_by_the_sections(hands, "Akun")
    hands.follows("Akun baru|Tambah.*")
    for label, value in (("Nama.*tampil.*|Nama", "Ibu Ayu"), ("Nama pengguna", "petugas9"), ("Kata sandi.*", PASSWORD)):
        hands.goes_to(label, tag="input").types(value)
    hands.presses("Petugas loket.*|Petugas", tag="input", key="Space")
    hands.follows("Simpan", tag="button")
    hands.reads("table", "Ibu Ayu")
    goes_by_the_sections(hands, "Perangkat")
    hands.goes_to("Nama", tag="input").types("Layar ruang tunggu")
    hands.follows("Daftarkan dan tampilkan token", tag="button")
    expect(hands.page.locator(".secret code")).to_be_visible()
    hands.can_see()


@pytest.mark.parametrize("path", ["", "services/1", "office", "bookings", "closures", "record", "messages", "file"])
def test_the_focus_is_caught_nowhere_and_is_always_seen(hands: Hands, live: LiveServer, path: str) -> None:
    hands.page.goto(f"{live.url}/admin/{path}")
    assert len(hands.walks_round()) > 20
    hands.can_see()
