"""Which pins the buttons, lamps and the buzzer of a kiosk are at."""

from typing import Annotated

import msgspec
from msgspec import Meta

Pin = Annotated[int, Meta(ge=0, le=27)]


class ControlsSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of the controls, the same for real and simulated pins; numbers are BCM.

    Attributes:
        buttons: pin of each button, by the button's name, to ground.
        lamps: pin of the lamp in a button, by the button's name.
        warning_lamp: pin of the lamp that security sees.
        buzzer: pin of an active buzzer.
        chip: N of ``/dev/gpiochipN``; left out, the chip behind the header of a Pi, found by its name.
        debounce_seconds: how long a contact must rest before it counts.
        repeat_guard_seconds: how long the same button does not count again.
        hold_seconds: how long a press lasts that counts as holding the button down.
        stuck_seconds: how long a button may be down before it is called stuck.
        pulse_seconds: from one lighting up to the next of a slow pulse.
    """

    buttons: dict[str, Pin] = {}
    lamps: dict[str, Pin] = {}
    warning_lamp: Pin | None = None
    buzzer: Pin | None = None
    chip: Annotated[int, Meta(ge=0)] | None = None
    debounce_seconds: Annotated[float, Meta(ge=0.001, le=0.3)] = 0.03
    repeat_guard_seconds: Annotated[float, Meta(ge=0, le=10)] = 2.5
    hold_seconds: Annotated[float, Meta(ge=0.5, le=10)] = 3.0
    stuck_seconds: Annotated[float, Meta(ge=3)] = 15.0
    pulse_seconds: Annotated[float, Meta(ge=1, le=10)] = 1.6

    def __post_init__(self) -> None:
        """Refuse pins used twice, lamps of no button, and a button that is stuck before it is held.

        Raises:
            ValueError: it names them.
        """
        if self.hold_seconds >= self.stuck_seconds:
            raise ValueError("hold_seconds must be shorter than stuck_seconds")
        pins = [*self.buttons.values(), *self.lamps.values(), self.warning_lamp, self.buzzer]
        used = [pin for pin in pins if pin is not None]
        twice = sorted({pin for pin in used if used.count(pin) > 1})
        if twice:
            raise ValueError(f"pin {twice[0]} is given to two parts")
        strangers = sorted(set(self.lamps) - set(self.buttons))
        if strangers:
            raise ValueError(f'lamps has "{strangers[0]}", which is no button')
