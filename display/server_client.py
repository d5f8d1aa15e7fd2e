"""The display's side of the server's API: the board, the feed, the heartbeat. Blocking; the runner owns the threads."""

import http.client
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socket import socket
from typing import ClassVar, TypeVar

import msgspec

from queue_server.device_token import DeviceToken
from queue_server.protocol.board import BoardSnapshot
from queue_server.protocol.codes import RefusalCode
from queue_server.protocol.events import Event, EventName, EventPage
from queue_server.protocol.look import Look
from queue_server.protocol.messages import Heartbeat, HeartbeatAnswer, RefusalAnswer
from queue_server.protocol.pairing import TokenRenewal, TokenRenewed
from queue_server.protocol.sse import FrameError, FrameParser
from queue_server.trust import NotTrustedError, Trust, shut

log = logging.getLogger(__name__)
ANSWER_SECONDS = 4.0
SILENCE_SECONDS = 25.0
"""The server sends a comment every 10 s: a stream without a byte for this long is dead."""
MOST_ANSWER_BYTES = 4_000_000
CHUNK_BYTES = 65_536
READ = frozenset({*EventName, "message"})
"""A newer server may tell of more, which is not for this display. What has no name is read, and found to be garbage."""

Message = TypeVar("Message")


class ServerError(Exception):
    """The server cannot be used now; ``code`` is stable, the message is for the technician."""

    code: ClassVar[str] = "server_error"


class ServerUnreachableError(ServerError):
    """No connection, or it broke."""

    code = "server_unreachable"


class ServerNotTrustedError(ServerError):
    """Who answered is not the server, by its certificate; the message says why."""

    code = "server_not_trusted"


class ServerSilentError(ServerError):
    """The connection stands, but nothing came in time."""

    code = "server_silent"


class ServerAnswerError(ServerError):
    """The server sent something that is no part of the published language."""

    code = "server_answer_invalid"


class ServerRefusedError(ServerError):
    """The server refused.

    Attributes:
        status: HTTP status.
        refusal: its code, or ``None`` where the body had none.
    """

    code = "server_refused"

    def __init__(self, status: int, refusal: RefusalCode | None) -> None:
        """Describe one refusal."""
        super().__init__(f"the server refused with {status}{f' {refusal}' if refusal else ''}")
        self.status = status
        self.refusal = refusal

    @property
    def too_many_streams(self) -> bool:
        """Whether the same events can still be had by polling."""
        return self.refusal is RefusalCode.TOO_MANY_STREAMS


class ServerClient:
    """Talks to one server with one device's token.

    Every request has a connection of its own, so that a broken one never stands in the way of the next.
    """

    def __init__(
        self,
        server_url: str,
        token: str | DeviceToken,
        answer_seconds: float = ANSWER_SECONDS,
        silence_seconds: float = SILENCE_SECONDS,
        *,
        trust: Trust | None = None,
    ) -> None:
        """Keep address and token; nothing is sent yet.

        Args:
            server_url: ``http://host:port`` or ``https://host:port``.
            token: the device's token; a plain text is never renewed.
            answer_seconds: an answer must begin within this time.
            silence_seconds: a stream without a byte for this long is dead.
            trust: whom the display takes for the server; ``None``: what the system believes.
        """
        self._url = server_url
        self._trust = trust or Trust()
        self._token = DeviceToken(token) if isinstance(token, str) else token
        self._answer_seconds = answer_seconds
        self._silence_seconds = silence_seconds
        self._stream_socket: socket | None = None
        self._closed = threading.Event()

    def board(self) -> BoardSnapshot:
        """Fetch what stands on the wall now.

        Raises:
            ServerError: see its classes; so do all methods here.
        """
        return self._ask("GET", "/api/v1/board", BoardSnapshot)

    def look(self) -> Look:
        """Fetch how the office looks."""
        return self._ask("GET", "/api/v1/look", Look)

    def events_after(self, seq: int) -> EventPage:
        """Fetch the events after a cursor: the fallback where no stream is to be had."""
        return self._ask("GET", f"/api/v1/events?after={seq}", EventPage)

    def beat(self, heartbeat: Heartbeat) -> HeartbeatAnswer:
        """Tell the server that this display lives, and how its parts are; the token is renewed where it asks for it."""
        answer = self._ask("POST", "/api/v1/heartbeats", HeartbeatAnswer, msgspec.json.encode(heartbeat))
        try:
            self._token.renew(answer.renew_token, self._renew)
        except ServerRefusedError as refusal:
            log.warning("the token is not renewed: %s", refusal)
            self._token.give_up()
        return answer

    def _renew(self, renewal: TokenRenewal) -> TokenRenewed:
        return self._ask("POST", "/api/v1/devices/self/token", TokenRenewed, msgspec.json.encode(renewal))

    def stream(self, after: int) -> Iterator[Event | None]:
        """Follow the feed after a cursor, until it breaks.

        Yields:
            Each event; ``None`` for bytes that complete no event: a sign of life.
        """
        headers = {"Accept": "text/event-stream", "Last-Event-ID": str(after)}
        with self._request("GET", "/api/v1/stream", headers=headers) as (held, response):
            if response.status != http.client.OK:
                raise _refused(response)
            self._hold(held)
            try:
                yield None
                yield from self._frames(response)
            finally:
                self._stream_socket = None

    def close(self) -> None:
        """Break the open stream, from any thread, so that whoever reads it can stop."""
        self._closed.set()
        self._break()

    def _hold(self, held: socket) -> None:
        held.settimeout(self._silence_seconds)
        self._stream_socket = held
        if self._closed.is_set():
            self._break()

    def _break(self) -> None:
        held = self._stream_socket
        if held is not None:
            with suppress(OSError):
                shut(held)

    def _frames(self, response: http.client.HTTPResponse) -> Iterator[Event | None]:
        parser = FrameParser()
        while chunk := response.read1(CHUNK_BYTES):
            yield None
            try:
                for frame in parser.feed(chunk):
                    if frame.event in READ:
                        yield msgspec.json.decode(frame.data, type=Event)
            except (FrameError, msgspec.MsgspecError) as error:
                raise ServerAnswerError(f"the stream is not understood: {error}") from error
        raise ServerUnreachableError("the server ended the stream")

    def _ask(self, method: str, path: str, answer: type[Message], body: bytes | None = None) -> Message:
        shown = self._token.value
        try:
            return self._once(method, path, answer, body)
        except ServerRefusedError as refused:
            if refused.refusal is not RefusalCode.NOT_SIGNED_IN or not self._token.refused(shown):
                raise
        return self._once(method, path, answer, body)

    def _once(self, method: str, path: str, answer: type[Message], body: bytes | None) -> Message:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        with self._request(method, path, body, headers) as (_, response):
            if response.status != http.client.OK:
                raise _refused(response)
            content = response.read(MOST_ANSWER_BYTES)
            if response.length:
                raise ServerUnreachableError(f"the answer to {path} was cut off, or is too long")
            try:
                return msgspec.json.decode(content, type=answer)
            except msgspec.MsgspecError as error:
                raise ServerAnswerError(f"the answer to {path} is not understood: {error}") from error

    @contextmanager
    def _request(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Iterator[tuple[socket, http.client.HTTPResponse]]:
        """Send one request; whatever goes wrong with the connection gets its name here."""
        connection = self._trust.connection(self._url, self._answer_seconds)
        try:
            connection.connect()
            held: socket = connection.sock  # http.client forgets it once the answer says that it ends the connection
            connection.request(method, path, body, {**(headers or {}), "Authorization": f"Bearer {self._token.value}"})
            yield held, connection.getresponse()
        except NotTrustedError as error:
            raise ServerNotTrustedError(str(error)) from error
        except TimeoutError as error:
            raise ServerSilentError(f"the server at {self._url} did not answer in time") from error
        except (OSError, http.client.HTTPException) as error:
            raise ServerUnreachableError(f"no connection to {self._url}: {error!r}") from error
        finally:
            connection.close()


def _refused(response: http.client.HTTPResponse) -> ServerRefusedError:
    try:
        answer = msgspec.json.decode(response.read(CHUNK_BYTES), type=RefusalAnswer)
    except msgspec.MsgspecError:
        return ServerRefusedError(response.status, None)
    return ServerRefusedError(response.status, answer.error.code)
