"""What is fuzzed, and how many examples of each make one round of some seconds."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz import api, booking_files, printers, scanners, sensors, streams


@dataclass(frozen=True)
class Part:
    """One part.

    Attributes:
        run: takes an empty folder, a number of examples and a seed; returns how many it tried, raises for a find.
        examples: of a round.
    """

    name: str
    run: Callable[[Path, int, int], int]
    examples: int


PARTS = (
    Part("requests to every operation by everybody", api.run, 10),
    Part("files of bookings", booking_files.run, 400),
    Part("what a scanner sends", scanners.run, 400),
    Part("streams of the feed", streams.run, 250),
    Part("answers of printers", printers.run, 800),
    Part("words of thermometers", sensors.run, 800),
)
