"""What a printer's status bytes mean, pure."""

from collections.abc import Iterable, Mapping

from hardware.printer.port import PrinterState

QUERIES = (1, 2, 4)
"""DLE EOT n: printer, cause of being off line, roll."""

_OFFLINE = 0x08
_COVER_OPEN = 0x04
_ROLL_ENDED = 0x20
_FAILED = 0x40
_PAPER_OUT = 0x60
_PAPER_LOW = 0x0C


def query(number: int) -> bytes:
    """The real-time status query DLE EOT n."""
    return b"\x10\x04" + bytes([number])


def first_status(answer: Iterable[int]) -> int | None:
    """The first byte that is a real-time status, or None; anything else on the line is noise or an older answer."""
    return next((byte for byte in answer if byte & 0x93 == 0x12), None)


def first_confirmation(answer: Iterable[int]) -> int | None:
    """The first byte that answers GS r, or None. A real-time status has bit 4 set and is not taken for one."""
    return next((byte for byte in answer if byte & 0x90 == 0x00), None)


def decode_status(answers: Mapping[int, int]) -> PrinterState:
    """The state that matters most.

    Args:
        answers: status byte of each query that was answered.

    Returns:
        ``UNKNOWN`` unless printer and roll both answered; a fault that is known is told even then.

    Source:
        Epson ESC/POS command reference, DLE EOT.
    """
    printer, cause, roll = (answers.get(number, 0) for number in QUERIES)
    if cause & _COVER_OPEN:
        return PrinterState.COVER_OPEN
    if roll & _PAPER_OUT or cause & _ROLL_ENDED:
        return PrinterState.OUT_OF_PAPER
    if printer & _OFFLINE or cause & _FAILED:
        return PrinterState.OFFLINE
    if not (1 in answers and 4 in answers):
        return PrinterState.UNKNOWN
    return PrinterState.PAPER_LOW if roll & _PAPER_LOW else PrinterState.READY
