"""Which device on USB is the printer: the choice among made-up devices; real ones are in the kernel tests."""

from dataclasses import replace

import msgspec
import pytest

from hardware.errors import PrinterAmbiguousError, PrinterMissingError
from hardware.printer.usb_search import Plugged, UsbSettings, choose

HUB = Plugged(bus=1, address=1, vendor=0x1D6B, product=2, serial="", port="", prints=False)
STICK = Plugged(bus=1, address=2, vendor=0x0781, product=1, serial="4C53", port="1-1.1", prints=False)
LEFT = Plugged(bus=1, address=3, vendor=0x04B8, product=0x0202, serial="L1", port="1-1.2", prints=True)
RIGHT = replace(LEFT, address=4, serial="R2", port="1-1.3")
SILENT = Plugged(bus=1, address=5, vendor=0x0416, product=0x5011, serial="", port="1-1.4", prints=False)
ALL = [HUB, STICK, LEFT, RIGHT, SILENT]


@pytest.mark.parametrize(
    ("settings", "chosen"),
    [
        (UsbSettings(serial="R2"), RIGHT),
        (UsbSettings(port="1-1.2"), LEFT),
        (UsbSettings(vendor=0x04B8, serial="L1"), LEFT),
        (UsbSettings(vendor=0x0416, product=0x5011), SILENT),
    ],
)
def test_the_printer_that_is_meant_is_taken(settings: UsbSettings, chosen: Plugged) -> None:
    assert choose(ALL, settings) is chosen


def test_the_only_printer_need_not_be_named() -> None:
    assert choose([HUB, STICK, LEFT, SILENT], UsbSettings()) is LEFT


@pytest.mark.parametrize("settings", [UsbSettings(), UsbSettings(vendor=0x04B8)])
def test_of_two_none_is_guessed_and_both_are_named(settings: UsbSettings) -> None:
    with pytest.raises(PrinterAmbiguousError) as told:
        choose(ALL, settings)
    assert 'port = "1-1.2" (serial = "L1"), or port = "1-1.3" (serial = "R2")' in str(told.value)
    assert PrinterAmbiguousError.mend in str(told.value)


@pytest.mark.parametrize(
    ("settings", "looked_for"),
    [
        (UsbSettings(serial="X9"), "USB printer serial X9"),
        (UsbSettings(vendor=0x04B8, product=0x0203, port="1-9"), "USB 04b8:0203 1-9"),
        (UsbSettings(vendor=0x0416), "USB 0416:*"),  # it does not say that it prints, and is not named whole
        (UsbSettings(serial="4C53"), "USB printer serial 4C53"),  # a stick is no printer
    ],
)
def test_what_is_not_there_is_missing_by_the_name_that_was_looked_for(settings: UsbSettings, looked_for: str) -> None:
    with pytest.raises(PrinterMissingError, match=looked_for.replace("*", r"\*")):
        choose(ALL, settings)


@pytest.mark.parametrize("port", ["usb1", "1", "1-", "1-1.", "../1-1"])
def test_a_port_is_written_as_the_kernel_does(port: str) -> None:
    with pytest.raises(msgspec.ValidationError, match="port"):
        msgspec.convert({"port": port}, UsbSettings)
