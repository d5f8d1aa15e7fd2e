"""Devices are paired by their own programs, against the real server over a socket."""

import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import display.__main__
import kiosk.__main__
import kiosk.station.__main__
from display.config import read_token as read_display_token
from kiosk.token_file import read_token
from queue_server import joining
from queue_server.joining import JoinError, Place, join
from queue_server.operations.devices import device_by_token_hash
from queue_server.protocol.pairing import Invitation, grouped, invitation_text
from queue_server.protocol.words import DeviceRole
from queue_server.tokens import hash_token
from queue_server.web.context import services_of
from tests.kiosk.scripted_server import serve
from tests.support import pairings
from tests.support.clock import FakeClock
from tests.support.live_server import LiveServer, live_server

ROOT = Path(__file__).resolve().parents[2]
MAINS: dict[DeviceRole, tuple[Callable[[list[str]], int], str, str]] = {
    DeviceRole.KIOSK: (kiosk.__main__.main, "ANTRE_KIOSK_", "kiosk/example.toml"),
    DeviceRole.DISPLAY: (display.__main__.main, "ANTRE_DISPLAY_", "display/example.toml"),
    DeviceRole.STATION: (kiosk.station.__main__.main, "ANTRE_STATION_", "kiosk/station/example.toml"),
}


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server with the demo office."""
    with live_server(tmp_path_factory.mktemp("server"), FakeClock()) as running:
        yield running


def opened(live: LiveServer, name: str, role: DeviceRole = DeviceRole.KIOSK) -> str:
    secret = services_of(live.server.app).secret_key
    return pairings.opened(live.server.store, secret, name, role, office_id=live.office_id, now=live.clock.now()).code


def known_name(live: LiveServer, token: str) -> str:
    known = live.server.store.read(device_by_token_hash, hash_token(token))
    assert known is not None
    return known.name


@pytest.mark.parametrize("role", MAINS)
def test_a_program_pairs_its_device(
    live: LiveServer,
    tmp_path: Path,
    role: DeviceRole,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    main, prefix, example = MAINS[role]
    token_file = tmp_path / "new folder" / "device.token"
    monkeypatch.setenv(prefix + "TOKEN_FILE", str(token_file))
    line = invitation_text(Invitation(live.url, opened(live, f"a new {role.value}", role)))
    assert main(["pair", line, "--config", str(ROOT / example)]) == 0
    said = capsys.readouterr().out
    assert f"paired: a new {role.value} ({role.value}) of " in said
    assert str(token_file) in said
    assert f'server_url = "{live.url}"' in said
    read = read_display_token if role is DeviceRole.DISPLAY else read_token
    assert known_name(live, read(token_file)) == f"a new {role.value}"
    assert [path.name for path in token_file.parent.iterdir()] == ["device.token"]


def test_what_went_wrong_is_told(
    live: LiveServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ANTRE_KIOSK_TOKEN_FILE", str(tmp_path / "kiosk.token"))
    where = ["--config", str(ROOT / "kiosk/example.toml"), "--server", live.url]
    for code, complaint in (("2222-2222", "This code is wrong, was used, or has ended"), ("what", "this is no code")):
        assert kiosk.__main__.main(["pair", code, *where]) == joining.FAILED
        assert capsys.readouterr().err.startswith(f"kiosk: {complaint}")
    assert not (tmp_path / "kiosk.token").exists()


def test_a_pairing_that_was_cut_is_finished_by_the_same_code(live: LiveServer, tmp_path: Path) -> None:
    code, path = opened(live, "cut"), tmp_path / "kiosk.token"
    place = Place(live.url, path)
    first = join(place, code, DeviceRole.KIOSK)
    path.rename(path.with_name("kiosk.token.pairing"))  # as if the power went before the file had its name
    assert join(place, grouped(code), DeviceRole.KIOSK) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_nobody_answers(tmp_path: Path) -> None:
    with pytest.raises(JoinError, match="no answer from"):
        join(Place("http://127.0.0.1:1", tmp_path / "x.token"), "22222222", DeviceRole.KIOSK)


def test_somebody_else_answers(tmp_path: Path) -> None:
    with (
        serve(lambda _environ, start: (start("200 OK", []), [b"hello"])[1]) as url,
        pytest.raises(JoinError, match="no queue server"),
    ):
        join(Place(url, tmp_path / "x.token"), "22222222", DeviceRole.KIOSK)


def test_a_token_that_cannot_be_kept_pairs_nobody(live: LiveServer, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code = opened(live, "unkept")
    with pytest.raises(JoinError, match="cannot keep the token"):
        join(Place(live.url, tmp_path / "file" / "x.token"), code, DeviceRole.KIOSK)
    assert join(Place(live.url, tmp_path / "x.token"), code, DeviceRole.KIOSK).name == "unkept"
