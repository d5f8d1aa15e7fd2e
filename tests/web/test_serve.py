"""The real server on a real socket: streams, their cap, clients that leave, bodies, and the stop."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import pytest

from queue_server.config import WebSettings
from queue_server.domain.actor import SYSTEM
from queue_server.operations.accounts import end_sessions, find_account
from queue_server.operations.devices import revoke_device
from queue_server.protocol.events import EventName, TicketEvent
from queue_server.protocol.sse import Frame, FrameParser
from queue_server.protocol.words import DeviceRole
from queue_server.storage import events, offices
from queue_server.storage.statement import Transaction
from queue_server.web.serve import BODY_ROOM, AddressInUseError, make_server, waitress_settings
from tests.support.waitress_end import end_serving
from tests.web.house import API, PASSWORD, House, token

DISPLAY, KIOSK = DeviceRole.DISPLAY, DeviceRole.KIOSK
SETTINGS = WebSettings(port=0, streams=3, workers=4, stream_heartbeat_seconds=0.2)


@pytest.fixture
def settings() -> WebSettings:
    return SETTINGS


@pytest.fixture
def monotonic() -> Callable[[], float]:
    return time.monotonic


@dataclass
class Served:
    """A house behind a listening server."""

    house: House
    port: int

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)

    def stream(self, role: DeviceRole = DISPLAY, query: str = "", resume_from: str = "") -> "Stream":
        connection = self.connect()
        sent = {"Authorization": f"Bearer {token(role)}"} | ({"Last-Event-ID": resume_from} if resume_from else {})
        connection.request("GET", f"{API}/stream{query}", headers=sent)
        return Stream(connection, connection.getresponse())

    def get(self, path: str, role: DeviceRole = DISPLAY) -> tuple[int, bytes]:
        connection = self.connect()
        connection.request("GET", API + path, headers={"Authorization": f"Bearer {token(role)}"})
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response.status, body


@dataclass
class Stream:
    """One open stream."""

    connection: http.client.HTTPConnection
    response: http.client.HTTPResponse

    def frames(self, count: int) -> list[Frame]:
        parser, found = FrameParser(), list[Frame]()
        while len(found) < count:
            chunk = self.response.read1(65_536)
            assert chunk, "the stream ended"
            found += parser.feed(chunk)
        return found

    def leave(self) -> None:
        self.response.close()
        self.connection.close()


@pytest.fixture
def served(house: House) -> Iterator[Served]:
    server = make_server(house.app, house.services.settings)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield Served(house, int(server.effective_port))
    house.services.feed.close()
    end_serving(server, thread)


def until(true: Callable[[], bool], seconds: float = 10.0, pause_seconds: float = 0.05) -> bool:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        time.sleep(pause_seconds)
        if true():
            return True
    return False


def test_a_stream_tells_what_is_committed_and_resumes(served: Served) -> None:
    stream = served.stream()
    assert stream.response.status == 200
    assert stream.response.headers["Content-Type"].startswith("text/event-stream")
    served.house.check_in()
    (first,) = stream.frames(1)
    assert first.event == "ticket.issued"
    stream.leave()
    served.house.check_in()
    served.house.act("open")
    again = served.stream(resume_from=first.id)
    assert [frame.event for frame in again.frames(2)] == ["ticket.issued", "counter.opened"]
    again.leave()
    from_the_query = served.stream(query=f"?after={first.id}")
    assert len(from_the_query.frames(2)) == 2
    from_the_query.leave()


def test_a_kiosk_hears_no_calls_and_no_tickets_of_others(served: Served) -> None:
    stream = served.stream(KIOSK)
    served.house.check_in()
    served.house.act("open")
    served.house.act("call-next")
    heard = stream.response.read1(65_536) + stream.response.read1(65_536) + stream.response.read1(65_536)
    assert b"ticket." not in heard
    assert b": alive" in heard
    stream.leave()


def test_a_silent_stream_beats(served: Served) -> None:
    stream = served.stream()
    seen = b""
    while seen.count(b": alive\n\n") < 3:
        seen += stream.response.read1(65_536)
    stream.leave()


def test_over_the_cap_a_client_is_sent_to_polling(served: Served) -> None:
    streams = [served.stream() for _ in range(SETTINGS.streams)]
    refused = served.stream()
    assert refused.response.status == 503
    assert refused.response.headers["Retry-After"]
    error = json.loads(refused.response.read())["error"]
    assert error["code"] == "too_many_streams"
    assert set(error["words"]) == {"id", "en"}
    refused.leave()
    assert served.get("/events")[0] == 200
    for stream in streams:
        stream.leave()
    assert until(lambda: places_free(served), pause_seconds=1.0)  # a look takes places itself


def places_free(served: Served) -> bool:
    streams = [served.stream() for _ in range(SETTINGS.streams)]
    free = all(stream.response.status == 200 for stream in streams)
    for stream in streams:
        stream.leave()
    return free


def test_a_client_that_leaves_frees_its_place(served: Served) -> None:
    for _ in range(4):
        streams = [served.stream() for _ in range(SETTINGS.streams)]
        for stream in streams:
            stream.leave()
        assert until(lambda: places_free(served), pause_seconds=1.0)  # a look takes places itself


def test_a_revoked_device_loses_its_stream(served: Served) -> None:
    house = served.house
    stream = served.stream()
    who: dict[str, Any] = {"office_id": house.office_id, "actor": SYSTEM, "now": house.clock.now()}
    house.services.store.write(revoke_device, house.device_ids[DISPLAY], **who)
    assert until(lambda: stream.response.read1(65_536) == b"")
    stream.leave()


def staff_stream(served: Served) -> Stream:
    client = served.house.app.test_client()
    page = client.get("/sign-in").get_data(as_text=True)
    form_token = page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    client.post("/sign-in", data={"username": "security", "password": PASSWORD, "csrf_token": form_token})
    cookie = client.get_cookie("antre_session")
    assert cookie is not None
    connection = served.connect()
    connection.request("GET", "/staff/stream", headers={"Cookie": f"antre_session={cookie.value}"})
    return Stream(connection, connection.getresponse())


def test_the_stream_of_staff_ends_with_the_session(served: Served) -> None:
    stream = staff_stream(served)
    served.house.check_in(measurement={"status": "measured", "celsius": 38.2})
    assert [frame.event for frame in stream.frames(2)] == ["visit.arrived", "visit.held"]
    served.house.clock.sleep(3601)
    assert until(lambda: stream.response.read1(65_536) == b"")
    stream.leave()


def test_ordinary_requests_are_answered_while_all_streams_are_open(served: Served) -> None:
    streams = [served.stream() for _ in range(SETTINGS.streams)]
    assert all(served.get("/office")[0] == 200 for _ in range(10))
    for stream in streams:
        stream.leave()


@pytest.mark.parametrize("size", [70_000, 30_000_000])
def test_a_huge_body_is_refused_in_words(served: Served, size: int) -> None:
    connection = served.connect()
    headers = {"Authorization": f"Bearer {token(KIOSK)}", "Content-Type": "application/json"}
    connection.putrequest("POST", API + "/check-ins")
    for name, value in {**headers, "Content-Length": str(size)}.items():
        connection.putheader(name, value)
    connection.endheaders()
    if size < SETTINGS.max_body_bytes * BODY_ROOM:
        connection.send(b" " * size)
    response = connection.getresponse()
    assert response.status == 413
    assert json.loads(response.read())["error"]["code"] == "too_large"
    connection.close()


def test_what_is_no_http_is_refused_in_words(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=5) as line:
        line.sendall(b"GET / HTTP/1.1\r\nBad Header\r\n\r\n")
        answer = b"".join(iter(lambda: line.recv(65_536), b""))
    assert b" 400 " in answer.split(b"\r\n", 1)[0]
    assert b'"code":"malformed"' in answer
    assert b"waitress" not in answer.lower()


def test_an_address_in_use_is_one_clear_line(served: Served) -> None:
    taken = msgspec.structs.replace(SETTINGS, port=served.port)
    with pytest.raises(AddressInUseError, match=rf"127\.0\.0\.1:{served.port} is in use by another program"):
        make_server(served.house.app, taken)


def test_only_the_exact_proxy_is_believed() -> None:
    assert "trusted_proxy" not in waitress_settings(SETTINGS)
    behind = waitress_settings(msgspec.structs.replace(SETTINGS, trusted_proxy="10.0.0.7"))
    assert behind["trusted_proxy"] == "10.0.0.7"
    assert behind["clear_untrusted_proxy_headers"] is True
    assert behind["threads"] == SETTINGS.workers + SETTINGS.streams + 4


def many_calls(tx: Transaction, office_id: int, count: int, now: datetime) -> None:
    office = offices.claim(tx, office_id)
    for nth in range(count):
        call = TicketEvent(ticket_id=nth, visit_id=nth, number="A-001", service_id=1, state="called", reason="x" * 500)
        events.record(tx, office, EventName.TICKET_CALLED, call, actor=SYSTEM, now=now)


def test_who_does_not_read_is_dropped_and_goes_on_where_it_was(served: Served) -> None:
    house = served.house
    store, first = house.services.store, house.services.feed.last_seq(house.office_id)
    slow = socket.create_connection(("127.0.0.1", served.port), timeout=5)
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    slow.sendall(f"GET {API}/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token(DISPLAY)}\r\n\r\n".encode())
    assert slow.recv(1000).startswith(b"HTTP/1.1 200")
    store.write(many_calls, house.office_id, 12_000, house.clock.now())
    assert until(lambda: places_free(served), seconds=20.0, pause_seconds=1.0)
    slow.close()
    time.sleep(2.0)  # a look takes places itself
    again = served.stream(resume_from=str(first))
    assert again.response.status == 200
    assert [int(frame.id) for frame in again.frames(12_000)[:12_000]] == list(range(first + 1, first + 12_001))
    again.leave()


def test_the_stream_of_staff_ends_when_the_sessions_are_ended(served: Served) -> None:
    house = served.house
    stream = staff_stream(served)
    account = house.services.store.read(find_account, "security")
    assert account is not None
    who: dict[str, Any] = {"office_id": house.office_id, "actor": SYSTEM, "now": house.clock.now()}
    house.services.store.write(end_sessions, account.id, **who)
    assert until(lambda: stream.response.read1(65_536) == b"")
    stream.leave()


def test_a_phone_keeps_no_connection_open(served: Served) -> None:
    path = served.house.check_in().get_json()["ticket"]["follow_url"].removeprefix("http://localhost")
    kept = {}
    for asked in ("/health", path, f"{path}/look"):
        connection = served.connect()
        connection.request("GET", asked)
        with connection.getresponse() as response:
            kept[asked] = (response.status, response.headers["Connection"])
        connection.close()
    assert kept == {"/health": (200, None), path: (200, "close"), f"{path}/look": (200, "close")}
