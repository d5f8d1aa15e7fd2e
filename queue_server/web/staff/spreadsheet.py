"""Tables as CSV files that a spreadsheet opens; what people typed is never run there as a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

_MARK = "\ufeff"
"""Tells spreadsheet programs that the file is UTF-8."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield a file line by line, so that a long one needs no memory.

    Source:
        OWASP, CSV Injection: a cell that begins like a formula gets an apostrophe in front.
    """
    yield _MARK + _line(head)
    for row in rows:
        yield _line([harmless(cell) for cell in row])


def harmless(cell: object) -> object:
    """Return a cell that no spreadsheet program takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _line(cells: Sequence[object]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()
