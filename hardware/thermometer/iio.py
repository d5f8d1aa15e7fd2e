"""Any infrared thermometer with a driver in the kernel, read through the files of its industrial I/O interface.

The kernel's drivers of the Melexis parts do not check the packet error code: a bit that falls over on the wire is not
noticed here. Where a part has a driver of its own in this project, that one is the better choice.

Source:
    Linux, Documentation/ABI/testing/sysfs-bus-iio: temperatures are milli degrees Celsius after offset and scale.
"""

import errno
import os
from collections import Counter
from math import isfinite, pi
from pathlib import Path
from typing import Annotated, NoReturn

from msgspec import Meta

from hardware.clock import Clock
from hardware.errors import (
    BusError,
    BusIoError,
    BusStuckError,
    DeviceAbsentError,
    ReadingInvalidError,
    ReadingOutOfRangeError,
    SensorMissingError,
    SensorUnsuitableError,
)
from hardware.i2c import bus_error
from hardware.ownership import claim_folder
from hardware.thermometer.correction import Calibration
from hardware.thermometer.port import Reading
from hardware.thermometer.settings import LONGEST_SETTLE_SECONDS, SensorSettings, refuse_slow

DEVICES = Path("/sys/bus/iio/devices")
LOWEST_CELSIUS, HIGHEST_CELSIUS = -70.01, 382.19

_RETRY_WITHIN_SECONDS = 0.5
_TIME_CONSTANTS = 5
_WORTH_RETRYING = (DeviceAbsentError, BusIoError)


class IioSettings(SensorSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of a sensor with a driver in the kernel.

    Attributes:
        device: its name (``mlx90614``, ``mlx90632``, ...), or its folder in sysfs.
        settle_seconds: how long it settles, where its driver does not tell the filter.
        attempts: how often one value is tried.
    """

    device: Annotated[str, Meta(min_length=1)]
    settle_seconds: Annotated[float, Meta(ge=0, le=LONGEST_SETTLE_SECONDS)] = 1.0
    attempts: Annotated[int, Meta(ge=1, le=5)] = 3


def find_device(device: str, devices: Path = DEVICES) -> Path:
    """Find a sensor's folder.

    Args:
        device: its name or its folder.
        devices: where the kernel lists them.

    Raises:
        SensorMissingError: there is none; the names that there are are told.
        SensorUnsuitableError: there are several of this name.
    """
    if "/" in device:
        return Path(device)
    names = device_names(devices)
    found = [folder for folder, name in names.items() if name == device]
    if not found:
        raise SensorMissingError(f"{device}; there is: {', '.join(names.values()) or 'none at all'}")
    if len(found) > 1:
        raise SensorUnsuitableError(f'{len(found)} are named {device}: write device = "{found[0]}" or another')
    return found[0]


def device_names(devices: Path = DEVICES) -> dict[Path, str]:
    """Name of each sensor of the kernel's by its folder; empty for one that is just going."""
    return {folder: _name(folder) for folder in sorted(devices.glob("iio:device*"))}


class Channel:
    """One temperature of a sensor: processed by its driver, or raw with the offset and scale that the driver tells."""

    def __init__(self, folder: Path, name: str) -> None:
        """Read how the value is to be converted.

        Args:
            folder: of the sensor.
            name: ``object`` or ``ambient``.

        Raises:
            SensorUnsuitableError: the sensor has no such temperature, or no scale for it.
            BusError: a file cannot be read.
        """
        self._file = folder / f"in_temp_{name}_input"
        self._offset, self._scale = 0.0, 1.0
        if self._file.exists():
            return
        self._file = folder / f"in_temp_{name}_raw"
        scale = _first(folder / f"in_temp_{name}_scale", folder / "in_temp_scale")
        if not self._file.exists() or scale is None:
            raise SensorUnsuitableError(f"{folder} has no in_temp_{name}_input, and no raw value with a scale")
        offset = _first(folder / f"in_temp_{name}_offset", folder / "in_temp_offset")
        self._scale = read_number(scale)
        self._offset = read_number(offset) if offset else 0.0

    def celsius(self) -> float:
        """Read it.

        Raises:
            BusError: the kernel could not; the sensor's own error flag counts as that.
            ReadingInvalidError: it is no temperature.
        """
        value = (read_number(self._file) + self._offset) * self._scale / 1000
        if not LOWEST_CELSIUS <= value <= HIGHEST_CELSIUS:
            raise ReadingOutOfRangeError(f"{self._file}: {value:.2f} C")
        # The steps of offset and scale leave the last binary digits astray; the value itself has no more than these.
        return round(value, 6)


def read_number(file: Path) -> float:
    """Read one value.

    Raises:
        BusError: the kernel could not.
        ReadingInvalidError: it is no number.
    """
    text = ""
    try:
        text = file.read_text(encoding="ascii").strip()
        number = float(text)
    except OSError as error:
        _raise_named(error, file)
    except ValueError as error:
        raise ReadingInvalidError(f'{file}: "{text}"') from error
    if not isfinite(number):
        raise ReadingInvalidError(f'{file}: "{text}"')
    return number


class IioThermometer:
    """A sensor of the kernel's."""

    simulated = False
    driver = "iio"

    def __init__(self, settings: IioSettings, clock: Clock, devices: Path = DEVICES) -> None:
        """Find the sensor, own it, and read how its values are converted and how long it settles.

        Args:
            settings: which device, corrections.
            clock: for time stamps.
            devices: where the kernel lists its sensors.

        Raises:
            BusError: there is no such sensor, it is none of this kind or too slow, or another process owns it.
        """
        self._settings = settings
        self._clock = clock
        self._counts: Counter[str] = Counter()
        folder = find_device(settings.device, devices)
        self._folder: int | None = _open_folder(folder)
        try:
            claim_folder(self._folder, str(folder))
            self._object, self._ambient = Channel(folder, "object"), Channel(folder, "ambient")
            self.settle_seconds = _settle_seconds(folder, settings)
            refuse_slow(self.settle_seconds)
        except (BusError, ReadingInvalidError):
            self.close()
            raise

    @property
    def calibration(self) -> Calibration | None:
        return self._settings.calibration

    @property
    def counters(self) -> dict[str, int]:
        return dict(self._counts)

    def read(self) -> Reading:
        ambient = self._read(self._ambient)
        measured = self._read(self._object)
        self._counts["reads"] += 1
        return Reading(self._settings.correction.apply(measured, ambient), ambient, self._clock.monotonic())

    def close(self) -> None:
        folder, self._folder = self._folder, None
        if folder is not None:
            os.close(folder)

    def _read(self, channel: Channel) -> float:
        give_up_at = self._clock.monotonic() + _RETRY_WITHIN_SECONDS
        attempt = 1
        while True:
            try:
                return channel.celsius()
            except (BusError, ReadingInvalidError) as error:
                self._counts[error.code] += 1
                late = self._clock.monotonic() >= give_up_at
                if attempt >= self._settings.attempts or late or not isinstance(error, _WORTH_RETRYING):
                    raise
            attempt += 1
            self._counts["retries"] += 1


def _settle_seconds(folder: Path, settings: IioSettings) -> float:
    filter_hz = folder / "in_temp_object_filter_low_pass_3db_frequency"
    hertz = read_number(filter_hz) if filter_hz.exists() else 0.0
    return _TIME_CONSTANTS / (2 * pi * hertz) if hertz > 0 else settings.settle_seconds


def _open_folder(folder: Path) -> int:
    try:
        return os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        _raise_named(error, folder)


def _raise_named(error: OSError, file: Path) -> NoReturn:
    if error.errno in (errno.ENOENT, errno.ENODEV, errno.ENOTDIR):
        raise SensorMissingError(f"{file}: {errno.errorcode[error.errno]}") from error
    if error.errno == errno.EAGAIN:
        raise BusStuckError(f"{file}: EAGAIN") from error
    raise bus_error(error, str(file)) from error


def _first(*files: Path) -> Path | None:
    return next((file for file in files if file.exists()), None)


def _name(folder: Path) -> str:
    try:
        return (folder / "name").read_text(encoding="ascii").strip()
    except OSError:
        return ""  # gone since it was listed
