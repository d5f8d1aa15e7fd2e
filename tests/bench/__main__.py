"""``python -m tests.bench``: measure everything, print it, write build/bench.json."""

import os
import platform
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from tests.bench import (
    booking_file,
    calls,
    check_ins,
    kiosk_time,
    measuring,
    old_tickets,
    page_weight,
    paint,
    phones,
    press,
    soak,
    spoken,
    start,
    warning,
)

RESULT = Path("build/bench.json")
PARTS = (
    check_ins,
    phones,
    calls,
    paint,
    page_weight,
    spoken,
    press,
    kiosk_time,
    warning,
    start,
    old_tickets,
    booking_file,
    measuring,
    soak,
)


def main() -> int:
    """Measure; broken promises are told, and are no failure of the bench.

    Returns:
        0.
    """
    begun_at = time.monotonic()
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}", flush=True)
    figures = []
    RESULT.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=RESULT.parent) as name:  # the disk that the project is on
        for part in PARTS:
            found = part.measure(Path(name).absolute() / part.__name__.rpartition(".")[2])
            print("\n".join(figure.line() for figure in found), flush=True)
            figures += found
    RESULT.write_bytes(msgspec.json.format(msgspec.json.encode([figure.entry() for figure in figures])) + b"\n")
    print(f"{time.monotonic() - begun_at:.0f} s; written to {RESULT}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
