from itertools import product

import pytest

from hardware.controls import Controls
from hardware.errors import (
    BusForbiddenError,
    ButtonStuckError,
    GpioMissingError,
    HardwareError,
    NotOpenedError,
    PaperOutError,
)
from hardware.printer import TicketPrinter
from hardware.supervisor import Driver, Supervised
from hardware.thermometer import Thermometer
from kiosk.availability import Abilities, Situation, judge
from kiosk.devices import Devices, Fitted, situation
from tests.support.clock import FakeClock

ALL = ("screen", "screening", "thermometer", "printer", "buttons", "controls", "token_refused", "paused")


@pytest.mark.parametrize("values", list(product([True, False], repeat=len(ALL))))
def test_every_combination(values: tuple[bool, ...]) -> None:
    given = dict(zip(ALL, values, strict=True))
    found = judge(Situation(**given))
    can_give_a_number = given["screen"] or given["printer"]
    can_be_asked = given["screen"] or given["buttons"]
    assert (found.lost == "") == (
        can_give_a_number and can_be_asked and not given["token_refused"] and not given["paused"]
    )
    assert ("printer" in found.without) == (not given["printer"])
    assert ("controls" in found.without) == (not given["controls"])
    assert ("thermometer" in found.without) == (given["screening"] and not given["thermometer"])


@pytest.mark.parametrize(
    ("changed", "abilities"),
    [
        ({}, Abilities()),
        ({"token_refused": True}, Abilities("token")),
        ({"paused": True, "token_refused": True}, Abilities("paused")),
        ({"printer": False}, Abilities("", ("printer",))),
        ({"printer": False, "screen": False}, Abilities("printer", ("printer",))),
        ({"buttons": False, "screen": False}, Abilities("buttons")),
        ({"thermometer": False}, Abilities("", ("thermometer",))),
        ({"thermometer": False, "screening": False}, Abilities()),
    ],
)
def test_the_reason_is_named(changed: dict[str, bool], abilities: Abilities) -> None:
    given = dict.fromkeys(ALL, True) | {"token_refused": False, "paused": False} | changed
    assert judge(Situation(**given)) == abilities


def _broken(name: str, fault: HardwareError, clock: FakeClock) -> Supervised[object]:  # type: ignore[type-var]
    def fail() -> object:
        raise fault

    part = Supervised[object](name, Driver(name, False, fail), clock)  # type: ignore[type-var]
    with pytest.raises(type(fault)):
        part.call(lambda device: device)
    return part


@pytest.mark.parametrize(
    ("faults", "expected"),
    [
        ((NotOpenedError(), NotOpenedError(), NotOpenedError()), Abilities()),
        (
            (BusForbiddenError(), PaperOutError(), GpioMissingError()),
            Abilities("", ("thermometer", "printer", "controls")),
        ),
        ((NotOpenedError(), NotOpenedError(), ButtonStuckError("green")), Abilities()),
    ],
)
def test_the_parts_health_is_what_counts(
    faults: tuple[HardwareError, ...], expected: Abilities, clock: FakeClock
) -> None:
    thermometer, printer, controls = (
        _broken(name, fault, clock) for name, fault in zip(("thermometer", "printer", "controls"), faults, strict=True)
    )
    devices = Devices(thermometer, printer, controls)  # type: ignore[arg-type]
    seen = situation(devices, Fitted(screen=True, buttons=True), screening=True, token_refused=False)
    assert judge(seen) == expected


def test_controls_that_are_not_fitted_are_not_missed(clock: FakeClock) -> None:
    def nothing() -> None:
        raise AssertionError("never opened")

    devices = Devices(
        Supervised[Thermometer]("thermometer", Driver("mlx90614", False, nothing), clock),  # type: ignore[arg-type]
        Supervised[TicketPrinter]("printer", Driver("usb", False, nothing), clock),  # type: ignore[arg-type]
        Supervised[Controls]("controls", Driver("none", False, nothing, fitted=False), clock),  # type: ignore[arg-type]
    )
    fitted = Fitted(screen=True, buttons=False)
    assert judge(situation(devices, fitted, screening=True, token_refused=False)) == Abilities()
