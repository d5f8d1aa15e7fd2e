"""Printers through usbfs, ``/dev/usb/lpN``, a USB serial port and TCP: the production drivers, unchanged."""

import threading
import time
from collections.abc import Callable
from contextlib import closing

import pytest

from hardware.drivers import choose_printer, open_printer
from hardware.errors import (
    HardwareError,
    PrinterMissingError,
    PrinterStalledError,
)
from hardware.printer import PrinterState, PrintOutcome, TicketPrinter
from hardware.printer.document import Text
from hardware.supervisor import Backoff, Supervised
from tests.kernel.emulated.usb_printer import BulkPrinter
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
