from statistics import mean, stdev

import pytest

from hardware.drivers import choose_thermometer
from hardware.errors import BusStuckError, ChecksumError, DeviceAbsentError, HardwareError, ReadingFlaggedError
from hardware.thermometer import Thermometer
from hardware.thermometer.simulated import SensorFault, SimulatedBus
from hardware.thermometer.visitors import Visitor, VisitorKind, spread_after
from tests.support.clock import FakeClock


def simulated(clock: FakeClock, **settings: object) -> tuple[Thermometer, SimulatedBus]:
    driver = choose_thermometer({"driver": "simulated", **settings}, clock)
    assert isinstance(driver.simulation, SimulatedBus)
    return driver.open(), driver.simulation


def samples(clock: FakeClock, count: int, **settings: object) -> list[float]:
    thermometer, _ = simulated(clock, **settings)
    taken = []
    for _ in range(count):
        clock.sleep(0.1)
        taken.append(thermometer.read().object_celsius)
    return taken


def test_the_same_seed_gives_the_same_readings() -> None:
    assert samples(FakeClock(), 300, seed=7) == samples(FakeClock(), 300, seed=7)


def test_another_seed_gives_other_readings() -> None:
    assert samples(FakeClock(), 20, seed=7) != samples(FakeClock(), 20, seed=8)


def test_it_says_that_it_is_simulated(clock: FakeClock) -> None:
    thermometer, _ = simulated(clock)
    assert (thermometer.driver, thermometer.simulated) == ("simulated", True)


def test_nobody_before_it_reads_the_room(clock: FakeClock) -> None:
    thermometer, _ = simulated(clock, auto=False, ambient_celsius=30.0, unit_offset_celsius=0)
    assert thermometer.read().object_celsius == pytest.approx(30.0, abs=0.3)


def test_a_unit_that_is_off_is_off_with_everything(clock: FakeClock) -> None:
    thermometer, bus = simulated(clock, auto=False, noise_celsius=0.0, unit_offset_celsius=0.0, error_celsius=-0.8)
    assert thermometer.read().object_celsius == pytest.approx(27.2, abs=0.02)
    bus.show(37.0)
    assert thermometer.read().object_celsius == pytest.approx(36.2, abs=0.02)


def test_visitors_come_and_go_by_themselves(clock: FakeClock) -> None:
    taken = samples(clock, 300, ambient_celsius=20.0)
    assert any(celsius > 33 for celsius in taken)
    assert any(celsius < 25 for celsius in taken)


def test_an_arranged_visitor_waits_for_the_first_reading(clock: FakeClock) -> None:
    thermometer, bus = simulated(clock, mix={"healthy": 1.0})
    expected = bus.arrive(VisitorKind.FEBRILE)
    clock.sleep(60)
    thermometer.read()
    assert bus.visitor is expected


def test_leaving_gives_the_room_back(clock: FakeClock) -> None:
    thermometer, bus = simulated(clock, auto=False, ambient_celsius=20.0)
    bus.arrive(VisitorKind.HEALTHY)
    assert thermometer.read().object_celsius > 33
    bus.leave()
    assert thermometer.read().object_celsius < 25


def test_a_shown_temperature_is_read_to_the_last_count(clock: FakeClock) -> None:
    thermometer, bus = simulated(clock)
    for celsius in (36.99, 37.01):
        bus.show(celsius)
        assert thermometer.read().object_celsius == celsius


@pytest.mark.parametrize(
    ("kind", "center", "deviation"),
    [(VisitorKind.HEALTHY, 36.2, 0.30), (VisitorKind.FEBRILE, 37.7, 0.40), (VisitorKind.FROM_COLD, 33.17, 1.45)],
)
def test_a_population_is_spread_as_published(
    clock: FakeClock, kind: VisitorKind, center: float, deviation: float
) -> None:
    _, bus = simulated(clock)
    foreheads = [bus.arrive(kind).forehead_celsius(0) for _ in range(4000)]
    assert mean(foreheads) == pytest.approx(center, abs=0.1)
    assert stdev(foreheads) == pytest.approx(deviation, rel=0.1)


def test_a_visitor_from_the_cold_warms_up() -> None:
    visitor = Visitor(VisitorKind.FROM_COLD, 0.0)
    warmth = [visitor.forehead_celsius(minutes) for minutes in (0, 1, 2, 3, 5, 30, 60, 600)]
    assert warmth == sorted(warmth)
    assert (warmth[0], warmth[-1]) == (33.17, 36.6)
    assert spread_after(VisitorKind.FROM_COLD, 2).mean_celsius == pytest.approx((34.90 + 35.77) / 2)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (SensorFault.BAD_PEC, ChecksumError),
        (SensorFault.NACK, DeviceAbsentError),
        (SensorFault.ABSENT, DeviceAbsentError),
        (SensorFault.FLAG, ReadingFlaggedError),
        (SensorFault.FLOATING, ChecksumError),
        (SensorFault.HANG, BusStuckError),
    ],
)
def test_each_fault_is_a_named_error_and_heals(
    clock: FakeClock, fault: SensorFault, error: type[HardwareError]
) -> None:
    thermometer, bus = simulated(clock)
    bus.set_fault(fault)
    with pytest.raises(error):
        thermometer.read()
    bus.set_fault(None)
    assert 20 < thermometer.read().object_celsius < 45


def test_a_floating_bus_is_flagged_where_no_checksum_stands_before(clock: FakeClock) -> None:
    thermometer, bus = simulated(clock)
    bus.use_checksum(False)
    bus.set_fault(SensorFault.FLOATING)
    with pytest.raises(ReadingFlaggedError):
        thermometer.read()


def test_faults_of_the_settings_are_there_from_the_start(clock: FakeClock) -> None:
    with pytest.raises(DeviceAbsentError):
        simulated(clock, faults={"absent": 1.0})


def test_rare_faults_never_let_a_wrong_value_through_and_are_all_counted(clock: FakeClock) -> None:
    thermometer, bus = simulated(clock, faults={"bad_pec": 0.02, "nack": 0.02})
    bus.show(36.99)
    good = failed = 0
    for _ in range(5000):
        try:
            assert thermometer.read().object_celsius == 36.99
            good += 1
        except HardwareError:
            failed += 1
    counters = thermometer.counters
    assert good == counters["reads"]
    assert counters["i2c_checksum"] > 100
    assert counters["i2c_no_answer"] > 100
    assert counters["i2c_checksum"] + counters["i2c_no_answer"] == counters["retries"] + failed
