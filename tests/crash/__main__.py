"""``make crash-test ROUNDS=n``: crash the server again and again, and tell what was lost, doubled or wrong."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.crash.rounds import crash_rounds


def main() -> int:
    """Run the rounds; 1 where one of them found something."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1, help="of the clients and of the instants of the crashes")
    asked = parser.parse_args()
    began, answers, again, found = time.monotonic(), 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        for one in crash_rounds(Path(folder), asked.rounds, asked.seed):
            answers, again, found = answers + one.answers, again + one.again, found + bool(one.verdict)
            if one.verdict:
                print(f"\nround {one.nth}: {one.verdict}", file=sys.stderr, flush=True)
            if sys.stdout.isatty() or one.nth % 50 == 0:
                print(f"\r{one.nth} of {asked.rounds} rounds, {answers} answers", end="", flush=True)
    minutes = (time.monotonic() - began) / 60
    print(f"\n{asked.rounds} crashes, {answers} answers, {again} after another try, {minutes:.1f} min: {found} unsound")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
