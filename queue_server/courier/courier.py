"""The server's side: starts the courier's process, waits no longer than the limit, ends it where it must."""

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import TypeVar

import msgspec

from queue_server.courier.errands import (
    ABANDONED,
    CRASHED,
    NOT_STARTED,
    TIMED_OUT,
    Deliver,
    Delivered,
    Errand,
    Examine,
    Examined,
    Letter,
    Push,
)

LIMIT_SECONDS = 20.0
"""For one errand; the library needs a second or two to load on a small computer."""
_ROOT = Path(__file__).resolve().parents[2]
_OURS = ("ANTRE_", "NOTIFY_SOCKET", "WATCHDOG_")
"""Variables that are the server's own; where the database is, say, is nobody else's business."""
T = TypeVar("T", Delivered, Examined)


class CourierError(Exception):
    """An errand had no answer; ``code`` says why."""

    code = CRASHED

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Courier:
    """Starts a process for each errand; safe from any thread."""

    def __init__(self, limit_seconds: float = LIMIT_SECONDS) -> None:
        """Prepare; nothing is started yet."""
        self._limit_seconds = limit_seconds
        self._running: set[subprocess.Popen[bytes]] = set()
        self._door = threading.Lock()
        self._ended = False

    def deliver(self, url: str, letter: Letter) -> str:
        """Send a letter and return the code of what went wrong, empty where it was delivered.

        ``abandoned`` means that ``end`` was called: whether it was delivered is not known.
        """
        try:
            return self._run(Deliver(url=url, letter=letter), Delivered).error
        except CourierError as error:
            return error.code

    def push(self, sealed: Push) -> str:
        """Hand a message to a push service; the answer is as that of ``deliver``."""
        try:
            return self._run(sealed, Delivered).error
        except CourierError as error:
            return error.code

    def examine(self, url: str) -> Examined:
        """Say whether an address can be used, and what may be shown of it."""
        try:
            return self._run(Examine(url=url), Examined)
        except CourierError:
            return Examined(problem="not_examined")

    def end(self) -> None:
        """End what runs, and start nothing any more."""
        with self._door:
            self._ended = True
            for process in self._running:
                process.kill()

    def _run(self, errand: Errand, answer: type[T]) -> T:
        with self._start() as process:
            try:
                told, _ = process.communicate(msgspec.json.encode(errand), timeout=self._limit_seconds)
                return msgspec.json.decode(told, type=answer)
            except subprocess.TimeoutExpired as error:
                raise CourierError(TIMED_OUT) from error
            except msgspec.MsgspecError as error:
                raise CourierError(ABANDONED if self._ended else CRASHED) from error
            finally:
                with self._door:
                    self._running.discard(process)
                process.kill()

    def _start(self) -> "subprocess.Popen[bytes]":
        environment = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        with self._door:
            if self._ended:
                raise CourierError(ABANDONED)
            try:
                process = subprocess.Popen(
                    [sys.executable, "-m", "queue_server.courier"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    cwd=_ROOT,
                    env=environment,
                    start_new_session=True,
                )
            except OSError as error:
                raise CourierError(NOT_STARTED) from error
            self._running.add(process)
            return process
