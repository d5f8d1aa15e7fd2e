"""What a visitor sees of staff who check the thermometer: neutral words, no figure, and then the choice again."""

import pytest
from playwright.sync_api import expect

from queue_server.protocol.calibration import SensorOrder
from tests.browser.test_kiosk_screen import SIZES, OpenKiosk, check, open_kiosk, stand
from tests.kiosk.conftest import script, server, start_kiosk, token_file
from tests.kiosk.scripted_office import office_info
from tests.kiosk.scripted_server import Script

__all__ = ["open_kiosk", "script", "server", "start_kiosk", "token_file"]


@pytest.mark.parametrize("size", SIZES)
def test_staff_check_the_thermometer_between_visitors(open_kiosk: OpenKiosk, script: Script, size: str) -> None:
    script.office = office_info(sensor=SensorOrder(measurement_id=1))
    application, page = open_kiosk(size)
    shown = page.get_by_role("heading", name="Petugas sedang memeriksa termometer")
    expect(shown).to_be_visible()
    expect(page.locator("[data-aim='step_up'].words")).to_be_hidden()
    check(page, f"staff-check-{size}")
    stand(application, 37.0)
    expect(page.locator(".tile.service").first).to_be_visible()
    expect(shown).to_be_hidden()
    assert len(script.staff_reports) == 1
    assert "37" not in page.locator("body").inner_text()
