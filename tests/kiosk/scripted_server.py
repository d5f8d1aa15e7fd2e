"""A scripted server on loopback: answers as the test says, late, wrong or not at all, and remembers what was asked."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec
from flask import Flask, Response, request
from waitress import wasyncore
from waitress.server import create_server

from queue_server.protocol.bookings import BookingInfo
from queue_server.protocol.codes import RefusalCode
from queue_server.protocol.events import Event, EventPage
from queue_server.protocol.look import Look
from queue_server.protocol.messages import (
    CheckInAnswer,
    CheckInRequest,
    Heartbeat,
    HeartbeatAnswer,
    OfficeInfo,
    PrintReport,
    PrintReportAnswer,
    Refusal,
    RefusalAnswer,
    Words,
)
from queue_server.protocol.reserve import LateCheckIn, LateCheckInAnswer, Reserve, ReserveRequest
from queue_server.protocol.screening import (
    MeasurementAnswer,
    MeasurementReport,
    ReturnAnswer,
    ReturnReport,
    Slip,
)
from queue_server.protocol.sse import HEARTBEAT, encode
from queue_server.protocol.staff_measurements import StaffReport, StaffReportAnswer
from queue_server.protocol.temperature import judge
from queue_server.protocol.words import DeviceRole, Verdict
from tests.kiosk.scripted_office import DEVICE_ID, ISSUED_AT, office_info, ticket_info

TOKEN = "kiosk-token-for-tests"


@dataclass
class Script:
    """What the server knows, what it does wrong, and what it was asked."""

    office: OfficeInfo = field(default_factory=office_info)
    look: Look | None = None
    refusal: tuple[RefusalCode, Words] | None = None
    unavailable: bool = False
    unavailable_code: RefusalCode = RefusalCode.UNAVAILABLE
    garbage: bool = False
    delay_seconds: float = 0.0
    streams: bool = True
    events: list[Event] = field(default_factory=list)
    booking: BookingInfo | None = None
    check_ins: list[CheckInRequest] = field(default_factory=list)
    answers: dict[str, CheckInAnswer] = field(default_factory=dict)
    reports: list[tuple[int, PrintReport]] = field(default_factory=list)
    measured: list[tuple[int, MeasurementReport]] = field(default_factory=list)
    came_back: list[ReturnReport] = field(default_factory=list)
    returning: int | None = None
    slip: Slip | None = None
    staff_reports: list[StaffReport] = field(default_factory=list)
    reserve: Reserve | None = None
    late: list[LateCheckIn] = field(default_factory=list)
    late_answers: dict[str, LateCheckInAnswer] = field(default_factory=dict)
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

    def check_in_late(self, told: LateCheckIn) -> LateCheckInAnswer:
        """Put who has a number in line and hold who has none; the same nonce gives the same answer."""
        self.late.append(told)
        nth = len(self.late_answers) + 101
        outcome: Literal["admitted", "held"] = "held" if told.number is None else "admitted"
        ticket_id = None if told.number is None else nth
        answer = LateCheckInAnswer(outcome=outcome, visit_id=nth, ticket_id=ticket_id)
        return self.late_answers.setdefault(told.check_in.nonce, answer)


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
        return refusal_answer(script.unavailable_code, {"id": "Coba lagi.", "en": "Try again."}, 503)
    return None


def scripted_app(script: Script) -> Flask:
    """The server's API as far as a kiosk uses it."""
    app = Flask(__name__)
    app.before_request(lambda: _trouble(script))

    @app.get("/api/v1/office")
    def office() -> Response:
        return _answer(script.office)

    @app.get("/api/v1/look")
    def look() -> Response:
        if script.look is None:
            return refusal_answer(RefusalCode.NOT_FOUND, {"id": "Tidak ada.", "en": "Not found."}, 404)
        return _answer(script.look)

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
    _add_held(app, script)
    _add_late(app, script)
    _add_feed(app, script)
    return app


def _add_bookings_and_heartbeats(app: Flask, script: Script) -> None:
    @app.get("/api/v1/bookings/<code>")
    def booking(code: str) -> Response:
        if script.booking is None or script.booking.code != code:
            words = {"id": "Kode janji temu tidak dikenal.", "en": "This booking code is not known."}
            return refusal_answer(RefusalCode.UNKNOWN_BOOKING, words, 404)
        return _answer(script.booking)

    @app.post("/api/v1/devices/self/staff-measurements")
    def staff_measurement() -> Response:
        report = msgspec.json.decode(request.get_data(), type=StaffReport)
        script.staff_reports.append(report)
        if script.refusal:
            return refusal_answer(*script.refusal, 409)
        return _answer(StaffReportAnswer(measurement_id=report.measurement_id))

    @app.post("/api/v1/heartbeats")
    def heartbeat() -> Response:
        script.heartbeats.append(msgspec.json.decode(request.get_data(), type=Heartbeat))
        return _answer(
            HeartbeatAnswer(now=ISSUED_AT, device_id=DEVICE_ID, device_name="Kiosk 1", role=DeviceRole.KIOSK)
        )


def _add_held(app: Flask, script: Script) -> None:
    @app.post("/api/v1/visits/<int:visit_id>/measurements")
    def measured(visit_id: int) -> Response:
        script.measured.append((visit_id, msgspec.json.decode(request.get_data(), type=MeasurementReport)))
        return _answer(MeasurementAnswer(visit_id=visit_id))

    @app.post("/api/v1/returns")
    def came_back() -> Response:
        script.came_back.append(msgspec.json.decode(request.get_data(), type=ReturnReport))
        return _answer(ReturnAnswer(visit_id=script.returning))

    @app.get("/api/v1/visits/<int:visit_id>/slip")
    def slip(visit_id: int) -> Response:
        if script.slip is None or script.slip.visit_id != visit_id:
            words = {"id": "Kasus ini sudah diputuskan.", "en": "This case is decided already."}
            return refusal_answer(RefusalCode.UNKNOWN_CASE, words, 404)
        return _answer(script.slip)


def _add_late(app: Flask, script: Script) -> None:
    @app.post("/api/v1/reserves")
    def reserves() -> Response:
        msgspec.json.decode(request.get_data(), type=ReserveRequest)
        if script.reserve is None:
            return refusal_answer(RefusalCode.NOT_FOUND, {"id": "Tidak ada.", "en": "Not found."}, 404)
        return _answer(script.reserve)

    @app.post("/api/v1/late-check-ins")
    def late_check_in() -> Response:
        return _answer(script.check_in_late(msgspec.json.decode(request.get_data(), type=LateCheckIn)))


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
