"""The bytes of a ticket -> what stands on the paper: a small ESC/POS printer without paper. Pure.

It knows the commands that `hardware.paper.encoding` writes, and refuses all others: a preview must never show
something else than what a printer would make of the same bytes.

Source:
    Epson ESC/POS command reference: LF, ESC @, a, d, E, J; GS !, ( k, V, r, v 0.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from hardware.paper.document import Align
from hardware.paper.marks import CELL_WIDTH, LINE_DOTS, Code, Dots, Edge, Letters, Mark, White

_T = TypeVar("_T")
_ALIGNMENTS = {0: Align.LEFT, 1: Align.CENTER, 2: Align.RIGHT}
_SCALES = {0: (1, 1), 1: (2, 1), 2: (1, 2), 3: (2, 2)}
_KNIFE_DOTS = 3 * LINE_DOTS
"""From the print head to the knife."""
_MODEL_2, _LEVEL_M, _STORE, _PRINT = b"1A2\x00", b"1E1", b"1P0", b"1Q0"
_MODULE = b"1C"


class UnreadableBytesError(ValueError):
    """Bytes that the printer without paper does not know, or that end in the middle of a command."""


def read(stream: bytes, dots: int) -> tuple[Mark, ...]:
    """Read a whole ticket.

    Args:
        stream: what is sent to the printer.
        dots: printable dots across the paper.

    Returns:
        What stands on the paper, from above.

    Raises:
        UnreadableBytesError: an unknown command, a letter outside ASCII, or an unfinished command or line.
    """
    printer = _Printer(stream, dots)
    while not printer.at_end:
        printer.step()
    printer.expect_line_start("the end")
    return tuple(printer.marks)


@dataclass(slots=True)
class _Printer:
    """A printer as far as a ticket needs one: its settings, the line that it collects, and its paper."""

    stream: bytes
    dots: int
    at: int = 0
    align: Align = Align.LEFT
    width: int = 1
    height: int = 1
    bold: bool = False
    line: str = ""
    module_dots: int = 3
    stored: str = ""
    marks: list[Mark] = field(default_factory=list)

    @property
    def at_end(self) -> bool:
        return self.at >= len(self.stream)

    def step(self) -> None:
        """Take one letter, line end or command."""
        byte = self.stream[self.at]
        if 0x20 <= byte < 0x7F:
            self._letter(chr(self._take(1)[0]))
        elif byte == 0x0A:
            self._take(1)
            self._print_line()
        else:
            self._command()

    def expect_line_start(self, what: str) -> None:
        if self.line:
            raise UnreadableBytesError(f"{what} in the middle of the line {self.line!r}")

    def _command(self) -> None:
        name = next((name for name in _COMMANDS if self.stream.startswith(name, self.at)), None)
        if name is None:
            raise UnreadableBytesError(f"unknown command {self.stream[self.at : self.at + 3]!r} at byte {self.at}")
        self.expect_line_start(f"command {name!r}")
        self._take(len(name))
        _COMMANDS[name](self)

    def _take(self, count: int) -> bytes:
        taken = self.stream[self.at : self.at + count]
        if len(taken) < count:
            raise UnreadableBytesError("the bytes end in the middle of a command")
        self.at += count
        return taken

    def _letter(self, letter: str) -> None:
        # A printer goes on in the next line when a letter does not fit any more.
        if (len(self.line) + 1) * self.width * CELL_WIDTH > self.dots:
            self._print_line()
        self.line += letter

    def _print_line(self) -> None:
        self.marks.append(Letters(self.line, self.width, self.height, self.bold, self.align))
        self.line = ""

    def initialise(self) -> None:
        self.align, self.width, self.height, self.bold = Align.LEFT, 1, 1, False

    def justify(self) -> None:
        self.align = self._known(_ALIGNMENTS, self._take(1)[0], "alignment")

    def embolden(self) -> None:
        self.bold = bool(self._take(1)[0] & 1)

    def enlarge(self) -> None:
        size = self._take(1)[0]
        self.width, self.height = (size >> 4) + 1, (size & 0x0F) + 1
        if size & 0x88:
            raise UnreadableBytesError(f"letter size {size:#x}")

    def feed_lines(self) -> None:
        self.marks.append(White(self._take(1)[0] * LINE_DOTS))

    def feed_dots(self) -> None:
        self.marks.append(White(self._take(1)[0]))

    def cut(self) -> None:
        self.marks += [White(_KNIFE_DOTS + self._take(1)[0]), Edge()]

    def print_dots(self) -> None:
        across, down = self._known(_SCALES, self._take(1)[0], "scale of a picture")
        width, height = (int.from_bytes(self._take(2), "little") for _ in range(2))
        if not width or not height or width * 8 * across > self.dots + 7:
            raise UnreadableBytesError(f"a picture of {width * 8} x {height} dots on paper of {self.dots}")
        self.marks.append(Dots(width * 8, self._take(width * height), across, down, self.align))

    def symbol(self) -> None:
        part = self._take(int.from_bytes(self._take(2), "little"))
        if part == _PRINT and self.stored:
            self.marks.append(Code(self.stored, self.module_dots, self.align))
        elif part.startswith(_STORE) and part[len(_STORE) :].isascii():
            self.stored = part[len(_STORE) :].decode("ascii")
        elif part.startswith(_MODULE) and len(part) == len(_MODULE) + 1 and 1 <= part[-1] <= 16:
            self.module_dots = part[-1]
        elif part not in (_MODEL_2, _LEVEL_M):
            raise UnreadableBytesError(f"unknown part of a QR code {part[:8]!r}")

    def answer(self) -> None:
        """Tell the state of the roll; nothing comes on the paper."""
        self._take(1)

    @staticmethod
    def _known(table: Mapping[int, _T], number: int, what: str) -> _T:
        if number not in table:
            raise UnreadableBytesError(f"unknown {what} {number}")
        return table[number]


_COMMANDS: Mapping[bytes, Callable[[_Printer], None]] = {
    b"\x1b@": _Printer.initialise,
    b"\x1ba": _Printer.justify,
    b"\x1bE": _Printer.embolden,
    b"\x1bd": _Printer.feed_lines,
    b"\x1bJ": _Printer.feed_dots,
    b"\x1d!": _Printer.enlarge,
    b"\x1dVB": _Printer.cut,
    b"\x1dv0": _Printer.print_dots,
    b"\x1d(k": _Printer.symbol,
    b"\x1dr": _Printer.answer,
}
