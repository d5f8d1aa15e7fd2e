"""What happens when the chip of the buttons and lamps fails, is taken, or is not there."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.clock import SystemClock
from hardware.controls import Controls, LampState
from hardware.drivers import choose_controls, open_controls
from hardware.errors import ControlsError, GpioMissingError, PinBusyError
from hardware.supervisor import Backoff, DeviceState, Supervised
from tests.kernel.controls import (
    GREEN,
    GREEN_LAMP,
    ROOT,
    TABLE,
    WARNING_LAMP,
    Kiosk,
    opened,
    other_process,
)
from tests.kernel.emulated.gpio_chip import GpioChip
from tests.kernel.emulated.waiting import wait_for
from tests.kernel.nobody import told_as_nobody


def test_a_line_of_another_process_is_busy_until_it_is_killed(gpio_chip: GpioChip) -> None:
    with other_process(60) as process:
        assert opened(process)
        assert gpio_chip.value(GREEN_LAMP) == 1
        with pytest.raises(PinBusyError, match=f"pin {GREEN}"):
            open_controls(TABLE, SystemClock(), lambda _: None)
        process.kill()
        process.wait()
    controls = open_controls(TABLE, SystemClock(), lambda _: None)
    assert gpio_chip.value(GREEN_LAMP) == 0
    controls.close()


def test_without_a_chip_it_is_missing() -> None:
    with pytest.raises(GpioMissingError, match="no chip of a Pi's header"):
        open_controls(TABLE, SystemClock(), lambda _: None)


def test_a_chip_named_by_its_number_that_is_not_there_is_missing(gpio_chip: GpioChip) -> None:
    with pytest.raises(GpioMissingError, match="/dev/gpiochip9"):
        open_controls(TABLE | {"chip": gpio_chip.number + 9}, SystemClock(), lambda _: None)


@pytest.fixture
def second_chip() -> GpioChip:
    """The header's chip under the second number, as on a Pi 5; the first is another one."""
    GpioChip("other", "raspberrypi-exp-gpio", 8)
    return GpioChip()


@pytest.mark.parametrize("named", [{}, {"chip": 1}])
def test_the_headers_chip_is_found_by_its_label_or_number(second_chip: GpioChip, named: dict[str, object]) -> None:
    pressed: list[str] = []
    assert second_chip.number == 1
    controls = open_controls(TABLE | named, SystemClock(), pressed.append)
    second_chip.pull(GREEN, high=False)
    wait_for("the press", lambda: pressed == ["green"])
    controls.close()


@pytest.fixture
def small_chip() -> GpioChip:
    """A chip with fewer lines than a header."""
    return GpioChip("small", "tiny", 24)


def test_a_line_beyond_the_chip_is_missing_and_the_others_are_given_back(small_chip: GpioChip) -> None:
    for _ in range(2):  # were a line kept, the second time would say that it is busy
        with pytest.raises(GpioMissingError, match=f"warning lamp, pin {WARNING_LAMP}"):
            open_controls(TABLE | {"chip": small_chip.number}, SystemClock(), lambda _: None)


@pytest.mark.parametrize(("mode", "told"), [(0o600, "group gpio"), (0o666, "works")])
def test_a_user_without_permission_is_told_which_group(
    gpio_chip: GpioChip, monkeypatch: pytest.MonkeyPatch, mode: int, told: str
) -> None:
    monkeypatch.setenv("LG_WD", "/tmp")
    Path(gpio_chip.device).chmod(mode)
    assert told in told_as_nobody(lambda: open_controls(TABLE, SystemClock(), lambda _: None))


def test_a_library_without_a_folder_says_so(gpio_chip: GpioChip) -> None:
    with other_process(0, env={"LG_WD": "/nowhere"}) as process:
        _, errors = process.communicate()
    assert errors.strip() == "gpio_folder_unwritable"


def fails(watched: Supervised[Controls]) -> bool:
    return not works(watched)


def works(watched: Supervised[Controls]) -> bool:
    try:
        watched.call(lambda controls: controls.look())
    except ControlsError:
        return False
    return True


@pytest.fixture
def watched() -> Iterator[tuple[Supervised[Controls], list[str]]]:
    """The controls under their supervisor, at the header's chip, and what was pressed."""
    pressed: list[str] = []
    driver = choose_controls(TABLE, SystemClock(), pressed.append)
    supervised = Supervised("controls", driver, SystemClock(), Backoff(0.1, 0.2))
    yield supervised, pressed
    supervised.close()


def test_a_chip_that_comes_back_works_again(watched: tuple[Supervised[Controls], list[str]]) -> None:
    supervised, pressed = watched
    chip = GpioChip()
    assert works(supervised)
    chip.remove()
    wait_for("the fault", lambda: fails(supervised))
    assert (supervised.health.state, supervised.health.code) == (DeviceState.FAULTY, "gpio_missing")
    chip = GpioChip()
    wait_for("the controls work", lambda: works(supervised))
    chip.pull(GREEN, high=False)
    wait_for("the press", lambda: pressed == ["green"])
    supervised.call(lambda controls: controls.warning_lamp.show(LampState.ON))
    assert chip.value(WARNING_LAMP) == 1


@pytest.mark.parametrize("use", [lambda c: c.look(), lambda c: c.warning_lamp.show(LampState.ON)])
def test_a_chip_that_has_gone_is_noticed_and_keeps_nothing_busy(
    gpio_chip: GpioChip, use: Callable[[Controls], None]
) -> None:
    kiosk = Kiosk(gpio_chip, SystemClock())
    gpio_chip.remove()
    wait_for("the fault", lambda: is_missing(lambda: use(kiosk.controls)))
    # In each of these a thread that spins would use all of it; the machine may stand still in one of them.
    wait_for("a quiet moment", lambda: busy_share(0.2) < 0.3)
    kiosk.controls.close()


def is_missing(use: Callable[[], None]) -> bool:
    try:
        use()
    except GpioMissingError:
        return True
    return False


def busy_share(seconds: float) -> float:
    """The share of a while in which this process used the processor."""
    began_at, before = time.monotonic(), time.process_time()
    time.sleep(seconds)
    return (time.process_time() - before) / (time.monotonic() - began_at)


def test_closed_controls_leave_the_lines_to_others_and_hear_nothing(kiosk: Kiosk) -> None:
    kiosk.controls.warning_lamp.show(LampState.ON)
    kiosk.controls.close()
    again = Kiosk(kiosk.chip, SystemClock())
    assert kiosk.chip.value(WARNING_LAMP) == 0
    again.press(GREEN)
    again.controls.close()
    assert (kiosk.pressed, again.pressed) == ([], ["green"])


def test_opening_and_closing_many_times_loses_no_press(gpio_chip: GpioChip) -> None:
    for _ in range(5):
        kiosk = Kiosk(gpio_chip, SystemClock())
        kiosk.press(GREEN)
        kiosk.controls.close()
        assert kiosk.pressed == ["green"]


def test_the_working_directory_stays_and_no_pipe_is_left(kiosk: Kiosk) -> None:
    assert Path.cwd() == ROOT
    assert list(ROOT.glob(".lgd-nfy*")) == []
