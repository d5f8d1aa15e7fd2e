"""``make crash-test ROUNDS=n KIOSK_ROUNDS=m``: crash server and kiosk, and tell what was lost, doubled or wrong."""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.crash.kiosk_rounds import KioskRound, kiosk_rounds
from tests.crash.rounds import Round, crash_rounds


def main() -> int:
    """Run the rounds; 1 where one of them found something."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--rounds", type=int, default=1000, help="crashes of the server")
    parser.add_argument("--kiosk-rounds", type=int, default=300, help="crashes of a kiosk")
    parser.add_argument("--seed", type=int, default=1, help="of the clients and of the instants of the crashes")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as server, tempfile.TemporaryDirectory() as kiosk:
        unsound = _server(crash_rounds(Path(server), asked.rounds, asked.seed), asked.rounds)
        unsound += _kiosk(kiosk_rounds(Path(kiosk), asked.kiosk_rounds, asked.seed), asked.kiosk_rounds)
    return 1 if unsound else 0


def _server(rounds: Iterator[Round], many: int) -> int:
    began, answers, again, found = time.monotonic(), 0, 0, 0
    for one in rounds:
        answers, again, found = answers + one.answers, again + one.again, found + bool(one.verdict)
        _tell(one, f"{one.nth} of {many} crashes of the server, {answers} answers")
    minutes = (time.monotonic() - began) / 60
    print(f"\n{many} crashes, {answers} answers, {again} after another try, {minutes:.1f} min: {found} unsound")
    return found


def _kiosk(rounds: Iterator[KioskRound], many: int) -> int:
    began, visitors, alone, decided, found = time.monotonic(), 0, 0, 0, 0
    for one in rounds:
        visitors, alone, decided = visitors + one.visitors, alone + one.alone, decided + one.decided
        found += bool(one.verdict)
        _tell(one, f"{one.nth} of {many} crashes of a kiosk, {visitors} visitors")
    minutes = (time.monotonic() - began) / 60
    told = f"{visitors} visitors, {alone} papers of the reserve, {decided} decisions by PIN"
    print(f"\n{many} crashes, {told}, {minutes:.1f} min: {found} unsound")
    return found


def _tell(one: Round | KioskRound, so_far: str) -> None:
    if one.verdict:
        print(f"\nround {one.nth}: {one.verdict}", file=sys.stderr, flush=True)
    if sys.stdout.isatty() or one.nth % 50 == 0:
        print(f"\r{so_far}", end="", flush=True)


if __name__ == "__main__":
    sys.exit(main())
