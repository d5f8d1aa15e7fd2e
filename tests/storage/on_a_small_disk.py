"""``python -m tests.storage.on_a_small_disk FOLDER ACT...``: what happens on a disk that gets full; prints it as JSON.

FOLDER is a disk of its own that is small; `tests/storage/test_full_disk.py` makes it.
"""

import json
import logging
import os
import sys
from contextlib import closing
from pathlib import Path

from queue_server.domain.errors import CannotStoreError
from queue_server.housekeeper import Housekeeper
from queue_server.operations import security
from queue_server.storage.opening import open_store
from queue_server.storage.store import Store
from tests.storage.test_traces import MARK, files, stored
from tests.support.clock import START_AT, FakeClock
from tests.support.office import WARM, Office, office
from tests.support.stores import dump

HOUR_SECONDS = 3600
CHUNK = b"\0" * 65_536


class Disk:
    """The folder with a database, and a file that fills what is left."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "antre.db"
        self.reserve = folder / "antre.db.reserve"
        self.filler = folder / "filler"
        self.said: list[str] = []
        handler = logging.Handler()
        handler.emit = lambda record: self.said.append(record.getMessage())  # type: ignore[method-assign]
        logging.getLogger("queue_server").addHandler(handler)

    def fill(self) -> None:
        """Take the last byte."""
        with self.filler.open("ab", buffering=0) as file:
            for chunk in (CHUNK, b"\0"):
                try:
                    while file.write(chunk):
                        pass
                except OSError:
                    continue

    def state(self, store: Store) -> dict[str, object]:
        """What is there now."""
        return {
            "stored": len(dump(store)["screening_reading"]),
            "in the bytes": stored(MARK) in files(self.path),
            "reserve": self.reserve.exists(),
            "trouble": store.trouble.value,
            "readable": len(dump(store)["office"]) == 1,
            "said": list(self.said),
        }


def planted(store: Store, clock: FakeClock) -> Office:
    """An office with a warm visitor who was let in."""
    house = office(store, clock)
    house.open()
    case_id = house.held(measurement=type(WARM)(status=WARM.status, celsius=MARK, samples=12))
    house.do(security.clear, case_id, **house.by(house.guard))
    return house


def is_full(house: Office) -> bool:
    """Whether a visitor can no longer check in; the room that was still in the log is used up."""
    for _ in range(1000):
        try:
            house.check_in()
        except CannotStoreError:
            return True
    return False


def go_on(disk: Disk, *, reserve: bool) -> list[object]:
    """Let a full disk meet the time to forget; then let somebody make room."""
    clock = FakeClock()
    with closing(open_store(f"sqlite:///{disk.path}")) as store:
        house, keeper = planted(store, clock), Housekeeper(store, clock.now, clock.monotonic)
        keeper.make_round()
        if not reserve:
            disk.reserve.unlink()
        disk.fill()
        states: list[object] = [is_full(house), disk.state(store)]
        clock.sleep(HOUR_SECONDS)
        for _ in range(3):
            keeper.make_round()
        states.append(disk.state(store))
        disk.filler.unlink()
        keeper.make_round()
        return [*states, disk.state(store)]


def power_cut(disk: Disk) -> None:
    """End while the disk is full."""
    store, clock = open_store(f"sqlite:///{disk.path}"), FakeClock()
    house = planted(store, clock)
    Housekeeper(store, clock.now, clock.monotonic).make_round()
    disk.fill()
    assert is_full(house)
    os._exit(0)


def start_again(disk: Disk) -> list[object]:
    """Start on the full disk, an hour later."""
    clock = FakeClock(START_AT)
    clock.sleep(2 * HOUR_SECONDS)
    disk.path.with_name(disk.path.name + "-shm").unlink()
    disk.fill()
    with closing(open_store(f"sqlite:///{disk.path}")) as store:
        Housekeeper(store, clock.now, clock.monotonic).make_round()
        return [disk.state(store)]


def main(folder: str, act: str) -> None:
    """Do one act on the disk."""
    disk = Disk(Path(folder))
    if act == "power_cut":
        power_cut(disk)
    states = start_again(disk) if act == "start_again" else go_on(disk, reserve=act == "with_reserve")
    print(json.dumps(states))


if __name__ == "__main__":
    main(*sys.argv[1:])
