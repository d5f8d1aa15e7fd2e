"""Who owns a USB printer, and printers of other builds."""

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from hardware.drivers import open_printer
from hardware.errors import (
    PrinterAmbiguousError,
    PrinterBusyError,
    PrinterForbiddenError,
    PrinterMissingError,
)
from hardware.printer import PrinterState, PrintOutcome
from tests.hardware.model_printer import FINE, ModelPrinter
from tests.kernel.conftest import PRINTER_NODE, SERIAL_NODE
from tests.kernel.emulated.usb_descriptors import Endpoint, Identity, Interface
from tests.kernel.emulated.usb_printer import PRINTER_CLASS, BulkPrinter, UsbPrinter, UsbSerialPrinter
from tests.kernel.emulated.waiting import wait_for
from tests.kernel.nobody import told_as_nobody
from tests.kernel.printers import (
    CLOCK,
    STATUSES,
    TICKET,
)

SECOND_NODE = Path("/dev/usb/lp1")

# Who owns it


def test_the_kernels_printer_driver_gives_way_to_the_direct_one(usb_printer: UsbPrinter) -> None:
    with closing(open_printer({"driver": "usb"}, CLOCK)) as printer:
        assert not PRINTER_NODE.exists()
        assert printer.print_document(TICKET) is PrintOutcome.PRINTED


def test_a_printer_that_another_process_holds_is_busy(usb_printer: UsbPrinter) -> None:
    with closing(open_printer({"driver": "usb"}, CLOCK)):
        assert "owns the printer" in told_by_another(lambda: open_printer({"driver": "usb"}, CLOCK).status())


def test_a_node_that_another_process_holds_is_busy(usb_printer: UsbPrinter) -> None:
    settings: dict[str, object] = {"driver": "file", "path": str(PRINTER_NODE)}
    with closing(open_printer(settings, CLOCK)), pytest.raises(PrinterBusyError):
        open_printer(settings, CLOCK)


def told_by_another(use: Callable[[], object]) -> str:
    return told_as_nobody(use, rights=True)


@pytest.mark.parametrize("driver", ["usb", "file"])
def test_a_user_without_rights_is_told_which_group(usb_printer: UsbPrinter, driver: str) -> None:
    PRINTER_NODE.chmod(0o660)
    for node in Path("/dev/bus/usb").glob("*/*"):
        node.chmod(0o660)
    settings: dict[str, object] = {"driver": driver}
    if driver == "file":
        settings["path"] = str(PRINTER_NODE)
    assert "groups lp" in told_as_nobody(lambda: open_printer(settings, CLOCK))
    assert PrinterForbiddenError.permanent


# Printers of other builds


class OtherPrinter(UsbPrinter):
    """A printer of the class with endpoints of its own."""

    def __init__(self, identity: Identity, sink: int, source: int) -> None:
        BulkPrinter.__init__(self, identity, sink=sink, source=source, model=ModelPrinter(dict(FINE)))


@pytest.mark.parametrize(
    ("sink", "source"), [(0x03, 0x84), (0x02, 0x81), (0x04, None)], ids=["3 and 4", "2 and 1", "no way back"]
)
def test_the_endpoints_come_from_the_descriptors(sink: int, source: int | None) -> None:
    ends = (Endpoint(sink), *([Endpoint(source)] if source else []))
    identity = Identity(
        vendor=0x0416,
        product=0x5011,
        names=("POS", "58", "1"),
        interfaces=(Interface((7, 1, 2 if source else 1), ends),),
    )
    device = OtherPrinter(identity, sink, (source or 0) & 0x0F)
    device.plug()
    try:
        wait_for("the printer", lambda: find_usb(0x0416) and PRINTER_NODE.exists())
        settings: dict[str, object] = {"driver": "usb", "vendor": 0x0416, "profile": "58mm" if source else "58mm-plain"}
        with closing(open_printer(settings, CLOCK)) as printer:
            assert printer.print_document(TICKET) is PrintOutcome.PRINTED
        wait_for("the ticket", lambda: b"A-012" in device.received)
    finally:
        device.unplug()


@pytest.fixture
def old_build() -> Iterator[OtherPrinter]:
    """A printer that does not say that it is one."""
    ends = (Endpoint(0x01), Endpoint(0x82))
    device = OtherPrinter(
        Identity(
            vendor=0x0483, product=0x5743, names=("POS", "old build", "1"), interfaces=(Interface((255, 0, 0), ends),)
        ),
        sink=1,
        source=2,
    )
    device.plug()
    wait_for("the printer", lambda: find_usb(0x0483))
    yield device
    device.unplug()


def test_a_printer_that_does_not_say_so_prints_when_it_is_named(old_build: OtherPrinter) -> None:
    with pytest.raises(PrinterMissingError):
        open_printer({"driver": "usb"}, CLOCK)
    with closing(open_printer({"driver": "usb", "vendor": 0x0483, "product": 0x5743}, CLOCK)) as printer:
        assert printer.print_document(TICKET) is PrintOutcome.PRINTED
    wait_for("the ticket", lambda: b"A-012" in old_build.received)


def find_usb(vendor: int) -> bool:
    """Whether the kernel has taken a device of this vendor in, node and all."""
    found = [path.parent for path in Path("/sys/bus/usb/devices").glob("*/idVendor") if _reads(path, f"{vendor:04x}")]
    return any(
        Path(f"/dev/bus/usb/{int(_text(one / 'busnum')):03}/{int(_text(one / 'devnum')):03}").exists() for one in found
    )


def _reads(path: Path, wanted: str) -> bool:
    return _text(path) == wanted


def _text(path: Path) -> str:
    return path.read_text(encoding="ascii").strip()


@pytest.fixture
def twin(usb_printer: UsbPrinter) -> Iterator[UsbPrinter]:
    """A second printer of the same model."""
    twin = UsbPrinter(identity=replace(PRINTER_CLASS, names=("EPSON", "emulated ticket printer", "ANTRE9")))
    twin.plug()
    wait_for(str(SECOND_NODE), SECOND_NODE.exists)
    yield twin
    twin.unplug()


def test_of_two_printers_none_is_guessed_and_the_one_that_is_named_prints(
    usb_printer: UsbPrinter, twin: UsbPrinter
) -> None:
    with pytest.raises(PrinterAmbiguousError) as told:
        open_printer({"driver": "usb"}, CLOCK)
    assert {"ANTRE1", "ANTRE9"} == set(re.findall(r'serial = "(\w+)"', str(told.value)))
    with closing(open_printer({"driver": "usb", "serial": "ANTRE9"}, CLOCK)) as printer:
        assert printer.print_document(TICKET) is PrintOutcome.PRINTED
    wait_for("the ticket", lambda: b"A-012" in twin.model.received)
    assert usb_printer.model.received == b""


def test_a_printer_is_found_by_its_port(usb_printer: UsbPrinter, twin: UsbPrinter) -> None:
    ports = {_text(path): path.parent.name for path in Path("/sys/bus/usb/devices").glob("*/serial")}
    with closing(open_printer({"driver": "usb", "port": ports["ANTRE1"]}, CLOCK)) as printer:
        assert printer.print_document(TICKET) is PrintOutcome.PRINTED
    wait_for("the ticket", lambda: b"A-012" in usb_printer.model.received)
    assert twin.model.received == b""


def test_the_serial_port_is_set_as_configured(usb_serial_printer: UsbSerialPrinter) -> None:
    with closing(open_printer({"driver": "serial", "path": str(SERIAL_NODE), "baud": 38400}, CLOCK)) as printer:
        assert printer.print_document(TICKET) is PrintOutcome.PRINTED
    assert int.from_bytes(usb_serial_printer.line_coding[:4], "little") == 38400


def test_the_kernel_itself_says_that_the_paper_is_out(usb_printer: UsbPrinter) -> None:
    """The emulated printer is one to the kernel as well: usblp reads its port status."""
    usb_printer.model.statuses = STATUSES[PrinterState.OUT_OF_PAPER]
    node = os.open(PRINTER_NODE, os.O_RDWR)
    answer = bytearray(4)
    try:
        fcntl.ioctl(node, 0x060B, answer)  # LPGETSTATUS
    finally:
        os.close(node)
    assert answer[0] & 0x20
