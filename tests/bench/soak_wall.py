"""``python -m tests.bench.soak_wall``: the display with a fast clock; ``--leak`` lets it forget to forget."""

import os
import signal
import sys
import threading
from datetime import datetime

from display.config import load_settings
from display.picture import Picture
from display.screen.wall import WallFeed
from display.service import Display
from tests.bench.fast_clock import FastClock


class LeakingWall(WallFeed):
    """Hands pictures on and keeps every one of them, four times over: what the soak must find in a few days."""

    def __init__(self, wall: WallFeed) -> None:
        super().__init__()
        self._wall = wall
        self._kept: list[bytes] = []

    def show(self, picture: Picture, server_now: datetime | None) -> None:
        self._wall.show(picture, server_now)
        self._kept.append(self._wall.shown().body * 4)


def main() -> int:
    """Run until SIGTERM."""
    display = Display(load_settings(None, os.environ), FastClock())
    if "--leak" in sys.argv:
        display.runner._wall = LeakingWall(display.wall)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    display.start()
    print(f"The wall is at http://127.0.0.1:{display.port}/", flush=True)
    stop.wait()
    display.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
