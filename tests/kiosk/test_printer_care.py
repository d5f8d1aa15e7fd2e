"""A printer that prints and does not answer: when staff are told, and when no more."""

from pathlib import Path

import pytest

from hardware.drivers import choose_printer
from hardware.printer import PrinterState, PrintOutcome, TicketPrinter
from hardware.printer.simulated import PrinterFault, SimulatedPrinter
from hardware.supervisor import Supervised
from kiosk.print_worker import PrintJob, PrintWorker
from kiosk.printer_care import PrinterCare
from kiosk.server_client import Address, ServerClient
from queue_server.protocol.words import PrintOutcome as Outcome
from tests.kiosk.standing_by import a_standby
from tests.support.clock import FakeClock

UNKNOWN, READY, LOW = PrinterState.UNKNOWN, PrinterState.READY, PrinterState.PAPER_LOW
UNCERTAIN, PRINTED = PrintOutcome.UNCERTAIN, PrintOutcome.PRINTED


@pytest.mark.parametrize(
    ("states", "care"),
    [
        ((), ""),
        ((READY, LOW), "paper_low"),
        ((LOW, READY), ""),
        ((UNKNOWN,), ""),
        ((LOW, UNKNOWN), ""),
        ((UNKNOWN, UNKNOWN), "printer_silent"),
        ((UNKNOWN, READY, UNKNOWN), ""),
        ((UNKNOWN, UNKNOWN, LOW), "paper_low"),
    ],
)
def test_two_questions_without_an_answer_are_a_silence(states: tuple[PrinterState, ...], care: str) -> None:
    seen = PrinterCare()
    for state in states:
        seen = seen.asked(state, answers=True)
    assert seen.code == care


def test_a_printer_that_never_answers_by_its_profile_is_not_silent() -> None:
    assert PrinterCare().asked(UNKNOWN, answers=False).asked(UNKNOWN, answers=False).code == ""


@pytest.mark.parametrize(
    ("outcomes", "care"),
    [
        ((UNCERTAIN,), ""),
        ((UNCERTAIN, PRINTED, UNCERTAIN), ""),
        ((UNCERTAIN, UNCERTAIN), "printer_silent"),
        ((UNCERTAIN, UNCERTAIN, PRINTED), ""),
    ],
)
def test_two_tickets_without_a_confirmation_are_a_silence(outcomes: tuple[PrintOutcome, ...], care: str) -> None:
    seen = PrinterCare(paper_low=False)
    for outcome in outcomes:
        seen = seen.printed(outcome)
    assert seen.code == care


def test_a_fault_takes_the_place_of_what_was_said_before() -> None:
    assert PrinterCare().asked(UNKNOWN, answers=True).failed().asked(UNKNOWN, answers=True).code == ""
    assert PrinterCare(paper_low=True).failed().code == ""


# At the worker


class Desk:
    """A print worker with a simulated printer; nobody asks it for a report."""

    def __init__(self, folder: Path) -> None:
        clock = FakeClock()
        driver = choose_printer({"driver": "simulated", "folder": str(folder)}, clock)
        assert isinstance(driver.simulation, SimulatedPrinter)
        self.printer = driver.simulation
        nobody = ServerClient(Address("http://127.0.0.1:9", "token", 0.1))
        self.worker = PrintWorker(
            Supervised[TicketPrinter]("printer", driver, clock), nobody, clock, a_standby(folder, clock)
        )

    def print(self) -> Outcome:
        ended: list[Outcome] = []
        self.worker.print(PrintJob(lambda _columns: (), ended.append, None)).result(10)
        return ended[0]

    def look(self) -> str:
        self.worker.look().result(10)
        return self.worker.care


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "tickets")


def test_a_printer_that_never_confirms_needs_care_until_it_does(desk: Desk) -> None:
    desk.printer.set_fault(PrinterFault.UNKNOWN)
    assert (desk.print(), desk.worker.care) == (Outcome.UNCERTAIN, "")
    assert (desk.print(), desk.worker.care) == (Outcome.UNCERTAIN, "printer_silent")
    desk.printer.set_fault(None)
    assert (desk.print(), desk.worker.care) == (Outcome.PRINTED, "")


def test_a_printer_that_should_answer_and_does_not_needs_care(desk: Desk) -> None:
    desk.printer.set_fault(PrinterFault.UNKNOWN)
    assert (desk.look(), desk.look()) == ("", "printer_silent")
    desk.printer.set_fault(None)
    assert desk.look() == ""


def test_a_fault_is_no_care(desk: Desk) -> None:
    desk.printer.set_fault(PrinterFault.PAPER_LOW)
    assert desk.look() == "paper_low"
    desk.printer.set_fault(PrinterFault.OUT_OF_PAPER)
    assert desk.look() == ""
