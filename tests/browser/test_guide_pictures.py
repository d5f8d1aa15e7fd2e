"""Pictures for the guides that no other test makes."""

import shutil

from PIL import Image
from playwright.sync_api import expect

from tests.browser.test_kiosk_screen import OpenKiosk, open_kiosk, stand
from tests.kiosk.conftest import script, server, start_kiosk, token_file
from tests.support.browser import SCREENSHOTS

__all__ = ["open_kiosk", "script", "server", "start_kiosk", "token_file"]


def test_the_paper_of_a_ticket_is_kept_for_the_guides(open_kiosk: OpenKiosk) -> None:
    application, page = open_kiosk("kiosk")
    page.get_by_role("button", name="Paspor baru").click()
    stand(application, 36.4)
    expect(page.get_by_text("Ambil tiket Anda")).to_be_visible(timeout=15_000)
    assert application.demo is not None
    paper = application.demo.last_ticket()
    assert paper is not None
    kept = SCREENSHOTS / "kiosk-printed-ticket.png"
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(paper, kept)
    with Image.open(kept) as picture:
        assert picture.height > picture.width > 300
