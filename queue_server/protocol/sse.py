"""Server-Sent Events: frames to bytes and bytes to frames.

Source: WHATWG HTML, section 9.2 "Server-sent events".
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from queue_server.protocol.events import Event

HEARTBEAT = b": alive\n\n"
HEARTBEAT_SECONDS = 10.0
"""A silent stream never frees its server thread after the client has left; a comment finds out."""
MAX_FRAME_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Frame:
    """One dispatched event of a stream; ``id`` is the event's ``seq`` as text."""

    id: str
    event: str
    data: str


def encode(event: Event) -> bytes:
    """Encode an event as a frame: its ``seq`` as id, its name as event type, the whole event as JSON data."""
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (event.seq, event.name.encode(), msgspec.json.encode(event))


class FrameError(ValueError):
    """A stream sent a line that can be no part of a frame of ours."""

    code = "bad_frame"


@dataclass(slots=True)
class FrameParser:
    """Cuts a byte stream into frames; comments only prove that the stream lives."""

    _buffer: bytearray = field(default_factory=bytearray)
    _id: str = ""
    _event: str = ""
    _data: list[str] = field(default_factory=list)
    _length: int = 0

    def feed(self, chunk: bytes) -> Iterator[Frame]:
        """Take the next bytes and yield the frames that they complete.

        Raises:
            FrameError: the stream sent more than 64 KiB without the end of a line or frame, or text that is not UTF-8.
        """
        self._buffer += chunk
        while (end := self._buffer.find(b"\n")) >= 0:
            raw = bytes(self._buffer[:end]).rstrip(b"\r")
            del self._buffer[: end + 1]
            frame = self._take_line(_text(raw))
            if frame is not None:
                yield frame
        if len(self._buffer) > MAX_FRAME_BYTES:
            raise FrameError("a line of the stream is longer than 64 KiB")

    def _take_line(self, line: str) -> Frame | None:
        if not line:
            return self._dispatch()
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "id":
            self._id = value
        elif name == "event":
            self._event = value
        elif name == "data":
            self._add(value)
        return None

    def _add(self, value: str) -> None:
        self._data.append(value)
        self._length += len(value) + 1
        if self._length > MAX_FRAME_BYTES:
            raise FrameError("a frame of the stream is longer than 64 KiB")

    def _dispatch(self) -> Frame | None:
        data, event = "\n".join(self._data), self._event or "message"
        self._data.clear()
        self._event, self._length = "", 0
        return Frame(self._id, event, data) if data else None


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise FrameError("the stream sent text that is not UTF-8") from error
