"""The sanitizer dispenser at the lines of a chip that the guest's kernel takes for a Pi's."""

from collections.abc import Callable, Iterator

import pytest

from hardware.clock import SystemClock
from hardware.drivers import choose_sanitizer
from hardware.errors import ControlsError, GpioMissingError, PinBusyError
from hardware.sanitizer import Sanitizer
from hardware.supervisor import Backoff, Supervised
from tests.kernel.controls import Watcher
from tests.kernel.emulated.gpio_chip import GpioChip
from tests.kernel.emulated.scheduling import let_pass, running_time
from tests.kernel.emulated.waiting import wait_for

HAND, RELAY = 5, 6
TABLE: dict[str, object] = {
    "driver": "gpio",
    "hand": HAND,
    "relay": RELAY,
    "dose_seconds": 0.5,
    "rest_seconds": 0.5,
}
LONG_DOSE_SECONDS = 3.0


def dispenser(dose_seconds: float) -> Supervised[Sanitizer]:
    driver = choose_sanitizer(TABLE | {"dose_seconds": dose_seconds}, SystemClock())
    assert driver is not None
    return Supervised("sanitizer", driver, SystemClock(), Backoff(0.1, 0.2))


@pytest.fixture
def watched() -> Iterator[Supervised[Sanitizer]]:
    supervised = dispenser(0.5)
    yield supervised
    supervised.close()


@pytest.fixture
def generous() -> Iterator[Supervised[Sanitizer]]:
    """One whose dose lasts so long that nobody who looks for it misses it."""
    supervised = dispenser(LONG_DOSE_SECONDS)
    yield supervised
    supervised.close()


def look(watched: Supervised[Sanitizer]) -> int:
    """Look at it, and return how many doses it has given."""

    def use(sanitizer: Sanitizer) -> int:
        sanitizer.look()
        return sanitizer.doses

    return watched.call(use)


def works(watched: Supervised[Sanitizer]) -> bool:
    try:
        look(watched)
    except ControlsError:
        return False
    return True


def test_a_hand_gets_one_dose_of_the_right_length(gpio_chip: GpioChip, watched: Supervised[Sanitizer]) -> None:
    gpio_chip.pull(HAND, high=True)
    assert look(watched) == 0
    watcher = Watcher(gpio_chip, RELAY)
    with watcher.watching():
        gpio_chip.pull(HAND, high=False)
        let_pass(2.0)
    assert (watcher.flashes, look(watched)) == (1, 1)
    assert watcher.longest_seconds() >= 0.5
    assert watcher.running_seconds() <= 0.7


def test_a_hand_that_goes_stops_the_pump_and_the_next_gets_a_dose(
    gpio_chip: GpioChip, generous: Supervised[Sanitizer]
) -> None:
    gpio_chip.pull(HAND, high=True)
    look(generous)
    for doses in (1, 2):
        gpio_chip.pull(HAND, high=False)
        wait_for("the pump", pumps(gpio_chip))
        with running_time() as passed:
            gpio_chip.pull(HAND, high=True)
            wait_for("the pump is off", lambda: not pumps(gpio_chip)())
        assert passed.seconds < LONG_DOSE_SECONDS / 2
        assert look(generous) == doses


def pumps(chip: GpioChip) -> Callable[[], bool]:
    return lambda: chip.value(RELAY) == 1


def test_closed_in_the_middle_of_a_dose_the_pump_is_off(gpio_chip: GpioChip, generous: Supervised[Sanitizer]) -> None:
    gpio_chip.pull(HAND, high=True)
    look(generous)
    gpio_chip.pull(HAND, high=False)
    wait_for("the pump", pumps(gpio_chip))
    generous.close()
    assert gpio_chip.value(RELAY) == 0


def test_a_line_that_is_taken_is_busy(gpio_chip: GpioChip, watched: Supervised[Sanitizer]) -> None:
    gpio_chip.pull(HAND, high=True)
    look(watched)
    other = choose_sanitizer(TABLE, SystemClock())
    assert other is not None
    with pytest.raises(PinBusyError, match=f"relay, pin {RELAY}"):
        other.open()
    assert gpio_chip.value(RELAY) == 0


def test_without_a_chip_it_is_missing_and_works_when_the_chip_comes(watched: Supervised[Sanitizer]) -> None:
    with pytest.raises(GpioMissingError):
        look(watched)
    chip = GpioChip()
    chip.pull(HAND, high=True)
    wait_for("the sanitizer works", lambda: works(watched))
