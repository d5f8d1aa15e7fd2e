"""Printers through usbfs, ``/dev/usb/lpN``, a USB serial port and TCP: the production drivers, unchanged."""

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from hardware.clock import SystemClock
from hardware.drivers import choose_printer, open_printer
from hardware.errors import (
    CoverOpenError,
    HardwareError,
    PaperOutError,
    PrinterBusyError,
    PrinterForbiddenError,
    PrinterMissingError,
    PrinterOfflineError,
    PrinterStalledError,
)
from hardware.printer import PrinterState, PrintOutcome, TicketPrinter
from hardware.printer.document import Align, Cut, Document, Feed, Qr, Text
from hardware.supervisor import Backoff, Supervised
from tests.hardware.model_printer import FINE, ModelPrinter, on_network
from tests.kernel.conftest import PRINTER_NODE, SERIAL_NODE
from tests.kernel.emulated.usb_descriptors import Endpoint, Identity, Interface
from tests.kernel.emulated.usb_printer import PRODUCT, VENDOR, BulkPrinter, UsbPrinter, UsbSerialPrinter
from tests.kernel.emulated.waiting import wait_for
from tests.kernel.nobody import told_as_nobody

CLOCK = SystemClock()
TICKET: Document = (
    Text("Kantor Imigrasi", bold=True, align=Align.CENTER),
    Text("A-012", width=6, height=6, bold=True, align=Align.CENTER),
    Qr("https://antrean.example/t/0123456789abcdef"),
    Feed(1),
    Cut(),
)
STATUSES = {
    PrinterState.READY: {1: 0x12, 2: 0x12, 4: 0x12},
    PrinterState.PAPER_LOW: {1: 0x12, 2: 0x12, 4: 0x1E},
    PrinterState.OUT_OF_PAPER: {1: 0x1A, 2: 0x32, 4: 0x7E},
    PrinterState.COVER_OPEN: {1: 0x1A, 2: 0x16, 4: 0x12},
    PrinterState.OFFLINE: {1: 0x1A, 2: 0x12, 4: 0x12},
    PrinterState.UNKNOWN: {},
}
REFUSALS: dict[PrinterState, type[HardwareError]] = {
    PrinterState.OUT_OF_PAPER: PaperOutError,
    PrinterState.COVER_OPEN: CoverOpenError,
    PrinterState.OFFLINE: PrinterOfflineError,
}


@dataclass(frozen=True)
class Plugged:
    """A printer, and the settings by which the driver finds it."""

    model: ModelPrinter
    settings: dict[str, object]
    device: BulkPrinter | None = None

    def open(self, **settings: object) -> TicketPrinter:
        return open_printer(self.settings | settings, CLOCK)


@contextmanager
def usb_direct() -> Iterator[Plugged]:
    with _usb(UsbPrinter(), PRINTER_NODE, {"driver": "usb", "vendor": VENDOR, "product": PRODUCT}) as plugged:
        yield plugged


@contextmanager
def usb_node() -> Iterator[Plugged]:
    with _usb(UsbPrinter(), PRINTER_NODE, {"driver": "file", "path": str(PRINTER_NODE)}) as plugged:
        yield plugged


@contextmanager
def usb_serial() -> Iterator[Plugged]:
    settings = {"driver": "serial", "path": str(SERIAL_NODE), "baud": 19200}
    with _usb(UsbSerialPrinter(), SERIAL_NODE, settings) as plugged:
        yield plugged


@contextmanager
def network() -> Iterator[Plugged]:
    model = ModelPrinter()
    with on_network(model) as (port, _hang_up):
        yield Plugged(model, {"driver": "network", "host": "127.0.0.1", "port": port})


@contextmanager
def _usb(device: BulkPrinter, node: Path, settings: dict[str, object]) -> Iterator[Plugged]:
    device.plug()
    wait_for(str(node), node.exists)
    try:
        yield Plugged(device.model, settings, device)
    finally:
        device.unplug()


WAYS = {"usb": usb_direct, "lp": usb_node, "serial": usb_serial, "network": network}
BY_CABLE = ["usb", "lp", "serial"]


@pytest.fixture
def plugged(request: pytest.FixtureRequest) -> Iterator[Plugged]:
    with WAYS[request.param]() as printer:
        yield printer


every_way = pytest.mark.parametrize("plugged", list(WAYS), indirect=True)
by_cable = pytest.mark.parametrize("plugged", BY_CABLE, indirect=True)


# What a ticket becomes


@every_way
def test_a_ticket_is_printed_and_its_end_confirmed(plugged: Plugged) -> None:
    with closing(plugged.open()) as printer:
        assert printer.print_document(TICKET) is PrintOutcome.PRINTED
    assert b"A-012" in plugged.model.received
    assert plugged.model.received.endswith(b"\x1dr\x01")
    assert len(plugged.model.received) < 600


@every_way
def test_a_ticket_whose_end_is_not_confirmed_is_uncertain(plugged: Plugged) -> None:
    plugged.model.confirms = False
    with closing(plugged.open(limit_seconds=1.0)) as printer:
        assert printer.print_document(TICKET) is PrintOutcome.UNCERTAIN
    assert b"A-012" in plugged.model.received


@every_way
@pytest.mark.parametrize("state", list(STATUSES))
def test_a_state_is_told_and_one_that_forbids_printing_sends_nothing(plugged: Plugged, state: PrinterState) -> None:
    plugged.model.statuses = STATUSES[state]
    with closing(plugged.open(limit_seconds=1.0)) as printer:
        assert printer.status().state is state
        if state in REFUSALS:
            with pytest.raises(REFUSALS[state]):
                printer.print_document(TICKET)
            assert plugged.model.received == b""
        else:
            assert printer.print_document(TICKET) is PrintOutcome.PRINTED


@by_cable
@pytest.mark.parametrize(
    ("profile", "cuts", "draws"),
    [("80mm", True, False), ("80mm-plain", True, True), ("58mm", False, False), ("58mm-plain", False, True)],
)
def test_the_profile_says_who_draws_the_code_and_who_cuts(
    plugged: Plugged, profile: str, cuts: bool, draws: bool
) -> None:
    with closing(plugged.open(profile=profile)) as printer:
        assert printer.print_document(TICKET) is PrintOutcome.PRINTED
    wait_for("the ticket", lambda: b"A-012" in plugged.model.received)
    received = plugged.model.received
    assert (b"\x1dV" in received) is cuts
    assert (b"\x1dv0" in received) is draws
    assert (b"\x1d(k" in received) is not draws


# Faults of the connection


@by_cable
def test_a_jam_is_told_within_the_limit_and_the_connection_can_be_closed(plugged: Plugged) -> None:
    assert plugged.device is not None
    printer = plugged.open(limit_seconds=1.0, profile="80mm-plain")
    long_ticket = (*TICKET, *(Text("x" * 48) for _ in range(2000)))
    plugged.device.jam()
    begun_at = time.monotonic()
    with pytest.raises(PrinterStalledError):
        printer.print_document(long_ticket)
    printer.close()
    assert time.monotonic() - begun_at < 5
    plugged.device.free()


@by_cable
def test_pulled_out_and_put_back_it_prints_again_by_itself(plugged: Plugged) -> None:
    assert plugged.device is not None
    part = Supervised[TicketPrinter]("printer", choose_printer(plugged.settings, CLOCK), CLOCK, Backoff(0.05, 0.2))
    assert part.call(lambda printer: printer.print_document(TICKET)) is PrintOutcome.PRINTED
    plugged.device.unplug()
    assert told(part) != "printed"
    assert part.health.code == "printer_missing"
    plugged.device.plug()
    wait_for("a ticket after the return", lambda: told(part) == "printed")
    part.close()


def told(part: Supervised[TicketPrinter]) -> str:
    try:
        return part.call(lambda printer: printer.print_document(TICKET)).value
    except HardwareError as fault:
        return fault.code


@by_cable
def test_pulled_out_in_the_middle_of_a_ticket_is_a_lost_connection(plugged: Plugged) -> None:
    device = plugged.device
    assert device is not None
    printer = plugged.open(limit_seconds=4.0)
    assert printer.status().state is PrinterState.READY
    during(lambda: b"A-012" in device.received, device.unplug, lambda: interrupted(printer, device))
    printer.close()


def interrupted(printer: TicketPrinter, device: BulkPrinter) -> None:
    device.model.confirms = False
    begun_at = time.monotonic()
    with pytest.raises(PrinterMissingError) as lost:
        printer.print_document(TICKET)
    assert lost.value.started, "a part may be printed"
    assert time.monotonic() - begun_at < 5


def during(begun: Callable[[], bool], act: Callable[[], None], use: Callable[[], None]) -> None:
    """Use a device, and act in the middle of it."""

    def middle() -> None:
        wait_for("the middle", begun)
        act()

    thread = threading.Thread(target=middle)
    thread.start()
    use()
    thread.join()


def test_nothing_at_the_port_is_missing() -> None:
    for settings in ({"driver": "usb"}, {"driver": "file", "path": "/dev/usb/lp7"}):
        with pytest.raises(PrinterMissingError):
            open_printer(settings, CLOCK)


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
        wait_for("the printer", PRINTER_NODE.exists)
        settings: dict[str, object] = {"driver": "usb", "vendor": 0x0416, "profile": "58mm" if source else "58mm-plain"}
        with closing(open_printer(settings, CLOCK)) as printer:
            assert printer.print_document(TICKET) is PrintOutcome.PRINTED
        wait_for("the ticket", lambda: b"A-012" in device.received)
    finally:
        device.unplug()


class OtherPrinter(UsbPrinter):
    """A printer of the class with endpoints of its own."""

    def __init__(self, identity: Identity, sink: int, source: int) -> None:
        BulkPrinter.__init__(self, identity, sink=sink, source=source, model=ModelPrinter(dict(FINE)))


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
