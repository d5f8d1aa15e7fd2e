"""What a server says of itself, and when it says nothing."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

import pytest

from kiosk.__main__ import main as kiosk
from queue_server.announcing import describe, wanted
from queue_server.certificates.reading import read
from queue_server.certificates.site import TLS_FOLDER, Site
from queue_server.config import Settings, WebSettings
from queue_server.demo import seed_demo
from queue_server.storage.opening import open_store
from queue_server.storage.store import Store
from tests.support import empty_database


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(f"sqlite:///{empty_database.lay(tmp_path / 'antre.db')}")) as store:
        yield store


@pytest.mark.parametrize(
    ("web", "told"),
    [
        (WebSettings(host="0.0.0.0"), True),
        (WebSettings(host="192.168.1.10"), True),
        (WebSettings(host="::"), True),
        (WebSettings(host="127.0.0.1"), False),
        (WebSettings(host="::1"), False),
        (WebSettings(host="0.0.0.0", announce=False), False),
        (WebSettings(host="0.0.0.0", port=0), False),
    ],
)
def test_only_who_can_be_reached_is_announced(web: WebSettings, told: bool) -> None:
    assert wanted(Settings(web=web)) is told


def test_it_tells_office_way_and_authority(store: Store, tmp_path: Path) -> None:
    seed_demo(store, datetime.now(UTC))
    plain = describe(Settings(data_dir=str(tmp_path)), store)
    assert ("Kantor" in plain.office, plain.port, plain.tls, plain.fingerprint) == (True, 8080, False, "")
    secured = Settings(data_dir=str(tmp_path), web=WebSettings(certificate_file="server.pem", key_file="server.key"))
    assert describe(secured, store).fingerprint == ""  # somebody else's certificate
    site = Site(tmp_path / TLS_FOLDER)
    site.make(["antre.local"], [ip_address("127.0.0.1")], datetime.now(UTC), 30)
    assert describe(secured, store).fingerprint == read(site.authority.read_bytes()).fingerprint


def test_the_command_of_a_device_needs_no_settings(capsys: pytest.CaptureFixture[str]) -> None:
    assert kiosk(["find-servers"]) == 0
    told = capsys.readouterr().out
    assert "server" in told or "network" in told
