"""The demo panel: who stands before the simulated sensor, what is wrong with the simulated printer."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from hardware.controls.simulated import SimulatedPins
from hardware.printer.simulated import PrinterFault, SimulatedPrinter
from hardware.thermometer.simulated import SensorFault, SimulatedBus

VISITORS: dict[str, float | None] = {"usual": 36.4, "warm": 37.6, "cold": 32.8, "nobody": None}
"""Temperature in degrees Celsius of whoever is put before the sensor; ``None``: visitors come by themselves."""


class VisitorAct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="visitor"):
    """Put somebody before the sensor, or break it."""

    kind: Literal["usual", "warm", "cold", "nobody", "sensor_fault"]


class PrinterAct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="printer"):
    """Break the printer, or mend it."""

    fault: PrinterFault | None


class ButtonAct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="button"):
    """Press one of the kiosk's buttons."""

    name: str


DemoAct = VisitorAct | PrinterAct | ButtonAct


@dataclass(frozen=True, slots=True)
class Demo:
    """Acts on the parts that are simulated; each is ``None`` where the part is real.

    Attributes:
        buttons: names of the buttons, where the controls are simulated.
        buttons_open: whether the kiosk listens to them by now.
    """

    bus: SimulatedBus | None = None
    printer: SimulatedPrinter | None = None
    pins: SimulatedPins | None = None
    buttons: tuple[str, ...] = ()
    buttons_open: Callable[[], bool] = lambda: True

    def play(self, act: DemoAct) -> bool:
        """Do what the panel asks, nothing where the part is real; ``False`` while the buttons are not open yet."""
        match act:
            case VisitorAct(kind):
                self._visitor(kind)
            case PrinterAct(fault):
                if self.printer is not None:
                    self.printer.set_fault(fault)
            case ButtonAct(name):
                if self.pins is not None and name in self.buttons:
                    if not self.buttons_open():
                        return False
                    self.pins.press(name)
        return True

    def last_ticket(self) -> Path | None:
        """Picture of the newest ticket."""
        tickets = self.printer.tickets if self.printer is not None else ()
        return tickets[-1].resolve() if tickets else None

    def _visitor(self, kind: str) -> None:
        if self.bus is None:
            return
        self.bus.set_fault(SensorFault.ABSENT if kind == "sensor_fault" else None)
        self.bus.show(VISITORS.get(kind))
