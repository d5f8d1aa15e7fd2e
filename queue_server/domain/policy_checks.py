"""Rules of an office that contradict each other, although each of them is in its range."""

from collections.abc import Iterator
from typing import NamedTuple

from queue_server.domain.policy import LookPolicy
from queue_server.domain.ticket_text import line_faults
from queue_server.protocol.temperature import TemperaturePolicy


class Contradiction(NamedTuple):
    """A field that does not fit to another one, and what is wrong as a code of `problems`."""

    field: str
    problem: str


def contradictions(rule: TemperaturePolicy) -> tuple[Contradiction, ...]:
    """Return what does not fit together in the rule for the temperature at the door.

    >>> contradictions(TemperaturePolicy())
    ()
    """
    return tuple(_contradictions(rule))


def lines_that_do_not_fit(look: LookPolicy) -> Iterator[Contradiction]:
    """Return the office's lines that do not fit on its tickets."""
    for place, words in (("ticket_head", look.ticket_head), ("ticket_foot", look.ticket_foot)):
        for language, text in words.items():
            if next(line_faults(text), None) is not None:
                yield Contradiction(f"{place}_{language}", "does_not_fit")


def _contradictions(rule: TemperaturePolicy) -> Iterator[Contradiction]:
    limits = [limit for limit in (rule.threshold_celsius, rule.second_threshold_celsius) if limit is not None]
    if rule.second_threshold_celsius is not None and rule.measurements == 1:
        yield Contradiction("second_threshold_celsius", "second_limit_unused")
    if rule.closer_below_celsius >= min(limits):
        yield Contradiction("closer_below_celsius", "not_below_limit")
    if rule.highest_celsius <= max(limits):
        yield Contradiction("highest_celsius", "not_above_limit")
    if rule.ambient_lowest_celsius >= rule.ambient_highest_celsius:
        yield Contradiction("ambient_highest_celsius", "range_empty")
    if rule.shade_above_celsius is not None and rule.shade_above_celsius >= rule.ambient_highest_celsius:
        yield Contradiction("shade_above_celsius", "shade_too_late")
