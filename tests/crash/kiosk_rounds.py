"""Rounds of a kiosk's crash: visitors come while its network is pulled and mended, it is killed, and all is judged."""

import random
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import msgspec
from argon2 import PasswordHasher

from hardware.clock import SystemClock
from kiosk.away.outbox import Outbox
from kiosk.away.standby import Standby
from kiosk.catalogue import load_catalogue
from kiosk.server_client import Address, ServerClient
from queue_server.domain.actor import SYSTEM
from queue_server.operations.accounts import find_account, set_kiosk_pin
from queue_server.protocol.temperature import TemperaturePolicy
from queue_server.storage import offices
from tests.crash.cable import Cable, State
from tests.crash.judge import Verdict
from tests.crash.kiosk_end import PIN
from tests.crash.kiosk_judge import judge_kiosk
from tests.support.premises import SECURITY, Premises, prepare
from tests.support.processes import ROOT, ServerProcess

SHORTEST_SECONDS, LONGEST_SECONDS = 0.1, 6.0
"""After the first visitor may come, so long at least and at most until the kiosk's power is cut."""
CHANGE_SECONDS = 1.0
"""The mean time between two changes of the network."""
ROUNDS_A_DAY = 25
PROGRAM = "tests.crash.kiosk_end"
STATES = (State.WHOLE, State.PULLED, State.DEAF, State.PULLED)
RESERVE = 20
QUICK_SHARE = 0.5
"""Of the days: nobody is measured, so that visitors come faster."""
SETTINGS = """
server_url = "{url}"
token_file = "{token}"
data_dir = "{data}"
server_timeout_seconds = 0.5
reserve_numbers = {reserve}
fast_tickets = 0
thermometer = {{driver = "simulated", auto = false, noise_celsius = 0.0, unit_offset_celsius = 0.0}}
printer = {{driver = "simulated"}}
controls = {{driver = "none"}}
"""

Harm = Callable[[Path, bool], None]
"""What is done to the kiosk's data folder before it starts (``False``) and after it was killed (``True``)."""


def no_harm(_folder: Path, _killed: bool) -> None:
    """Leave it alone."""


@dataclass(frozen=True)
class KioskRound:
    """One crash of a kiosk and what became of it.

    Attributes:
        nth: from 1.
        visitors: who came to the kiosk in this round.
        alone: papers with a number of the reserve that came out in this round.
        decided: visitors on whom the guard decided without the server, as far as the screen had shown it.
    """

    nth: int
    verdict: Verdict
    visitors: int
    alone: int
    decided: int


def kiosk_rounds(folder: Path, rounds: int, seed: int, harm: Harm = no_harm) -> Iterator[KioskRound]:
    """Crash a kiosk again and again.

    Args:
        folder: empty.
        rounds: how many crashes.
        seed: of the visitors, the network, and the instants; what the machine does in between is its own.
        harm: see `Harm`.
    """
    chance = random.Random(seed)
    for first in range(1, rounds + 1, ROUNDS_A_DAY):
        office = folder / f"from-{first}"
        office.mkdir()
        with ExitStack() as ends:
            day = _Day(office, chance, harm, ends)
            for nth in range(first, min(first + ROUNDS_A_DAY, rounds + 1)):
                yield day.round(nth)


def _measure_nobody(premises: Premises) -> None:
    with closing(premises.open_store()) as store:
        office = store.read(offices.get, premises.office_id)
        policy = msgspec.structs.replace(office.policy, temperature=TemperaturePolicy(screening=False))
        store.write(offices.save, office.id, name=office.name, timezone=office.timezone, policy=policy)


def _give_the_guard_a_pin(premises: Premises) -> None:
    """A hash that costs little: the trial is of the disk, not of who guesses."""
    pin_hash = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PIN)
    with closing(premises.open_store()) as store:
        guard = store.read(find_account, SECURITY)
        assert guard is not None
        now = datetime.now(UTC)
        store.write(set_kiosk_pin, guard.id, pin_hash, office_id=premises.office_id, actor=SYSTEM, now=now)


def _told(lines: list[str]) -> list[str]:
    return [line for line in lines if not line.startswith(("paper", "copy"))]


class _Day:
    def __init__(self, folder: Path, chance: random.Random, harm: Harm, ends: ExitStack) -> None:
        self._folder, self._chance, self._harm = folder, chance, harm
        self._premises: Premises = prepare(folder, counters=1)
        if chance.random() < QUICK_SHARE:
            _measure_nobody(self._premises)
        _give_the_guard_a_pin(self._premises)
        self._server = ServerProcess(folder)
        ends.callback(self._server.end)
        self._server.start()
        self._cable = ends.enter_context(Cable(self._server.port))
        self._data, self._diary = folder / "kiosk", folder / "diary"
        self._data.mkdir()
        self._diary.touch()
        self._settle()

    def round(self, nth: int) -> KioskRound:
        before = self._lines()
        self._harm(self._data, False)
        self._crash()
        self._harm(self._data, True)
        self._settle()
        verdict = judge_kiosk(self._diary, self._folder / "antre.db")
        news = self._lines()[len(before) :]
        alone = sum(line.startswith("paper") and line[-3:] > "500" for line in news)
        # who was told a number after a seat was decided on
        decided = sum(line.startswith("decided") for line in news)
        decided += sum(one.startswith("told") and other == "seated" for other, one in pairwise(_told(news)))
        return KioskRound(nth, verdict, news.count("visitor"), alone, decided)

    def _lines(self) -> list[str]:
        return self._diary.read_text().splitlines()

    def _crash(self) -> None:
        config = self._folder / "kiosk.toml"
        config.write_text(self._settings())
        command = [sys.executable, "-m", PROGRAM, str(config), str(self._diary), str(self._chance.random())]
        self._cable.be(self._chance.choice(STATES))
        log = (self._folder / "kiosk.log").open("ab")
        with log, subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log) as kiosk:
            assert kiosk.stdout is not None
            begun = kiosk.stdout.readline()
            assert begun, "the kiosk does not begin; see kiosk.log"
            self._pull_and_mend(self._chance.uniform(SHORTEST_SECONDS, LONGEST_SECONDS))
            kiosk.kill()

    def _pull_and_mend(self, seconds: float) -> None:
        """Let the time pass, with a network that comes and goes."""
        pause, left = threading.Event(), seconds
        while left > 0:
            step = min(left, self._chance.expovariate(1 / CHANGE_SECONDS))
            pause.wait(step)
            left -= step
            self._cable.be(self._chance.choice(STATES))

    def _settle(self) -> None:
        """Do what the kiosk does when it starts and the server answers, so that nothing is on its way any more."""
        client = ServerClient(Address(self._server.url, self._premises.tokens["kiosk"], 20.0))
        standby = Standby(Outbox(self._data / "outbox.db"), SystemClock(), load_catalogue(), size=RESERVE)
        try:
            standby.deliver(client, lambda _: None)
            standby.see(client, client.office())
        finally:
            standby.end()
            client.close()

    def _settings(self) -> str:
        return SETTINGS.format(
            url=self._cable.url, token=self._premises.token_file("kiosk"), data=self._data, reserve=RESERVE
        )
