"""Printers through usbfs, ``/dev/usb/lpN``, a USB serial port and TCP: the production drivers, unchanged."""

import socket
import threading
from collections.abc import Callable
from contextlib import closing

import pytest

from hardware.drivers import choose_printer, open_printer
from hardware.errors import (
    HardwareError,
    PrinterMissingError,
    PrinterStalledError,
)
from hardware.paper import Text
from hardware.printer import PrinterState, PrintOutcome, TicketPrinter
from hardware.printer.network import NetworkSettings, NetworkTransport
from hardware.supervisor import Backoff, Supervised
from tests.kernel.emulated.scheduling import running_time
from tests.kernel.emulated.usb_printer import BulkPrinter, UsbPrinter
from tests.kernel.emulated.waiting import wait_for
from tests.kernel.printers import (
    CLOCK,
    REFUSALS,
    STATUSES,
    TICKET,
    Plugged,
    by_cable,
    every_way,
    plugged,
)

__all__ = ["plugged"]

TCP_REPAIR = 19
LONG_TICKET = (*TICKET, *(Text("x" * 48) for _ in range(400)))

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


@by_cable
def test_a_label_in_another_script_arrives_as_dots_and_the_number_as_letters(plugged: Plugged) -> None:
    foreign = (Text("A-012", 6, 6), Text("หนังสือเดินทาง"))
    with closing(plugged.open()) as printer:
        assert printer.print_document(foreign) is PrintOutcome.PRINTED
    received = plugged.model.received
    assert b"A-012\n" in received
    assert received.count(b"\x1dv0\x00" + (576 // 8).to_bytes(2, "little")) == 1
    assert len(received) > 576 // 8 * 24


# Faults of the connection


@by_cable
def test_a_jam_is_told_within_the_limit_and_the_connection_can_be_closed(plugged: Plugged) -> None:
    assert plugged.device is not None
    printer = plugged.open(limit_seconds=1.0, profile="80mm-plain")
    plugged.device.jam()
    with running_time() as passed:
        with pytest.raises(PrinterStalledError):
            printer.print_document(LONG_TICKET)
        printer.close()
    assert passed.seconds < 5
    plugged.device.free()


@by_cable
def test_a_jam_in_the_middle_of_a_ticket_is_told_and_the_ticket_may_have_begun(plugged: Plugged) -> None:
    assert plugged.device is not None
    printer = plugged.open(limit_seconds=1.0, profile="80mm-plain")
    plugged.device.jam(room=100)
    with pytest.raises(PrinterStalledError) as stalled:
        printer.print_document(LONG_TICKET)
    printer.close()
    assert stalled.value.started
    assert len(plugged.model.received) == 100
    plugged.device.free()


def test_a_jam_within_one_transfer_is_told_although_a_part_was_taken(usb_printer: UsbPrinter) -> None:
    printer = open_printer({"driver": "usb", "limit_seconds": 1.0, "profile": "80mm-plain"}, CLOCK)
    usb_printer.jam(room=100)
    with pytest.raises(PrinterStalledError) as stalled:
        printer.print_document(TICKET)
    assert stalled.value.started
    assert len(usb_printer.received) == 100
    usb_printer.free()
    assert printer.print_document(TICKET) is PrintOutcome.PRINTED
    printer.close()


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
    with running_time() as passed, pytest.raises(PrinterMissingError) as lost:
        printer.print_document(TICKET)
    assert lost.value.started, "a part may be printed"
    assert passed.seconds < 5


def during(begun: Callable[[], bool], act: Callable[[], None], use: Callable[[], None]) -> None:
    """Use a device, and act in the middle of it."""

    def middle() -> None:
        wait_for("the middle", begun)
        act()

    thread = threading.Thread(target=middle)
    thread.start()
    use()
    thread.join()


def test_a_network_printer_whose_plug_was_pulled_is_noticed_before_the_next_ticket() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        transport = NetworkTransport(NetworkSettings(host="127.0.0.1", port=server.getsockname()[1]))
        connection, _ = server.accept()
        assert not transport.hung_up()
        connection.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, 1)  # a socket under repair goes without a farewell
        connection.close()
        wait_for("the kernel has asked", transport.hung_up)
        transport.close()


def test_nothing_at_the_port_is_missing() -> None:
    for settings in ({"driver": "usb"}, {"driver": "file", "path": "/dev/usb/lp7"}):
        with pytest.raises(PrinterMissingError):
            open_printer(settings, CLOCK)
