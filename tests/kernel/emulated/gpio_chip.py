"""A GPIO chip of the kernel's gpio-sim driver: ``/dev/gpiochipN`` with lines that the tests pull and read.

Source:
    Documentation/admin-guide/gpio/gpio-sim.rst of the Linux kernel.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.kernel.emulated.waiting import wait_for

CONFIGURATION = Path("/sys/kernel/config/gpio-sim")
PLATFORM = Path("/sys/devices/platform")
PI_4_LABEL, PI_4_LINES = "pinctrl-bcm2711", 58
HEADER_LINES = 28


class GpioChip:
    """The chip behind the header of a Pi 4; its number is the first free one.

    Attributes:
        device: its node, ``/dev/gpiochipN``.
        number: N.
    """

    def __init__(self, name: str = "pi", label: str = PI_4_LABEL, lines: int = PI_4_LINES) -> None:
        self._folder = CONFIGURATION / name
        self._bank = self._folder / "bank0"
        self._bank.mkdir(parents=True)
        (self._bank / "num_lines").write_text(str(lines))
        (self._bank / "label").write_text(label)
        for line in range(min(HEADER_LINES, lines)):
            self._named_line(line)
        (self._folder / "live").write_text("1")
        chip = (self._bank / "chip_name").read_text().strip()
        self._lines = PLATFORM / (self._folder / "dev_name").read_text().strip() / chip
        self.device = f"/dev/{chip}"
        self.number = int(chip.removeprefix("gpiochip"))
        wait_for(self.device, Path(self.device).exists)

    def pull(self, line: int, high: bool) -> None:
        """Pull a line from outside, as a button does; an output of the computer is stronger."""
        (self._lines / f"sim_gpio{line}" / "pull").write_text("pull-up" if high else "pull-down")

    def value(self, line: int) -> int:
        """The line's level now, 0 or 1."""
        return int((self._lines / f"sim_gpio{line}" / "value").read_text())

    def remove(self) -> None:
        """Take the chip away; safe to call twice."""
        if self._folder.exists():
            _take_away(self._folder)

    def _named_line(self, line: int) -> None:
        folder = self._bank / f"line{line}"
        folder.mkdir()
        (folder / "name").write_text(f"GPIO{line}")


@contextmanager
def none_left_behind() -> Iterator[None]:
    """Take away what was added within and is still there: a test that fails shall not fail those that come after it."""
    before = set(CONFIGURATION.iterdir())
    yield
    for folder in set(CONFIGURATION.iterdir()) - before:
        _take_away(folder)


def _take_away(folder: Path) -> None:
    bank = folder / "bank0"
    device = Path("/dev") / (bank / "chip_name").read_text().strip()
    (folder / "live").write_text("0")
    for line in bank.glob("line*"):
        line.rmdir()
    bank.rmdir()
    folder.rmdir()
    wait_for(f"{device} is gone", lambda: not device.exists())
