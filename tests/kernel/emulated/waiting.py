"""Waiting for what the kernel does in its own time: device nodes, bytes, line values."""

import time
from collections.abc import Callable
from typing import TypeVar

LIMIT_SECONDS = 60.0
LOOK_SECONDS = 0.01
T = TypeVar("T")


def wait_for(what: str, look: Callable[[], T], seconds: float = LIMIT_SECONDS) -> T:
    """Look again and again until there is something, and return it.

    Raises:
        AssertionError: nothing came; ``what`` was waited for.
    """
    limit = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() > limit:
            raise AssertionError(f"waited {seconds:g} s in vain: {what}")
        time.sleep(LOOK_SECONDS)
    return found
