"""Where messages arrive in the tests: a web server and a mail server on loopback ports that the system chose."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseServer, StreamRequestHandler, ThreadingTCPServer
from time import monotonic, sleep

LONGEST_WAIT_SECONDS = 60.0


def until(condition: Callable[[], object], what: str = "it") -> None:
    """Wait until something is so; a test that waits for ever says what for."""
    ends_at = monotonic() + LONGEST_WAIT_SECONDS
    while not condition():
        assert monotonic() < ends_at, f"waited for {what} for {LONGEST_WAIT_SECONDS} s"
        sleep(0.02)


@dataclass
class Received:
    """What came to an end: letters in their order, as a title and a text.

    Attributes:
        answers: statuses of the web server for its next requests; then 200.
        asked: how many requests or letters were begun.
        open: while it is not set, nothing is answered.
    """

    port: int = 0
    letters: list[tuple[str, str]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    asked: int = 0
    open: threading.Event = field(default_factory=threading.Event)

    @property
    def text(self) -> str:
        """All that came, in one piece."""
        return "\n".join(f"{title}\n{body}" for title, body in self.letters)


@contextmanager
def _serving(server: BaseServer, received: Received) -> Iterator[Received]:
    received.open.set()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield received
    finally:
        received.open.set()
        server.shutdown()
        thread.join()
        server.server_close()


def web_end() -> AbstractContextManager[Received]:
    """Run a web server that takes what ``json://`` and ``ntfy://`` send."""
    received = Received()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.asked += 1
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            received.open.wait()
            status = received.answers.pop(0) if received.answers else 200
            if status == 200:
                received.letters.append((sent["title"], sent["message"]))
            try:
                self.send_response(status)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")
            except OSError:
                self.close_connection = True  # whoever asked was ended meanwhile

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    received.port = server.server_port
    return _serving(server, received)


def mail_end() -> AbstractContextManager[Received]:
    """Run a mail server that takes every letter."""
    received = Received()

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 here")
            while line := self.rfile.readline():
                verb = line.split()[0].upper()
                if verb == b"DATA":
                    self._take()
                else:
                    self._say("221 bye" if verb == b"QUIT" else "250 good")

        def _take(self) -> None:
            received.asked += 1
            self._say("354 go on")
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line)
            letter = message_from_bytes(b"".join(lines), policy=policy.default)
            body = letter.get_body(("plain", "html"))
            received.letters.append((str(letter["Subject"]), "" if body is None else body.get_content()))
            self._say("250 taken")

        def _say(self, words: str) -> None:
            self.wfile.write(words.encode() + b"\r\n")

    server = ThreadingTCPServer(("127.0.0.1", 0), Handler)
    received.port = int(server.server_address[1])
    return _serving(server, received)
