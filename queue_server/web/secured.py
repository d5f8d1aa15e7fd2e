"""Connections over TLS within waitress's one loop: a handshake never waits, whoever is at the other end."""

import logging
import socket
import ssl
import threading
import time
from contextlib import suppress
from typing import Any

from queue_server.web.channel import Channel
from queue_server.web.tls import ServerTls

HANDSHAKE_SECONDS = 10.0
"""Who has not proved to speak TLS by then is dropped; a phone on a bad network needs a second or two."""
_SENTENCE = b"Use https:// - gunakan https://\r\n"
NOT_ENCRYPTED = (
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
    % (len(_SENTENCE), _SENTENCE)
)
log = logging.getLogger(__name__)


class Secured:
    """Makes the channel of each connection that waitress accepts."""

    def __init__(self, tls: ServerTls, handshake_seconds: float = HANDSHAKE_SECONDS) -> None:
        self._tls = tls
        self._handshake_seconds = handshake_seconds

    def __call__(self, server: Any, sock: socket.socket, addr: Any, adj: Any, map: Any) -> None:  # noqa: A002 - waitress's name
        """Take a connection up, unless its client has left already."""
        sock.setblocking(False)
        try:
            sock.getpeername()  # of one that was torn already, the ssl module would leave half a socket behind
            secured = self._tls.context().wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
        except (OSError, ValueError):
            sock.close()
            return
        SecuredChannel(server, secured, addr, adj, map).shake_until_seconds = time.monotonic() + self._handshake_seconds


class SecuredChannel(Channel):
    """One connection. The loop reads and a worker writes, and OpenSSL bears only one of them at a time."""

    socket: ssl.SSLSocket
    shake_until_seconds = 0.0
    """By the monotonic clock; who has not proved to speak TLS by then is dropped."""

    def __init__(self, server: Any, sock: ssl.SSLSocket, addr: Any, adj: Any, map: Any) -> None:  # noqa: A002
        self._one_at_a_time = threading.Lock()
        self._shaken = False
        self._shake_wants_to_write = False
        super().__init__(server, sock, addr, adj, map=map)

    def readable(self) -> bool:
        if not self._shaken and time.monotonic() > self.shake_until_seconds:
            self.will_close = True
        return bool(super().readable())

    def writable(self) -> bool:
        return bool(self._shake_wants_to_write or super().writable())

    def handle_read(self) -> None:
        if not self._shaken:
            self._shake()
            return
        try:
            data = self._received()
        except ssl.SSLWantReadError:
            return
        except OSError:
            data = b""
        if data:
            self.last_activity = time.time()
            self.received(data)
        else:
            self.handle_close()

    def handle_write(self) -> None:
        if self._shaken or self.will_close:
            super().handle_write()
        else:
            self._shake()

    def send(self, data: bytes, do_close: bool = True) -> int:
        try:
            with self._one_at_a_time:
                return self.socket.send(data)
        except (ssl.SSLWantWriteError, ssl.SSLWantReadError):
            return 0
        except OSError:
            if do_close:
                self.handle_close()
            return 0

    def handle_close(self) -> None:
        if self._shaken and self.socket is not None:
            with self._one_at_a_time, suppress(OSError, ValueError):
                self.socket.unwrap()  # tells that this is the end, and does not wait for an answer
        super().handle_close()

    def _received(self) -> bytes:
        """Read, and what OpenSSL has decrypted besides: of that no poll would tell."""
        with self._one_at_a_time:
            data = self.socket.recv(self.adj.recv_bytes)
            while left := self.socket.pending():
                data += self.socket.recv(left)
        return data

    def _shake(self) -> None:
        self._shake_wants_to_write = False
        try:
            self.socket.do_handshake()
            self._shaken = True
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLWantWriteError:
            self._shake_wants_to_write = True
        except (OSError, ValueError) as error:
            if isinstance(error, ssl.SSLError) and error.reason == "HTTP_REQUEST":
                self._refuse_plain()
            log.debug("no TLS with %s: %s", self.addr, error)
            self.handle_close()

    def _refuse_plain(self) -> None:
        """Answer beneath TLS who came without it, and read the rest: what is unread would tear the answer up."""
        with suppress(OSError):
            socket.socket.send(self.socket, NOT_ENCRYPTED)
            socket.socket.recv(self.socket, 65_536)
