from pathlib import Path

import pytest
from PIL import Image

from hardware.errors import CoverOpenError, PaperOutError, PrinterError, PrinterOfflineError, PrinterStalledError
from hardware.paper import PROFILES, Align, Cut, Document, Feed, Profile, Qr, Rule, Text
from hardware.paper.encoding import encode, plain
from hardware.paper.picture import draw
from hardware.paper.qr import qr_modules
from hardware.printer import PrinterState, PrintOutcome
from hardware.printer.simulated import PrinterFault, SimulatedPrinter, SimulatedPrinterSettings
from tests.support.clock import FakeClock
from tests.support.escpos_decoder import decode

TICKET: Document = (
    Text("KANTOR IMIGRASI BALIKPAPAN", bold=True, align=Align.CENTER),
    Text("Paspor baru", align=Align.CENTER),
    Text("A-012", 5, 5, bold=True, align=Align.CENTER),
    Rule(),
    Text("2 Maret 2026 08:05"),
    Text("Di depan Anda: 4 orang, sekitar 10-20 menit"),
    Text("Paling lambat selesai 10:05", bold=True),
    Qr("http://antre.local/t/6f1c0a52d9b7"),
    Text("Terlewat? Lapor ke petugas."),
    Feed(1),
    Cut(),
)


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_another_program_reads_number_service_and_qr(profile: Profile) -> None:
    ticket = decode(encode(TICKET, profile), profile.dots)
    assert "A-012" in ticket.text
    assert "Paspor baru" in ticket.text
    assert ticket.qr == "http://antre.local/t/6f1c0a52d9b7"
    assert ticket.unknown_commands == []


def test_only_what_changes_is_told_to_the_printer() -> None:
    lines = (Text("one", bold=True), Text("two", bold=True), Text("three"), Feed(1), Text("four"), Text("BIG", 2, 2))
    assert encode(lines, PROFILES["80mm"]) == b"\x1b@\x1bE\x01one\ntwo\n\x1bE\x00three\n\x1bd\x01four\n\x1d!\x11BIG\n"


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
@pytest.mark.parametrize(("heavy", "thick"), [(False, 2), (True, 4)])
def test_a_rule_goes_from_edge_to_edge(profile: Profile, heavy: bool, thick: int) -> None:
    picture = draw(encode((Rule(heavy),), profile), profile.dots)
    assert picture.size == (profile.dots, thick)
    assert picture.getextrema() == (0, 0)


def test_size_and_bold_stand_together() -> None:
    assert b"\x1d!\x44\x1bE\x01A-012\n" in encode(TICKET, PROFILES["80mm"])


def test_a_qr_is_centred_before_it_is_drawn() -> None:
    assert b"\x1ba\x01\x1d(k" in encode((Text("left"), Qr("x")), PROFILES["80mm"])


def test_a_printer_without_a_cutter_feeds_and_one_with_it_cuts() -> None:
    assert encode((Cut(),), PROFILES["80mm"]).endswith(b"\x1dVB\x00")
    assert encode((Cut(),), PROFILES["58mm"]).endswith(b"\x1bd\x04")


def test_a_code_too_wide_for_the_paper_is_made_smaller_not_cut_off() -> None:
    profile = PROFILES["58mm-plain"]
    raster = encode((Qr("x" * 200, 16),), profile)
    width_bytes = int.from_bytes(raster[raster.index(b"\x1dv0\x00") + 4 :][:2], "little")
    assert width_bytes * 8 <= profile.dots + 7
    assert len(qr_modules("x" * 200)) <= profile.dots


@pytest.mark.parametrize(
    ("text", "printed"), [("Bu Ésther", "Bu Esther"), ("10\u201320 menit", "10-20 menit"), ("中", "?")]
)
def test_letters_that_a_printer_lacks_are_replaced(text: str, printed: str) -> None:
    assert plain(text) == printed


@pytest.mark.parametrize("text", ["a\nb", "\x1b@", "\x7f", "\x9b"])
def test_text_cannot_carry_commands_to_the_printer(text: str) -> None:
    with pytest.raises(ValueError, match="control characters"):
        Text(text)


@pytest.mark.parametrize(("width", "height"), [(0, 1), (1, 9)])
def test_letters_have_a_printable_size(width: int, height: int) -> None:
    with pytest.raises(ValueError, match="outside 1 to 8"):
        Text("A", width, height)


@pytest.mark.parametrize("data", ["", "é", "x" * 301])
def test_a_qr_holds_what_a_printer_can_draw(data: str) -> None:
    with pytest.raises(ValueError, match="1 to 300 ASCII"):
        Qr(data)


def test_module_size_and_feed_have_limits() -> None:
    with pytest.raises(ValueError, match="1 to 16"):
        Qr("x", 17)
    with pytest.raises(ValueError, match="1 to 20"):
        Feed(21)


def simulated(folder: Path, clock: FakeClock, **settings: object) -> SimulatedPrinter:
    return SimulatedPrinter(SimulatedPrinterSettings(folder=str(folder), **settings), clock)  # type: ignore[arg-type] # each test passes right ones


def test_each_ticket_becomes_a_picture_and_a_text(tmp_path: Path, clock: FakeClock) -> None:
    printer = simulated(tmp_path / "tickets", clock)
    assert [printer.print_document(TICKET) for _ in range(2)] == [PrintOutcome.PRINTED] * 2
    assert [picture.name for picture in printer.tickets] == ["ticket-0001.png", "ticket-0002.png"]
    text = (tmp_path / "tickets" / "ticket-0002.txt").read_text()
    assert "A-012" in text
    assert "[QR http://antre.local/t/6f1c0a52d9b7]" in text
    with Image.open(printer.tickets[0]) as picture:
        assert picture.width == 576
        assert picture.height > 300


def test_the_counter_goes_on_after_a_restart(tmp_path: Path, clock: FakeClock) -> None:
    simulated(tmp_path, clock).print_document(TICKET)
    printer = simulated(tmp_path, clock)
    printer.print_document(TICKET)
    assert [picture.name for picture in printer.tickets] == ["ticket-0001.png", "ticket-0002.png"]


def test_only_the_newest_tickets_are_kept(tmp_path: Path, clock: FakeClock) -> None:
    printer = simulated(tmp_path, clock, keep=2)
    for _ in range(4):
        printer.print_document(TICKET)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "ticket-0003.png",
        "ticket-0003.txt",
        "ticket-0004.png",
        "ticket-0004.txt",
    ]


def test_a_long_line_goes_on_in_the_next(tmp_path: Path, clock: FakeClock) -> None:
    simulated(tmp_path, clock, profile="58mm").print_document((Text("x" * 40),))
    assert (tmp_path / "ticket-0001.txt").read_text() == "x" * 32 + "\n" + "x" * 8 + "\n"


@pytest.mark.parametrize(
    ("fault", "state", "error"),
    [
        (PrinterFault.OUT_OF_PAPER, PrinterState.OUT_OF_PAPER, PaperOutError),
        (PrinterFault.COVER_OPEN, PrinterState.COVER_OPEN, CoverOpenError),
        (PrinterFault.OFFLINE, PrinterState.OFFLINE, PrinterOfflineError),
        (PrinterFault.JAM, PrinterState.READY, PrinterStalledError),
    ],
)
def test_a_broken_printer_prints_nothing_until_it_is_mended(
    tmp_path: Path, clock: FakeClock, fault: PrinterFault, state: PrinterState, error: type[PrinterError]
) -> None:
    printer = simulated(tmp_path, clock)
    printer.set_fault(fault)
    assert printer.status().state is state
    with pytest.raises(error):
        printer.print_document(TICKET)
    assert printer.tickets == ()
    printer.set_fault(None)
    assert printer.print_document(TICKET) is PrintOutcome.PRINTED


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [(PrinterFault.UNKNOWN, PrintOutcome.UNCERTAIN), (PrinterFault.PAPER_LOW, PrintOutcome.PRINTED)],
)
def test_an_unknown_state_or_low_paper_still_prints(
    tmp_path: Path, clock: FakeClock, fault: PrinterFault, outcome: PrintOutcome
) -> None:
    printer = simulated(tmp_path, clock, fault=fault)
    assert printer.print_document(TICKET) is outcome
    assert len(printer.tickets) == 1
