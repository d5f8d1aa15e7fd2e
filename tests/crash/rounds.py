"""Rounds of a crash: the server under load, ended without warning at a random instant, started again, and judged."""

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.crash.clients import Client, Terminal, kiosk
from tests.crash.judge import Judge, Verdict
from tests.support.premises import Premises, prepare
from tests.support.processes import ServerProcess

KIOSKS, COUNTERS = 3, 3
PAUSE_SECONDS = 0.02
SHORTEST_SECONDS, LONGEST_SECONDS = 0.05, 0.8
"""After the server listens, so long at least and at most until its power is cut."""
ROUNDS_A_DAY = 25
"""Then another office, with an empty database, so that a round does not grow with those before it."""

Harm = Callable[[Path], None]
"""What is done to the data folder while the server is off."""


@dataclass(frozen=True)
class Round:
    """One crash and what became of it.

    Attributes:
        nth: from 1.
        answers: how many the clients got.
        again: how many of them only after the request was sent once more.
    """

    nth: int
    verdict: Verdict
    answers: int
    again: int


def crash_rounds(
    folder: Path, rounds: int, seed: int, module: str = "queue_server", harm: Harm | None = None
) -> Iterator[Round]:
    """Crash a server again and again.

    Args:
        folder: empty.
        rounds: how many crashes.
        seed: of the clients and of the instants; what the machine does in between is its own.
        module: the program to run; another one to see that the judge finds what is wrong with it.
        harm: see `Harm`.
    """
    chance = random.Random(seed)
    for first in range(1, rounds + 1, ROUNDS_A_DAY):
        office = folder / f"from-{first}"
        office.mkdir()
        many = min(ROUNDS_A_DAY, rounds + 1 - first)
        yield from _Office(office, chance, module, harm).rounds(first, many)


class _Office:
    def __init__(self, folder: Path, chance: random.Random, module: str, harm: Harm | None) -> None:
        self._folder, self._chance, self._harm = folder, chance, harm
        self._premises = prepare(folder, counters=COUNTERS)
        self._server = ServerProcess(folder, module=module)
        self._clients = _clients(self._premises, chance)
        self._judge = Judge(folder / "antre.db")

    def rounds(self, first: int, many: int) -> Iterator[Round]:
        with ExitStack() as ends:
            ends.callback(self._server.end)
            self._server.start()
            for nth in range(first, first + many):
                yield self._round(nth)

    def _round(self, nth: int) -> Round:
        before = [len(client.told) for client in self._clients]
        self._crash_under_load()
        if self._harm is not None:
            self._harm(self._folder)
        self._server.start()
        for client in self._clients:
            client.settle(self._server.url)
        told = [one for client, seen in zip(self._clients, before, strict=True) for one in client.told[seen:]]
        return Round(nth, self._judge.verdict(told), len(told), sum(one.again for one in told))

    def _crash_under_load(self) -> None:
        enough = threading.Event()
        work = [
            threading.Thread(target=client.work, args=(self._server.url, enough, PAUSE_SECONDS))
            for client in self._clients
        ]
        for thread in work:
            thread.start()
        enough.wait(self._chance.uniform(SHORTEST_SECONDS, LONGEST_SECONDS))
        self._server.kill()
        enough.set()
        for thread in work:
            thread.join()


def _clients(premises: Premises, chance: random.Random) -> list[Client]:
    def dice() -> random.Random:
        return random.Random(chance.random())

    terminals = [Terminal(premises, counter_id).client(dice()) for counter_id in premises.counter_ids]
    return [kiosk(premises, dice()) for _ in range(KIOSKS)] + terminals
