"""A printer on the network, by default at TCP port 9100."""

import select
import socket
from typing import Annotated

from msgspec import Meta

from hardware.printer.settings import PrinterSettings
from hardware.printer.transports import printer_error, stalled_error

_CHUNK = 256
_LIVELINESS = (
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 5),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 2),
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3),
    (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 11_000),
)
"""A printer whose plug was pulled says no farewell: after 5 s of silence the kernel asks it, and after 11 s gives it
up; `hung_up` tells so before the next ticket is sent to nobody."""


class NetworkSettings(PrinterSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of a network printer.

    Attributes:
        host: name or address.
        port: TCP port.
    """

    host: Annotated[str, Meta(min_length=1)]
    port: Annotated[int, Meta(ge=1, le=65535)] = 9100


class NetworkTransport:
    """A TCP connection to a printer.

    python-escpos leaves a socket open when nobody answers, and knows only IPv4; this opens it itself.
    """

    seconds_per_byte = 0.0

    def __init__(self, settings: NetworkSettings) -> None:
        """Connect.

        Raises:
            PrinterMissingError: nobody answers within the limit.
        """
        self.label = f"{settings.host}:{settings.port}"
        try:
            self._socket = socket.create_connection((settings.host, settings.port), settings.limit_seconds)
        except OSError as error:
            raise printer_error(error, self.label) from error
        for level, option, value in _LIVELINESS:
            self._socket.setsockopt(level, option, value)

    def write(self, data: bytes, limit_seconds: float) -> None:
        self._socket.settimeout(limit_seconds)
        try:
            self._socket.sendall(data)
        except TimeoutError as error:
            raise stalled_error(self.label, limit_seconds) from error
        except OSError as error:
            raise printer_error(error, self.label) from error

    def read(self, limit_seconds: float) -> bytes:
        self._socket.settimeout(limit_seconds)
        try:
            data = self._socket.recv(_CHUNK)
        except TimeoutError:
            return b""
        except OSError as error:
            raise printer_error(error, self.label) from error
        if not data:
            raise printer_error(ConnectionError("the printer hung up"), self.label)
        return data

    def discard_input(self) -> None:
        while self._has_input():
            self.read(0.1)

    def hung_up(self) -> bool:
        try:
            return self._has_input() and not self._socket.recv(1, socket.MSG_PEEK)
        except OSError:
            return True

    def close(self) -> None:
        self._socket.close()

    def _has_input(self) -> bool:
        return bool(select.select([self._socket], [], [], 0)[0])
