"""Copies of the database made while the server works, so that a dead disk costs an hour and not a year."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from queue_server.config import BackupSettings
from queue_server.domain.rotation import superseded
from queue_server.storage.backup import BackupError, back_up

LOOK_SECONDS = 20.0
AGAIN_SECONDS = 300.0
"""After a copy that could not be made."""
_NAME = "antre-%Y%m%dT%H%M%SZ.db"
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
        """Return when the newest copy in the folder was made, whoever made it; aware UTC."""
        return max(self._made(), default=None)

    def make_due(self) -> None:
        """Make a copy if it is time; one that cannot be made is told when that changes, and tried again soon."""
        if self._due_at is None:
            self._due_at = self._monotonic() + self._first_wait()
        if self._monotonic() < self._due_at:
            return
        trouble = self._make()
        self._due_at = self._monotonic() + (AGAIN_SECONDS if trouble else self._settings.every_minutes * 60)
        if trouble != self._trouble:
            log.warning("%s", trouble or "backups are made again")
            self._trouble = trouble

    def _first_wait(self) -> float:
        """Return for how many seconds the newest copy is good enough; a server that is started often makes no more."""
        newest = self.newest_at()
        if newest is None:
            return 0.0
        age = (self._now() - newest).total_seconds()
        every = self._settings.every_minutes * 60.0
        return min(max(every - age, 0.0), every)

    def _make(self) -> str:
        target = self._folder / self._now().astimezone(UTC).strftime(_NAME)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            back_up(self._source, target)
        except (BackupError, OSError) as error:
            return f"no backup: {error}"
        return self._tidy()

    def _tidy(self) -> str:
        """Remove what later copies have superseded; the new copy stands, whatever becomes of the old ones."""
        made = self._made()
        kept = {"keep_last": self._settings.keep_last, "keep_days": self._settings.keep_days}
        try:
            for old in superseded(made, **kept):
                made[old].unlink(missing_ok=True)
        except OSError as error:
            return f"a backup was made, but a superseded one cannot be removed: {error}"
        return ""

    def _made(self) -> dict[datetime, Path]:
        """Return the copies that are there; a file with another name is somebody else's."""
        found: dict[datetime, Path] = {}
        for path in self._folder.glob("antre-*.db"):
            try:
                found[datetime.strptime(path.name, _NAME).replace(tzinfo=UTC)] = path
            except ValueError:
                continue
        return found

    def _run(self) -> None:
        while not self._stop.wait(LOOK_SECONDS):
            self.make_due()
