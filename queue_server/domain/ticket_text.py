"""The office's own lines on the ticket: what fits on paper. Pure."""

from collections.abc import Iterator
from typing import NamedTuple

MOST_LINES = 4
LONGEST_LINE = 48
"""Letters on one line of 80 mm paper; on 58 mm (32 letters) such a line goes on in a second one."""


class LineFault(NamedTuple):
    """What is wrong with a line; ``number`` counts from 1, ``problem`` is a code, ``amount`` what was found."""

    number: int
    problem: str
    amount: int


def tidy(text: str) -> str:
    """Return a text without empty lines and spare spaces."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def line_faults(text: str) -> Iterator[LineFault]:
    """Return what does not fit; the text is tidy.

    >>> list(line_faults("Jl. Sudirman 1"))
    []
    >>> [fault.problem for fault in line_faults("x" * 49)]
    ['line_too_long']
    """
    lines = text.splitlines()
    for number, line in enumerate(lines, start=1):
        if len(line) > LONGEST_LINE:
            yield LineFault(number, "line_too_long", len(line))
        if not all(letter.isprintable() for letter in line):
            yield LineFault(number, "not_printable", 0)
    if len(lines) > MOST_LINES:
        yield LineFault(MOST_LINES + 1, "too_many_lines", len(lines))
