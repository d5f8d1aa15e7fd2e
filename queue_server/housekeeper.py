"""What an office needs done without anybody asking: its day opened, lateness recorded, old temperatures forgotten."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime

from queue_server.domain.errors import AntreError
from queue_server.operations.admin_page import every_office
from queue_server.operations.booking_import import forget_stale
from queue_server.operations.calibration import forget_staff_values
from queue_server.operations.cases import escalate_due, waits_in_vain
from queue_server.operations.day import ends_with_visitors, ensure_day_open
from queue_server.operations.messages import forget_old
from queue_server.operations.promise import mark_late
from queue_server.operations.push import forget_over
from queue_server.operations.webhooks import forget_delivered
from queue_server.retention import Retention
from queue_server.storage.store import Store

ROUND_SECONDS = 30.0
LOOK_SECONDS = 5.0
"""How often somebody looks whether nobody is on the way to a held visitor."""
JUMP_SECONDS = 600.0
"""A clock that gains or loses more than this while the server runs was set, by a time server or a person."""
_MEND = "until nobody is left or somebody closes it on the Day page"
_ROUND, _FORGETTING, _HELD = "the housekeeper's round", "forgetting temperatures", "looking after held visitors"
log = logging.getLogger(__name__)


class Housekeeper:
    """Makes its round at the start and every half minute."""

    def __init__(
        self, store: Store, now: Callable[[], datetime], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """Prepare; nothing is done before ``start``.

        Args:
            monotonic: seconds that no setting of the clock changes.
        """
        self._store = store
        self._now = now
        self._monotonic = monotonic
        self._trusted_offset = self._offset()
        self._retention = Retention(store, monotonic)
        self._beat_at = monotonic()
        self._stop = threading.Event()
        self._told = dict.fromkeys((_ROUND, _FORGETTING, _HELD), "")
        self._thread = threading.Thread(target=self._run, name="housekeeper", daemon=True)

    def start(self) -> None:
        """Make the first round, then go on in a thread of its own."""
        self.make_round()
        self._thread.start()

    def stop(self) -> None:
        """End after the present round."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def silent_seconds(self) -> float:
        """Return for how long nothing was heard of it."""
        return self._monotonic() - self._beat_at

    def make_round(self) -> None:
        """Forget what is due, whatever the clock did; then open the day and record who is late, in each office.

        What could not be done is logged when it changes, and tried again in the next round.
        """
        self._tell(_FORGETTING, self._retention.make_round(self._now()))
        try:
            refusal = self._tend_offices()
        except AntreError as error:
            refusal = str(error)
        self._tell(_ROUND, refusal)
        self._store.probe()

    def _tend_offices(self) -> str:
        """Do what is due in each office; return why something could not be done.

        When the clock was set to another date while visitors are in an office, its day is not ended by that, nor
        anybody late. Forgetting waits neither for the clock nor for a day that cannot be opened.
        """
        refusal, jumped = "", abs(self._offset() - self._trusted_offset) > JUMP_SECONDS
        for office_id, code, _name in self._store.read(every_office):
            for problem in (self._keep_day(office_id, jumped=jumped), self._forget(office_id, jumped=jumped)):
                refusal = f"office {code}: {problem}" if problem else refusal
        if jumped and not refusal:
            self._trusted_offset = self._offset()
        return refusal

    def _tell(self, what: str, trouble: str) -> None:
        if trouble != self._told[what]:
            log.warning("%s", trouble or f"{what} works again")
            self._told[what] = trouble

    def look_after_the_held(self) -> None:
        """Tell more people of held visitors to whom nobody is on the way; tried again soon where it cannot be done."""
        trouble = ""
        try:
            for office_id, _code, _name in self._store.read(every_office):
                if self._store.read(waits_in_vain, office_id=office_id, now=self._now()):
                    self._store.write(escalate_due, office_id=office_id, now=self._now())
        except AntreError as error:
            trouble = str(error)
        self._tell(_HELD, trouble)

    def _keep_day(self, office_id: int, *, jumped: bool) -> str:
        try:
            if jumped and self._store.read(ends_with_visitors, office_id=office_id, now=self._now()):
                return f"the clock was set with visitors in the office; their day goes on {_MEND}"
            self._store.write(ensure_day_open, office_id=office_id, now=self._now())
            self._store.write(mark_late, office_id=office_id, now=self._now())
        except AntreError as error:
            return str(error)
        return ""

    def _forget(self, office_id: int, *, jumped: bool) -> str:
        """Forget what is over; under a clock that was set only what nobody should keep for too long."""
        try:
            self._store.write(forget_staff_values, office_id=office_id, now=self._now())
            if not jumped:
                self._store.write(forget_stale, office_id=office_id, now=self._now())
                self._store.write(forget_old, office_id=office_id, now=self._now())
            self._store.write(forget_over, office_id=office_id, now=self._now())
            self._store.write(forget_delivered, office_id=office_id, now=self._now())
        except AntreError as error:
            return str(error)
        return ""

    def _offset(self) -> float:
        return self._now().timestamp() - self._monotonic()

    def _run(self) -> None:
        next_round = self._monotonic() + ROUND_SECONDS
        while not self._stop.wait(LOOK_SECONDS):
            self._beat_at = self._monotonic()
            if self._store.trouble:
                self._store.probe()  # soon: everybody waits for the disk
            self.look_after_the_held()
            if self._monotonic() >= next_round:
                next_round = self._monotonic() + ROUND_SECONDS
                self.make_round()
