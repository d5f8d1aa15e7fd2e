"""A simulated bus with an MLX90614 and visitors before it; the real driver reads it, so the same decoding is used."""

from collections.abc import Callable
from enum import StrEnum
from random import Random
from threading import RLock
from typing import Annotated

import msgspec
from msgspec import Meta

from hardware.clock import Clock
from hardware.errors import BusStuckError, ChecksumError, DeviceAbsentError
from hardware.thermometer.mlx90614 import AMBIENT, CONFIG, DEFAULT_ADDRESS, FLAG_BIT, OBJECT
from hardware.thermometer.visitors import Visitor, VisitorKind, draw_visitor

FACTORY_CONFIG = 0x9FB4
FLOATING = 0xFFFF
HANG_SECONDS = 1.0
"""How long the kernel waits for a stuck bus."""

Share = Annotated[float, Meta(ge=0, le=1)]


class SensorFault(StrEnum):
    """What can be wrong with the simulated sensor."""

    BAD_PEC = "bad_pec"
    NACK = "nack"
    ABSENT = "absent"
    FLAG = "flag"
    FLOATING = "floating"
    HANG = "hang"


class SimulatedThermometerSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of the simulated sensor.

    Attributes:
        seed: the same seed gives the same visitors and the same noise.
        mix: how often each kind of visitor comes, as weights.
        auto: visitors come and go by themselves; otherwise only as ``arrive`` and ``leave`` say.
        stay_seconds: how long one stands before the sensor.
        away_seconds: how long nobody does; after such a pause in reading the next one has come.
        ambient_celsius: of the room and the sensor; what is read when nobody is there.
        noise_celsius: standard deviation from sample to sample.
        unit_offset_celsius: standard deviation of the error of the unit, drawn once.
        error_celsius: a further error of the unit, the same with everything it looks at; what a calibration mends.
        faults: share of the reads that fail in each way, 0 to 1.
    """

    seed: int = 1
    mix: dict[VisitorKind, Annotated[float, Meta(ge=0)]] = msgspec.field(
        default_factory=lambda: {VisitorKind.HEALTHY: 0.85, VisitorKind.FROM_HEAT: 0.1, VisitorKind.FEBRILE: 0.05}
    )
    auto: bool = True
    stay_seconds: Annotated[float, Meta(gt=0)] = 10.0
    away_seconds: Annotated[float, Meta(gt=0)] = 3.0
    ambient_celsius: Annotated[float, Meta(ge=0, le=50)] = 28.0
    noise_celsius: Annotated[float, Meta(ge=0, le=5)] = 0.05
    unit_offset_celsius: Annotated[float, Meta(ge=0, le=5)] = 0.2
    error_celsius: Annotated[float, Meta(ge=-5, le=5)] = 0.0
    faults: dict[SensorFault, Share] = {}

    def __post_init__(self) -> None:
        """Refuse a mix of nobody.

        Raises:
            ValueError: all weights are zero.
        """
        if sum(self.mix.values()) <= 0:
            raise ValueError("mix needs at least one kind of visitor with a weight above 0")


def crc8(data: bytes) -> int:
    """Packet error code of SMBus: polynomial 0x07, start 0."""
    remainder = 0
    for byte in data:
        remainder ^= byte
        for _ in range(8):
            remainder = (remainder << 1) ^ (0x107 if remainder & 0x80 else 0)
    return remainder


def read_word_frame(address: int, command: int, word: int) -> bytes:
    """All bytes on the wire of reading one word, without the packet error code.

    Source:
        System Management Bus specification, Read Word; the low byte comes first.
    """
    return bytes([address << 1, command, address << 1 | 1, word & 0xFF, word >> 8])


def encode_celsius(celsius: float) -> int:
    """The nearest word for a temperature that the sensor can measure."""
    return round((celsius + 273.15) * 50)


class SimulatedBus:
    """An I2C bus with one MLX90614 and whoever stands before it; lives on while the driver is closed and reopened."""

    def __init__(self, settings: SimulatedThermometerSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._random = Random(settings.seed)  # noqa: S311 - a simulation, nothing secret
        self._lock = RLock()
        self._unit_error = self._random.gauss(0, settings.unit_offset_celsius)
        self._faults = dict(settings.faults)
        self._checked = False
        self._visitor: Visitor | None = None
        self._fixed_celsius: float | None = None
        self._minutes_inside = 0.0
        self._changed_at = clock.monotonic() - settings.away_seconds
        self._read_at: float | None = self._changed_at

    @property
    def visitor(self) -> Visitor | None:
        """Who stands before the sensor, if anybody."""
        return self._visitor

    def arrive(self, kind: VisitorKind, minutes_inside: float = 0.0) -> Visitor:
        """Let a visitor step before the sensor now, in place of anybody who stands there, and wait to be measured.

        Args:
            kind: the population the visitor is drawn from.
            minutes_inside: how long the visitor has been in the house already.
        """
        with self._lock:
            self._visitor, self._fixed_celsius = draw_visitor(kind, self._random), None
            self._minutes_inside = minutes_inside
            self._changed_at = self._clock.monotonic()
            self._read_at = None
            return self._visitor

    def show(self, celsius: float | None) -> None:
        """Hold an object of exactly this temperature before the sensor, read without noise; ``None`` takes it away."""
        with self._lock:
            self._fixed_celsius = celsius

    def leave(self) -> None:
        """Let whoever stands before the sensor go."""
        with self._lock:
            self._visitor = self._fixed_celsius = None
            self._changed_at = self._clock.monotonic()

    def set_fault(self, fault: SensorFault | None, share: float = 1.0) -> None:
        """Let this share of the reads fail from now on, in this way only; ``None`` heals the sensor."""
        with self._lock:
            self._faults = {fault: share} if fault else {}

    def read_word(self, address: int, command: int) -> int:
        with self._lock:
            fault = self._draw_fault()
            if address not in (DEFAULT_ADDRESS, 0) or fault in (SensorFault.NACK, SensorFault.ABSENT):
                raise DeviceAbsentError(f"simulated bus address 0x{address:02x}")
            word = self._spoil(self._word(command), fault)
            frame = read_word_frame(address, command, word)
            code = self._spoil_code(crc8(frame), fault)
        if fault is SensorFault.HANG:
            self._clock.sleep(HANG_SECONDS)
            raise BusStuckError("simulated bus")
        # As the kernel does it: a remainder of zero over the whole frame means that every bit arrived.
        if self._checked and crc8(frame + bytes([code])):
            raise ChecksumError(f"simulated bus address 0x{address:02x}")
        return word

    def use_checksum(self, on: bool) -> None:
        self._checked = on

    def close(self) -> None:
        pass

    def _draw_fault(self) -> SensorFault | None:
        for fault, share in self._faults.items():
            if self._random.random() < share:
                return fault
        return None

    def _spoil(self, word: int, fault: SensorFault | None) -> int:
        if fault is SensorFault.FLAG:
            return word | FLAG_BIT
        return FLOATING if fault is SensorFault.FLOATING else word

    def _spoil_code(self, code: int, fault: SensorFault | None) -> int:
        if fault is SensorFault.FLOATING:
            return FLOATING & 0xFF
        return code ^ 0x01 if fault is SensorFault.BAD_PEC else code

    def _word(self, command: int) -> int:
        answers: dict[int, Callable[[], int]] = {
            CONFIG: lambda: FACTORY_CONFIG,
            AMBIENT: lambda: encode_celsius(self._settings.ambient_celsius),
            OBJECT: lambda: encode_celsius(self._object_celsius() + self._settings.error_celsius),
        }
        return answers[command]() if command in answers else 0

    def _object_celsius(self) -> float:
        now = self._clock.monotonic()
        if self._settings.auto and self._fixed_celsius is None:
            self._come_and_go(now)
        self._read_at = now
        if self._fixed_celsius is not None:
            return self._fixed_celsius
        return self._seen_celsius(now) + self._unit_error + self._random.gauss(0, self._settings.noise_celsius)

    def _seen_celsius(self, now: float) -> float:
        if self._visitor is None:
            return self._settings.ambient_celsius
        return self._visitor.forehead_celsius(self._minutes_inside + max(0.0, now - self._changed_at) / 60)

    def _come_and_go(self, now: float) -> None:
        if self._read_at is None:
            self._changed_at = now
            return
        paused = now - self._read_at >= self._settings.away_seconds
        since = now - self._changed_at
        if paused or (self._visitor is None and since >= self._settings.away_seconds):
            kinds = list(self._settings.mix)
            self.arrive(self._random.choices(kinds, [self._settings.mix[kind] for kind in kinds])[0])
            self._changed_at = now
        elif self._visitor is not None and since >= self._settings.stay_seconds:
            self.leave()
            self._changed_at = now
