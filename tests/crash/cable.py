"""A network cable between a kiosk and its server, for the tests to pull, and to make deaf in one direction."""

import socket
import threading
from contextlib import suppress
from enum import Enum
from types import TracebackType
from typing import Self

CHUNK_BYTES = 65_536
LOOK_SECONDS = 0.2


class State(Enum):
    """How the cable is."""

    WHOLE = "whole"
    DEAF = "deaf"
    """What the kiosk says arrives; what the server answers is lost."""
    PULLED = "pulled"


class Cable:
    """Listens on a port of loopback, and hands on what comes to the server's."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._state = State.WHOLE
        self._ends: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        """Where the kiosk finds the server."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.be(State.PULLED)
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join(5)

    def be(self, state: State) -> None:
        """Change the cable; pulled, every connection is torn."""
        with self._lock:
            self._state = state
            torn = list(self._ends) if state is State.PULLED else []
        for end in torn:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                kiosk, _ = self._listening.accept()
            except OSError:
                return
            if self._state is State.PULLED or not self._join(kiosk):
                kiosk.close()

    def _join(self, kiosk: socket.socket) -> bool:
        try:
            server = socket.create_connection(("127.0.0.1", self._server_port), 2)
        except OSError:
            return False
        server.settimeout(None)
        with self._lock:
            self._ends |= {kiosk, server}
        for source, target, answers in ((kiosk, server, False), (server, kiosk, True)):
            thread = threading.Thread(target=self._pump, args=(source, target, answers), daemon=True)
            self._threads.append(thread)
            thread.start()
        return True

    def _pump(self, source: socket.socket, target: socket.socket, answers: bool) -> None:
        with suppress(OSError):
            while told := source.recv(CHUNK_BYTES):
                if not (answers and self._state is State.DEAF):
                    target.sendall(told)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        with self._lock:
            self._ends.discard(source)
        source.close()
