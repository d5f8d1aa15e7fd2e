"""Hours in which the wall makes no sound: spans of the day such as ``20:00-07:00``. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

_SPAN = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class QuietSpan:
    """From a time of the day until another, over midnight where that is the earlier one."""

    begin: time
    end: time

    def holds(self, now: time) -> bool:
        """Whether it is quiet now."""
        if self.begin <= self.end:
            return self.begin <= now < self.end
        return now >= self.begin or now < self.end


def read_spans(spans: Sequence[str]) -> tuple[QuietSpan, ...]:
    """Read the setting.

    Args:
        spans: each as ``HH:MM-HH:MM``.

    Raises:
        ValueError: a span is written otherwise, or begins when it ends.

    >>> read_spans(["20:00-07:00"])[0].holds(time(6, 59))
    True
    """
    return tuple(_read(span) for span in spans)


def is_quiet(spans: Sequence[QuietSpan], now: time) -> bool:
    """Whether it is quiet at this time of the day."""
    return any(span.holds(now) for span in spans)


def _read(span: str) -> QuietSpan:
    found = _SPAN.fullmatch(span)
    if found is None:
        raise ValueError(f'"{span}" is no span of hours; write for instance "20:00-07:00"')
    hours = [int(part) for part in found.groups()]
    begin, end = time(hours[0], hours[1]), time(hours[2], hours[3])
    if begin == end:
        raise ValueError(f'"{span}" begins when it ends')
    return QuietSpan(begin, end)
