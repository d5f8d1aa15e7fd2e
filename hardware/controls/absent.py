"""The controls that a kiosk does not have: they accept every command and say that they are not fitted."""

from collections.abc import Mapping
from types import MappingProxyType

from hardware.controls.port import BuzzerPattern, Controls, Lamp, LampState

NO_LAMPS: Mapping[str, Lamp] = MappingProxyType({})


class AbsentButtons:
    """No buttons."""

    names: tuple[str, ...] = ()

    def stuck(self) -> tuple[str, ...]:
        return ()


class AbsentLamp:
    """A lamp that is not fitted."""

    fitted = False

    def __init__(self) -> None:
        self.state = LampState.OFF

    def show(self, state: LampState) -> None:
        self.state = state


class AbsentBuzzer:
    """A buzzer that is not fitted."""

    fitted = False

    def play(self, pattern: BuzzerPattern) -> None:  # noqa: ARG002 - the port's name for it
        return


def absent_controls() -> Controls:
    """The controls of a kiosk with neither buttons nor lamps."""
    return Controls("none", False, AbsentButtons(), NO_LAMPS, AbsentLamp(), AbsentBuzzer(), lambda: None, lambda: None)
