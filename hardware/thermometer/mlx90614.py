"""The Melexis infrared thermometers MLX90614 and MLX90615, read over SMBus; their EEPROM is never written."""

from collections import Counter
from dataclasses import dataclass
from math import pi
from typing import Annotated, Literal

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
from hardware.thermometer.correction import Calibration, Correction
from hardware.thermometer.port import Reading
from hardware.thermometer.settings import SensorSettings, refuse_slow

DEFAULT_ADDRESS = 0x5A
DEFAULT_ADDRESS_90615 = 0x5B
AMBIENT = 0x06
OBJECT = 0x07
CONFIG = 0x25

LOWEST_WORD = 0x27AD
FLAG_BIT = 0x8000
FLOATING_WORD = 0xFFFF

_POWER_UP_SECONDS = 0.5
_PROBES = 5
_RETRY_WITHIN_SECONDS = 0.5
_TIME_CONSTANTS = 5

_WORTH_RETRYING = (ChecksumError, DeviceAbsentError, BusIoError)

Address = Annotated[int, Meta(ge=0x03, le=0x77)]


class SmbusSettings(SensorSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of a sensor that this driver reads.

    Attributes:
        bus: N of ``/dev/i2c-N``.
        address: 7-bit address.
        checksum: ``on`` refuses a sensor that sends no valid packet error code; ``probe`` goes without when the
            sensor never sends one; ``off`` never checks.
        attempts: how often one word is tried.
    """

    bus: Annotated[int, Meta(ge=0, le=255)] = 1
    address: Address = DEFAULT_ADDRESS
    checksum: Literal["on", "probe", "off"] = "on"
    attempts: Annotated[int, Meta(ge=1, le=5)] = 3


class Mlx90614Settings(SmbusSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of an MLX90614.

    Attributes:
        supply_volts: see ``Correction``.
    """

    supply_volts: Annotated[float, Meta(ge=2.6, le=3.6)] = 3.0

    @property
    def correction(self) -> Correction:
        """The corrections as one value."""
        return Correction(self.emissivity, self.supply_volts, self.offset_celsius)


class Mlx90615Settings(SmbusSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of an MLX90615."""

    address: Address = DEFAULT_ADDRESS_90615


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
        # The word is not told: without its flag it may be somebody's temperature, and faults go to the log.
        raise ReadingFlaggedError("all bits are set" if word == FLOATING_WORD else "bit 15 is set")
    if word < LOWEST_WORD:
        raise ReadingOutOfRangeError(f"word 0x{word:04X}")
    return (2 * word - 27315) / 100


@dataclass(frozen=True, slots=True)
class Registers:
    """Where a part keeps what the driver reads.

    Attributes:
        part: its name in the configuration.
        ambient, object, config: commands that read its own temperature, that of what it sees, and its configuration.
        filter_shift: lowest of the three bits of the configuration that choose the filter.
        settle_seconds: how long the filter takes to forget what was in front of it before, by these bits.
    """

    part: str
    ambient: int
    object: int
    config: int
    filter_shift: int
    settle_seconds: tuple[float, ...]


MLX90614 = Registers(
    "mlx90614",
    AMBIENT,
    OBJECT,
    CONFIG,
    0,
    tuple(_TIME_CONSTANTS / (2 * pi * hertz) for hertz in (0.77, 0.31, 0.20, 0.15, 7.23, 1.53, 1.10, 0.86)),
)
"""Five time constants of the filter. Source: MLX90614 data sheet rev 13, filter settings with FIR 111."""

MLX90615 = Registers("mlx90615", 0x26, 0x27, 0x12, 12, (9.225, 0.205, 2.05, 3.69, 5.125, 6.355, 7.79, 9.225))
"""RAM cells 6 and 7 at 0x20, EEPROM cell 2 at 0x10. Filter 0 is forbidden, and taken for the slowest.

Source:
    MLX90615 data sheet rev 5; settling times by Melexis on the linux-iio list, May 2023, patch "Add MLX90615 support".
"""


def settle_seconds(config: int, registers: Registers = MLX90614) -> float:
    """How long a part's filter takes to forget what was in front of it before.

    Args:
        config: word of the configuration register.
        registers: of the part.

    Returns:
        0.1 s to 5.3 s for an MLX90614, 0.2 s to 9.2 s for an MLX90615.
    """
    return registers.settle_seconds[config >> registers.filter_shift & 0b111]


class Mlx90614:
    """An MLX90614 or one of its kin on a bus."""

    def __init__(
        self,
        bus: WordBus,
        settings: SmbusSettings,
        clock: Clock,
        registers: Registers = MLX90614,
        simulated: bool = False,
    ) -> None:
        """Find the sensor, probe its checksum and read how long it settles.

        Args:
            bus: where it is; closed with the thermometer, and when opening fails.
            settings: address, checksum, corrections.
            clock: for time stamps and the pause after power-up.
            registers: of this part.
            simulated: whether the bus is a simulated one.

        Raises:
            BusError: the sensor does not answer, or its checksum is always wrong.
            SensorUnsuitableError: its filter is too slow for a kiosk.
        """
        self.driver = "simulated" if simulated else registers.part
        self.simulated = simulated
        self._bus = bus
        self._settings = settings
        self._clock = clock
        self._registers = registers
        self._counts: Counter[str] = Counter()
        try:
            clock.sleep(_POWER_UP_SECONDS)
            self.checksum = self._choose_checksum()
            self.settle_seconds = settle_seconds(self._read_word(registers.config), registers)
            refuse_slow(self.settle_seconds)
        except BusError:
            bus.close()
            raise

    @property
    def calibration(self) -> Calibration | None:
        return self._settings.calibration

    @property
    def counters(self) -> dict[str, int]:
        return dict(self._counts)

    def read(self) -> Reading:
        ambient = self._read_celsius(self._registers.ambient)
        measured = self._read_celsius(self._registers.object)
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
                self._read_word(self._registers.config)
            except ChecksumError:
                continue
            return True
        return False
