"""The two threads that keep a device in step with its server: one asks in rounds, one listens for when to ask."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event as Flag

AWAY_SECONDS = 2.0
"""Between rounds while the server is away."""
_MOST_FAILURES = 5
_BACK_OFF_SECONDS = 0.5


class Rounds:
    """Asks and listens until the end; what is heard, and what breaks off, begins a round at once."""

    def __init__(self, ask: Callable[[], bool], listen: Callable[[], bool], pause_seconds: float) -> None:
        """Prepare; nothing is asked before ``start``.

        Args:
            ask: one round; whether the server answered it.
            listen: follow the events until they break off; whether there were any. It begins once a round was answered.
            pause_seconds: between rounds that were answered.
        """
        self._ask = ask
        self._listen = listen
        self._pause_seconds = pause_seconds
        self._wake = Flag()
        self._known = Flag()
        self._stopping = Flag()
        self._threads = ThreadPoolExecutor(2, "link")

    @property
    def stopping(self) -> bool:
        """Whether the end has begun."""
        return self._stopping.is_set()

    def start(self) -> "tuple[Future[None], Future[None]]":
        """Begin to ask and to listen; the two end with ``end``, or with an error that nobody foresaw."""
        return self._threads.submit(self._asking), self._threads.submit(self._listening)

    def wake(self) -> None:
        """Begin a round now; returns at once."""
        self._wake.set()

    def end(self, hang_up: Callable[[], None]) -> None:
        """Stop both threads and wait for them.

        Args:
            hang_up: breaks off what is being listened to.
        """
        self._stopping.set()
        self._wake.set()
        self._known.set()
        hang_up()
        self._threads.shutdown()

    def _asking(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            answered = self._ask()
            if answered:
                self._known.set()
            # asked again: the flag may have been cleared just after ``end`` set it
            if not self._stopping.is_set():
                self._wake.wait(self._pause_seconds if answered else AWAY_SECONDS)

    def _listening(self) -> None:
        self._known.wait()
        failures = 0
        while not self._stopping.is_set():
            heard = self._listen()
            self._wake.set()
            failures = 1 if heard else min(failures + 1, _MOST_FAILURES)
            self._stopping.wait(_BACK_OFF_SECONDS * failures)
