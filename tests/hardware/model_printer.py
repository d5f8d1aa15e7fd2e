"""A model printer for tests: takes bytes on a real socket or terminal and answers like a printer, or does not."""

import os
import pty
import select
import socket
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

FINE = {1: 0x12, 2: 0x12, 4: 0x12}
OUT_OF_PAPER = {1: 0x1A, 2: 0x32, 4: 0x7E}


@dataclass
class ModelPrinter:
    """What the printer answers, and what it received.

    Attributes:
        statuses: byte for each DLE EOT n; a number left out is never answered.
        confirms: whether GS r 1 is answered.
        noise: bytes sent before every answer.
        received: everything that came, queries taken out.
        asked: the n of each DLE EOT n, in order.
    """

    statuses: dict[int, int] = field(default_factory=lambda: dict(FINE))
    confirms: bool = True
    noise: bytes = b""
    received: bytes = b""
    asked: list[int] = field(default_factory=list)

    def take(self, data: bytes) -> bytes:
        """Take a piece of the stream and give the answer to it."""
        answer = b""
        while data:
            if data[:2] == b"\x10\x04":
                answer += self._status(data[2])
                data = data[3:]
                continue
            until = data.find(b"\x10\x04", 1)
            piece, data = (data, b"") if until < 0 else (data[:until], data[until:])
            self.received += piece
            if piece.endswith(b"\x1dr\x01") and self.confirms:
                answer += self.noise + b"\x00"
        return answer

    def _status(self, number: int) -> bytes:
        self.asked.append(number)
        return self.noise + bytes([self.statuses[number]]) if number in self.statuses else b""


@contextmanager
def on_network(printer: ModelPrinter, at_port: int = 0) -> Iterator[tuple[int, Callable[[], None]]]:
    """Serve the printer, on a port of the system's choice unless given; gives the port and a way to hang up."""
    connections: list[socket.socket] = []

    def serve(server: socket.socket) -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            connections.append(connection)
            threading.Thread(target=_talk, args=(printer, connection), daemon=True).start()

    with socket.create_server(("127.0.0.1", at_port)) as server:
        thread = threading.Thread(target=serve, args=(server,), daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1], lambda: connections[-1].shutdown(socket.SHUT_RDWR)
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(5)
            for connection in connections:
                connection.close()


def _talk(printer: ModelPrinter, connection: socket.socket) -> None:
    try:
        while data := connection.recv(4096):
            connection.sendall(printer.take(data))
    except OSError:
        pass


@contextmanager
def on_terminal(printer: ModelPrinter | None) -> Iterator[str]:
    """Serve the printer on a pseudo-terminal; gives its path. ``None`` never reads."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    path = os.ttyname(theirs)
    stop_read, stop_write = os.pipe()
    thread = threading.Thread(target=_talk_on_terminal, args=(printer, ours, stop_read), daemon=True)
    if printer:
        thread.start()
    try:
        yield path
    finally:
        os.write(stop_write, b"x")
        if printer:
            thread.join(5)
        for file in (ours, theirs, stop_read, stop_write):
            os.close(file)


def _talk_on_terminal(printer: ModelPrinter | None, file: int, stop: int) -> None:
    while printer:
        ready = select.select([file, stop], [], [])[0]
        if stop in ready:
            return
        os.write(file, printer.take(os.read(file, 4096)))
