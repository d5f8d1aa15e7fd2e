"""Every page is light enough for a slow network and a slow Pi."""

from pathlib import Path

from playwright.sync_api import Browser

from tests.bench.page_weight import device_pages
from tests.support.live_server import LiveServer
from tests.support.page_weight import LIMIT_BYTES, Weight, server_pages

FEWEST_PAGES = 40


def too_heavy(weights: list[Weight]) -> list[Weight]:
    return [weight for weight in weights if weight.heavier > LIMIT_BYTES]


def test_every_page_of_the_server_is_under_the_limit(browser: Browser, live: LiveServer) -> None:
    weights = list(server_pages(browser, live))
    assert [weight for weight in weights if weight.status != 200] == []
    assert len(weights) >= FEWEST_PAGES
    assert {"/v/<opaque>", "/book", "/book/mine/<own_code>", "/counter/<int:counter_id>", "/screening/"} <= {
        weight.name for weight in weights
    }
    assert too_heavy(weights) == []
    (phone,) = [weight for weight in weights if weight.name == "/v/<opaque>"]
    assert phone.sent < 50_000, "the page that 500 visitors open"


def test_the_pages_of_kiosk_and_display_are_under_the_limit(browser: Browser, live: LiveServer, tmp_path: Path) -> None:
    weights = list(device_pages(browser, live, tmp_path))
    assert {weight.name for weight in weights} == {"kiosk /", "kiosk /status", "display /", "display /status"}
    assert min(weight.bodies for weight in weights) > 500
    assert too_heavy(weights) == []
