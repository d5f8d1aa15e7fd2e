"""What a device believes from its pairing on: the certificate whose mark was typed, whoever else answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import kiosk.__main__
from queue_server import joining
from queue_server.certificates.reading import read
from queue_server.config import WebSettings
from queue_server.pinning import PinError, pin
from queue_server.protocol.pairing import grouped, site_mark
from queue_server.trust import Trust
from queue_server.web.context import services_of
from queue_server.web.site_certificate import mark_beside
from tests.support import pairings, site
from tests.support.clock import FakeClock
from tests.support.live_server import LiveServer, live_server

ROOT = Path(__file__).resolve().parents[2]
OTHER = site_mark(read(site.authority("another site").certificate).digest)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("server")


@pytest.fixture(scope="module")
def live(folder: Path) -> Iterator[LiveServer]:
    """A server with a site's certificate of its own, and the authority beside it."""
    certificate, key = site.server_files(folder)
    site.ca_file(folder)
    with live_server(folder, FakeClock(), WebSettings(certificate_file=certificate, key_file=key)) as running:
        yield running


def shown_code(live: LiveServer, folder: Path, name: str) -> str:
    secret = services_of(live.server.app).secret_key
    made = pairings.opened(live.server.store, secret, name, office_id=live.office_id, now=live.clock.now())
    return grouped(made.code + mark_beside(str(folder / "server.pem")))


def pair(monkeypatch: pytest.MonkeyPatch, token_file: Path, code: str, server: str) -> int:
    monkeypatch.setenv("ANTRE_KIOSK_TOKEN_FILE", str(token_file))
    return kiosk.__main__.main(["pair", code, "--config", str(ROOT / "kiosk/example.toml"), "--server", server])


def test_the_certificate_is_pinned_with_the_code(
    live: LiveServer,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pinned = tmp_path / "site-ca.pem"
    code = shown_code(live, folder, "pinning kiosk")
    assert len(code.split("-")) == 6
    assert pair(monkeypatch, tmp_path / "kiosk.token", code, live.url) == 0
    assert f'server_ca_file = "{pinned}"' in capsys.readouterr().out
    assert pinned.read_bytes() == site.authority("site").certificate
    assert (tmp_path / "kiosk.token").stat().st_mode & 0o777 == 0o600
    connection = Trust(str(pinned)).connection(live.url, 5)
    connection.request("GET", "/health")
    assert connection.getresponse().status == 200
    connection.close()


def test_who_answers_in_the_server_s_place_learns_neither_code_nor_token(
    live: LiveServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = grouped("22222222" + OTHER)
    assert pair(monkeypatch, tmp_path / "kiosk.token", code, live.url) == joining.FAILED
    assert "is not the server that gave this code" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "complaint"), [("http://127.0.0.1:1", "no https address"), ("https://127.0.0.1:1", "no answer from")]
)
def test_without_the_certificate_nothing_is_pinned(tmp_path: Path, url: str, complaint: str) -> None:
    with pytest.raises(PinError, match=complaint):
        pin(url, OTHER, tmp_path / "site-ca.pem", 2)
    assert list(tmp_path.iterdir()) == []


def test_what_is_pinned_already_is_not_asked_for_and_another_is_replaced(live: LiveServer, tmp_path: Path) -> None:
    path = Path(site.ca_file(tmp_path, "another site"))
    pin("https://127.0.0.1:1", OTHER, path, 2)
    pin(live.url, site_mark(read(site.authority("site").certificate).digest), path, 5)
    assert path.read_bytes() == site.authority("site").certificate


def test_a_place_that_cannot_be_written_is_told(live: LiveServer, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PinError, match=r"cannot (read|keep)"):
        pin(live.url, mark_beside(str(folder / "server.pem")), tmp_path / "file" / "site-ca.pem", 5)


def test_a_server_without_a_certificate_of_its_own_shows_none(tmp_path: Path) -> None:
    assert mark_beside("") == mark_beside(str(tmp_path / "server.pem")) == ""
    (tmp_path / "site-ca.pem").write_text("no certificate")
    assert mark_beside(str(tmp_path / "server.pem")) == ""
