"""The server's own TLS on a real socket: who says nothing or speaks otherwise disturbs nobody; streams go over it."""

import http.client
import logging
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest
from flask import Flask, request

from queue_server.config import ConfigError, WebSettings, load_settings
from queue_server.trust import Trust
from queue_server.web import errors
from queue_server.web.secured import Secured
from queue_server.web.serve import make_server, phone_server
from queue_server.web.tls import LOOK_SECONDS, ServerTls
from queue_server.web.watchdog import Watchdog
from tests.support import site
from tests.support.clock import FakeClock
from tests.support.service_manager import Listening
from tests.support.waitress_end import end_serving
from tests.web.house import API, House, token
from tests.web.test_serve import DISPLAY, Stream

STREAMS = 40
SILENT = 30


@pytest.fixture
def settings(tmp_path: Path) -> WebSettings:
    certificate, key = site.server_files(tmp_path)
    return WebSettings(
        port=0, streams=STREAMS, stream_heartbeat_seconds=0.2, certificate_file=certificate, key_file=key
    )


@pytest.fixture
def monotonic() -> Callable[[], float]:
    return time.monotonic


@contextmanager
def serving(app: Flask, settings: WebSettings, handshake_seconds: float = 10.0) -> Iterator[int]:
    """Serve for the time of a block; yields the port."""
    server = make_server(app, settings)
    server.channel_class = Secured(ServerTls(settings.certificate_file, settings.key_file), handshake_seconds)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield int(server.effective_port)
    finally:
        end_serving(server, thread)


@pytest.fixture
def port(house: House) -> Iterator[int]:
    with serving(house.app, house.services.settings) as port:
        yield port
        house.services.feed.close()


@pytest.fixture
def connect(tmp_path: Path) -> Iterator[Callable[[int], http.client.HTTPConnection]]:
    trust, made = Trust(site.ca_file(tmp_path)), list[http.client.HTTPConnection]()

    def one(port: int) -> http.client.HTTPConnection:
        made.append(trust.connection(f"https://127.0.0.1:{port}", 5))
        return made[-1]

    yield one
    for connection in made:
        connection.close()


Connect = Callable[[int], http.client.HTTPConnection]


def raw(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=5)


def ask(connection: http.client.HTTPConnection, path: str = "/health") -> http.client.HTTPResponse:
    connection.request("GET", path)
    return connection.getresponse()


def stream(connection: http.client.HTTPConnection) -> Stream:
    connection.request("GET", f"{API}/stream", headers={"Authorization": f"Bearer {token(DISPLAY)}"})
    return Stream(connection, connection.getresponse())


def test_a_page_is_secure_and_says_so(port: int, connect: Connect) -> None:
    answer = ask(connect(port), "/sign-in")
    assert answer.status == 200
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    assert "; Secure" in answer.headers["Set-Cookie"]


def test_without_tls_a_page_does_not_forbid_plain_http(house: House) -> None:
    assert "Strict-Transport-Security" not in house.app.test_client().get("/sign-in").headers


def test_forty_streams_hear_and_beat(house: House, port: int, connect: Connect) -> None:
    streams = [stream(connect(port)) for _ in range(STREAMS)]
    house.check_in()
    assert {frame.event for one in streams for frame in one.frames(1)} == {"ticket.issued"}
    assert all(b": alive" in one.response.read1(65_536) for one in streams)
    for one in streams:
        one.leave()
    ends = time.monotonic() + 10  # the places are free again once the server saw them leave
    while (again := stream(connect(port))).response.status != 200:
        assert time.monotonic() < ends
        time.sleep(0.2)
    again.leave()


def test_who_says_nothing_or_little_stops_nobody_and_is_dropped(house: House, connect: Connect) -> None:
    with serving(house.app, house.services.settings, handshake_seconds=1.0) as port, ExitStack() as opened:
        silent = [opened.enter_context(raw(port)) for _ in range(SILENT)]
        hello = ssl.MemoryBIO()
        asking = ssl.create_default_context().wrap_bio(ssl.MemoryBIO(), hello, server_hostname="127.0.0.1")
        with pytest.raises(ssl.SSLWantReadError):
            asking.do_handshake()
        first_piece = hello.read(20)
        for one in silent[::2]:
            one.sendall(first_piece)
        assert ask(connect(port)).status == 200
        assert [one.recv(16) for one in silent] == [b""] * SILENT


@pytest.mark.parametrize(
    ("sent", "answered"),
    [
        (b"GET / HTTP/1.1\r\nHost: antre.local\r\n\r\n", b"400 Bad Request"),
        (b'POST /api/v1/check-ins HTTP/1.1\r\nContent-Length: 9\r\n\r\n{"a": 1}\n', b"https://"),
        (b"\x00\x01\x02garbage that is nothing", b""),
    ],
)
def test_who_speaks_otherwise_gets_a_clear_end(
    sent: bytes, answered: bytes, port: int, connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    with raw(port) as client:
        client.sendall(sent)
        got = b""
        with suppress(ConnectionResetError):  # that is a clear end too
            while piece := client.recv(4096):
                got += piece
    assert answered in got
    with raw(port) as leaver:
        leaver.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")  # a torn connection
    assert ask(connect(port)).status == 200
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def echo() -> bytes:
    return request.get_data()


def test_much_goes_both_ways_over_one_connection(settings: WebSettings, connect: Connect) -> None:
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 4_000_000
    errors.install(app)
    app.add_url_rule("/echo", "echo", echo, methods=["POST"])
    body = bytes(range(256)) * 12_000
    with serving(app, settings) as port:
        connection = connect(port)
        for _ in range(2):
            connection.request("POST", "/echo", body=body)
            assert connection.getresponse().read() == body
        connection.close()


def test_the_service_manager_hears_of_a_server_with_tls(port: int, tmp_path: Path) -> None:
    with Listening(str(tmp_path / "notify")) as listening:
        watchdog = Watchdog(listening.address, "127.0.0.1", port, tls=True)
        watchdog.start()
        assert listening.next_word(10) == "READY=1"
        watchdog.stop()


def test_a_renewed_certificate_is_shown_without_a_restart(
    tmp_path: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    files = site.server_files(tmp_path)
    tls = ServerTls(*files, clock.monotonic)
    first = tls.context()
    Path(files[0]).write_text("half a certifica")
    clock.sleep(LOOK_SECONDS)
    assert tls.context() is first
    assert "the renewed certificate is not used" in caplog.text
    site.server_files(tmp_path)
    assert tls.context() is first  # it does not look at each connection
    clock.sleep(LOOK_SECONDS)
    assert tls.context() is not first


def test_files_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    certificate, key = site.server_files(tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    for files, words in [
        ((f"{tmp_path}/missing.pem", key), "cannot read .*missing.pem"),
        ((certificate, f"{tmp_path}/missing.pem"), "cannot read .*missing.pem"),
        ((certificate, site.server_files(other)[1]), "belong together"),
        ((key, key), "must be PEM"),
    ]:
        with pytest.raises(ConfigError, match=words):
            ServerTls(*files)
    Path(key).chmod(0o640)
    with pytest.raises(ConfigError, match="chmod 600"):
        ServerTls(certificate, key)
    with pytest.raises(ConfigError, match="go together"):
        load_settings(None, {"ANTRE_WEB_KEY_FILE": key})


def test_a_server_that_cannot_be_secured_does_not_listen(house: House, settings: WebSettings) -> None:
    with pytest.raises(ConfigError, match=r"missing\.pem"):
        make_server(house.app, msgspec.structs.replace(settings, key_file="missing.pem"))


def test_phones_come_without_tls_to_places_in_line_and_to_nothing_else(house: House, settings: WebSettings) -> None:
    with free_port() as port, ExitStack() as running:
        wanted = msgspec.structs.replace(settings, phones_port=port)
        server = make_server(house.app, wanted)
        server.channel_class = Secured(ServerTls(settings.certificate_file, settings.key_file), 10.0)
        phones = phone_server(server, wanted)
        assert phones is not None
        thread = threading.Thread(target=server.run)
        thread.start()
        running.callback(end_serving, server, thread)
        running.callback(phones.task_dispatcher.shutdown)
        place = urlsplit(house.check_in().get_json()["ticket"]["follow_url"]).path
        shown = {
            path: plain(port, "GET", path)
            for path in (place, f"{place}/look", "/v/forged", "/sign-in", "/api/v1/board", "/metrics", "/health")
        }
        assert [status for status, _ in shown.values()] == [200, 200, 404, 404, 404, 404, 404]
        assert plain(port, "POST", f"{place}/push")[0] == 404
        style = re.search(r'href="(/static/[^"]+visitor.css)"', shown[place][1])
        assert style is not None
        assert plain(port, "GET", style[1])[0] == 200


def test_a_door_for_phones_needs_a_certificate(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"web.phones_port is for a server with a certificate"):
        load_settings(None, {"ANTRE_WEB_PHONES_PORT": "8090"})


def plain(port: int, method: str, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path)
    response = connection.getresponse()
    answer = response.status, response.read().decode()
    connection.close()
    return answer


@contextmanager
def free_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = int(held.getsockname()[1])
    yield port
