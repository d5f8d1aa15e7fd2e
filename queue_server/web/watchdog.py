"""Tells the service manager that the server answers, as long as it does."""

import ssl
import threading
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import AF_UNIX, SOCK_DGRAM, socket

ROUND_SECONDS = 3.0
ANSWER_SECONDS = 5.0
"""The unit allows 15 s without a word before the server is started anew."""
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}


class Watchdog:
    """Asks the server for its health as any client would: accepting, working and reading must all go on.

    A refusal counts as an answer: starting anew does not mend a database that is away.

    Source:
        sd_notify(3): datagrams to the socket that ``NOTIFY_SOCKET`` names; ``@`` stands for an abstract one.
    """

    def __init__(self, notify_socket: str, host: str, port: int, *, tls: bool = False) -> None:
        """Prepare; nothing is asked before ``start``.

        Args:
            notify_socket: where the service manager listens; empty: there is none, and nothing is done.
            host: where the server listens.
            port: of the server.
            tls: whether it speaks TLS there.
        """
        self._notify = "\0" + notify_socket[1:] if notify_socket.startswith("@") else notify_socket
        self._server = (EVERYWHERE.get(host, host), port)
        self._context = _context() if tls else None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watchdog", daemon=True)

    def start(self) -> None:
        """Begin, where a service manager listens."""
        if self._notify:
            self._thread.start()

    def stop(self) -> None:
        """Ask no more."""
        self._stop.set()

    def _run(self) -> None:
        words = b"READY=1"
        while not self._stop.is_set():
            if self._answers():
                self._tell(words)
                words = b"WATCHDOG=1"
            self._stop.wait(ROUND_SECONDS)

    def _answers(self) -> bool:
        with closing(self._connection()) as connection:
            try:
                connection.request("GET", "/health")
                return connection.getresponse().status > 0
            except (OSError, HTTPException):
                return False

    def _connection(self) -> HTTPConnection:
        if self._context is None:
            return HTTPConnection(*self._server, timeout=ANSWER_SECONDS)
        return HTTPSConnection(*self._server, timeout=ANSWER_SECONDS, context=self._context)

    def _tell(self, words: bytes) -> None:
        with socket(AF_UNIX, SOCK_DGRAM) as channel, suppress(OSError):
            channel.setblocking(False)
            channel.sendto(words, self._notify)


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False  # it asks this process itself whether it lives, and sends nothing of worth
    context.verify_mode = ssl.CERT_NONE
    return context
