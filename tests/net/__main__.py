"""``make net-test SECONDS=n``: an office behind a bad network; tells what was lost, doubled or shown wrongly."""

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.bench.figures import Figure, percentile
from tests.net.rounds import Round, net_rounds

BUSY_VISITORS_PER_HOUR = 60
"""An office at its busiest: 100 visitors a day, most of them in the first two hours."""
PROMISED_SECONDS = 5.0


def main() -> int:
    """Run the rounds; 1 where one of them found something."""
    parser = argparse.ArgumentParser(prog="python -m tests.net", description=__doc__)
    parser.add_argument("--seconds", type=float, default=360.0, help="of bad weather; much more than an office's hour")
    parser.add_argument("--seed", type=int, default=1, help="of the clients and of the weather")
    asked = parser.parse_args()
    begun_at, rounds = time.monotonic(), []
    with tempfile.TemporaryDirectory() as folder:
        for one in net_rounds(Path(folder), asked.seconds, asked.seed):
            rounds.append(one)
            if one.unsound:
                print(f"round {one.nth}: {one.unsound}", file=sys.stderr, flush=True)
            print(
                f"round {one.nth}: {one.answers} answers, {one.again} after another try, {one.papers} papers, "
                f"wall right after {one.right_after_seconds:.2f} s",
                flush=True,
            )
    print("\n".join(figure.line() for figure in figures(rounds)))
    found = sum(bool(one.unsound) for one in rounds)
    print(f"{len(rounds)} rounds, {(time.monotonic() - begun_at) / 60:.1f} min: {found} unsound")
    return 1 if found else 0


def figures(rounds: list[Round]) -> list[Figure]:
    """Return what was measured in all rounds."""
    hurt: Counter[str] = sum((one.hurt for one in rounds), Counter())
    answers = sum(one.answers for one in rounds)
    right = [one.right_after_seconds for one in rounds]
    how = f"{sum(one.again for one in rounds)} of them after another try; weather: " + ", ".join(
        f"{name} {times}" for name, times in hurt.most_common()
    )
    return [
        Figure("net_answers", answers, "answers", how=how),
        Figure("net_refused_then_done", sum(len(one.refused_then_done) for one in rounds), "requests", 0),
        Figure("net_wall_right_s", percentile(right, 1.0), "s", PROMISED_SECONDS, how="longest after the return"),
    ]


if __name__ == "__main__":
    sys.exit(main())
