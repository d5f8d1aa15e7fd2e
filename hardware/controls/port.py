"""What a kiosk needs of its buttons, lamps and buzzer, whichever chip is behind them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

OnPress = Callable[[str], None]
"""Called with the button's name, from the driver's thread: put it into an inbox and return. It must not raise."""


class LampState(StrEnum):
    """What a lamp shows: on = available, slow pulse = press me or look here, off = closed.

    A double flash, two short ones and a rest, means that nobody knows: neither calm nor a call.
    """

    OFF = "off"
    ON = "on"
    SLOW_PULSE = "slow_pulse"
    DOUBLE_FLASH = "double_flash"


class BuzzerPattern(StrEnum):
    """What a buzzer can say."""

    ACKNOWLEDGE = "acknowledge"
    ATTENTION = "attention"
    REFUSED = "refused"


class Buttons(Protocol):
    """The buttons of a kiosk; presses go to the ``OnPress`` given when they were opened.

    A press counts when the button goes down, after debouncing; the same button again within the repeat guard does not.
    """

    @property
    def names(self) -> tuple[str, ...]:
        """Their names in the order of the configuration; empty when none is fitted."""
        ...

    def stuck(self) -> tuple[str, ...]:
        """Look at the lines, and name the buttons that have been down for longer than anybody presses one.

        Raises:
            ControlsError: a line cannot be read.
        """
        ...


class Lamp(Protocol):
    """One lamp; it never flashes faster than 3 times per second."""

    @property
    def fitted(self) -> bool:
        """Whether the kiosk has this lamp; a lamp that is not fitted accepts every command."""
        ...

    @property
    def state(self) -> LampState:
        """What was last asked of it."""
        ...

    def show(self, state: LampState) -> None:
        """Show this until told otherwise; returns at once, and changes as soon as the limit on flashes lets it.

        Raises:
            ControlsError: the pin failed.
        """
        ...


class Buzzer(Protocol):
    """One buzzer."""

    @property
    def fitted(self) -> bool:
        """Whether the kiosk has a buzzer; one that is not fitted accepts every command."""
        ...

    def play(self, pattern: BuzzerPattern) -> None:
        """Play this once, in place of what may still sound; returns at once.

        Raises:
            ControlsError: the pin failed.
        """
        ...


@dataclass(frozen=True, slots=True)
class Controls:
    """All controls of one kiosk, opened and closed together.

    Attributes:
        driver: the driver's name in the configuration.
        simulated: no real pins are behind it.
        buttons: the service buttons, and the staff button if there is one.
        lamps: the lamp in each button, by the button's name; every button has an entry.
        warning_lamp: seen by security and the task force when somebody is warm.
        buzzer: heard by visitor and staff.
        look: raises the ``ControlsError`` of what failed in the background since: a pulsing lamp, or the whole chip.
        release: gives the pins back.
    """

    driver: str
    simulated: bool
    buttons: Buttons
    lamps: Mapping[str, Lamp]
    warning_lamp: Lamp
    buzzer: Buzzer
    look: Callable[[], None]
    release: Callable[[], None]

    def close(self) -> None:
        """Release all pins; safe to call twice."""
        self.release()
