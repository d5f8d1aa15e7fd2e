"""The server's feed as this kiosk hears it: a stream, resumed where it broke."""

from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from socket import socket

import msgspec

from kiosk.server_client import KNOWN_EVENTS, MAX_ANSWER_BYTES, Address, ServerUnreachableError, decode_answer
from queue_server.protocol.events import Event
from queue_server.protocol.sse import HEARTBEAT_SECONDS, FrameError, FrameParser
from queue_server.trust import shut


class EventStream:
    """The server's feed for this kiosk, resumed after the last event that was seen."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._socket: socket | None = None
        self._closed = False

    def follow(self, after_seq: int) -> Iterator[Event]:
        """Yield the events after a cursor as they come; does not end by itself.

        Raises:
            ServerUnreachableError: the stream broke, or was silent for three heartbeats, or is not to be had (503).
            RefusedError: this kiosk may not listen.
        """
        connection = self._address.connect(HEARTBEAT_SECONDS * 3)
        try:
            with self._open(connection, after_seq) as response:
                yield from _events(response)
        except (OSError, HTTPException, FrameError, msgspec.MsgspecError, ValueError, AttributeError) as error:
            # closing from another thread ends a read with one of the last two
            raise ServerUnreachableError(f"stream: {error!r}") from error
        finally:
            self._socket = None
            connection.close()

    def close(self) -> None:
        """End the stream, for ever, from another thread."""
        self._closed = True
        sock = self._socket
        if sock is not None:
            with suppress(OSError):  # it may have ended by itself in this moment
                shut(sock)

    def _open(self, connection: HTTPConnection, after_seq: int) -> HTTPResponse:
        headers = {"Accept": "text/event-stream", "Last-Event-ID": str(after_seq)}
        connection.request("GET", self._address.path("/api/v1/stream"), headers=self._address.headers | headers)
        # an open-ended answer takes the socket away from its connection
        self._socket = connection.sock
        if self._closed:
            raise ServerUnreachableError("the stream was closed")
        response = connection.getresponse()
        if response.status != 200:
            decode_answer(max(400, response.status), response.read(MAX_ANSWER_BYTES), dict)
        return response


def _events(response: HTTPResponse) -> Iterator[Event]:
    parser = FrameParser()
    while chunk := response.read1(16_384):
        for frame in parser.feed(chunk):
            if frame.event in KNOWN_EVENTS:
                yield msgspec.json.decode(frame.data, type=Event)
    raise ServerUnreachableError("the server ended the stream")
