"""gpiozero's pins on a chip of the kernel, by lgpio; importing this needs lgpio, which only Linux has."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import lgpio
from gpiozero.pins.lgpio import LGPIOFactory, LGPIOPin

from hardware.clock import Clock
from hardware.controls.contacts import Contacts
from hardware.errors import GpioMissingError


class ChipPin(LGPIOPin):  # type: ignore[misc]  # gpiozero has no types
    """One line, claimed and let go so that nothing twitches and nothing stays.

    A line with a debounce time is a contact, which is looked at; the edges of any other, such as an echo, come with the
    kernel's time.
    """

    _bounce: float | None
    _callback: Any

    def __init__(self, factory: "ChipPins", info: Any) -> None:
        """Claim the line as an input.

        Raises:
            ValueError: the chip has no such line; the library would only say that something was unexpected.
        """
        _, lines, _, _ = lgpio.gpio_get_chip_info(factory.handle)
        number = int(info.name.removeprefix("GPIO"))
        if number >= lines:
            raise ValueError(f"the chip has the lines 0 to {lines - 1} only")
        super().__init__(factory, info)

    def output_with_state(self, state: int) -> None:
        """Claim the line as an output at this level; gpiozero would claim it low first, which is on for some relays."""
        lgpio.gpio_claim_output(self.factory.handle, self._number, int(state))

    def close(self) -> None:
        """Make the line an input again: a Pi's kernel leaves an output as it was when it is only let go."""
        self.factory.contacts.remove(self._number)
        if self._callback is not None:
            # The library keeps what is not cancelled, and numbers handles anew: a press would be told twice.
            self._callback.cancel()
            self._callback = None
        try:
            super().close()
        except lgpio.error:
            # The chip has gone; the line goes with the chip's handle.
            return

    def _get_bounce(self) -> float | None:
        return self._bounce

    def _set_bounce(self, value: float | None) -> None:
        self._bounce = value

    def _enable_event_detect(self) -> None:
        if self._bounce is None:
            super()._enable_event_detect()
            return
        self.factory.contacts.add(self._number, self._get_state, self._bounce, self._tell)

    def _disable_event_detect(self) -> None:
        if self._bounce is None:
            super()._disable_event_detect()
            return
        self.factory.contacts.remove(self._number)

    def _tell(self, level: bool) -> None:
        # The library's own class expects what its thread for edges passes on.
        super(LGPIOPin, self)._call_when_changed(None, level)


class ChipPins(LGPIOFactory):  # type: ignore[misc]  # gpiozero has no types
    """The lines of one chip, and nobody else's: gpiozero itself shares them between all users in a process."""

    _handle: int | None

    def __init__(self, chip: int, clock: Clock) -> None:
        """Open a chip.

        Args:
            chip: N of ``/dev/gpiochipN``.
            clock: tells when a contact has come to rest.

        Raises:
            lgpio.error: it cannot be opened.
        """
        super().__init__(chip)
        self.pin_class = ChipPin
        self.contacts = Contacts((lgpio.error,), clock)
        self.pins: dict[Any, ChipPin] = {}
        self._reservations: dict[Any, list[Any]] = defaultdict(list)

    @property
    def handle(self) -> int | None:
        """The library's number for the open chip; ``None`` when closed."""
        return self._handle

    def check(self) -> None:
        """See that the chip is there and its contacts are looked at.

        Raises:
            GpioMissingError: the chip has gone.
            ControlsError, lgpio.error: nobody looks at the buttons any more.
        """
        if not Path(f"/dev/gpiochip{self.chip}").exists():
            raise GpioMissingError(f"/dev/gpiochip{self.chip} has gone")
        self.contacts.check()

    def let_go(self) -> None:
        """Close the chip under its pins: after a fault, when closing them one by one may fail."""
        self.contacts.close()
        handle, self._handle = self._handle, None
        if handle is not None:
            lgpio.gpiochip_close(handle)

    def close(self) -> None:
        """Let every line go and close the chip; safe to call twice."""
        self.contacts.close()
        for pin in self.pins.values():
            pin.close()
        self.pins.clear()
        self.let_go()


def label_of(chip: int) -> str:
    """What the kernel calls a chip, such as ``pinctrl-bcm2711``; empty when it does not say."""
    handle = lgpio.gpiochip_open(chip)
    try:
        status, _, _, label = lgpio.gpio_get_chip_info(handle)
        return str(label) if status == 0 else ""
    finally:
        lgpio.gpiochip_close(handle)
