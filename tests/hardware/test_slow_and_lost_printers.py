"""Printers at a slow line and at a network that drops the connection in the middle of a ticket."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from hardware.clock import SystemClock
from hardware.drivers import choose_printer
from hardware.errors import PrinterMissingError
from hardware.paper import PROFILES, Text
from hardware.printer import PrintOutcome, TicketPrinter
from hardware.printer.escpos import EscposPrinter
from hardware.printer.serial import SerialSettings, SerialTransport
from hardware.supervisor import Backoff, Supervised
from tests.hardware.model_printer import ModelPrinter, on_network, on_terminal
from tests.support.clock import FakeClock
from tests.support.devices import wait_for

TICKET = (Text("A-012"),)
CONFIRMATION = b"\x00"


class SlowLine:
    """A line on which every byte takes its time, with a printer that confirms what has come."""

    label = "slow line"

    def __init__(self, clock: FakeClock, seconds_per_byte: float) -> None:
        self.seconds_per_byte = seconds_per_byte
        self.limits: list[float] = []
        self.bytes = 0
        self._clock = clock
        self._done_at = 0.0

    def write(self, data: bytes, limit_seconds: float) -> None:
        self.limits.append(limit_seconds)
        self.bytes = len(data)
        self._done_at = self._clock.monotonic() + len(data) * self.seconds_per_byte

    def read(self, limit_seconds: float) -> bytes:
        wait_seconds = self._done_at - self._clock.monotonic()
        self._clock.sleep(min(limit_seconds, max(0.0, wait_seconds)))
        return CONFIRMATION if wait_seconds <= limit_seconds else b""

    def discard_input(self) -> None:
        pass

    def hung_up(self) -> bool:
        return False

    def close(self) -> None:
        pass


@pytest.mark.parametrize("seconds_per_byte", [0.0, 10 / 9600, 10 / 1200])
def test_a_long_ticket_on_a_slow_line_is_confirmed_and_no_copy_of_it_needed(seconds_per_byte: float) -> None:
    clock = FakeClock()
    line = SlowLine(clock, seconds_per_byte)
    profile = replace(PROFILES["80mm"], answers=False)
    printer = EscposPrinter("serial", lambda: line, profile, clock, limit_seconds=4.5)
    assert printer.print_document(tuple(Text("x" * 48) for _ in range(200))) is PrintOutcome.PRINTED
    assert line.limits == [pytest.approx(4.5 + line.bytes * seconds_per_byte)]


def test_a_serial_port_knows_how_long_a_byte_takes() -> None:
    with on_terminal(ModelPrinter()) as path:
        port = SerialTransport(SerialSettings(path=path, baud=38400))
        assert port.seconds_per_byte == 10 / 38400
        port.close()


# The network


@pytest.fixture
def no_wait() -> Backoff:
    return Backoff(0.01, 0.05)


def test_a_connection_that_drops_in_the_middle_of_a_ticket_is_lost_and_the_next_ticket_comes(no_wait: Backoff) -> None:
    model = ModelPrinter(confirms=False)
    with on_network(model) as (port, hang_up):
        part = at_port(port, no_wait)
        dropper = threading.Thread(target=lambda: when(lambda: b"A-012" in model.received, hang_up))
        dropper.start()
        with pytest.raises(PrinterMissingError) as lost:
            part.call(lambda printer: printer.print_document(TICKET))
        dropper.join()
        assert lost.value.started, "a part may be printed"
        assert part.health.code == "printer_missing"
        model.confirms = True
        wait_for("the printer is back", lambda: printed(part))
        part.close()
    assert model.received.count(b"A-012") == 2


def test_a_printer_that_was_switched_off_comes_back_by_itself(no_wait: Backoff) -> None:
    with on_network(ModelPrinter()) as (port, _):
        part = at_port(port, no_wait)
        assert printed(part)
    assert not printed(part)
    with on_network(ModelPrinter(), port) as (_, _):
        wait_for("the printer is back", lambda: printed(part))
        part.close()


def at_port(port: int, backoff: Backoff) -> Supervised[TicketPrinter]:
    driver = choose_printer({"driver": "network", "host": "127.0.0.1", "port": port}, SystemClock())
    return Supervised("printer", driver, SystemClock(), backoff)


def when(seen: Callable[[], bool], act: Callable[[], None]) -> None:
    wait_for("the middle of the ticket", seen)
    act()


def printed(part: Supervised[TicketPrinter]) -> bool:
    try:
        return part.call(lambda printer: printer.print_document(TICKET)) is PrintOutcome.PRINTED
    except PrinterMissingError:
        return False
