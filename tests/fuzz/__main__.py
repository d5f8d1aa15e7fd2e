"""``make fuzz SECONDS=n``: everything that comes from outside, as nobody should send it, until the time is over."""

import argparse
import faulthandler
import logging
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import count, cycle
from pathlib import Path

from tests.fuzz.parts import PARTS, Part

HANG_SECONDS = 300.0
"""A round that takes longer hangs: the traceback of every thread is printed, and the process ends."""


def main() -> int:
    """Fuzz part after part; 1 where something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--seed", type=int, default=1, help="of the first round; each next round has the next one")
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)  # what is refused is logged, a thousand times
    until = time.monotonic() + asked.seconds
    tried: Counter[str] = Counter()
    found, warm_mb = 0, 0.0
    with ThreadPoolExecutor(1) as rounds:
        for part, nth in zip(cycle(PARTS), count(), strict=False):
            if time.monotonic() >= until:
                break
            if nth == len(PARTS):
                warm_mb = _most_resident_mb()
            seed = asked.seed + nth // len(PARTS)
            done = rounds.submit(_round, part, seed)
            if (find := done.exception()) is None:
                tried[part.name] += done.result()
            else:
                found += 1
                words = "".join(traceback.format_exception(find))
                print(f"\nFOUND by {part.name}, seed {seed}:\n{words}", file=sys.stderr, flush=True)
    for name, times in tried.items():
        print(f"{times:>10} {name}")
    print(f"{found} finds; {_most_resident_mb():.0f} MB at most, {warm_mb:.0f} MB after the first round of each part")
    return 1 if found else 0


def _round(part: Part, seed: int) -> int:
    faulthandler.dump_traceback_later(HANG_SECONDS, exit=True)
    try:
        with tempfile.TemporaryDirectory() as folder:
            return part.run(Path(folder), part.examples, seed)
    finally:
        faulthandler.cancel_dump_traceback_later()


def _most_resident_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    sys.exit(main())
