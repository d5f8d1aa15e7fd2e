import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hardware.clock import SystemClock
from hardware.drivers import open_printer
from hardware.errors import (
    CoverOpenError,
    PaperOutError,
    PrinterBusyError,
    PrinterError,
    PrinterForbiddenError,
    PrinterMissingError,
    PrinterOfflineError,
    PrinterStalledError,
)
from hardware.paper import PROFILES, Align, Cut, Document, Qr, Text
from hardware.paper.encoding import CONFIRM, encode
from hardware.printer import PrinterState, PrintOutcome, TicketPrinter
from hardware.printer.network import NetworkSettings, NetworkTransport
from hardware.printer.serial import SerialSettings, SerialTransport
from hardware.printer.settings import PrinterSettings
from hardware.printer.status import decode_status, first_confirmation, first_status
from hardware.printer.transports import printer_error
from hardware.printer.usb_endpoints import choose_interface
from tests.hardware.model_printer import FINE, ModelPrinter, on_network, on_terminal

TICKET: Document = (Text("A-012", 4, 4, bold=True, align=Align.CENTER), Qr("ANTRE-A-012"), Cut())

PAPER_LOW = {1: 0x12, 2: 0x12, 4: 0x1E}
PAPER_OUT = {1: 0x1A, 2: 0x32, 4: 0x7E}
COVER_OPEN = {1: 0x1A, 2: 0x16, 4: 0x12}
OFFLINE = {1: 0x1A, 2: 0x12, 4: 0x12}


@pytest.fixture
def cleanup() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture(params=["network", "serial", "file"])
def transport(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def connect(cleanup: ExitStack, transport: str, model: ModelPrinter, **settings: Any) -> TicketPrinter:
    table: dict[str, Any] = {"driver": transport, "limit_seconds": 1.0, **settings}
    if transport == "network":
        port, _ = cleanup.enter_context(on_network(model))
        table |= {"host": "127.0.0.1", "port": port}
    else:
        table["path"] = cleanup.enter_context(on_terminal(model))
    printer = open_printer(table, SystemClock())
    cleanup.callback(printer.close)
    return printer


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        (FINE, PrinterState.READY),
        (PAPER_LOW, PrinterState.PAPER_LOW),
        (PAPER_OUT, PrinterState.OUT_OF_PAPER),
        (COVER_OPEN, PrinterState.COVER_OPEN),
        (OFFLINE, PrinterState.OFFLINE),
        ({}, PrinterState.UNKNOWN),
        ({1: 0x12}, PrinterState.UNKNOWN),
        ({1: 0x1A}, PrinterState.OFFLINE),
        ({1: 0x12, 2: 0x12}, PrinterState.UNKNOWN),
        ({1: 0x12, 2: 0x52, 4: 0x12}, PrinterState.OFFLINE),
    ],
)
def test_status_bytes_have_one_meaning(answers: dict[int, int], state: PrinterState) -> None:
    assert decode_status(answers) is state


def test_only_a_status_byte_is_taken_for_a_status() -> None:
    taken = {byte for byte in range(256) if first_status([byte]) is not None}
    assert taken == {byte for byte in range(256) if byte & 0x93 == 0x12}
    assert first_status(b"\x00\xff\x11\x1e") == 0x1E
    assert first_status(b"") is None


def test_a_status_is_never_taken_for_a_confirmation() -> None:
    assert not [byte for byte in range(256) if first_status([byte]) and first_confirmation([byte]) is not None]
    assert first_confirmation(b"\x12\x00") == 0


def test_a_ticket_arrives_whole_in_order_and_is_confirmed(cleanup: ExitStack, transport: str) -> None:
    model = ModelPrinter()
    printer = connect(cleanup, transport, model)
    assert printer.print_document(TICKET) is PrintOutcome.PRINTED
    assert model.received == encode(TICKET, printer.profile) + CONFIRM


@pytest.mark.parametrize(
    ("statuses", "error"), [(PAPER_OUT, PaperOutError), (COVER_OPEN, CoverOpenError), (OFFLINE, PrinterOfflineError)]
)
def test_nothing_is_sent_to_a_printer_that_cannot_print(
    cleanup: ExitStack, transport: str, statuses: dict[int, int], error: type[PrinterError]
) -> None:
    model = ModelPrinter(statuses)
    printer = connect(cleanup, transport, model)
    with pytest.raises(error):
        printer.print_document(TICKET)
    assert model.received == b""
    model.statuses = dict(FINE)
    assert printer.print_document(TICKET) is PrintOutcome.PRINTED


def test_paper_low_still_prints(cleanup: ExitStack, transport: str) -> None:
    printer = connect(cleanup, transport, ModelPrinter(PAPER_LOW))
    assert printer.status().state is PrinterState.PAPER_LOW
    assert printer.print_document(TICKET) is PrintOutcome.PRINTED


def test_a_silent_printer_is_unknown_and_its_ticket_uncertain(cleanup: ExitStack, transport: str) -> None:
    model = ModelPrinter({}, confirms=False)
    printer = connect(cleanup, transport, model)
    assert printer.status().state is PrinterState.UNKNOWN
    assert printer.print_document(TICKET) is PrintOutcome.UNCERTAIN
    assert model.received.endswith(CONFIRM)


def test_a_silent_printer_is_asked_once_and_not_three_times(cleanup: ExitStack) -> None:
    model = ModelPrinter({})
    connect(cleanup, "network", model).status()
    assert model.asked == [1]


def test_single_abilities_stand_over_the_profile() -> None:
    own = PrinterSettings(profile="80mm", cutter=False, confirms=False).abilities
    assert own == replace(PROFILES["80mm"], cutter=False, confirms=False)
    assert PrinterSettings(profile="58mm-plain", native_qr=True, answers=True).abilities.native_qr
    assert PrinterSettings(profile="58mm").abilities == PROFILES["58mm"]


def test_a_profile_that_never_answers_is_not_asked(cleanup: ExitStack) -> None:
    model = ModelPrinter(PAPER_OUT)
    printer = connect(cleanup, "network", model, profile="58mm-plain")
    assert printer.status().state is PrinterState.UNKNOWN
    assert printer.print_document(TICKET) is PrintOutcome.PRINTED
    until = time.monotonic() + 2
    while len(model.received) < len(encode(TICKET, printer.profile)) and time.monotonic() < until:
        time.sleep(0.01)
    assert model.received == encode(TICKET, printer.profile)


def test_noise_on_the_line_is_no_status(cleanup: ExitStack, transport: str) -> None:
    printer = connect(cleanup, transport, ModelPrinter(noise=b"\xff\x81"))
    assert printer.status().state is PrinterState.READY


def test_a_network_printer_that_hung_up_when_idle_is_called_again() -> None:
    model = ModelPrinter()
    with on_network(model) as (port, hang_up):
        printer = open_printer({"driver": "network", "host": "127.0.0.1", "port": port}, SystemClock())
        assert printer.print_document(TICKET) is PrintOutcome.PRINTED
        hang_up()
        time.sleep(0.05)
        assert printer.print_document(TICKET) is PrintOutcome.PRINTED
        printer.close()
    assert model.received.count(CONFIRM) == 2


def test_a_serial_printer_that_takes_nothing_stalls_in_time_and_closes_at_once(cleanup: ExitStack) -> None:
    path = cleanup.enter_context(on_terminal(None))
    printer = SerialTransport(SerialSettings(path=path))
    with pytest.raises(PrinterStalledError):
        printer.write(bytes(100_000), 0.5)
    started = time.monotonic()
    printer.close()
    assert time.monotonic() - started < 5, "closing waits for what was not sent"


def test_a_printer_file_that_takes_nothing_stalls_in_time(cleanup: ExitStack) -> None:
    path = cleanup.enter_context(on_terminal(None))
    printer = open_printer(
        {"driver": "file", "path": path, "limit_seconds": 0.5, "profile": "80mm-plain"}, SystemClock()
    )
    started = time.monotonic()
    with pytest.raises(PrinterStalledError):
        printer.print_document((Text("x" * 100_000),))
    printer.close()
    assert time.monotonic() - started < 10


def test_a_network_printer_that_takes_nothing_stalls_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        printer = NetworkTransport(NetworkSettings(host="127.0.0.1", port=server.getsockname()[1]))
        started = time.monotonic()
        with pytest.raises(PrinterStalledError):
            printer.write(bytes(30_000_000), 0.5)
        printer.close()
    assert time.monotonic() - started < 5


def test_nobody_at_the_address_is_a_missing_printer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(PrinterMissingError, match="refused"):
        open_printer({"driver": "network", "host": "127.0.0.1", "port": port}, SystemClock())


@pytest.mark.parametrize("driver", ["serial", "file"])
def test_a_path_that_is_not_there_is_a_missing_printer(driver: str, tmp_path: Path) -> None:
    with pytest.raises(PrinterMissingError, match="No such file"):
        open_printer({"driver": driver, "path": str(tmp_path / "none")}, SystemClock())


@pytest.mark.parametrize(
    ("number", "kind"), [(13, PrinterForbiddenError), (16, PrinterBusyError), (19, PrinterMissingError)]
)
def test_failures_are_named_by_the_number_of_their_cause(number: int, kind: type[PrinterError]) -> None:
    outer = RuntimeError("wrapped")
    outer.__context__ = OSError(number, "words")
    assert type(printer_error(outer, "printer")) is kind


def test_a_plain_file_collects_tickets_and_answers_nothing(tmp_path: Path) -> None:
    paper = tmp_path / "paper"
    paper.touch()
    printer = open_printer({"driver": "file", "path": str(paper), "limit_seconds": 0.2}, SystemClock())
    assert printer.print_document(TICKET) is PrintOutcome.UNCERTAIN
    printer.close()
    assert paper.read_bytes().endswith(encode(TICKET, printer.profile) + CONFIRM)


def test_opening_printers_leaves_no_temporary_directories(tmp_path: Path) -> None:
    script = (
        "import sys; from hardware.__main__ import main\n"
        "main(['print-test', '--driver', 'serial', '--set', 'path=/dev/there-is-none'])\n"
        "assert 'escpos' in sys.modules"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    environment.pop("ESCPOS_CAPABILITIES_PICKLE_DIR", None)
    for _ in range(2):
        subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=True, timeout=60)
    assert [path.name for path in tmp_path.iterdir()] == ["cache"]


class End:
    def __init__(self, address: int, kind: int = 2) -> None:
        self.bEndpointAddress = address
        self.bmAttributes = kind


class Interface(list[End]):
    def __init__(self, interface_class: int, *ends: End) -> None:
        super().__init__(ends)
        self.bInterfaceClass = interface_class
        self.bInterfaceNumber = 2


def test_endpoints_are_read_from_the_descriptors_of_the_printer_interface() -> None:
    keyboard = Interface(3, End(0x01), End(0x82))
    ours, back = End(0x03), End(0x84)
    ends = Interface(7, End(0x81, 3), back, ours)
    assert choose_interface([keyboard, ends], named=False) == (2, ours, back)
    assert choose_interface([keyboard, ends], named=True) == (2, ours, back)


def test_a_printer_without_a_way_back_is_written_only() -> None:
    ours = End(0x01)
    assert choose_interface([Interface(7, ours)], named=False) == (2, ours, None)


def test_a_device_without_a_printer_interface_is_no_printer() -> None:
    with pytest.raises(PrinterMissingError, match="no printer interface"):
        choose_interface([Interface(255, End(0x01))], named=False)
    with pytest.raises(PrinterMissingError, match="no printer interface"):
        choose_interface([Interface(255, End(0x81))], named=True)


def test_a_named_device_need_not_say_that_it_prints() -> None:
    ours, back = End(0x01), End(0x82)
    assert choose_interface([Interface(255, ours, back)], named=True) == (2, ours, back)


def test_no_usb_printer_is_a_missing_printer() -> None:
    with pytest.raises(PrinterMissingError, match="1fff:1fff"):
        open_printer({"driver": "usb", "vendor": 0x1FFF, "product": 0x1FFF}, SystemClock())
