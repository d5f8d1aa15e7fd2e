"""``python -m tests.crash.kiosk_end CONFIG DIARY SEED``: a real kiosk at which visitors come without end, to be killed.

What visitors see and what leaves the printer is written to the diary, which no kill takes back:
``visitor``, ``paper A-501``, ``told A-501``, ``seated``, ``decided deferred``. A guard decides by PIN on who is seated.
"""

import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import msgspec

from hardware.clock import SystemClock
from hardware.paper import Document, Text
from hardware.thermometer.simulated import SimulatedBus
from kiosk.bootstrap import Application, build_application
from kiosk.config import FILE
from kiosk.view import View
from queue_server.protocol.reserve import StaffDecision
from queue_server.protocol.words import Lane

FINE_CELSIUS, WARM_CELSIUS, WARM_SHARE = 36.4, 38.2, 0.35
PIN = "483920"
GUARD_SECONDS = 2.5
"""The longest that the guard looks for the way in: where the server is there, there is none."""
DECISIONS: tuple[StaffDecision, ...] = ("cleared", "deferred", "left")
LOOK_SECONDS = 0.02
LONGEST_SECONDS = 8.0
WITH_NUMBER = ("showing", "number_on_screen")
ENDS = (*WITH_NUMBER, "held", "refused", "away")
LARGE = 4


class Diary:
    """Lines at the end of a file, each written at once."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def note(self, line: str) -> None:
        """Write one line."""
        os.write(self._file, f"{line}\n".encode())

    def paper(self, document: Document) -> None:
        """A ticket leaves the printer; its number is what stands there in the largest letters."""
        lines = [line for line in document if isinstance(line, Text)]
        number = next(line.text for line in lines if line.height >= LARGE)
        copy = any(line.text.startswith("SALINAN") for line in lines)
        self.note(f"copy {number}" if copy else f"paper {number}")


class Visitors:
    """One after the other, as fast as the kiosk takes them."""

    def __init__(self, application: Application, bus: SimulatedBus, diary: Diary, chance: random.Random) -> None:
        self._kiosk, self._bus, self._diary, self._chance = application.kiosk, bus, diary, chance

    def come(self) -> None:
        """Come until the process is killed."""
        while True:
            self._wait(lambda seen: seen.phase == "idle")
            self._visit()
            self._kiosk.asks.reset()

    def _visit(self) -> None:
        self._bus.show(None)
        self._diary.note("visitor")
        self._kiosk.asks.choose(1, Lane.GENERAL)
        self._wait(lambda seen: seen.phase not in ("idle", "offline"))
        self._bus.show(WARM_CELSIUS if self._chance.random() < WARM_SHARE else FINE_CELSIUS)
        seen = self._wait(lambda seen: seen.phase in ENDS)
        if seen.phase in WITH_NUMBER and seen.ticket is not None:
            self._diary.note(f"told {seen.ticket.number}")
        elif seen.phase == "held":
            self._diary.note("seated")
            self._bus.show(None)
            self._kiosk.asks.reset()
            self._decide()

    def _decide(self) -> None:
        """The guard comes, where the kiosk is alone; what the screen shows as done is done."""
        asks = self._kiosk.asks
        if not self._wait(lambda seen: seen.desk and seen.phase in ("idle", "offline"), GUARD_SECONDS).desk:
            return
        asks.open_desk()
        who = self._wait(lambda seen: bool(seen.options))
        asks.name_staff(int(who.options[0].act.get("account", 0)) if who.options else 0)
        self._wait(lambda seen: seen.phase == "staff_pin")
        asks.type_pin(PIN)
        shown = self._wait(lambda seen: seen.phase in ("staff_decide", "staff_whom"))
        if shown.phase == "staff_whom" and shown.options:
            asks.name_visitor(int(shown.options[0].act["entry"]))
        decision = self._chance.choice(DECISIONS)
        if self._wait(lambda seen: seen.phase == "staff_decide").phase != "staff_decide":
            return
        asks.decide(decision)
        done = self._wait(lambda seen: seen.phase in (*WITH_NUMBER, "idle", "offline", "refused"))
        if done.phase in WITH_NUMBER and done.ticket is not None:
            self._diary.note(f"told {done.ticket.number}")
        elif done.phase in ("idle", "offline"):
            self._diary.note(f"decided {decision}")

    def _wait(self, until: Callable[[View], bool], seconds: float = LONGEST_SECONDS) -> View:
        end = time.monotonic() + seconds
        while True:
            newest = self._kiosk.published.newer(0, 1.0)
            seen = msgspec.json.decode(newest[1], type=View | None) if newest else None
            if seen is not None and (until(seen) or time.monotonic() > end):
                return seen
            time.sleep(LOOK_SECONDS)


def main(config: str, diary: str, seed: str) -> int:
    """Run until the kill."""
    application = build_application(FILE.load(Path(config), {}), SystemClock())
    demo, kept = application.demo, Diary(Path(diary))
    assert demo is not None
    assert demo.printer is not None
    assert demo.bus is not None
    demo.printer._print = kept.paper  # type: ignore[method-assign]
    visitors = Visitors(application, demo.bus, kept, random.Random(seed))
    Thread(target=visitors.come, daemon=True).start()
    print("begun", flush=True)
    application.kiosk.run()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
