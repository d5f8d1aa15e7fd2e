"""Sends the messages to the task force, beside everything else: no check-in and no page ever waits for it.

What is to be sent stands in the database, written with the event that it tells of. A message is taken, sent, and its
end told; whoever is stopped between the last two sends it again, so that each arrives at least once.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime

from queue_server.courier import ABANDONED, Courier, Letter
from queue_server.domain.errors import UnavailableError
from queue_server.operations.messages import Errand, due, give_back, settle, take
from queue_server.storage.store import Store

POLL_SECONDS = 30.0
"""Another server's messages may be due, and a clock may have been set."""
AWAY_SECONDS = 5.0
BREATH_SECONDS = 0.2
"""Between two looks: in a rush of visitors something is committed all the time."""
AT_ONCE = 3
"""Targets that are sent to at the same time; each takes a process."""
GRACE_SECONDS = 5.0
"""What is being sent when the server stops may still arrive for so long."""
log = logging.getLogger(__name__)

Write = Callable[[Errand], Letter]


class Messenger:
    """One thread that looks what is due, and a few that send; one message at a time to each target."""

    def __init__(self, store: Store, courier: Courier, write: Write, now: Callable[[], datetime]) -> None:
        """Prepare; nothing is sent before ``start``.

        Args:
            write: puts a message into words.
        """
        self._store = store
        self._courier = courier
        self._write = write
        self._now = now
        self._awake = threading.Event()
        self._stopping = threading.Event()
        self._busy: set[int] = set()
        self._senders = ThreadPoolExecutor(AT_ONCE, "messages")
        self._thread = threading.Thread(target=self._run, name="messenger", daemon=True)
        self._unsubscribe: Callable[[], None] = lambda: None
        self._away = False

    def start(self) -> None:
        """Begin, with what was left from before."""
        self._unsubscribe = self._store.subscribe(self._awake.set)
        self._thread.start()

    def wake(self) -> None:
        """Look again what is due."""
        self._awake.set()

    def stop(self, grace_seconds: float = GRACE_SECONDS) -> None:
        """Take nothing more; wait a little for what is being sent, and give back what is not done by then."""
        self._unsubscribe()
        self._stopping.set()
        self._awake.set()
        if self._thread.is_alive():
            self._thread.join()
        self._senders.shutdown(wait=False, cancel_futures=True)
        patience = threading.Timer(grace_seconds, self._courier.end)
        patience.start()
        self._senders.shutdown(wait=True)
        patience.cancel()
        self._courier.end()

    # --- the thread that looks

    def _run(self) -> None:
        while not self._stopping.wait(BREATH_SECONDS):
            self._awake.clear()
            self._awake.wait(self._look())

    def _look(self) -> float:
        """Hand over what is due; return after how many seconds to look again."""
        now = self._now()
        try:
            found, soonest = self._store.read(due, now=now)
        except UnavailableError as error:
            self._tell_away(f"cannot look for messages: {error}")
            return AWAY_SECONDS
        for message_id, target_id in found:
            if target_id not in self._busy:
                self._busy.add(target_id)
                self._senders.submit(self._send, message_id, target_id).add_done_callback(_tell_defect)
        if soonest is None or found:
            return POLL_SECONDS  # whoever has sent wakes this thread
        return min(POLL_SECONDS, max(0.0, (soonest - now).total_seconds()))

    # --- the threads that send

    def _send(self, message_id: int, target_id: int) -> None:
        try:
            errand = None if self._stopping.is_set() else self._store.write(take, message_id, now=self._now())
            if errand is not None:
                self._deliver(errand)
        except UnavailableError as error:
            self._tell_away(f"message {message_id} waits for the database: {error}")
            self._busy.discard(target_id)
            return  # the thread that looks comes by itself, not at once
        self._tell_away("")
        self._busy.discard(target_id)
        self._awake.set()

    def _deliver(self, errand: Errand) -> None:
        error = self._courier.deliver(errand.url, self._write(errand))
        if error == ABANDONED:
            self._store.write(give_back, errand.message_id, now=self._now())
            return
        self._store.write(settle, errand.message_id, error, now=self._now())
        if error:
            log.warning("message %d was not delivered: %s", errand.message_id, error)

    def _tell_away(self, words: str) -> None:
        """Tell once that the database is away, not each time it is asked."""
        if words and not self._away:
            log.warning("%s", words)
        self._away = bool(words)


def _tell_defect(sent: "Future[None]") -> None:
    error = None if sent.cancelled() else sent.exception()
    if error is not None:
        log.error("a message could not be sent", exc_info=error)
