"""Finds whole requests in what a client sends. Pure."""

import re
from dataclasses import dataclass, field

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
END_OF_HEAD = b"\r\n\r\n"


@dataclass
class RequestCutter:
    """Takes the bytes of one connection and gives back the requests that are complete with them."""

    _received: bytearray = field(default_factory=bytearray)

    def feed(self, chunk: bytes) -> list[bytes]:
        r"""Return the requests that the chunk completes.

        >>> RequestCutter().feed(b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi" + b"GET")
        [b'POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi']
        """
        self._received += chunk
        whole = []
        while (head := self._received.find(END_OF_HEAD)) >= 0:
            told = _LENGTH.search(self._received, 0, head)
            end = head + len(END_OF_HEAD) + (int(told[1]) if told else 0)
            if len(self._received) < end:
                break
            whole.append(bytes(self._received[:end]))
            del self._received[:end]
        return whole
