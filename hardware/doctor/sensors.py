"""Whether the thermometer answers, and what else does."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from hardware.doctor.asking import ScanBus
from hardware.doctor.buses import Bus, missing_bus
from hardware.doctor.configuration import Configuration
from hardware.doctor.finding import Code, Finding, Part, State, fault, from_error, in_use, info, ok, warning
from hardware.doctor.machine import Machine
from hardware.errors import (
    AddressBusyError,
    BusError,
    ChecksumError,
    DeviceAbsentError,
    HardwareError,
    SensorOwnedError,
)
from hardware.i2c import TransactionGap, WordBus

AMBIENT_WORDS = {0x5A: ("MLX90614", 0x06), 0x5B: ("MLX90615", 0x26)}
"""Model and its ambient word by the address that it leaves the factory with."""

_LIKELY = {
    0x29: "VL53L0X distance sensor",
    0x3A: "MLX90632 thermometer",
    0x3C: "display",
    0x50: "EEPROM",
    0x68: "clock",
    0x76: "air sensor",
}
_SCANNED = range(0x08, 0x78)
_ATTEMPTS = 3
_COLDEST, _HOTTEST = 0x2DE4, 0x4DC3  # -40 to 125 C


@dataclass(frozen=True, slots=True)
class Sighting:
    """Something that answered like a thermometer.

    Attributes:
        bus: number of the bus.
        address: where it answered.
        model: by its address; empty when the answer is no ambient temperature.
        ambient_celsius: what it says.
        checksum: whether its packet error code was right.
    """

    bus: int
    address: int
    model: str
    ambient_celsius: float
    checksum: bool

    def __str__(self) -> str:
        words = f"{self.model or 'a part that is no thermometer'} at bus {self.bus}, address 0x{self.address:02x}"
        return words + (f", ambient {self.ambient_celsius:.1f} C" if self.model else "")


def look_on(machine: Machine, buses: Iterable[Bus]) -> tuple[list[Sighting], list[BusError]]:
    """Read one word at each address where thermometers are.

    Args:
        machine: whose buses.
        buses: those to look on; those that the user may not open, and owned addresses, are left alone.

    Returns:
        What answered, and the error of each bus that failed.
    """
    sightings: list[Sighting] = []
    errors: list[BusError] = []
    for bus in buses:
        if bus.has_node and machine.may_use(bus.node):
            try:
                sightings += _look(machine, bus)
            except BusError as error:
                errors.append(error)
    return sightings, errors


def examine_thermometer(machine: Machine, configuration: Configuration, buses: list[Bus]) -> list[Finding]:
    """Whether the configured thermometer works.

    Args:
        machine: where it is.
        configuration: says which it is.
        buses: of the machine.
    """
    name = configuration.driver("thermometer")
    if name == "simulated":
        what = "the thermometer is simulated: its temperatures are invented"
        return [warning(Part.THERMOMETER, Code.SIMULATED, what, "Name a real driver before visitors come.")]
    if not name:
        return []
    sensor = configuration.sensor
    if sensor is None:
        kiosk = machine.kiosk()
        return [in_use(Part.THERMOMETER, name, str(kiosk))] if kiosk else [_read_once(machine, configuration)]
    missing = missing_bus(machine, sensor.bus, buses)
    if missing:
        return [missing, *_elsewhere(machine, buses, sensor.bus)]
    bus = next(bus for bus in buses if bus.number == sensor.bus)
    return _examine_address(machine, configuration, bus, sensor.address, buses)


def describe_sightings(sightings: list[Sighting], errors: list[BusError]) -> list[Finding]:
    """What was found where no configuration says what should be."""
    findings = [info(Part.THERMOMETER, Code.SENSOR_FOUND, str(sighting)) for sighting in sightings]
    findings += [from_error(Part.THERMOMETER, error) for error in errors]
    if findings:
        return findings
    what = "no thermometer answers at 0x5a or 0x5b on a bus that this user may open"
    mend = "Check the sensor's wires and power; --scan finds parts at other addresses."
    return [warning(Part.THERMOMETER, Code.SENSOR_ABSENT, what, mend)]


def scan(machine: Machine, bus: Bus) -> list[Finding]:
    """Read one byte or word from every address, but for those that kernel drivers own.

    Args:
        machine: whose bus.
        bus: to read on.
    """
    findings = [
        info(Part.THERMOMETER, Code.ADDRESS_TAKEN, f"bus {bus.number}, 0x{address:02x}: kernel driver {driver}")
        for address, driver in bus.owned.items()
    ]
    try:
        answered = _scanned(machine, bus)
    except BusError as error:
        return [*findings, from_error(Part.THERMOMETER, error)]
    return findings + [info(Part.THERMOMETER, Code.PART_ON_BUS, _part_on_bus(bus, address)) for address in answered]


def _examine_address(
    machine: Machine, configuration: Configuration, bus: Bus, address: int, buses: list[Bus]
) -> list[Finding]:
    if address in bus.owned:
        detail = f"bus {bus.number}, address 0x{address:02x}: kernel driver {bus.owned[address]}"
        return [from_error(Part.THERMOMETER, AddressBusyError(detail))]
    if not machine.may_use(bus.node):
        return []
    holder = machine.holder(bus.node) or machine.kiosk()
    if holder:
        return [in_use(Part.THERMOMETER, bus.node, str(holder))]
    finding = _read_once(machine, configuration)
    return (
        [finding] if finding.state is not State.FAULT else [finding, *_elsewhere(machine, buses, bus.number, address)]
    )


def _read_once(machine: Machine, configuration: Configuration) -> Finding:
    try:
        thermometer = machine.asking.thermometer(configuration.table("thermometer"), machine.clock)
        try:
            reading = thermometer.read()
        finally:
            thermometer.close()
    except SensorOwnedError as error:
        return info(Part.THERMOMETER, Code.IN_USE, f"{error.what} ({error.detail}): not touched")
    except HardwareError as error:
        return from_error(Part.THERMOMETER, error)
    measured = f"object {reading.object_celsius:.1f} C, ambient {reading.ambient_celsius:.1f} C"
    what = f"{thermometer.driver} reads {measured}, settles in {thermometer.settle_seconds:.1f} s"
    return ok(Part.THERMOMETER, Code.SENSOR_READS, what)


def _elsewhere(machine: Machine, buses: list[Bus], *configured: int) -> list[Finding]:
    """A thermometer at another place than the configuration says; ``configured`` is its bus and, perhaps, address."""
    sightings = [it for it in look_on(machine, buses)[0] if (it.bus, it.address)[: len(configured)] != configured]
    return [
        fault(Part.THERMOMETER, Code.SENSOR_ELSEWHERE, str(sighting), f"Write {setting(sighting)} in [thermometer].")
        for sighting in sightings
        if sighting.model
    ]


def setting(sighting: Sighting) -> str:
    """The settings that lead to it."""
    return f'driver = "{sighting.model.lower()}", bus = {sighting.bus} and address = 0x{sighting.address:02x}'


def _look(machine: Machine, bus: Bus) -> list[Sighting]:
    words = machine.asking.words(bus.number, machine.clock)
    try:
        found = [_identify(words, bus, address) for address in AMBIENT_WORDS if address not in bus.owned]
    finally:
        words.close()
    return [sighting for sighting in found if sighting]


def _identify(words: WordBus, bus: Bus, address: int) -> Sighting | None:
    model, command = AMBIENT_WORDS[address]
    for checksum in (True, False):
        words.use_checksum(checksum)
        try:
            word = _patiently(lambda: words.read_word(address, command))
        except DeviceAbsentError:
            return None
        except ChecksumError:
            continue
        plausible = _COLDEST <= word <= _HOTTEST
        return Sighting(bus.number, address, model if plausible else "", (2 * word - 27315) / 100, checksum)
    return None


def _patiently(read: Callable[[], int]) -> int:
    # One refusal is noise on the wire.
    for _ in range(_ATTEMPTS - 1):
        try:
            return read()
        except (DeviceAbsentError, ChecksumError):
            continue
    return read()


def _scanned(machine: Machine, bus: Bus) -> list[int]:
    reader = machine.asking.scan(bus.number)
    gap = TransactionGap(machine.clock)
    answered = []
    try:
        for address in _SCANNED:
            gap.wait()
            if address not in bus.owned and _answers(reader, address):
                answered.append(address)
            gap.ended()
    finally:
        reader.close()
    return answered


def _answers(reader: ScanBus, address: int) -> bool:
    try:
        # A thermometer knows no byte reads.
        if address in AMBIENT_WORDS:
            reader.read_word(address, AMBIENT_WORDS[address][1])
        else:
            reader.read_byte(address)
    except (DeviceAbsentError, AddressBusyError):
        return False
    return True


def _part_on_bus(bus: Bus, address: int) -> str:
    likely = {at: model for at, (model, _) in AMBIENT_WORDS.items()} | _LIKELY
    hint = f", perhaps a {likely[address]}" if address in likely else ""
    return f"bus {bus.number}, 0x{address:02x}: something answers{hint}"
