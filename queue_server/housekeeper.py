"""What an office needs done without anybody asking: its day opened, and old temperatures forgotten."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from queue_server.domain.errors import AntreError
from queue_server.operations.admin_page import every_office
from queue_server.operations.day import ensure_day_open
from queue_server.retention import forget_due
from queue_server.storage.store import Store

ROUND_SECONDS = 30.0
log = logging.getLogger(__name__)


class Housekeeper:
    """Makes its round at the start and every half minute."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        """Prepare; nothing is done before ``start``."""
        self._store = store
        self._now = now
        self._stop = threading.Event()
        self._last_refusal = ""
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

    def make_round(self) -> None:
        """Open the day and forget what is due, in each office; a refusal is logged when it changes."""
        refusal = ""
        for office_id, code, _name in self._store.read(every_office):
            try:
                self._store.write(ensure_day_open, office_id=office_id, now=self._now())
                self._store.write(forget_due, office_id=office_id, now=self._now())
            except AntreError as error:
                refusal = f"office {code}: {error}"
        if refusal != self._last_refusal:
            log.warning("%s", refusal or "the housekeeper's round works again")
            self._last_refusal = refusal

    def _run(self) -> None:
        while not self._stop.wait(ROUND_SECONDS):
            self.make_round()
