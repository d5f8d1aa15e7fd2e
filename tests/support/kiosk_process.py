"""``python -m tests.support.kiosk_process CONFIG``: a real kiosk that logs all it can.

Each line on its standard input is a temperature, which then stands before the sensor, or ``nobody``.
"""

import logging
import os
import sys
from pathlib import Path
from threading import Thread

from hardware.clock import SystemClock
from kiosk.__main__ import run
from kiosk.bootstrap import build_application
from kiosk.config import FILE


def main(config: str) -> int:
    """Run until a signal comes."""
    logging.basicConfig(level=logging.DEBUG, format="%(levelname)s %(name)s: %(message)s")
    application = build_application(FILE.load(Path(config), os.environ), SystemClock())
    demo = application.demo
    assert demo is not None
    bus = demo.bus
    assert bus is not None

    def listen() -> None:
        for line in sys.stdin:
            bus.show(None if line.strip() == "nobody" else float(line))

    Thread(target=listen, daemon=True).start()
    return run(application)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
