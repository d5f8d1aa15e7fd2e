"""The kiosk's way to the server: typed calls over kept-alive HTTP, strict time-outs, one token.

A request is built once; whoever repeats it repeats the same bytes and therewith the same nonce.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from threading import Lock
from typing import ClassVar, TypeVar
from urllib.parse import quote, urlsplit

import msgspec

from queue_server.device_token import DeviceToken
from queue_server.protocol.bookings import BookingInfo
from queue_server.protocol.codes import RefusalCode
from queue_server.protocol.events import Event, EventName
from queue_server.protocol.look import Look
from queue_server.protocol.messages import (
    CheckInAnswer,
    CheckInRequest,
    Heartbeat,
    HeartbeatAnswer,
    OfficeInfo,
    PartHealth,
    PrintReport,
    PrintReportAnswer,
    RefusalAnswer,
    TicketInfo,
    Words,
)
from queue_server.protocol.pairing import TokenRenewal, TokenRenewed
from queue_server.protocol.reserve import LateCheckIn, LateCheckInAnswer, Reserve, ReserveRequest
from queue_server.protocol.screening import (
    MeasurementAnswer,
    MeasurementReport,
    ReturnAnswer,
    ReturnReport,
    Slip,
)
from queue_server.protocol.staff_measurements import StaffReport, StaffReportAnswer
from queue_server.trust import Trust

T = TypeVar("T")
log = logging.getLogger(__name__)
MAX_ANSWER_BYTES = 4_000_000
TRY_AGAIN = frozenset(
    {
        RefusalCode.UNAVAILABLE,
        RefusalCode.CANNOT_STORE,
        RefusalCode.INTERNAL,
        RefusalCode.TOO_MANY_REQUESTS,
        RefusalCode.TOO_MANY_STREAMS,
    }
)
"""Refusals that speak of the server's state, not of the request: the same request may succeed later."""
TOKEN_REFUSED = frozenset({RefusalCode.NOT_SIGNED_IN, RefusalCode.SESSION_EXPIRED, RefusalCode.FORBIDDEN})


KNOWN_EVENTS = frozenset(EventName)
"""A newer server may tell of more; what this kiosk does not know is not for it."""


class EventsSeen(msgspec.Struct, frozen=True):
    """A page of events as it came, some perhaps unknown, and the cursor to go on from."""

    events: tuple[msgspec.Raw, ...]
    seq: int

    def known(self) -> Iterator[Event]:
        """Yield the events whose names this kiosk knows."""
        for raw in self.events:
            if msgspec.json.decode(raw, type=_Named).name in KNOWN_EVENTS:
                yield msgspec.json.decode(raw, type=Event)


class _Named(msgspec.Struct, frozen=True):
    name: str


class ServerError(Exception):
    """The server gave no usable answer."""

    code: ClassVar[str] = "server_error"


class ServerUnreachableError(ServerError):
    """No answer came, or one that is no answer of ours: whether the request was carried out is not known."""

    code = "server_unreachable"


class RefusedError(ServerError):
    """The server refused; asking again with the same request gives the same answer.

    Attributes:
        refusal_code: the server's code.
        words: why, by language, for the visitor.
    """

    code = "refused"

    def __init__(self, refusal_code: RefusalCode, words: Words) -> None:
        super().__init__(f"{refusal_code}: {words.get('en', '')}")
        self.refusal_code = refusal_code
        self.words = words


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server is, and how this kiosk shows who it is.

    Attributes:
        url: http or https address of the server, with or without a path before ``/api``.
        token: the device's bearer token; a plain text is never renewed.
        timeout_seconds: limit for connecting and for each wait during an answer.
        trust: whom this kiosk takes for the server.
    """

    url: str
    token: str | DeviceToken
    timeout_seconds: float = 4.0
    trust: Trust = field(default_factory=Trust)

    def connect(self, timeout_seconds: float) -> HTTPConnection:
        """Return a connection that opens at its first request."""
        return self.trust.connection(self.url, timeout_seconds)

    def path(self, path: str) -> str:
        """Return the request's path under the server's own."""
        return urlsplit(self.url).path.rstrip("/") + path

    def parts(self) -> tuple[PartHealth, ...]:
        """Return how the way to the server is, where that is worth telling."""
        return self.trust.parts(self.url)

    @property
    def headers(self) -> dict[str, str]:
        """Headers of every request, with the token of now."""
        token = self.token if isinstance(self.token, str) else self.token.value
        return {"Authorization": f"Bearer {token}", "Accept": "application/json"}


class ServerClient:
    """Typed calls, one at a time on one kept connection; give each worker its own.

    Every call raises:
        ServerUnreachableError: no answer; the call may be repeated as it was.
        RefusedError: the server refused.
    """

    def __init__(self, address: Address) -> None:
        self._address = address
        self._token = address.token if isinstance(address.token, DeviceToken) else DeviceToken(address.token)
        self._connection: HTTPConnection | None = None
        self._lock = Lock()

    def office(self) -> OfficeInfo:
        """Fetch what the office offers now."""
        return self._call("GET", "/api/v1/office", OfficeInfo)

    def look(self) -> Look:
        """Fetch how the office looks."""
        return self._call("GET", "/api/v1/look", Look)

    def check_in(self, request: CheckInRequest) -> CheckInAnswer:
        """Check a visitor in."""
        return self._call("POST", "/api/v1/check-ins", CheckInAnswer, request)

    def check_in_late(self, late: LateCheckIn) -> LateCheckInAnswer:
        """Tell of a visitor who came while the server was away."""
        return self._call("POST", "/api/v1/late-check-ins", LateCheckInAnswer, late)

    def renew_reserve(self, request: ReserveRequest) -> Reserve:
        """Have the numbers in reserve filled up."""
        return self._call("POST", "/api/v1/reserves", Reserve, request)

    def report_print(self, ticket_id: int, report: PrintReport) -> PrintReportAnswer:
        """Tell how a ticket's printing ended."""
        return self._call("POST", f"/api/v1/tickets/{ticket_id:d}/print-reports", PrintReportAnswer, report)

    def ticket_to_print(self, ticket_id: int) -> TicketInfo:
        """Fetch a ticket that an event asks this kiosk to print."""
        return self._call("GET", f"/api/v1/tickets/{ticket_id:d}/print", TicketInfo)

    def slip(self, visit_id: int) -> Slip:
        """Fetch what the slip shows of a visitor who cannot be served today."""
        return self._call("GET", f"/api/v1/visits/{visit_id:d}/slip", Slip)

    def report_measurement(self, visit_id: int, report: MeasurementReport) -> MeasurementAnswer:
        """Tell what measuring a held visitor again gave."""
        return self._call("POST", f"/api/v1/visits/{visit_id:d}/measurements", MeasurementAnswer, report)

    def report_return(self, report: ReturnReport) -> ReturnAnswer:
        """Tell that a visitor is back from the rest."""
        return self._call("POST", "/api/v1/returns", ReturnAnswer, report)

    def booking(self, booking_code: str) -> BookingInfo:
        """Look a booking up."""
        return self._call("GET", f"/api/v1/bookings/{quote(booking_code, safe='')}", BookingInfo)

    def heartbeat(self, heartbeat: Heartbeat) -> HeartbeatAnswer:
        """Say that this kiosk lives, and how its parts are; its token is renewed where the server asks for it."""
        answer = self._call("POST", "/api/v1/heartbeats", HeartbeatAnswer, heartbeat)
        try:
            self._token.renew(answer.renew_token, self._renew)
        except RefusedError as refusal:
            log.warning("the token is not renewed: %s", refusal)
            self._token.give_up()
        return answer

    def _renew(self, renewal: TokenRenewal) -> TokenRenewed:
        return self._call("POST", "/api/v1/devices/self/token", TokenRenewed, renewal)

    def report_staff(self, report: StaffReport) -> StaffReportAnswer:
        """Tell what was measured for staff."""
        return self._call("POST", "/api/v1/devices/self/staff-measurements", StaffReportAnswer, report)

    def events_after(self, seq: int) -> EventsSeen:
        """Fetch the events after a cursor: the fallback where no stream is to be had."""
        return self._call("GET", f"/api/v1/events?after={seq:d}", EventsSeen)

    def close(self) -> None:
        """Drop the connection; the next call opens one anew."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _call(self, method: str, path: str, answer: type[T], body: msgspec.Struct | None = None) -> T:
        sent = msgspec.json.encode(body) if body is not None else None
        shown = self._token.value
        try:
            return self._once(method, path, answer, sent)
        except RefusedError as refusal:
            if refusal.refusal_code is not RefusalCode.NOT_SIGNED_IN or not self._token.refused(shown):
                raise
        return self._once(method, path, answer, sent)

    def _once(self, method: str, path: str, answer: type[T], sent: bytes | None) -> T:
        with self._lock:
            status, received = self._exchange(method, self._address.path(path), sent)
        return decode_answer(status, received, answer)

    def _exchange(self, method: str, path: str, sent: bytes | None) -> tuple[int, bytes]:
        """Send once; once more at once where a kept connection turns out to have been closed by the server."""
        kept = self._connection is not None
        try:
            return self._send(method, path, sent)
        except (ConnectionError, HTTPException) as error:
            self.close()
            if not kept:
                raise ServerUnreachableError(repr(error)) from error
        except OSError as error:
            self.close()
            raise ServerUnreachableError(repr(error)) from error
        try:
            return self._send(method, path, sent)
        except (OSError, HTTPException) as error:
            self.close()
            raise ServerUnreachableError(repr(error)) from error

    def _send(self, method: str, path: str, sent: bytes | None) -> tuple[int, bytes]:
        if self._connection is None:
            self._connection = self._address.connect(self._address.timeout_seconds)
        headers = self._address.headers | ({"Content-Type": "application/json"} if sent is not None else {})
        self._connection.request(method, path, body=sent, headers=headers)
        response = self._connection.getresponse()
        received = response.read(MAX_ANSWER_BYTES)
        if not response.isclosed():
            self.close()
        return response.status, received


def decode_answer(status: int, received: bytes, answer: type[T]) -> T:
    """Decode an answer.

    Raises:
        RefusedError: it is a refusal of this request.
        ServerUnreachableError: it is a refusal for now, or not ours at all (a proxy's page, a cut answer).
    """
    try:
        if status < 400:
            return msgspec.json.decode(received, type=answer)
        refusal = msgspec.json.decode(received, type=RefusalAnswer).error
    except msgspec.MsgspecError as error:
        raise ServerUnreachableError(f"status {status}, not an answer of this system: {error}") from error
    if refusal.code in TRY_AGAIN:
        raise ServerUnreachableError(f"status {status}: {refusal.code}")
    raise RefusedError(refusal.code, refusal.words)
