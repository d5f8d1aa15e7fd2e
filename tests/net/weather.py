"""What a network can do to what goes over it, and in which order it does so. Pure."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

PATIENCE_SECONDS = 0.4
"""After which a client of the trial gives a request up; "late" answers come after it."""


@dataclass(frozen=True)
class Weather:
    """One state of the network.

    Attributes:
        up_seconds, down_seconds: by how much each piece of a request or of an answer is late.
        stalled: pieces wait until the weather changes, as lost packets do that are sent again.
        swallows: connections on which a piece of this way (``up``, ``down``) passes stay open and are dead for ever.
        cut: every connection is reset, and so is each new one.
        repeats: share of the writing requests that arrive once more, whole, up to a second later.
    """

    name: str
    up_seconds: float = 0.0
    down_seconds: float = 0.0
    stalled: bool = False
    swallows: frozenset[str] = frozenset()
    cut: bool = False
    repeats: float = 0.0


CLEAR = Weather("clear")
BAD = (
    Weather("cut", cut=True),
    Weather("slow", up_seconds=0.1, down_seconds=0.1),
    Weather("stalled", stalled=True),
    Weather("lost", swallows=frozenset({"up", "down"})),
    Weather("half-open", swallows=frozenset({"down"})),
    Weather("late", down_seconds=PATIENCE_SECONDS * 1.5),
    Weather("repeating", repeats=0.5),
    Weather("late and repeating", down_seconds=PATIENCE_SECONDS * 1.5, repeats=0.5),
)
LEAST_SECONDS, MOST_SECONDS = 0.3, 2.0
"""How long one weather lasts; a kiosk whose visitor still waits does not give up in that time."""


def spells(chance: random.Random, seconds: float) -> Iterator[tuple[Weather, float]]:
    """Yield weathers and how long each lasts, until the time is filled; every kind before one comes again."""
    while seconds > 0:
        for weather in chance.sample(BAD, len(BAD)):
            lasts = min(seconds, chance.uniform(LEAST_SECONDS, MOST_SECONDS))
            yield weather, lasts
            seconds -= lasts
            if seconds <= 0:
                return
