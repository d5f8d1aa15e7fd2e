"""The Melexis MLX90614 infrared thermometer, read over SMBus; its EEPROM is never written."""

from collections import Counter
from math import pi
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from hardware.clock import Clock
from hardware.errors import (
    BusError,
    BusIoError,
    ChecksumError,
    DeviceAbsentError,
    ReadingFlaggedError,
    ReadingInvalidError,
    ReadingOutOfRangeError,
)
from hardware.i2c import WordBus
from hardware.thermometer.correction import Correction
from hardware.thermometer.port import Reading

DEFAULT_ADDRESS = 0x5A
AMBIENT = 0x06
OBJECT = 0x07
CONFIG = 0x25

LOWEST_WORD = 0x27AD
FLAG_BIT = 0x8000

_POWER_UP_SECONDS = 0.5
_PROBES = 5
_RETRY_WITHIN_SECONDS = 0.5
_FILTER_HZ = (0.77, 0.31, 0.20, 0.15, 7.23, 1.53, 1.10, 0.86)
_TIME_CONSTANTS = 5

_WORTH_RETRYING = (ChecksumError, DeviceAbsentError, BusIoError)


class Mlx90614Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of a real sensor.

    Attributes:
        bus: N of ``/dev/i2c-N``.
        address: 7-bit address.
        checksum: ``on`` refuses a sensor that sends no valid packet error code; ``probe`` goes without when the
            sensor never sends one; ``off`` never checks.
        attempts: how often one word is tried.
        emissivity: see ``Correction``.
        supply_volts: see ``Correction``.
        offset_celsius: see ``Correction``.
    """

    bus: Annotated[int, Meta(ge=0, le=255)] = 1
    address: Annotated[int, Meta(ge=0x03, le=0x77)] = DEFAULT_ADDRESS
    checksum: Literal["on", "probe", "off"] = "on"
    attempts: Annotated[int, Meta(ge=1, le=5)] = 3
    emissivity: Annotated[float, Meta(ge=0.1, le=1)] = 1.0
    supply_volts: Annotated[float, Meta(ge=2.6, le=3.6)] = 3.0
    offset_celsius: Annotated[float, Meta(ge=-5, le=5)] = 0.0

    @property
    def correction(self) -> Correction:
        """The corrections as one value."""
        return Correction(self.emissivity, self.supply_volts, self.offset_celsius)


def decode_celsius(word: int) -> float:
    """Convert a linearised temperature word to degrees Celsius.

    Args:
        word: 16-bit RAM word of TA or TOBJ1; 0.02 K per count, bit 15 is the sensor's error flag.

    Returns:
        Degrees Celsius on the sensor's 0.02 degree grid, -70.01 to 382.19.

    Raises:
        ReadingFlaggedError: bit 15 is set. Undetected, the word would read as a fever.
        ReadingOutOfRangeError: below what the part can measure.

    Source:
        MLX90614 data sheet rev 8; application note 390119061402 rev 4, page 14.

    >>> decode_celsius(15508)
    37.01
    """
    if word & FLAG_BIT:
        raise ReadingFlaggedError(f"word 0x{word:04X}")
    if word < LOWEST_WORD:
        raise ReadingOutOfRangeError(f"word 0x{word:04X}")
    return (2 * word - 27315) / 100


def settle_seconds(config: int) -> float:
    """How long the sensor's filter takes to forget what was in front of it before.

    Args:
        config: word of the configuration register; bits 2 to 0 choose the filter.

    Returns:
        Five time constants: about 0.1 s to 5 s.
    """
    return _TIME_CONSTANTS / (2 * pi * _FILTER_HZ[config & 0b111])


class Mlx90614:
    """An MLX90614 on a bus."""

    def __init__(
        self, bus: WordBus, settings: Mlx90614Settings, clock: Clock, driver: str = "mlx90614", simulated: bool = False
    ) -> None:
        """Find the sensor, probe its checksum and read how long it settles.

        Args:
            bus: where it is; closed with the thermometer, and when opening fails.
            settings: address, checksum, corrections.
            clock: for time stamps and the pause after power-up.
            driver: name in the configuration.
            simulated: whether the bus is a simulated one.

        Raises:
            BusError: the sensor does not answer, or its checksum is always wrong.
        """
        self.driver = driver
        self.simulated = simulated
        self._bus = bus
        self._settings = settings
        self._clock = clock
        self._counts: Counter[str] = Counter()
        try:
            clock.sleep(_POWER_UP_SECONDS)
            self.checksum = self._choose_checksum()
            self.settle_seconds = settle_seconds(self._read_word(CONFIG))
        except BusError:
            bus.close()
            raise

    @property
    def counters(self) -> dict[str, int]:
        return dict(self._counts)

    def read(self) -> Reading:
        ambient = self._read_celsius(AMBIENT)
        measured = self._read_celsius(OBJECT)
        self._counts["reads"] += 1
        return Reading(self._settings.correction.apply(measured, ambient), ambient, self._clock.monotonic())

    def close(self) -> None:
        self._bus.close()

    def _read_celsius(self, command: int) -> float:
        try:
            return decode_celsius(self._read_word(command))
        except ReadingInvalidError as error:
            self._counts[error.code] += 1
            raise

    def _read_word(self, command: int) -> int:
        # A transfer that failed slowly is not tried again: nobody at a kiosk waits for three time-outs.
        give_up_at = self._clock.monotonic() + _RETRY_WITHIN_SECONDS
        attempt = 1
        while True:
            try:
                return self._bus.read_word(self._settings.address, command)
            except BusError as error:
                self._counts[error.code] += 1
                late = self._clock.monotonic() >= give_up_at
                if attempt >= self._settings.attempts or late or not isinstance(error, _WORTH_RETRYING):
                    raise
            attempt += 1
            self._counts["retries"] += 1

    def _choose_checksum(self) -> bool:
        wish = self._settings.checksum
        self._bus.use_checksum(wish != "off")
        if wish != "probe" or self._checksum_works():
            return wish != "off"
        self._bus.use_checksum(False)
        self._counts["checksum_unusable"] += 1
        return False

    def _checksum_works(self) -> bool:
        # One bad code is noise on the wire; only a part that never sends a good one is read without.
        for _ in range(_PROBES):
            try:
                self._read_word(CONFIG)
            except ChecksumError:
                continue
            return True
        return False
