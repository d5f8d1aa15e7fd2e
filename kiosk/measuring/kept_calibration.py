"""The offset that the office keeps for this kiosk, on disk: it holds after a restart and without the server."""

import logging
import os
from pathlib import Path

import msgspec

from hardware.thermometer.correction import Calibration
from queue_server.protocol.calibration import SensorCalibration

log = logging.getLogger(__name__)


class KeptCalibration:
    """What the server said last, in one small file."""

    def __init__(self, path: Path) -> None:
        """Read what was kept; what cannot be read is told, and counts as nothing until the server says more."""
        self._path = path
        self._known = self._saved = self._load()

    @property
    def calibration(self) -> Calibration | None:
        """As the sensor's readings are corrected by it."""
        known = self._known
        return Calibration(known.offset_celsius, known.calibrated_on, known.days) if known else None

    def learn(self, told: SensorCalibration | None) -> bool:
        """Keep what the server says; tell whether it is news.

        What cannot be written holds all the same until the next start, and is written with a later answer.
        """
        news, self._known = told != self._known, told
        if told != self._saved:
            try:
                self._save(told)
            except OSError as error:
                log.log(
                    logging.WARNING if news else logging.DEBUG, "cannot keep the offset in %s: %s", self._path, error
                )
        return news

    def _save(self, told: SensorCalibration | None) -> None:
        """Write so that a power cut leaves the old or the new."""
        if told is None:
            self._path.unlink(missing_ok=True)
        else:
            draft = self._path.with_suffix(".new")
            with draft.open("wb") as stream:
                stream.write(msgspec.json.encode(told))
                stream.flush()
                os.fsync(stream.fileno())
            draft.replace(self._path)
        self._saved = told

    def _load(self) -> SensorCalibration | None:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=SensorCalibration)
        except FileNotFoundError:
            return None
        except msgspec.MsgspecError as error:
            log.warning("%s holds no offset (%s); waiting for the server's", self._path, error)
            return None
