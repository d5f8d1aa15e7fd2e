"""Keeps the last picture on the disk, for a start while the server is away."""

import logging
import os
from pathlib import Path

import msgspec

from queue_server.protocol.board import BoardSnapshot

FILE_NAME = "last_board.json"

log = logging.getLogger(__name__)


class BoardFile:
    """One file, replaced as a whole. A lost or broken one only means that the wall starts empty."""

    def __init__(self, data_dir: Path) -> None:
        """Name the file; the folder is made at the first save."""
        self._path = data_dir / FILE_NAME
        self._faulty = False

    def load(self) -> BoardSnapshot | None:
        """Read the last picture, or ``None`` where there is none that can be read."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=BoardSnapshot)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.MsgspecError) as error:
            log.warning("the last picture in %s cannot be used: %s", self._path, error)
            return None

    def save(self, snapshot: BoardSnapshot) -> None:
        """Replace the last picture; a full or read-only disk is told once and does not stop the wall."""
        beside = self._path.with_suffix(".new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with open(beside, "wb") as file:
                file.write(msgspec.json.encode(snapshot))
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self._path)
        except OSError as error:
            if not self._faulty:
                log.warning("the last picture cannot be kept in %s: %s", self._path, error)
            self._faulty = True
        else:
            self._faulty = False
