"""Sounds kept on the disk: a number is said many times in a week, and a Pi takes a second to say it anew."""

import hashlib
import logging
import os
import tempfile
from pathlib import Path

log = logging.getLogger(__name__)


class SoundCache:
    """A folder of WAV files, the oldest forgotten first. A disk that is full or read-only costs time, no more."""

    def __init__(self, folder: Path, most_files: int = 3000) -> None:
        """Keep at most ``most_files`` in ``folder``: some 200 MB."""
        self._folder = folder
        self._most_files = most_files
        self._broken = False

    def get(self, *named: str) -> bytes | None:
        """The sound that was kept under these names, if any."""
        try:
            return self._path(named).read_bytes()
        except OSError:
            return None

    def put(self, wav: bytes, *named: str) -> None:
        """Keep a sound; what is read later is whole or not there."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, draft = tempfile.mkstemp(dir=self._folder, suffix=".draft")
            with os.fdopen(handle, "wb") as file:
                file.write(wav)
            os.replace(draft, self._path(named))
            self._forget()
        except OSError as error:
            if not self._broken:
                log.warning("sounds are not kept in %s: %s", self._folder, error.strerror)
            self._broken = True
        else:
            self._broken = False

    def _path(self, named: tuple[str, ...]) -> Path:
        return self._folder / (hashlib.sha256("\0".join(named).encode()).hexdigest()[:32] + ".wav")

    def _forget(self) -> None:
        files = list(self._folder.iterdir())
        if len(files) <= self._most_files:
            return
        files.sort(key=lambda path: path.stat().st_mtime)
        for path in files[: len(files) - self._most_files * 9 // 10]:
            path.unlink(missing_ok=True)
