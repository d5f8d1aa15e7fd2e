"""Ways to a printer, each with the settings by which the production driver finds it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from hardware.clock import SystemClock
from hardware.drivers import open_printer
from hardware.errors import (
    CoverOpenError,
    HardwareError,
    PaperOutError,
    PrinterOfflineError,
)
from hardware.paper import Align, Cut, Document, Feed, Qr, Text
from hardware.printer import PrinterState, TicketPrinter
from tests.hardware.model_printer import FINE, OUT_OF_PAPER, ModelPrinter, on_network
from tests.kernel.conftest import PRINTER_NODE, SERIAL_NODE
from tests.kernel.emulated.usb_printer import PRODUCT, VENDOR, BulkPrinter, UsbPrinter, UsbSerialPrinter
from tests.kernel.emulated.waiting import wait_for

CLOCK = SystemClock()
TICKET: Document = (
    Text("Kantor Imigrasi", bold=True, align=Align.CENTER),
    Text("A-012", width=6, height=6, bold=True, align=Align.CENTER),
    Qr("https://antrean.example/t/0123456789abcdef"),
    Feed(1),
    Cut(),
)
STATUSES = {
    PrinterState.READY: FINE,
    PrinterState.PAPER_LOW: {1: 0x12, 2: 0x12, 4: 0x1E},
    PrinterState.OUT_OF_PAPER: OUT_OF_PAPER,
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
    settings = {"driver": "serial", "path": str(SERIAL_NODE), "baud": 115200}
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
