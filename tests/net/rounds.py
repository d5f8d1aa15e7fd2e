"""Rounds of bad weather: an office at work behind a bad network, which then becomes well again, and what was told."""

import json
import random
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from queue_server.protocol.board import BoardSnapshot
from tests.crash.clients import Client, Terminal, Told, kiosk
from tests.crash.judge import Judge, Verdict
from tests.net.proxy import Proxy, bad_network
from tests.net.visitors import KioskVisitors, Paper
from tests.net.walls import DisplayWall, read_board, seconds_until_right
from tests.net.weather import BAD, CLEAR, PATIENCE_SECONDS, Weather, spells
from tests.simulation.record import EventTable, stored_tickets
from tests.support.api_client import Reply
from tests.support.premises import Premises, prepare
from tests.support.processes import ServerProcess

KIOSKS, COUNTERS = 3, 3
PAUSE_SECONDS = 0.05
BETWEEN_SECONDS = 0.3
"""Of clear weather between two bad ones, in which something gets through."""
ROUND_SECONDS = 12.0
ROUNDS_A_DAY = 4
REST_SECONDS = 0.2
"""Without an event, after which what was held back has arrived."""
MOST_SECONDS = 60.0
"""After the network's return, until a wall that is not right is called wrong: the time itself is a figure, no test."""


@dataclass(frozen=True)
class Round:
    """One time of bad weather and what became of it.

    Attributes:
        answers: how many the clients got.
        again: how many of them only after the request was sent once more.
        papers: tickets that the real kiosk printed so far on its day.
        right_after_seconds: of the network's return the wall was right.
        wall: what was wrong on it in the end.
        refused_then_done: requests that were refused, and carried out when they arrived a second time.
        hurt: how often each weather did something to somebody.
    """

    nth: int
    verdict: Verdict
    answers: int
    again: int
    papers: int
    right_after_seconds: float
    wall: list[str]
    refused_then_done: list[str]
    hurt: Counter[str]

    @property
    def unsound(self) -> str:
        """What was found, in words; empty for nothing."""
        wall = [f"the wall: {'; '.join(self.wall[:3])}"] if self.wall else []
        done = [f"refused, then done: {', '.join(self.refused_then_done[:3])}"] if self.refused_then_done else []
        return "; ".join([*([str(self.verdict)] if self.verdict else []), *done, *wall])


@dataclass(frozen=True)
class Programs:
    """What runs; other programs to see that the judge finds what is wrong with them."""

    server: str = "queue_server"
    display: str = "display"
    with_kiosk: bool = True
    wall_seconds: float = MOST_SECONDS


def net_rounds(
    folder: Path,
    seconds: float,
    seed: int,
    programs: Programs = Programs(),
    round_seconds: float = ROUND_SECONDS,
) -> Iterator[Round]:
    """Let an office work behind a bad network until the time is over.

    Args:
        folder: empty.
        seconds: of bad weather in all.
        seed: of clients and weather; what the machine does in between is its own.
        programs: what runs.
        round_seconds: of bad weather before each verdict.
    """
    chance = random.Random(seed)
    begun_at, nth = time.monotonic(), 0
    while time.monotonic() - begun_at < seconds:
        day = folder / f"from-{nth + 1}"
        day.mkdir()
        with ExitStack() as ends:
            office = _Office(day, chance, programs, ends)
            for _ in range(ROUNDS_A_DAY):
                nth += 1
                yield office.round(nth, min(round_seconds, seconds))
                if time.monotonic() - begun_at >= seconds:
                    break


class _Office:
    def __init__(self, folder: Path, chance: random.Random, programs: Programs, ends: ExitStack) -> None:
        self._chance, self._programs = chance, programs
        self._database = folder / "server" / "antre.db"
        self._database.parent.mkdir()
        self._premises = prepare(self._database.parent, counters=COUNTERS)
        self._server = ServerProcess(self._database.parent, module=programs.server)
        ends.callback(self._server.end)
        self._server.start()
        self._network: Proxy = ends.enter_context(bad_network(self._server.port, chance))
        self._clients = _clients(self._premises, chance)
        self._visitors: KioskVisitors | None = None
        if programs.with_kiosk:
            self._visitors = KioskVisitors(folder / "kiosk", self._network.url, self._premises)
            ends.callback(self._visitors.end)
        self._wall = DisplayWall(folder / "display", self._network.url, self._premises, programs.display)
        ends.callback(self._wall.end)
        self._judge, self._events = Judge(self._database), EventTable(self._database)
        self._papers: dict[str, Paper] = {}
        self._issued: dict[str, dict[str, int]] = {}
        self._refused: dict[str, str] = {}

    def round(self, nth: int, seconds: float) -> Round:
        before = [len(client.told) for client in self._clients]
        self._work_in_bad_weather(seconds)
        back_at = time.monotonic()
        for client in self._clients:
            client.settle(self._network.url)
        if self._visitors is not None:
            self._visitors.wait()
        right_after_seconds, wall = self._look_at_the_wall(back_at)
        told = [one for client, seen in zip(self._clients, before, strict=True) for one in client.told[seen:]]
        self._refused.update({one.nonce: one.action for one in told if 400 <= one.reply.status < 500})
        late = list(self._done_late())
        verdict = self._verdict([*told, *late])
        again, papers, hurt = sum(one.again for one in told), len(self._papers), self._network.taken()
        done = [one.action for one in late]
        return Round(nth, verdict, len(told), again, papers, right_after_seconds, wall, done, hurt)

    def _verdict(self, told: list[Told]) -> Verdict:
        papers = Verdict()
        judged = self._judge.verdict([*told, *self._handed_out(papers)])
        return Verdict(papers.lost + judged.lost, papers.doubled + judged.doubled, judged.wrong)

    def _done_late(self) -> Iterator[Told]:
        """Find what was refused first and carried out afterwards; its answer reached nobody."""
        for nonce, answer in carried_out(self._database, self._refused):
            yield Told(self._refused.pop(nonce), Reply(200, answer), nonce=nonce)

    def _work_in_bad_weather(self, seconds: float) -> None:
        enough = threading.Event()
        work = [threading.Thread(target=self._work, args=(client, enough)) for client in self._clients]
        for thread in work:
            thread.start()
        if self._visitors is not None:
            self._visitors.begin(enough)
        for weather, lasts in spells(self._chance, seconds):
            self._let_pass(weather, lasts)
        enough.set()
        self._network.turn(self._chance.choice(BAD))  # the last requests meet bad weather too
        for thread in work:
            thread.join()
        self._network.turn(CLEAR)

    def _let_pass(self, weather: Weather, seconds: float) -> None:
        self._network.turn(weather)
        time.sleep(seconds)
        self._network.turn(CLEAR)
        time.sleep(BETWEEN_SECONDS)

    def _work(self, client: Client, enough: threading.Event) -> None:
        while not enough.is_set():
            client.work(self._network.url, enough, PAUSE_SECONDS)
            enough.wait(PAUSE_SECONDS)

    def _handed_out(self, verdict: Verdict) -> Iterator[Told]:
        """Hold the papers of the real kiosk against the disk: each new one is an answer that a visitor was given."""
        if self._visitors is None:
            return
        for row in self._events.news():
            # a number of the reserve overtakes the one that the server gave, where its answer was lost
            if row.name in ("ticket.issued", "ticket.renumbered"):
                self._issued[row.payload["number"]] = row.payload
        for paper in self._visitors.papers():
            if paper.pieces > 1:
                verdict.doubled.append(f"{paper.number} is on {paper.pieces} papers")
            if paper.number in self._papers:
                continue
            self._papers[paper.number] = paper
            issued = self._issued.get(paper.number)
            if issued is None:
                verdict.lost.append(f"{paper.number} was printed and never issued")
                continue
            body = {"visit_id": issued["visit_id"], "ticket": {"id": issued["ticket_id"]}}
            yield Told("check-in", Reply(200, body))

    def _truth(self) -> tuple[BoardSnapshot, dict[str, str]]:
        """Read the server's board and the states on its disk, of one moment between two events."""
        while True:
            before = self._board().seq
            states = {row["number"]: row["state"] for row in stored_tickets(self._database)}
            board = self._board()
            if board.seq == before:
                return board, states
            time.sleep(REST_SECONDS)

    def _board(self) -> BoardSnapshot:
        return read_board(self._server.url, self._premises.tokens["display"])

    def _look_at_the_wall(self, back_at: float) -> tuple[float, list[str]]:
        self._network.wait_for_repeats()
        return seconds_until_right(self._wall, self._truth, back_at, self._programs.wall_seconds)


def carried_out(database: Path, nonces: Collection[str]) -> list[tuple[str, dict[str, int]]]:
    """Return the answers on the disk to those of the nonces whose requests were carried out."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        found = connection.execute("SELECT nonce, answer FROM nonce WHERE refused IS NULL").fetchall()
    return [(nonce, json.loads(answer)) for nonce, answer in found if nonce in nonces]


def _clients(premises: Premises, chance: random.Random) -> list[Client]:
    def dice() -> random.Random:
        return random.Random(chance.random())

    terminals = [Terminal(premises, counter_id).client(dice()) for counter_id in premises.counter_ids]
    clients = [kiosk(premises, dice()) for _ in range(KIOSKS)] + terminals
    for client in clients:
        client.patience_seconds = PATIENCE_SECONDS
    return clients
