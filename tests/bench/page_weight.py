"""What every page of server, kiosk and display weighs in Chromium; the board's media, and what streams, aside."""

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from queue_server.domain.actor import SYSTEM
from queue_server.operations.devices import register_device
from queue_server.protocol.words import DeviceRole
from queue_server.tokens import hash_token, new_token
from tests.bench.figures import Figure
from tests.support.browser import ARGUMENTS, executable
from tests.support.clock import FakeClock
from tests.support.live_server import LiveServer, live_server
from tests.support.page_weight import LIMIT_BYTES, Weight, server_pages, weigh
from tests.support.processes import PageProcess

_SIMULATED = 'driver = "simulated"\n'
PARTS = {
    "kiosk": f'listen_port = 0\n[thermometer]\n{_SIMULATED}[printer]\n{_SIMULATED}[controls]\ndriver = "none"\n',
    "display": f"port = 0\n[speaker]\n{_SIMULATED}",
}


def measure(folder: Path) -> list[Figure]:
    """Open every page with an empty cache, and take the heaviest."""
    folder.mkdir()
    with live_server(folder, FakeClock()) as live, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        weights = [*server_pages(browser, live), *device_pages(browser, live, folder)]
        browser.close()
    assert all(weight.status == 200 for weight in weights), weights
    heaviest = max(weights, key=lambda weight: weight.heavier)
    (phone,) = [weight for weight in weights if weight.name == "/v/<opaque>"]
    how = f"{heaviest.name}, the heaviest of {len(weights)} pages, with all that it loads"
    return [
        Figure("page_weight_kb_max", heaviest.heavier / 1000, "kB", LIMIT_BYTES / 1000, how=how),
        Figure("phone_page_kb", phone.sent / 1000, "kB", how=f"the visitor's page as sent, {phone.files} files"),
    ]


def device_pages(browser: Browser, live: LiveServer, folder: Path) -> Iterator[Weight]:
    """Weigh the pages of a kiosk and of a display, each in a process of its own beside the server."""
    for name, role in (("kiosk", DeviceRole.KIOSK), ("display", DeviceRole.DISPLAY)):
        data = folder / name
        data.mkdir()
        token_file = data / "token"
        token_file.touch(mode=0o600)
        token_file.write_text(new_token())
        live.server.store.write(
            register_device,
            office_id=live.office_id,
            name=f"{name} on the scale",
            role=role,
            token_hash=hash_token(token_file.read_text()),
            actor=SYSTEM,
            now=live.clock.now(),
        )
        settings = data / "settings.toml"
        where = f'server_url = "{live.url}"\ntoken_file = "{token_file}"\ndata_dir = "{data}"\n'
        settings.write_text(where + PARTS[name])
        with PageProcess([name, "--config", str(settings)], data / "log", {}) as process:
            for path in ("/", "/status"):
                yield weigh(browser, f"{name} {path}", process.url + path)
