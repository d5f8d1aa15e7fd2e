"""The production driver of buttons, lamps and buzzer at an emulated chip, and what watches its lines."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hardware.clock import SystemClock
from hardware.controls import Controls, LampState
from hardware.drivers import choose_controls
from tests.kernel.emulated.gpio_chip import GpioChip
from tests.kernel.emulated.scheduling import LOOK_SECONDS, RunningTime, go_first, let_pass
from tests.support.clock import FakeClock

ROOT = Path(__file__).parents[2]
GREEN, BLUE, GREEN_LAMP, BLUE_LAMP, WARNING_LAMP, BUZZER = 22, 23, 17, 18, 24, 25
DEBOUNCE_SECONDS = 0.05
TABLE: dict[str, object] = {
    "driver": "gpio",
    "buttons": {"green": GREEN, "blue": BLUE},
    "lamps": {"green": GREEN_LAMP, "blue": BLUE_LAMP},
    "warning_lamp": WARNING_LAMP,
    "buzzer": BUZZER,
    "debounce_seconds": DEBOUNCE_SECONDS,
    "pulse_seconds": 1.0,
}
WATCH_SECONDS = 0.002
OTHER_PROCESS = """
import sys, time
from hardware.clock import SystemClock
from hardware.controls import LampState
from hardware.drivers import open_controls
from hardware.errors import HardwareError
table = {"driver": "gpio", "buttons": {"green": 22}, "lamps": {"green": 17}}
try:
    controls = open_controls(table, SystemClock(), print)
    controls.lamps["green"].show(LampState.ON)
except HardwareError as error:
    sys.exit(error.code)
print("open", flush=True)
time.sleep(float(sys.argv[1]))
controls.close()
"""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a line, as it was seen.

    Attributes:
        level: after it.
        not_before: the last look that saw the level before.
        seen_at: the first look that saw this one, both by the wall clock.
        running_seconds: the same in seconds in which the guest ran.
    """

    level: int
    not_before: float
    seen_at: float
    running_seconds: float


class Kiosk:
    """The production driver at an emulated chip, with what was pressed and held."""

    def __init__(self, chip: GpioChip, clock: SystemClock | FakeClock, **settings: object) -> None:
        self.chip = chip
        self.pressed: list[str] = []
        self.held: list[str] = []
        self._clock = clock
        driver = choose_controls(TABLE | settings, clock, self.pressed.append, self.held.append)
        self.controls: Controls = driver.open()

    def push(self, line: int) -> None:
        """Press until the debounced contact is down."""
        self.chip.pull(line, high=False)
        self.settle()

    def let_go(self, line: int) -> None:
        """Let go until the debounced contact is up."""
        self.chip.pull(line, high=True)
        self.settle()

    def press(self, line: int) -> None:
        """Press and let go."""
        self.push(line)
        self.let_go(line)

    def settle(self) -> None:
        """Let three times the time pass in which a contact comes to rest, with a look at it at every step."""
        for _ in range(round(3 * DEBOUNCE_SECONDS / LOOK_SECONDS)):
            let_pass(LOOK_SECONDS)
            if isinstance(self._clock, FakeClock):
                self._clock.sleep(LOOK_SECONDS)

    def turn(self) -> None:
        """Have every output do what is due by now; the thread that drives them would find it out in its own time."""
        self.controls.warning_lamp.show(LampState.OFF)


class Watcher:
    """Looks at a line again and again, from a thread of its own, and writes down each change."""

    def __init__(self, chip: GpioChip, line: int) -> None:
        self._chip, self._line = chip, line
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._running = RunningTime(standstill_seconds=0.03)
        self.changes: list[Change] = []

    def _watch(self) -> None:
        go_first()  # between two changes of a line by anybody else there is a look, however slow the machine is
        last, seen_at = self._chip.value(self._line), time.monotonic()
        while not self._ended.wait(WATCH_SECONDS):
            before = time.monotonic()
            level = self._chip.value(self._line)
            self._running.look()
            if level != last:
                self.changes.append(Change(level, seen_at, time.monotonic(), self._running.seconds))
                last = level
            seen_at = before

    @property
    def flashes(self) -> int:
        """How often the line went up."""
        return sum(change.level for change in self.changes)

    def longest_seconds(self) -> float:
        """The line was up no longer than this the first time, by the wall clock."""
        up, down = self.changes[:2]
        return down.seen_at - up.not_before

    def running_seconds(self) -> float:
        """How long the line was up the first time, without the time in which the guest stood still."""
        up, down = self.changes[:2]
        return down.running_seconds - up.running_seconds

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch for as long as this lasts."""
        self._thread.start()
        try:
            yield
        finally:
            self._ended.set()
            self._thread.join()


@contextmanager
def other_process(seconds: float, **arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A process that opens the green button and its lamp; killed at the end."""
    command = [sys.executable, "-c", OTHER_PROCESS, str(seconds)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **arguments,  # type: ignore[call-overload]
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def opened(process: subprocess.Popen[str]) -> bool:
    assert process.stdout is not None
    return process.stdout.readline() == "open\n"
