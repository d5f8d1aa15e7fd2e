"""Sends messages, to the task force, visitors' phones or programs, beside everything else: nobody ever waits for it.

What is to be sent stands in the database. A message is taken, sent, and its end told; whoever is stopped between the
last two sends it again, so that each arrives at least once.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from queue_server.courier import ABANDONED, Courier, Letter, Push
from queue_server.domain.errors import UnavailableError
from queue_server.domain.push import NOT_ALLOWED
from queue_server.domain.webhook import is_inside, may_be_told, signature
from queue_server.operations import messages, push, webhooks
from queue_server.operations.messages import Errand
from queue_server.operations.push import PushErrand
from queue_server.operations.webhooks import WebhookErrand
from queue_server.storage.store import Store

POLL_SECONDS = 30.0
"""Another server's messages may be due, and a clock may have been set."""
AWAY_SECONDS = 5.0
BREATH_SECONDS = 0.2
PHONES_BREATH_SECONDS = 0.5
"""Between two looks at phones, for which a line may have to be read."""
AT_ONCE = 3
"""Targets that are sent to at the same time; each takes a process."""
GRACE_SECONDS = 5.0
"""What is being sent when the server stops may still arrive for so long."""
log = logging.getLogger(__name__)

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Work(Generic[E]):
    """One kind of messages: how they are found in the database, and how each is sent.

    Attributes:
        name: of the threads, and in the log.
        due: operation that returns the ids of what is due, each with its target's, and when the next one is.
        take: operation that takes one of them to send it; ``None``: there is nothing to send.
        send: sends what was taken; returns the code of what went wrong, or nothing.
        settle: operation that keeps how that ended.
        give_back: operation that has it tried by whoever comes next.
        breath_seconds: between two looks: in a rush of visitors something is committed all the time.
    """

    name: str
    due: Callable[..., tuple[Sequence[tuple[int, int]], datetime | None]]
    take: Callable[..., E | None]
    send: Callable[[Courier, E], str]
    settle: Callable[..., None]
    give_back: Callable[..., None]
    breath_seconds: float = BREATH_SECONDS


def to_task_force(write: Callable[[Errand], Letter]) -> Work[Errand]:
    """Return how the task force is told.

    Args:
        write: puts a message into words.
    """
    return Work(
        "messages",
        messages.due,
        messages.take,
        lambda courier, errand: courier.deliver(errand.url, write(errand)),
        lambda tx, errand, error, now: messages.settle(tx, errand.message_id, error, now=now),
        lambda tx, errand, now: messages.give_back(tx, errand.message_id, now=now),
    )


def to_phones(seal: Callable[[PushErrand], Push]) -> Work[PushErrand]:
    """Return how phones are told.

    Args:
        seal: puts a message into words that only the phone can read.
    """
    return Work(
        "messages to phones",
        push.due,
        push.take,
        lambda courier, errand: courier.push(seal(errand)),
        push.settle,
        push.give_back,
        PHONES_BREATH_SECONDS,
    )


def to_programs(inside: Sequence[str], now: Callable[[], datetime]) -> Work[WebhookErrand]:
    """Return how programs of the office are told of events.

    Args:
        inside: beginnings of addresses in our own network that may be called.
        now: the time of each try, which is signed with it.
    """

    def send(courier: Courier, errand: WebhookErrand) -> str:
        url = errand.webhook.url
        if not may_be_told(url, inside):
            return NOT_ALLOWED  # the settings have changed since it was added
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Antre",
            "Antre-Delivery": errand.delivery.mark,
            "Antre-Signature": signature(errand.webhook.secret, errand.body, now()),
        }
        return courier.push(Push(url=url, headers=headers, body=errand.body, inside=is_inside(url, inside)))

    return Work(
        "calls of programs",
        webhooks.due,
        webhooks.take,
        send,
        webhooks.settle,
        webhooks.give_back,
        PHONES_BREATH_SECONDS,
    )


class Messenger(Generic[E]):
    """One thread that looks what is due, and a few that send; one message at a time to each target."""

    def __init__(self, store: Store, courier: Courier, work: Work[E], now: Callable[[], datetime]) -> None:
        """Prepare; nothing is sent before ``start``.

        Args:
            courier: this messenger's own; it ends with it.
        """
        self._store = store
        self._courier = courier
        self._work = work
        self._now = now
        self._awake = threading.Event()
        self._stopping = threading.Event()
        self._busy: set[int] = set()
        self._senders = ThreadPoolExecutor(AT_ONCE, work.name)
        self._thread = threading.Thread(target=self._run, name=f"{work.name}: who looks", daemon=True)
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
        while not self._stopping.wait(self._work.breath_seconds):
            self._awake.clear()
            self._awake.wait(self._look())

    def _look(self) -> float:
        """Hand over what is due; return after how many seconds to look again."""
        now = self._now()
        try:
            found, soonest = self._store.read(self._work.due, now=now)
        except UnavailableError as error:
            self._tell_away(f"cannot look for {self._work.name}: {error}")
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
            errand = (
                None if self._stopping.is_set() else self._store.write(self._work.take, message_id, now=self._now())
            )
            if errand is not None:
                self._deliver(message_id, errand)
        except UnavailableError as error:
            self._tell_away(f"{self._work.name}: {message_id} waits for the database: {error}")
            self._busy.discard(target_id)
            return  # the thread that looks comes by itself, not at once
        self._tell_away("")
        self._busy.discard(target_id)
        self._awake.set()

    def _deliver(self, message_id: int, errand: E) -> None:
        error = self._work.send(self._courier, errand)
        if error == ABANDONED:
            self._store.write(self._work.give_back, errand, now=self._now())
            return
        self._store.write(self._work.settle, errand, error, now=self._now())
        if error:
            log.warning("%s: %d was not delivered: %s", self._work.name, message_id, error)

    def _tell_away(self, words: str) -> None:
        """Tell once that the database is away, not each time it is asked."""
        if words and not self._away:
            log.warning("%s", words)
        self._away = bool(words)


def _tell_defect(sent: "Future[None]") -> None:
    error = None if sent.cancelled() else sent.exception()
    if error is not None:
        log.error("a message could not be sent", exc_info=error)
