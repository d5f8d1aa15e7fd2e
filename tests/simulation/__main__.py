"""``make simulate-day``: let a day pass, and show it."""

import argparse
import sys
import tempfile
import time
from collections import Counter
from datetime import date, datetime
from pathlib import Path

from tests.simulation.day import simulate
from tests.simulation.invariants import BrokenInvariantError
from tests.simulation.ledger import UntellableError
from tests.simulation.officers import UnexpectedAnswerError
from tests.simulation.picture import drawing, story, table
from tests.simulation.premises import ZONE

A_TUESDAY = date(2026, 3, 3)


def main() -> int:
    """Let the day pass; 1 where it broke a rule."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="of the visitors; the same seed makes the same day")
    parser.add_argument("--date", type=date.fromisoformat, default=A_TUESDAY, help="YYYY-MM-DD")
    asked = parser.parse_args()
    began = time.monotonic()
    try:
        with tempfile.TemporaryDirectory() as folder:
            told = simulate(Path(folder), asked.date, asked.seed, _progress)
    except (BrokenInvariantError, UntellableError, UnexpectedAnswerError) as error:
        print(f"\nseed {asked.seed}: {error}", file=sys.stderr)
        return 1
    print(f"\r{told.day}, seed {asked.seed}, in {time.monotonic() - began:.1f} s; # at a counter, . waiting\n")
    print(drawing(told), story(told), table(told), sep="\n\n")
    print("\nTimes in minutes: the means, and the longest stay. No rule was broken.")
    return 0


def _progress(at: datetime, events: int, happened: Counter[str]) -> None:
    if sys.stdout.isatty():
        print(f"\r{at.astimezone(ZONE):%H:%M}  {happened['checked in']} in, {events} events", end="", flush=True)


if __name__ == "__main__":
    sys.exit(main())
