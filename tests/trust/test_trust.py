"""Kiosk and display believe one certificate, and say by name why they do not believe another."""

import logging
import os
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from display.__main__ import main as start_display
from display.server_client import ServerClient as DisplayClient
from display.server_client import ServerNotTrustedError
from kiosk.__main__ import main as start_kiosk
from kiosk.event_stream import EventStream
from kiosk.server_client import Address, ServerClient, ServerUnreachableError
from queue_server.protocol.messages import Heartbeat
from queue_server.trust import Trust, TrustFileError, choose_trust
from tests.display.scripted_server import TOKEN, ScriptedServer, day_event, snapshot
from tests.support import site

Ask = Callable[[str, Trust], object]


def ask_as_kiosk(url: str, trust: Trust) -> object:
    client = ServerClient(Address(url, TOKEN, 2.0, trust))
    try:
        return client.heartbeat(Heartbeat())
    finally:
        client.close()


def ask_as_display(url: str, trust: Trust) -> object:
    return DisplayClient(url, TOKEN, 2.0, trust=trust).beat(Heartbeat())


both = pytest.mark.parametrize("ask", [ask_as_kiosk, ask_as_display])


@contextmanager
def secured(files: tuple[str, str]) -> Iterator[ScriptedServer]:
    server = ScriptedServer(site.server_context(files))
    try:
        yield server
    finally:
        server.close()


@both
def test_the_pinned_site_is_believed(ask: Ask, tmp_path: Path) -> None:
    with secured(site.server_files(tmp_path)) as server:
        trust = Trust(site.ca_file(tmp_path))
        ask(server.url, trust)
        assert (len(server.heartbeats), trust.parts(server.url)) == (1, ())


def test_the_certificate_of_the_server_itself_may_be_pinned(tmp_path: Path) -> None:
    files = site.server_files(tmp_path)
    with secured(files) as server:
        ask_as_kiosk(server.url, Trust(files[0]))
        assert len(server.heartbeats) == 1


@both
@pytest.mark.parametrize(
    ("made", "told"),
    [
        ({"site": "another"}, ("server_certificate_other", "server_ca_file")),
        ({"address": "127.0.0.2"}, ("server_certificate_name", "somebody else")),
        ({"began": timedelta(days=-60)}, ("server_certificate_expired", "renew")),
        ({"began": timedelta(days=60)}, ("server_certificate_early", "no clock of its own")),
    ],
)
def test_another_certificate_is_refused_by_name_and_nothing_is_sent(
    ask: Ask, made: dict[str, object], told: tuple[str, str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with secured(site.server_files(tmp_path, **made)) as server:  # type: ignore[arg-type]
        trust = Trust(site.ca_file(tmp_path))
        for _ in range(2):
            with pytest.raises((ServerUnreachableError, ServerNotTrustedError)):
                ask(server.url, trust)
        (part,) = trust.parts(server.url)
        assert (part.name, part.state, part.code) == ("server", "faulty", told[0])
        assert told[1] in part.message
        assert (server.heartbeats, server.tokens) == ([], [])
    assert [record.message.split(":")[0] for record in caplog.records if record.name == "queue_server.trust"] == [
        told[0]
    ]


def test_without_a_pin_the_site_is_not_believed(tmp_path: Path) -> None:
    with (
        secured(site.server_files(tmp_path)) as server,
        pytest.raises(ServerUnreachableError, match="OtherCertificate"),
    ):
        ask_as_kiosk(server.url, Trust())


def test_without_a_pin_the_authorities_of_the_system_are_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", site.ca_file(tmp_path))  # where OpenSSL looks for the system's
    with secured(site.server_files(tmp_path)) as server:
        ask_as_kiosk(server.url, Trust())
        assert len(server.heartbeats) == 1
        with pytest.raises(ServerUnreachableError, match="OtherCertificate"):
            ask_as_kiosk(server.url, Trust(site.ca_file(tmp_path, "another")))


def test_a_server_without_tls_is_named_and_the_fault_goes_with_it(tmp_path: Path) -> None:
    plain, trust = ScriptedServer(), Trust(site.ca_file(tmp_path))
    url = plain.url.replace("http:", "https:")
    with pytest.raises(ServerUnreachableError, match="NotTls"):
        ask_as_kiosk(url, trust)
    plain.close()
    assert [part.code for part in trust.parts(url)] == ["server_not_tls"]
    with secured(site.server_files(tmp_path)) as server:
        ask_as_kiosk(server.url, trust)
        assert trust.parts(server.url) == ()


def test_an_old_version_of_tls_is_refused(tmp_path: Path) -> None:
    context = site.server_context(site.server_files(tmp_path))
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    server = ScriptedServer(context)
    with pytest.raises(ServerUnreachableError, match="NotTls"):
        ask_as_kiosk(server.url, Trust(site.ca_file(tmp_path)))
    server.close()


def test_both_streams_go_over_tls_and_can_be_ended_from_another_thread(tmp_path: Path) -> None:
    with secured(site.server_files(tmp_path)) as server:
        server.picture = snapshot(seq=0)
        server.emit(day_event(1))
        trust = Trust(site.ca_file(tmp_path))
        stream = EventStream(Address(server.url, TOKEN, 2.0, trust))
        heard = stream.follow(0)
        assert next(heard).seq == 1
        stream.close()
        with pytest.raises(ServerUnreachableError):
            list(heard)
        display = DisplayClient(server.url, TOKEN, 2.0, trust=trust)
        assert next(event for event in display.stream(0) if event is not None).seq == 1


def test_a_file_that_is_none_is_refused_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "no.pem").write_text("no certificate")
    with pytest.raises(TrustFileError, match="holds no certificate"):
        Trust(str(tmp_path / "no.pem"))
    with pytest.raises(TrustFileError, match="No such file"):
        Trust(str(tmp_path / "missing.pem"))
    with pytest.raises(TrustFileError, match="needs an https address"):
        choose_trust("http://antre.local", site.ca_file(tmp_path))


@pytest.mark.parametrize(
    ("url", "open_to_the_network"),
    [
        ("http://192.168.1.10:8080", True),
        ("http://antre.local", True),
        ("http://127.0.0.1:8080", False),
        ("http://[::1]:8080", False),
        ("http://localhost", False),
        ("https://antre.local", False),
    ],
)
def test_a_way_that_is_not_encrypted_says_so(
    url: str, open_to_the_network: bool, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        found = [part.code for part in choose_trust(url, "").parts(url)]
    assert found == (["not_encrypted"] if open_to_the_network else [])
    assert ("not encrypted" in caplog.text) is open_to_the_network


def test_a_kiosk_and_a_display_end_at_once_and_name_the_setting(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    token = tmp_path / "token"
    token.touch(mode=0o600)
    token.write_text(TOKEN)
    own = (
        f'server_url = "https://127.0.0.1:1"\nserver_ca_file = "{tmp_path}/missing.pem"\n'
        f'token_file = "{token}"\ndata_dir = "{tmp_path}"\n'
    )
    parts = '[thermometer]\ndriver = "simulated"\n[printer]\ndriver = "simulated"\n[controls]\ndriver = "none"\n'
    (tmp_path / "kiosk.toml").write_text(own + parts)
    (tmp_path / "display.toml").write_text(own + '[speaker]\ndriver = "simulated"\n')
    for name in [name for name in os.environ if name.startswith("ANTRE_")]:
        monkeypatch.delenv(name)
    assert start_kiosk(["--config", str(tmp_path / "kiosk.toml")]) == 2
    assert start_display(["--config", str(tmp_path / "display.toml")]) == 2
    kiosk, display = capsys.readouterr().err.splitlines()[-2:]
    assert kiosk.startswith("kiosk: cannot read server_ca_file")
    assert display.startswith("display: cannot read server_ca_file")
