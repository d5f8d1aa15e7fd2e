"""A real HTTP server on loopback that does to a display whatever its script says."""

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec

from queue_server.protocol.board import BoardCall, BoardSnapshot
from queue_server.protocol.codes import RefusalCode
from queue_server.protocol.events import Event, EventName, EventPage, SubjectEvent, TicketEvent
from queue_server.protocol.look import Look
from queue_server.protocol.messages import Heartbeat, HeartbeatAnswer, Refusal, RefusalAnswer
from queue_server.protocol.sse import HEARTBEAT, encode
from queue_server.protocol.words import DeviceRole

TOKEN = "display-token-for-tests"
DAY = date(2026, 3, 2)
PASSPORT = {"id": "Paspor baru", "en": "New passport"}
NAMES = {1: PASSPORT, 2: {"id": "Pengambilan", "en": "Collection"}}


def ticket_event(
    seq: int,
    name: EventName = EventName.TICKET_CALLED,
    *,
    ticket_id: int = 1,
    number: str = "A-012",
    counter_id: int | None = 3,
    attempt: int = 1,
    state: str = "called",
    service_id: int = 1,
    at: datetime | None = None,
) -> Event:
    """An event of a ticket, as the server would send it."""
    payload = TicketEvent(
        ticket_id=ticket_id,
        visit_id=ticket_id,
        number=number,
        service_id=service_id,
        state=state,
        service_names=NAMES.get(service_id, PASSPORT),
        counter_id=counter_id,
        counter_name=f"Loket {counter_id}" if counter_id else "",
        attempt=attempt,
    )
    raw = msgspec.Raw(msgspec.json.encode(payload))
    return Event(seq=seq, name=name, at=at or datetime.now(UTC), business_date=DAY, payload=raw)


def day_event(seq: int, name: EventName = EventName.DAY_OPENED) -> Event:
    """The office opens or closes its day."""
    raw = msgspec.Raw(msgspec.json.encode(SubjectEvent(subject="day")))
    return Event(seq=seq, name=name, at=datetime.now(UTC), business_date=DAY, payload=raw)


def board_call(ticket_id: int = 1, number: str = "A-001", counter_id: int = 1, **changes: Any) -> BoardCall:
    """One call of a snapshot, an hour old if nothing else is said."""
    values: dict[str, Any] = {
        "ticket_id": ticket_id,
        "number": number,
        "counter_id": counter_id,
        "counter_name": f"Loket {counter_id}",
        "service_id": 1,
        "service_names": PASSPORT,
        "attempt": 1,
        "called_at": datetime(2026, 3, 2, 1, 0, tzinfo=UTC),
        "serving": False,
    }
    return BoardCall(**(values | changes))


def snapshot(*calls: BoardCall, seq: int = 0, now: datetime | None = None, **changes: Any) -> BoardSnapshot:
    """What the server says stands on the wall."""
    values: dict[str, Any] = {
        "office_name": "Kantor Imigrasi Balikpapan",
        "timezone": "Asia/Makassar",
        "business_date": DAY,
        "calls": calls,
        "waiting": {"1": 7, "2": 2},
        "service_names": {str(service_id): names for service_id, names in NAMES.items()},
        "every_service": {str(service_id): names for service_id, names in NAMES.items()},
        "seq": seq,
        "now": now or datetime.now(UTC),
    }
    return BoardSnapshot(**(values | changes))


class ScriptedServer:
    """The server's API with switches for its faults; ``emit`` sends an event to every open stream."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.picture = snapshot()
        self.events: list[Event] = []
        self.heartbeats: list[Heartbeat] = []
        self.resumed_after: list[int] = []
        self.polled_after: list[int] = []
        self.tokens: list[str] = []
        self.look: Look | None = None
        self.too_many_streams = False
        self.refuse_status = 0
        self.late_seconds = 0.0
        self.board_bytes = b""
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        """The server's clock."""
        self.missing_bytes = 0
        """So many bytes of each answer never come: the connection breaks in the middle."""
        self.stream_bytes: Callable[[int], Iterator[bytes]] | None = None
        self.down = False
        self._changed = threading.Condition()
        self._generation = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, self))
        self._server.daemon_threads = True
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self._server.server_address[1]}"

    def emit(self, *events: Event) -> None:
        """Record events and send them."""
        with self._changed:
            self.events.extend(events)
            self._changed.notify_all()

    def cut(self) -> None:
        """End every open stream."""
        with self._changed:
            self._generation += 1
            self._changed.notify_all()

    def close(self) -> None:
        self.cut()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def present(self) -> BoardSnapshot:
        """The picture with the last event's seq; calls come by the feed."""
        last = max([self.picture.seq, *(event.seq for event in self.events)])
        calls = (*self._called(), *self.picture.calls)
        return msgspec.structs.replace(self.picture, seq=last, calls=calls, now=self.now())

    def _called(self) -> Iterator[BoardCall]:
        latest: dict[int, Event] = {}
        for event in self.events:
            if event.name in (EventName.TICKET_CALLED, EventName.TICKET_RECALLED):
                latest[event.ticket().ticket_id] = event
        for event in sorted(latest.values(), key=lambda event: -event.seq):
            ticket = event.ticket()
            yield board_call(
                ticket.ticket_id, ticket.number, ticket.counter_id or 0, attempt=ticket.attempt, called_at=event.at
            )

    def chunks(self, after: int) -> Iterator[bytes]:
        """The bytes of a stream: the feed, or what the script says."""
        return self.stream_bytes(after) if self.stream_bytes else self.stream_after(after)

    def stream_after(self, after: int) -> Iterator[bytes]:
        """The feed after a cursor, with comments in between, until cut."""
        generation, sent = self._generation, after
        yield HEARTBEAT
        while generation == self._generation:
            with self._changed:
                fresh = [event for event in self.events if event.seq > sent]
                if not fresh:
                    self._changed.wait(0.5)
            yield b"".join(encode(event) for event in fresh) or HEARTBEAT
            sent = max([sent, *(event.seq for event in fresh)])


class _Handler(BaseHTTPRequestHandler):
    """Answers one connection as the script says."""

    protocol_version = "HTTP/1.1"

    def __init__(self, script: ScriptedServer, *connection: Any) -> None:
        self._script = script
        super().__init__(*connection)

    def do_GET(self) -> None:
        script = self._script
        script.tokens.append(self.headers.get("Authorization", ""))
        time.sleep(script.late_seconds)
        if script.down:
            self.close_connection = True
        elif script.refuse_status:
            self.send_error(script.refuse_status)
        elif script.board_bytes and self.path == "/api/v1/board":
            self._write(200, script.board_bytes)
        elif self.path == "/api/v1/board":
            self._answer(200, script.present())
        elif self.path == "/api/v1/look" and script.look is not None:
            self._answer(200, script.look)
        elif self.path.startswith("/api/v1/events?after="):
            self._page(int(self.path.partition("=")[2]))
        elif self.path == "/api/v1/stream":
            self._stream(int(self.headers.get("Last-Event-ID", "0")))
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self._script.down:
            self.close_connection = True
            return
        self._script.heartbeats.append(msgspec.json.decode(body, type=Heartbeat))
        now = self._script.now()
        self._answer(200, HeartbeatAnswer(now=now, device_id=9, device_name="Wall", role=DeviceRole.DISPLAY))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass

    def _page(self, after: int) -> None:
        self._script.polled_after.append(after)
        fresh = tuple(event for event in self._script.events if event.seq > after)
        self._answer(200, EventPage(events=fresh, seq=max([after, *(event.seq for event in fresh)])))

    def _stream(self, after: int) -> None:
        if self._script.too_many_streams:
            refusal = Refusal(code=RefusalCode.TOO_MANY_STREAMS, words={"en": "Too many streams."})
            self._answer(503, RefusalAnswer(error=refusal))
            return
        self._script.resumed_after.append(after)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        with suppress(OSError):
            for chunk in self._script.chunks(after):
                self.wfile.write(chunk)

    def _answer(self, status: int, answer: object) -> None:
        self._write(status, msgspec.json.encode(answer))

    def _write(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(OSError):  # whoever asked may have given up
            self.wfile.write(body[: len(body) - self._script.missing_bytes])
        self.close_connection = self._script.missing_bytes > 0
