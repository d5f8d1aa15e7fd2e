"""A scripted server on loopback: answers as the test says, late, wrong or not at all, and remembers what was asked."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from flask import Flask, Response, request
from waitress import wasyncore
from waitress.server import create_server

from queue_server.protocol.codes import RefusalCode
from queue_server.protocol.events import Event, EventName, EventPage, TicketEvent
from queue_server.protocol.messages import (
    BookingInfo,
    CheckInAnswer,
    CheckInRequest,
    Heartbeat,
    HeartbeatAnswer,
    LaneInfo,
    OfficeInfo,
    PrintReport,
    PrintReportAnswer,
    Refusal,
    RefusalAnswer,
    ServiceInfo,
    TicketInfo,
    WaitEstimate,
    Words,
)
from queue_server.protocol.sse import HEARTBEAT, encode
from queue_server.protocol.temperature import TemperaturePolicy, judge
from queue_server.protocol.words import DeviceRole, Lane, Verdict

TOKEN = "kiosk-token-for-tests"
DEVICE_ID = 7
TODAY = date(2026, 3, 2)
ISSUED_AT = datetime(2026, 3, 2, 1, 5, tzinfo=UTC)


def lanes(general: str, priority: str = "", booking: str = "") -> tuple[LaneInfo, ...]:
    """The lanes of a service by their letters; a lane without a letter is not offered."""
    offered = ((Lane.GENERAL, general), (Lane.PRIORITY, priority), (Lane.BOOKING, booking))
    return tuple(LaneInfo(lane=lane, prefix=prefix) for lane, prefix in offered if prefix)


def service(number: int, name_id: str, name_en: str, letter: str, **changes: Any) -> ServiceInfo:
    """One service of the test's office."""
    plain: dict[str, Any] = {
        "id": number,
        "names": {"id": name_id, "en": name_en},
        "lanes": lanes(letter),
        "open": True,
        "quota_left": 20,
        "waiting": 3,
    }
    return ServiceInfo(**(plain | changes))


def office_info(**changes: Any) -> OfficeInfo:
    """The test's office: three services, one with all lanes, open."""
    plain: dict[str, Any] = {
        "name": "Kantor Imigrasi Balikpapan",
        "timezone": "Asia/Makassar",
        "business_date": TODAY,
        "services": (
            service(1, "Paspor baru", "New passport", "A", lanes=lanes("A", "R", "B")),
            service(2, "Penggantian paspor", "Passport renewal", "C", waiting=0, lanes=lanes("C", "P")),
            service(3, "Pengambilan paspor", "Passport collection", "U", waiting=1),
        ),
        "temperature": TemperaturePolicy(),
        "promise_seconds": 7200,
        "seq": 10,
        "now": ISSUED_AT,
    }
    return OfficeInfo(**(plain | changes))


def ticket_info(ticket_id: int = 1, **changes: Any) -> TicketInfo:
    """A ticket as the server sends it."""
    plain: dict[str, Any] = {
        "id": ticket_id,
        "number": f"A-{ticket_id:03d}",
        "office_name": "Kantor Imigrasi Balikpapan",
        "service_names": {"id": "Paspor baru", "en": "New passport"},
        "business_date": TODAY,
        "issued_at": ISSUED_AT,
        "timezone": "Asia/Makassar",
        "ahead": 3,
        "estimate": WaitEstimate(low_minutes=20, high_minutes=35),
        "deadline_at": datetime(2026, 3, 2, 3, 5, tzinfo=UTC),
        "follow_url": f"http://127.0.0.1:8000/v/q7Xk2mPz9R{ticket_id}",
        "language": "id",
    }
    return TicketInfo(**(plain | changes))


def print_event(seq: int, ticket_id: int, device_id: int | None = DEVICE_ID, **changes: Any) -> Event:
    """An event that asks a kiosk to print."""
    payload = TicketEvent(
        ticket_id=ticket_id, visit_id=1, number="A-001", service_id=1, state="waiting", print_at=device_id
    )
    plain: dict[str, Any] = {
        "seq": seq,
        "name": EventName.TICKET_ISSUED,
        "at": ISSUED_AT,
        "business_date": TODAY,
        "payload": msgspec.Raw(msgspec.json.encode(payload)),
    }
    return Event(**(plain | changes))


@dataclass
class Script:
    """What the server knows, what it does wrong, and what it was asked."""

    office: OfficeInfo = field(default_factory=office_info)
    refusal: tuple[RefusalCode, Words] | None = None
    unavailable: bool = False
    garbage: bool = False
    delay_seconds: float = 0.0
    streams: bool = True
    events: list[Event] = field(default_factory=list)
    booking: BookingInfo | None = None
    check_ins: list[CheckInRequest] = field(default_factory=list)
    answers: dict[str, CheckInAnswer] = field(default_factory=dict)
    reports: list[tuple[int, PrintReport]] = field(default_factory=list)
    heartbeats: list[Heartbeat] = field(default_factory=list)
    connections: set[tuple[str, int]] = field(default_factory=set)
    resumed_after: list[int] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def check_in(self, asked: CheckInRequest) -> CheckInAnswer:
        """Admit or hold by the office's policy; the same nonce gives the same answer."""
        self.check_ins.append(asked)
        if asked.nonce not in self.answers:
            number = len(self.answers) + 1
            held = judge(self.office.temperature, asked.measurement) is not Verdict.PASS
            ticket = None if held else ticket_info(number, language=asked.language)
            self.answers[asked.nonce] = CheckInAnswer(
                visit_id=number, outcome="held" if held else "admitted", ticket=ticket
            )
        return self.answers[asked.nonce]


def _answer(value: msgspec.Struct, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, mimetype="application/json")


def refusal_answer(code: RefusalCode, words: Words, status: int) -> Response:
    """A refusal as the real server sends it."""
    return _answer(RefusalAnswer(error=Refusal(code=code, words=words)), status)


def _trouble(script: Script) -> Response | None:
    script.connections.add((str(request.remote_addr), int(request.environ.get("REMOTE_PORT", 0))))
    if request.headers.get("Authorization") != f"Bearer {TOKEN}":
        return refusal_answer(RefusalCode.NOT_SIGNED_IN, {"id": "Belum masuk.", "en": "Not signed in."}, 401)
    if script.delay_seconds:
        time.sleep(script.delay_seconds)
    if script.garbage:
        return Response("<html>Bad gateway</html>", 502)
    if script.unavailable:
        return refusal_answer(RefusalCode.UNAVAILABLE, {"id": "Coba lagi.", "en": "Try again."}, 503)
    return None


def scripted_app(script: Script) -> Flask:
    """The server's API as far as a kiosk uses it."""
    app = Flask(__name__)
    app.before_request(lambda: _trouble(script))

    @app.get("/api/v1/office")
    def office() -> Response:
        return _answer(script.office)

    @app.post("/api/v1/check-ins")
    def check_in() -> Response:
        asked = msgspec.json.decode(request.get_data(), type=CheckInRequest)
        if script.refusal:
            script.check_ins.append(asked)
            return refusal_answer(*script.refusal, 409)
        return _answer(script.check_in(asked))

    @app.post("/api/v1/tickets/<int:ticket_id>/print-reports")
    def report(ticket_id: int) -> Response:
        script.reports.append((ticket_id, msgspec.json.decode(request.get_data(), type=PrintReport)))
        return _answer(PrintReportAnswer(ticket_id=ticket_id))

    @app.get("/api/v1/tickets/<int:ticket_id>/print")
    def to_print(ticket_id: int) -> Response:
        return _answer(ticket_info(ticket_id))

    _add_bookings_and_heartbeats(app, script)
    _add_feed(app, script)
    return app


def _add_bookings_and_heartbeats(app: Flask, script: Script) -> None:
    @app.get("/api/v1/bookings/<code>")
    def booking(code: str) -> Response:
        if script.booking is None or script.booking.code != code:
            words = {"id": "Kode booking tidak dikenal.", "en": "This booking code is not known."}
            return refusal_answer(RefusalCode.UNKNOWN_BOOKING, words, 404)
        return _answer(script.booking)

    @app.post("/api/v1/heartbeats")
    def heartbeat() -> Response:
        script.heartbeats.append(msgspec.json.decode(request.get_data(), type=Heartbeat))
        return _answer(
            HeartbeatAnswer(now=ISSUED_AT, device_id=DEVICE_ID, device_name="Kiosk 1", role=DeviceRole.KIOSK)
        )


def _add_feed(app: Flask, script: Script) -> None:
    @app.get("/api/v1/events")
    def events() -> Response:
        after = int(request.args["after"])
        found = tuple(event for event in script.events if event.seq > after)
        return _answer(EventPage(events=found, seq=max((event.seq for event in found), default=after)))

    @app.get("/api/v1/stream")
    def stream() -> Response:
        if not script.streams:
            return refusal_answer(RefusalCode.TOO_MANY_STREAMS, {"id": "Penuh.", "en": "Full."}, 503)
        after = int(request.headers["Last-Event-ID"])
        script.resumed_after.append(after)
        return Response(_frames(script, after), mimetype="text/event-stream")


def _frames(script: Script, after: int) -> Iterator[bytes]:
    yield HEARTBEAT
    while not script.stopping.wait(0.02):
        if not script.streams:
            return
        for event in [event for event in script.events if event.seq > after]:
            after = event.seq
            yield encode(event)


@contextmanager
def serve(app: Callable[..., Any], port: int = 0) -> Iterator[str]:
    """Serve an application on loopback for the time of a block; yields its address."""
    bound = socket.create_server(("127.0.0.1", port))
    connections: dict[int, Any] = {}
    server = create_server(app, sockets=[bound], threads=8, map=connections)
    ending = threading.Event()

    def run() -> None:
        try:
            server.run()
        except OSError:
            # at the end the loop may look once more at a socket that is closed already
            if not ending.is_set():
                raise

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    finally:
        ending.set()
        server.task_dispatcher.shutdown(timeout=1)
        # only the loop's own thread may close what the loop watches; with nothing left to watch it ends
        with suppress(OSError):  # the loop may close everything, the trigger with it, before this pull is written
            server.trigger.pull_trigger(lambda: wasyncore.close_all(connections, ignore_all=True))
        thread.join(5)


def wait_until(condition: Callable[[], object], seconds: float = 8.0) -> None:
    """Wait for something that threads bring about.

    Raises:
        AssertionError: it did not come about in time.
    """
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)
