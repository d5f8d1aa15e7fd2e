"""The pages of the thermometers in a real browser: the guided comparison, the check, the kiosks side by side."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from queue_server.domain.actor import SYSTEM
from queue_server.operations import check_in, staff_measurements
from queue_server.operations.admin import set_quota_today
from queue_server.operations.devices import record_heartbeat, register_device
from queue_server.protocol.messages import CheckInRequest, Heartbeat, PartHealth
from queue_server.protocol.staff_measurements import StaffReport
from queue_server.protocol.temperature import Measurement
from queue_server.protocol.words import DeviceRole, MeasurementStatus
from queue_server.tokens import hash_token
from tests.browser.staff import SignIn
from tests.support.axe import assert_accessible
from tests.support.browser import PageErrors, screenshot
from tests.support.live_server import LiveServer

OFF_CELSIUS = -0.8
"""What the sensor of the test reads too much."""


def beat(live: LiveServer) -> None:
    live.clock.sleep(1)
    part = PartHealth(name="thermometer", driver="mlx90614", state="ok")
    heartbeat = Heartbeat(parts=(part,), version="0.3.0")
    live.server.store.write(record_heartbeat, live.kiosk_id, heartbeat, office_id=live.office_id, now=live.clock.now())


def measure(live: LiveServer, page: Page, true_celsius: float | None, offset: float = 0.0) -> None:
    """Press the button, and let the kiosk answer as its sensor reads; ``None``: nothing is before it."""
    live.clock.sleep(1)
    page.locator("#measure").click()
    expect(page.locator("main")).to_contain_text("Kios mengukur begitu tidak ada pengunjung")
    wanted = live.server.store.read(
        staff_measurements.wanted, live.kiosk_id, office_id=live.office_id, now=live.clock.now()
    )
    assert wanted is not None
    status = MeasurementStatus.UNSURE if true_celsius is None else MeasurementStatus.MEASURED
    celsius = None if true_celsius is None else true_celsius + OFF_CELSIUS
    found = Measurement(status=status, celsius=celsius, samples=12, reason="nobody" if celsius is None else "")
    report = StaffReport(
        nonce=f"staff-measurement-{wanted:08d}", measurement_id=wanted, measurement=found, offset_celsius=offset
    )
    live.server.store.write(
        staff_measurements.report, report, office_id=live.office_id, device_id=live.kiosk_id, now=live.clock.now()
    )


def compare(live: LiveServer, page: Page, true_celsius: float, shows: str) -> None:
    measure(live, page, true_celsius)
    page.fill("#reference_celsius", shows)
    page.locator(".compare button").click()
    expect(page.locator("#reference_celsius")).to_have_count(0)  # the answer is there, and the next press counts


@pytest.fixture
def page(sign_in: SignIn, live: LiveServer) -> Page:
    """The guided page, by its way from the list."""
    beat(live)
    page = sign_in("satgas")
    page.locator(".places a", has_text="Termometer").click()
    page.locator(".device", has_text="Kiosk pintu masuk").locator("a", has_text="Kalibrasi").click()
    page.wait_for_url(re.compile(r"/thermometers/\d+$"))
    expect(page.locator("#connection")).to_have_attribute("data-state", "live")
    return page


def test_three_comparisons_become_an_offset(page: Page, live: LiveServer, page_errors: PageErrors) -> None:
    page_errors.allow(r"422 \(UNPROCESSABLE ENTITY\).*/pair")
    expect(page.locator("main")).to_contain_text("Kantor tidak menyimpan koreksi untuknya")
    assert_accessible(page)
    screenshot(page, "staff-thermometer-begin")
    measure(live, page, None)
    expect(page.locator("main")).to_contain_text("Tidak ada apa-apa di depan sensor")
    measure(live, page, 36.6)
    expect(page.locator(".compare")).to_contain_text("Kios sudah mengukur")
    assert "35,8" not in page.content(), "the value is not told before the reference was"
    page.locator(".compare button").click()
    expect(page.locator(".field-error")).to_be_visible()
    assert_accessible(page)
    page.fill("#reference_celsius", "36,6")
    page.locator(".compare button").click()
    expect(page.locator("main")).to_contain_text("Bandingkan 3 kali dahulu")
    compare(live, page, 36.6, "36,7")
    compare(live, page, 36.7, "36,7")
    expect(page.locator("svg.pairs circle")).to_have_count(3)
    expect(page.locator("main")).to_contain_text("Rata-rata sensor membaca 0,83 °C terlalu rendah")
    assert_accessible(page)
    screenshot(page, "staff-thermometer-pairs")
    page.locator("#accept").click()
    expect(page.locator("#notes")).to_contain_text("Mulai sekarang kios menambahkan +0,83 °C")
    expect(page.locator(".rows")).to_contain_text("tidak ada → +0,83 °C")
    expect(page.locator("svg.pairs")).to_have_count(0)
    assert_accessible(page)


def test_comparisons_that_differ_are_no_offset_and_can_be_begun_anew(page: Page, live: LiveServer) -> None:
    for shows in ("36,6", "36,8", "37,2"):
        compare(live, page, 36.6, shows)
    expect(page.locator(".guide")).to_contain_text("Perbandingan berselisih lebih dari 0,3 °C")
    expect(page.locator("#accept")).to_have_count(0)
    assert_accessible(page)
    screenshot(page, "staff-thermometer-spread")
    page.locator("#start-over summary").click()
    page.locator("#start-over form button").click()
    expect(page.locator("svg.pairs")).to_have_count(0)


def test_a_check_finds_the_thermometer_off_and_the_device_page_tells(
    page: Page, live: LiveServer, sign_in: SignIn
) -> None:
    page.locator("a", has_text="Uji saja").click()
    measure(live, page, 37.0)
    page.fill("#expected_celsius", "37")
    page.locator(".compare button").click()
    expect(page.locator("#notes")).to_contain_text("Termometer meleset")
    expect(page.locator(".rows")).to_contain_text("meleset lebih dari 0,30 °C")
    assert_accessible(page)
    screenshot(page, "staff-thermometer-check")
    measure(live, page, 37.0, offset=0.8)
    expect(page.locator("#expected_celsius")).to_have_value("37")
    admin = sign_in("admin")
    admin.goto(f"{live.url}/admin/devices")
    expect(admin.locator(".devices")).to_contain_text("Uji terakhir menemukan termometer meleset")
    assert_accessible(admin)
    screenshot(admin, "staff-admin-devices-thermometer")
    page.locator(".compare button").click()
    expect(page.locator("#notes")).to_contain_text("Termometer benar")
    expect(admin.locator(".devices")).not_to_contain_text("Uji terakhir menemukan")


def visitors(live: LiveServer, device_id: int, warm: int, passed: int) -> None:
    for nth in range(warm + passed):
        request = CheckInRequest(
            nonce=f"visitor-{device_id:04d}-{nth:08d}",
            service_id=live.service_id,
            measurement=Measurement(status=MeasurementStatus.MEASURED, celsius=38.0 if nth < warm else 36.4),
        )
        where: dict[str, Any] = {"office_id": live.office_id, "device_id": device_id, "now": live.clock.now()}
        live.server.store.write(check_in.check_in, request, **where)


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_kiosk_that_warns_often_stands_out_of_its_neighbours(sign_in: SignIn, live: LiveServer, size: str) -> None:
    beat(live)
    who: dict[str, Any] = {"office_id": live.office_id, "actor": SYSTEM, "now": live.clock.now()}
    named: dict[str, Any] = {"name": "Kiosk lobi timur", "role": DeviceRole.KIOSK, "token_hash": hash_token("another")}
    other = live.server.store.write(register_device, **named, **who)
    live.server.store.write(set_quota_today, live.service_id, None, "uji", **who)
    visitors(live, live.kiosk_id, 12, 20)
    visitors(live, other, 2, 30)
    page = sign_in("keamanan", size=size)
    page.goto(f"{live.url}/thermometers/")
    card = page.locator(".device", has_text="Kiosk pintu masuk")
    expect(card).to_contain_text("sedikitnya dua kali lebih sering daripada tetangganya")
    expect(page.locator("svg.shares rect.warm")).to_have_count(2)
    page.locator("#figures summary").click()
    expect(page.locator("#figures")).to_contain_text("37,5% 12 dari 32")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert_accessible(page)
    screenshot(page, f"staff-thermometers-{size}")


def test_the_guided_page_fits_a_phone(sign_in: SignIn, live: LiveServer) -> None:
    beat(live)
    page = sign_in("keamanan", size="phone")
    page.goto(f"{live.url}/thermometers/{live.kiosk_id}")
    expect(page.locator("#connection")).to_have_attribute("data-state", "live")
    for shows in ("36,6", "36,7", "36,6"):
        compare(live, page, 36.6, shows)
    expect(page.locator("svg.pairs circle")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert_accessible(page)
    screenshot(page, "staff-thermometer-phone")


def test_without_javascript_the_way_is_the_same(sign_in: SignIn, live: LiveServer) -> None:
    beat(live)
    page = sign_in("satgas", java_script_enabled=False)
    page.goto(f"{live.url}/thermometers/{live.kiosk_id}")
    measure(live, page, 36.6)
    page.locator("a", has_text="Lihat lagi").click()
    page.fill("#reference_celsius", "36.6")
    page.locator(".compare button").click()
    expect(page.locator("#notes")).to_contain_text("selisihnya +0,80 °C")
