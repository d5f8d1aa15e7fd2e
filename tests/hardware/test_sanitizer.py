"""The sanitizer: one dose to each hand, never more than a dose, off whatever happens."""

import threading
from itertools import pairwise

import msgspec
import pytest
from gpiozero.pins.mock import MockFactory
from hypothesis import given
from hypothesis import strategies as st

from hardware.clock import SystemClock
from hardware.drivers import choose_sanitizer
from hardware.errors import ControlsError, HardwareConfigError, PinBusyError, SanitizerStuckError
from hardware.sanitizer.dispenser import Dispenser, open_dispenser
from hardware.sanitizer.dosing import Dosing
from hardware.sanitizer.settings import DoseSettings, GpioSanitizerSettings
from hardware.sanitizer.simulated import SimulatedSanitizer
from tests.support.devices import wait_for

TIMES = DoseSettings(dose_seconds=1.0, debounce_seconds=0.1, rest_seconds=2.0, stuck_seconds=20.0)
QUICK = DoseSettings(dose_seconds=0.2, rest_seconds=0.0, debounce_seconds=0.0)
LONG = DoseSettings(dose_seconds=3.0, debounce_seconds=0.0)


def test_a_hand_gets_one_dose_however_long_it_stays() -> None:
    dosing = Dosing(TIMES)
    runs = [dosing.runs(True, tenth / 8) for tenth in range(80)]
    assert (runs.index(True), sum(runs), dosing.doses) == (1, 8, 1)


def test_a_hand_that_goes_away_stops_the_pump() -> None:
    dosing = Dosing(TIMES)
    assert not dosing.runs(True, 0.0)
    assert dosing.runs(True, 0.2)
    assert not dosing.runs(False, 0.4)
    assert not dosing.runs(True, 0.5)


def test_who_passes_by_gets_nothing_and_the_next_hand_waits_for_the_rest() -> None:
    dosing = Dosing(TIMES)
    passing = ((True, 0.0), (False, 0.05), (True, 0.1), (True, 0.19))
    assert [dosing.runs(hand, at) for hand, at in passing] == [False] * 4
    assert dosing.runs(True, 0.25)
    dosing.runs(False, 1.3)
    assert not dosing.runs(True, 2.0)
    assert not dosing.runs(True, 3.1)
    assert dosing.runs(True, 3.3)
    assert dosing.doses == 2


def test_a_blocked_sensor_is_told() -> None:
    dosing = Dosing(TIMES)
    dosing.runs(True, 5.0)
    assert not dosing.stuck(24.9)
    assert dosing.stuck(25.0)
    dosing.runs(False, 26.0)
    assert not dosing.stuck(50.0)


@given(st.lists(st.tuples(st.booleans(), st.floats(0.001, 0.4)), max_size=120))
def test_whatever_the_hands_do_the_pump_never_runs_longer_than_a_dose(hands: list[tuple[bool, float]]) -> None:
    dosing, now = Dosing(TIMES), 0.0
    began: list[float] = []
    running = False
    for hand, pause in hands:
        runs = dosing.runs(hand, now)
        assert hand or not runs
        if runs and not running:
            began.append(now)
        running = runs
        assert not runs or now - began[-1] < TIMES.dose_seconds
        now += pause
    assert len(began) == dosing.doses
    assert all(after - before >= TIMES.rest_seconds for before, after in pairwise(began))


def test_the_dispenser_pumps_counts_and_stops() -> None:
    part = SimulatedSanitizer(QUICK, SystemClock())
    dispenser = part.open()
    part.hand = True
    wait_for("the pump", lambda: part.pumping)
    wait_for("the end of the dose", lambda: not part.pumping)
    dispenser.look()
    assert dispenser.doses == 1
    dispenser.close()
    dispenser.close()


def test_closing_in_the_middle_of_a_dose_stops_the_pump() -> None:
    part = SimulatedSanitizer(LONG, SystemClock())
    dispenser = part.open()
    part.hand = True
    wait_for("the pump", lambda: part.pumping)
    dispenser.close()
    assert not part.pumping


def test_a_sensor_that_fails_in_the_middle_of_a_dose_stops_the_pump_and_is_told() -> None:
    pumped: list[bool] = []
    looks = iter([True, True])

    def hand() -> bool:
        for seen in looks:
            return seen
        raise ControlsError("pulled out")

    dispenser = Dispenser(LONG, SystemClock(), hand, pumped.append, lambda: None)
    wait_for("the pump is off", lambda: pumped == [True, False])
    with pytest.raises(ControlsError, match="pulled out"):
        dispenser.look()
    dispenser.close()


def test_a_thread_that_hangs_is_braked() -> None:
    pumped: list[bool] = []
    goes_on = threading.Event()

    def hand() -> bool:
        if pumped:
            goes_on.wait()
        return True

    dispenser = Dispenser(QUICK, SystemClock(), hand, pumped.append, lambda: None)
    wait_for("the brake", lambda: pumped[:2] == [True, False])
    goes_on.set()
    dispenser.close()


def test_a_blocked_view_is_a_fault_that_goes_by_itself() -> None:
    clock = SystemClock()
    part = SimulatedSanitizer(DoseSettings(stuck_seconds=5.0), clock)
    part.hand = True
    dispenser = part.open()
    wait_for("the hand is seen", lambda: dispenser.doses == 1)
    dispenser._dosing._hand_since = clock.monotonic() - 6
    with pytest.raises(SanitizerStuckError):
        dispenser.look()
    part.hand = False
    wait_for("the view is free", lambda: not dispenser._dosing.stuck(clock.monotonic()))
    dispenser.look()
    dispenser.close()


@pytest.mark.parametrize(("active", "rest", "pumping"), [("high", 0, 1), ("low", 1, 0)])
def test_the_pins_follow_the_levels_of_the_settings(active: str, rest: int, pumping: int) -> None:
    pins = MockFactory()
    times = {"dose_seconds": 0.2, "rest_seconds": 0.0, "debounce_seconds": 0.0}
    table = {"hand": 5, "relay": 6, "relay_active": active, **times}
    dispenser = open_dispenser(msgspec.convert(table, GpioSanitizerSettings), SystemClock(), pins)
    relay = pins.pin(6)
    assert relay.state == rest
    pins.pin(5).drive_low()
    wait_for("the pump", lambda: relay.state == pumping)
    wait_for("the end of the dose", lambda: relay.state == rest)
    dispenser.close()


def test_a_pin_that_is_taken_is_named_and_the_other_given_back() -> None:
    pins = MockFactory()
    settings = GpioSanitizerSettings(hand=5, relay=6)
    first = open_dispenser(settings, SystemClock(), pins)
    with pytest.raises(PinBusyError, match="relay, pin 6"):
        open_dispenser(settings, SystemClock(), pins)
    first.close()
    open_dispenser(settings, SystemClock(), pins).close()


@pytest.mark.parametrize(
    "table",
    [
        {"driver": "pump"},
        {"driver": "none", "hand": 5},
        {"driver": "gpio", "hand": 5},
        {"driver": "gpio", "hand": 5, "relay": 5},
        {"driver": "simulated", "dose_seconds": 4},
    ],
)
def test_a_setting_that_cannot_be_is_refused(table: dict[str, object]) -> None:
    with pytest.raises(HardwareConfigError):
        choose_sanitizer(table, SystemClock())


def test_without_one_there_is_no_part() -> None:
    assert choose_sanitizer({"driver": "none"}, SystemClock()) is None
