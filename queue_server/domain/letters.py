"""Prefix letters that are confused when they are spoken in Indonesian.

Source:
    Names of the letters in Indonesian: be ce de ge pe te; ef el em en er es; ka ha a.
"""

from collections.abc import Iterable
from itertools import combinations

FAMILIES = (frozenset("BCDGPTV"), frozenset("FLMNRS"), frozenset("KHA"))
"""Letters whose names rhyme (``ve`` among them); what is in none of them is told apart from all."""


def sound_alike(first: str, second: str) -> bool:
    """Tell whether two prefixes may be heard for each other: of one length, and every letter rhymes or is the same.

    >>> sound_alike("B", "P"), sound_alike("A", "B"), sound_alike("AB", "HD")
    (True, False, True)
    """
    if first == second or len(first) != len(second):
        return False
    return all(_rhyme(one, other) for one, other in zip(first.upper(), second.upper(), strict=True))


def _rhyme(one: str, other: str) -> bool:
    return one == other or any({one, other} <= family for family in FAMILIES)


def confusable(prefixes: Iterable[str]) -> list[tuple[str, str]]:
    """Return the pairs of prefixes that may be heard for each other."""
    return [pair for pair in combinations(sorted(set(prefixes)), 2) if sound_alike(*pair)]
