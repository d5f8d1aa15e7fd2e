"""Copies of the database made while the server works, so that a dead disk costs an hour and not a year."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from queue_server.config import BackupSettings
from queue_server.domain.rotation import NoBackup, superseded
from queue_server.storage.backup import BackupError, back_up
from queue_server.storage.copies import hourly, hourly_name

LOOK_SECONDS = 20.0
AGAIN_SECONDS = 300.0
"""After a copy that could not be made."""
log = logging.getLogger(__name__)


class Backups:
    """Makes a copy when one is due and removes those that are superseded."""

    def __init__(
        self,
        source: Path,
        folder: Path,
        settings: BackupSettings,
        now: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare; nothing is done before ``start``.

        Args:
            source: the database's file.
            folder: of the copies; made where it is missing.
            monotonic: seconds that no setting of the clock changes; they say when the next copy is due.
        """
        self._source, self._folder, self._settings = source, folder, settings
        self._now, self._monotonic = now, monotonic
        self._due_at: float | None = None
        self._good_at = monotonic()
        self._trouble = ""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="backups", daemon=True)

    def start(self) -> None:
        """Begin, where copies are wanted."""
        if self._settings.every_minutes:
            self._thread.start()

    def stop(self) -> None:
        """End; a copy that is being made is finished."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def newest_at(self) -> datetime | None:
        """Return when the newest copy in the folder was made, whoever made it; aware UTC.

        What says a time that is still to come was made by a wrong clock and counts only where there is nothing else.
        """
        made, now = hourly(self._folder), self._now()
        return max((at for at in made if at <= now), default=None) or max(made, default=None)

    def lack(self) -> NoBackup | None:
        """Tell that no copy could be made for longer than the settings bear; ``None`` where that is not so."""
        without = self._monotonic() - self._good_at
        if not self._trouble or without < self._settings.notice_after_hours * 3600:
            return None
        return NoBackup(self._now() - timedelta(seconds=without), self._trouble)

    def make_due(self) -> None:
        """Make a copy if it is time; one that cannot be made is told when that changes, and tried again soon."""
        if self._due_at is None:
            age = self._age()
            self._good_at = self._monotonic() - (age or 0.0)
            every = self._settings.every_minutes * 60.0
            self._due_at = self._monotonic() + (0.0 if age is None else max(every - age, 0.0))
        if self._monotonic() < self._due_at:
            return
        trouble = self._make()
        self._due_at = self._monotonic() + (AGAIN_SECONDS if trouble else self._settings.every_minutes * 60)
        if trouble != self._trouble:
            log.warning("%s", trouble or "backups are made again")
            self._trouble = trouble

    def _age(self) -> float | None:
        """Return how old the newest copy is, in seconds: a server that is started often makes no more of them.

        ``None``: there is none, or none whose age can be told, since the clock was set back behind all of them.
        """
        newest = self.newest_at()
        age = (self._now() - newest).total_seconds() if newest else -1.0
        return age if age >= 0 else None

    def _make(self) -> str:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            at, target = hourly_name(self._folder, self._now())
            back_up(self._source, target)
        except (BackupError, OSError) as error:
            return f"no backup: {error}"
        self._good_at = self._monotonic()
        return self._tidy(at)

    def _tidy(self, newest: datetime) -> str:
        """Remove what later copies have superseded; the new copy stands, whatever becomes of the old ones."""
        made = hourly(self._folder)
        kept = {"keep_last": self._settings.keep_last, "keep_days": self._settings.keep_days}
        try:
            for old in superseded(made, newest=newest, **kept):
                made[old].unlink(missing_ok=True)
        except OSError as error:
            return f"a backup was made, but a superseded one cannot be removed: {error}"
        return ""

    def _run(self) -> None:
        while not self._stop.wait(LOOK_SECONDS):
            self.make_due()
