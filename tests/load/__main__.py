"""``make load SECONDS=n``: an office at twenty times a busy pace: errors, times, memory."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tests.load.day import Crowd, figures, load


def main() -> int:
    """Run the load; 1 where a request failed, a promise of time or memory is told and is no failure."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--seconds", type=float, default=900.0)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    crowd = Crowd()
    print(f"{os.cpu_count()} cores for server and clients, load {os.getloadavg()[0]:.1f} before", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        done = load(Path(folder), asked.seconds, crowd, asked.seed)
    print("\n".join(figure.line() for figure in figures(done, crowd)))
    print("\n".join(done.seen.errors[:10]), file=sys.stderr)
    print(f"load {os.getloadavg()[0]:.1f} after")
    return 1 if done.seen.errors else 0


if __name__ == "__main__":
    sys.exit(main())
