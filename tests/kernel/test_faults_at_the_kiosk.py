"""Every fault of a part in the middle of a visit, at a whole kiosk: nobody waits long, is lost, or has a fever.

What the visitor looks at is measured in seconds in which the guest ran, between two turns of the kiosk's own thread.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from hardware.printer import PrinterState
from tests.kernel.emulated.gpio_chip import GpioChip
from tests.kernel.emulated.waiting import wait_for
from tests.kernel.entrance import (
    BUTTON,
    COPY,
    HEALTHY_CELSIUS,
    LONG_SECONDS,
    NUMBER,
    ROOM_CELSIUS,
    Entrance,
    entrance,
)
from tests.kernel.printers import STATUSES
from tests.support.premises import SECURITY
from tests.support.staff_session import StaffSession

__all__ = ["entrance"]

WAITS = ("measuring", "submitting", "printing")
LIMIT_SECONDS = 5.0
TURN_SECONDS = 0.3
"""One turn of the kiosk's thread in the guest, where a system call takes 25 times as long as outside."""
FIGURE = re.compile(r"\d\d[.,]\d")
BEFORE_THE_END = 100
"""Bytes of a ticket that a printer takes before it jams."""


@pytest.fixture(scope="module")
def security(entrance: Entrance) -> StaffSession:
    return StaffSession(entrance.server.url, SECURITY)


@dataclass
class People:
    """Who waits in the line, and who waits for a decision."""

    entrance: Entrance
    security: StaffSession

    def counted(self) -> tuple[int, int]:
        return self.entrance.taken(), len(self.security.open_cases())


@pytest.fixture
def people(entrance: Entrance, security: StaffSession) -> People:
    return People(entrance, security)


@contextmanager
def one_visit(entrance: Entrance) -> Iterator[None]:
    """Watch one visit, from an idle kiosk to an idle kiosk, and hold it to what must be true whatever fails."""
    entrance.wait_for_phase("idle")
    entrance.diary.begin()
    try:
        yield
    finally:
        entrance.mend()
        entrance.go_home()
    waits = {phase: entrance.diary.longest_seconds(phase) for phase in WAITS}
    assert {phase: seconds for phase, seconds in waits.items() if seconds > LIMIT_SECONDS + TURN_SECONDS} == {}
    assert [page for page in entrance.diary.pages if FIGURE.search(page) or "celsius" in page] == []
    originals = [number for paper in entrance.papers() if COPY not in paper for number in NUMBER.findall(paper)]
    assert len(originals) == len(set(originals))


# The thermometer


@dataclass(frozen=True)
class SensorFault:
    """How a thermometer fails, how it is mended, and what staff are told."""

    begin: Callable[[Entrance], None]
    end: Callable[[Entrance], None]
    code: str


def attribute(name: str, code: str) -> SensorFault:
    return SensorFault(
        lambda entrance: setattr(entrance.sensor_bus.sensor, name, True),
        lambda entrance: setattr(entrance.sensor_bus.sensor, name, False),
        code,
    )


SENSOR_FAULTS = {
    "the bus hangs": attribute("hanging", "i2c_io"),
    "noise spoils the checksums": attribute("spoils_code", "i2c_checksum"),
    "no answer": attribute("absent", "i2c_no_answer"),
    "error flag": SensorFault(
        lambda entrance: entrance.sensor_bus.sensor.flag_error(),
        lambda entrance: entrance.sensor_bus.sensor.show(ROOM_CELSIUS),
        "reading_flagged",
    ),
    "the bus is pulled out": SensorFault(
        lambda entrance: entrance.sensor_bus.unplug(),
        lambda entrance: entrance.sensor_bus.plug(),
        "i2c_bus_missing",
    ),
}


@pytest.mark.parametrize("fault", SENSOR_FAULTS.values(), ids=SENSOR_FAULTS.keys())
def test_who_cannot_be_measured_is_asked_to_take_a_seat(entrance: Entrance, people: People, fault: SensorFault) -> None:
    before, (waiting, cases) = entrance.printer.received, people.counted()
    with one_visit(entrance):
        entrance.press()
        fault.begin(entrance)
        entrance.wait_for_phase("held")
        assert entrance.printer.received == before
        assert people.counted() == (waiting, cases + 1)
        wait_for("the code", lambda: ("thermometer", fault.code) in entrance.diary.told, LONG_SECONDS)
        fault.end(entrance)
        wait_for("the thermometer works", lambda: entrance.part("thermometer").state == "ok", LONG_SECONDS)


# The printer


@dataclass(frozen=True)
class PrinterFault:
    """How a printer fails before the ticket, how it is mended, what staff are told, and what it prints then."""

    begin: Callable[[Entrance], None]
    end: Callable[[Entrance], None]
    code: str
    copy: bool


def says(state: PrinterState) -> Callable[[Entrance], None]:
    def say(entrance: Entrance) -> None:
        entrance.printer.model.statuses = dict(STATUSES[state])

    return say


PRINTER_FAULTS = {
    "paper out": PrinterFault(
        says(PrinterState.OUT_OF_PAPER), says(PrinterState.READY), "printer_paper_out", copy=False
    ),
    "cover open": PrinterFault(
        says(PrinterState.COVER_OPEN), says(PrinterState.READY), "printer_cover_open", copy=False
    ),
    "jam": PrinterFault(
        lambda entrance: entrance.printer.jam(BEFORE_THE_END),
        lambda entrance: entrance.printer.free(),
        "printer_stalled",
        copy=True,
    ),
}


@pytest.mark.parametrize("fault", PRINTER_FAULTS.values(), ids=PRINTER_FAULTS.keys())
def test_a_number_that_cannot_be_printed_stands_on_the_screen_and_is_printed_later(
    entrance: Entrance, people: People, fault: PrinterFault
) -> None:
    waiting, cases = people.counted()
    with one_visit(entrance):
        fault.begin(entrance)
        entrance.visit(HEALTHY_CELSIUS)
        number = number_on_screen(entrance)
        assert ("printer", fault.code) in entrance.diary.told
        fault.end(entrance)
        wait_for("the paper", lambda: printed(entrance, number, copy=fault.copy), LONG_SECONDS)
        entrance.wait_for_phase("showing")
        assert people.counted() == (waiting + 1, cases)
        wait_for("the printer works", lambda: entrance.part("printer").state == "ok", LONG_SECONDS)


def test_a_printer_that_is_pulled_out_in_the_middle_of_a_ticket_prints_a_copy(
    entrance: Entrance, people: People
) -> None:
    waiting, cases = people.counted()
    papers = len(entrance.papers())
    with one_visit(entrance):
        entrance.printer.model.confirms = False  # it is still at it
        entrance.visit(HEALTHY_CELSIUS)
        wait_for("the ticket's begin", lambda: len(entrance.papers()) > papers, LONG_SECONDS)
        entrance.printer.unplug()
        number = number_on_screen(entrance)
        wait_for("the code", lambda: ("printer", "printer_missing") in entrance.diary.told, LONG_SECONDS)
        entrance.printer.model.confirms = True
        entrance.printer.plug()
        wait_for("the copy", lambda: printed(entrance, number, copy=True), LONG_SECONDS)
        entrance.wait_for_phase("showing")
        assert people.counted() == (waiting + 1, cases)


def test_a_printer_that_confirms_nothing_prints_a_copy_and_needs_care_until_it_does(
    entrance: Entrance, people: People
) -> None:
    waiting, cases = people.counted()
    with one_visit(entrance):
        entrance.printer.model.confirms = False
        entrance.visit(HEALTHY_CELSIUS)
        number = number_on_screen(entrance)
        wait_for("the copy", lambda: printed(entrance, number, copy=True), LONG_SECONDS)
        wait_for("the care", lambda: entrance.part("printer").code == "printer_silent", LONG_SECONDS)
        assert people.counted() == (waiting + 1, cases)
    entrance.printer.model.confirms = True
    with one_visit(entrance):
        entrance.visit(HEALTHY_CELSIUS)
        entrance.wait_for_phase("showing")
        assert entrance.part("printer").state == "ok"
        assert people.counted() == (waiting + 2, cases)


def number_on_screen(entrance: Entrance) -> bytes:
    """The number that the page shows in place of paper."""
    entrance.wait_for_phase("number_on_screen")
    wait_for("the page", lambda: '"phase":"number_on_screen"' in entrance.diary.pages[-1], LONG_SECONDS)
    found = re.search(r'"number":"([^"]+)"', entrance.diary.pages[-1])
    assert found is not None
    return found[1].encode()


def printed(entrance: Entrance, number: bytes, *, copy: bool) -> bool:
    """Whether there is a whole paper with this number, marked as a copy or not."""
    return any(number in NUMBER.findall(paper) and (COPY in paper) is copy for paper in entrance.papers())


# Buttons and lamps


def test_a_visit_goes_on_when_the_chip_of_the_buttons_goes(entrance: Entrance, people: People) -> None:
    waiting, cases = people.counted()
    with one_visit(entrance):
        entrance.press()
        entrance.chip.remove()
        entrance.sensor_bus.sensor.show(HEALTHY_CELSIUS)
        entrance.wait_for_phase("showing")
        assert people.counted() == (waiting + 1, cases)
        wait_for("the code", lambda: ("controls", "gpio_missing") in entrance.diary.told, LONG_SECONDS)
        entrance.chip = GpioChip()
        entrance.chip.pull(BUTTON, True)
        wait_for("the controls work", lambda: entrance.part("controls").state == "ok", LONG_SECONDS)
    with one_visit(entrance):
        entrance.visit(HEALTHY_CELSIUS)
        entrance.wait_for_phase("showing")
        assert people.counted() == (waiting + 2, cases)
