"""The real server as its own process on a loopback port that the system chose, ended by its process id."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[2]
START_SECONDS = 120.0
STOP_SECONDS = 20.0
LOOK_SECONDS = 0.005
_LISTENING = re.compile(r"listening at (http://[\d.]+:(\d+))")

NO_LIMITS = {"ANTRE_WEB_DEVICE_WRITES_PER_SECOND": "0", "ANTRE_WEB_ADDRESS_REQUESTS_PER_SECOND": "0"}
"""A trial presses faster than any office, and its clients share one token and one address."""
_PAGE = re.compile(r"http://127\.0\.0\.1:\d+(?=/)")


class ServerEndedError(AssertionError):
    """The server ended, or did not say where it listens; its log is the message."""


class ServerProcess:
    """``python -m queue_server serve`` on a data folder; after a stop or kill it starts again on the same port."""

    def __init__(
        self,
        folder: Path,
        log_folder: Path | None = None,
        log_level: str = "info",
        module: str = "queue_server",
        settings: Mapping[str, str] = NO_LIMITS,
    ) -> None:
        self.url = ""
        self._settings = settings
        self._module = module
        self._log_level = log_level
        self._folder = folder
        self._log = (log_folder or folder) / "server.log"
        self._port = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._port

    @property
    def pid(self) -> int:
        """Of the running process."""
        assert self._process is not None, "the server does not run"
        return self._process.pid

    def launch(self) -> "ServerProcess":
        """Start the process without waiting for it."""
        self._log.unlink(missing_ok=True)
        own = {
            "ANTRE_DATA_DIR": str(self._folder),
            "ANTRE_WEB_HOST": "127.0.0.1",
            "ANTRE_WEB_PORT": str(self._port),
            "ANTRE_LOG_LEVEL": self._log_level,
            "PYTHONUNBUFFERED": "1",
        }
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("ANTRE_")}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", self._module, "serve"],
                env={**inherited, **own, **self._settings},
                cwd=ROOT,  # lgpio, once imported, leaves this process in a folder of its own
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        return self

    def start(self, look_seconds: float = LOOK_SECONDS) -> "ServerProcess":
        """Start the process and wait until it listens.

        Args:
            look_seconds: between two looks at its log, which cost the server its time on a slow machine.

        Raises:
            ServerEndedError: it ended instead.
        """
        self.launch()
        self.wait_until_listening(look_seconds)
        return self

    def wait_until_listening(self, look_seconds: float = LOOK_SECONDS) -> None:
        """Wait until the log says where the server listens.

        Raises:
            ServerEndedError: it ended, or said nothing in time.
        """
        assert self._process is not None, "the server was not launched"
        limit = time.monotonic() + START_SECONDS
        while time.monotonic() < limit:
            found = _LISTENING.search(self.said())
            if found:
                self.url, self._port = found[1], int(found[2])
                return
            if self._process.poll() is not None:
                break
            time.sleep(look_seconds)
        raise ServerEndedError(f"the server does not listen:\n{self.said()}")

    def said(self) -> str:
        """The log of this start."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def stop(self) -> int:
        """Ask it to end, wait, and return its exit status."""
        assert self._process is not None, "the server was not launched"
        self._process.terminate()
        return self.wait()

    def kill(self) -> None:
        """End it without warning, as a power cut would."""
        assert self._process is not None, "the server was not launched"
        self._process.kill()
        self._process.wait(STOP_SECONDS)

    def wait(self) -> int:
        """Wait for the end and return the exit status."""
        assert self._process is not None, "the server was not launched"
        return self._process.wait(STOP_SECONDS)

    def end(self) -> None:
        """End it if it runs."""
        if self._process is not None and self._process.poll() is None:
            self.kill()


class PageProcess:
    """A kiosk or a display in a process of its own; its log says where its page is."""

    def __init__(self, command: Sequence[str], log: Path, variables: Mapping[str, str]) -> None:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("ANTRE_")}
        self._log = log
        with log.open("wb") as file:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *command],
                env={**inherited, "PYTHONUNBUFFERED": "1", **variables},
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=file,
                stderr=subprocess.STDOUT,
            )
        self.url = self._listening()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    def tell(self, line: str) -> None:
        """Write a line to its standard input."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())
        self._process.stdin.flush()

    def said(self) -> str:
        """The log so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def end(self) -> None:
        """Ask it to end and wait."""
        self._process.terminate()
        self._process.wait(STOP_SECONDS)
        assert self._process.stdin is not None
        self._process.stdin.close()

    def _listening(self) -> str:
        limit = time.monotonic() + START_SECONDS
        while time.monotonic() < limit and self._process.poll() is None:
            found = _PAGE.search(self.said())
            if found:
                return found[0]
            time.sleep(LOOK_SECONDS)
        self.end()
        raise ServerEndedError(f"there is no page:\n{self.said()}")


@contextmanager
def running(
    folder: Path,
    log_level: str = "info",
    look_seconds: float = LOOK_SECONDS,
    module: str = "queue_server",
    settings: Mapping[str, str] = NO_LIMITS,
) -> Iterator[ServerProcess]:
    """Run a server until the block ends; see ``ServerProcess.start``."""
    server = ServerProcess(folder, log_level=log_level, module=module, settings=settings)
    try:
        yield server.start(look_seconds)
    finally:
        server.end()
