from datetime import date

import pytest

from hardware.errors import (
    AddressBusyError,
    BusError,
    BusIoError,
    BusStuckError,
    ChecksumError,
    DeviceAbsentError,
    ReadingFlaggedError,
    ReadingInvalidError,
    ReadingOutOfRangeError,
)
from hardware.thermometer.correction import Correction, correct_emissivity, correct_supply
from hardware.thermometer.mlx90614 import CONFIG, OBJECT, Mlx90614, Mlx90614Settings, decode_celsius, settle_seconds
from hardware.thermometer.simulated import crc8, read_word_frame
from tests.hardware.buses import ModelBus
from tests.support.clock import FakeClock

CALIBRATED_ON = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("command", "word", "code"),
    [
        (0x07, 0x3AD2, 0x30),
        (0x07, 0x3A26, 0x70),
        (0x06, 0x39E1, 0xE9),
        (0x06, 0x3A61, 0x56),
        (0x07, 0x3C93, 0x6C),
        (0x07, 0x3CA2, 0x80),
        (0x07, 0x8000, 0x8F),
        (0x07, 0xFFFF, 0x22),
    ],
)
def test_packet_error_code_of_a_read_covers_both_addresses(command: int, word: int, code: int) -> None:
    assert crc8(read_word_frame(0x5A, command, word)) == code


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"123456789", 0xF4),
        (bytes.fromhex("B4FF"), 0xE8),
        (bytes.fromhex("002E0000"), 0x6F),
        (bytes.fromhex("002E5A00"), 0xE1),
        (bytes.fromhex("B626B7E139"), 0x35),
    ],
)
def test_packet_error_code_matches_published_vectors(data: bytes, code: int) -> None:
    assert crc8(data) == code


@pytest.mark.parametrize(
    ("word", "celsius"),
    [(0x3C93, 36.99), (0x3C94, 37.01), (0x3AD2, 28.01), (0x39E1, 23.19), (0x27AD, -70.01), (0x7FFF, 382.19)],
)
def test_words_decode_to_the_sensors_grid(word: int, celsius: float) -> None:
    assert decode_celsius(word) == celsius


def test_the_neighbours_of_the_threshold_stand_on_either_side_of_it() -> None:
    assert decode_celsius(0x3C93) < 37.0 < decode_celsius(0x3C94)


@pytest.mark.parametrize("word", [0x8000, 0xBC94, 0xFFFF])
def test_a_flagged_word_is_an_error_and_no_temperature(word: int) -> None:
    with pytest.raises(ReadingFlaggedError):
        decode_celsius(word)


@pytest.mark.parametrize("word", [0, 1, 0x27AC])
def test_a_word_below_the_range_is_an_error_and_no_temperature(word: int) -> None:
    with pytest.raises(ReadingOutOfRangeError):
        decode_celsius(word)


def test_no_word_at_all_decodes_outside_the_range() -> None:
    for word in range(0x10000):
        try:
            celsius = decode_celsius(word)
        except ReadingInvalidError:
            assert not 0x27AD <= word <= 0x7FFF
        else:
            assert -70.01 <= celsius <= 382.19


@pytest.mark.parametrize(("config", "seconds"), [(0x9FB4, 0.11), (3, 5.31), (0, 1.03)])
def test_settle_time_follows_the_filter_bits(config: int, seconds: float) -> None:
    assert settle_seconds(config) == pytest.approx(seconds, abs=0.01)


@pytest.mark.parametrize(("ambient", "read"), [(20, 36.69), (25, 36.77), (30, 36.86)])
def test_emissivity_correction_finds_the_skin_again(ambient: float, read: float) -> None:
    assert correct_emissivity(read, ambient, 0.98) == pytest.approx(37.0, abs=0.01)


def test_supply_at_3_3_volts_reads_0_18_degrees_high() -> None:
    assert correct_supply(37.18, 3.3) == pytest.approx(37.0)


def test_without_settings_a_correction_changes_nothing_not_even_the_last_digit() -> None:
    assert Correction().apply(36.99, 26.77) == 36.99


def sensor(bus: ModelBus, clock: FakeClock, **settings: object) -> Mlx90614:
    return Mlx90614(bus, Mlx90614Settings(**settings), clock)  # type: ignore[arg-type] # each test passes right ones


def test_a_reading_has_both_temperatures_and_its_time(clock: FakeClock) -> None:
    thermometer = sensor(ModelBus(0x3C94), clock)
    reading = thermometer.read()
    assert (reading.object_celsius, reading.ambient_celsius) == (37.01, 26.77)
    assert reading.at_seconds == clock.monotonic()
    assert thermometer.settle_seconds == pytest.approx(0.11, abs=0.01)


def test_corrections_of_the_settings_are_applied(clock: FakeClock) -> None:
    reading = sensor(ModelBus(0x3C93), clock, offset_celsius=0.5, calibrated_on=CALIBRATED_ON, supply_volts=3.3).read()
    assert reading.object_celsius == pytest.approx(36.99 + 0.5 - 0.18)


@pytest.mark.parametrize("error", [ChecksumError, DeviceAbsentError, BusIoError])
def test_a_passing_fault_is_tried_again_and_counted(clock: FakeClock, error: type[BusError]) -> None:
    bus = ModelBus()
    thermometer = sensor(bus, clock)
    faults = iter([error(), error()])
    bus.fail = lambda command: next(faults, None) if command == OBJECT else None
    assert thermometer.read().object_celsius == 36.99
    assert thermometer.counters == {error.code: 2, "retries": 2, "reads": 1}


@pytest.mark.parametrize("error", [ChecksumError, DeviceAbsentError, BusIoError])
def test_retries_end(clock: FakeClock, error: type[BusError]) -> None:
    bus = ModelBus()
    thermometer = sensor(bus, clock, attempts=3)
    before = bus.reads
    bus.fail = lambda _: error()
    with pytest.raises(error):
        thermometer.read()
    assert bus.reads - before == 3


@pytest.mark.parametrize("error", [BusStuckError, AddressBusyError])
def test_what_trying_again_cannot_mend_is_not_tried_again(clock: FakeClock, error: type[BusError]) -> None:
    bus = ModelBus()
    thermometer = sensor(bus, clock)
    before = bus.reads
    bus.fail = lambda _: error()
    with pytest.raises(error):
        thermometer.read()
    assert bus.reads - before == 1


def test_a_transfer_that_fails_slowly_is_not_tried_again(clock: FakeClock) -> None:
    bus = ModelBus()
    thermometer = sensor(bus, clock)
    before = bus.reads

    def hang(_: int) -> BusError:
        clock.sleep(2)
        return BusIoError()

    bus.fail = hang
    with pytest.raises(BusIoError):
        thermometer.read()
    assert bus.reads - before == 1


@pytest.mark.parametrize("word", [0x8000, 0xFFFF, 0xBC94])
def test_a_flagged_reading_is_counted_and_raised(clock: FakeClock, word: int) -> None:
    thermometer = sensor(ModelBus(word), clock)
    with pytest.raises(ReadingFlaggedError):
        thermometer.read()
    assert thermometer.counters == {"reading_flagged": 1}


def test_the_checksum_is_on_unless_the_settings_say_otherwise(clock: FakeClock) -> None:
    on, off = ModelBus(), ModelBus()
    assert sensor(on, clock).checksum
    assert on.checked
    assert not sensor(off, clock, checksum="off").checksum
    assert not off.checked


def test_a_sensor_whose_checksum_is_always_wrong_is_refused(clock: FakeClock) -> None:
    bus = ModelBus()
    bus.fail = lambda _: ChecksumError() if bus.checked else None
    with pytest.raises(ChecksumError):
        sensor(bus, clock)
    assert bus.closed


def test_probing_goes_without_a_checksum_that_is_never_right(clock: FakeClock) -> None:
    bus = ModelBus()
    bus.fail = lambda _: ChecksumError() if bus.checked else None
    thermometer = sensor(bus, clock, checksum="probe")
    assert not thermometer.checksum
    assert thermometer.counters["checksum_unusable"] == 1
    assert thermometer.read().object_celsius == 36.99


def test_probing_keeps_a_checksum_that_is_right_once(clock: FakeClock) -> None:
    bus = ModelBus()
    faults = iter([ChecksumError()] * 7)
    bus.fail = lambda command: next(faults, None) if command == CONFIG else None
    assert sensor(bus, clock, checksum="probe").checksum


def test_an_absent_sensor_closes_the_bus(clock: FakeClock) -> None:
    bus = ModelBus()
    bus.fail = lambda _: DeviceAbsentError()
    with pytest.raises(DeviceAbsentError):
        sensor(bus, clock)
    assert bus.closed
