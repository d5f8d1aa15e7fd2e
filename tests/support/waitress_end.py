"""End a waitress server that runs in a thread of the test."""

import threading
from contextlib import suppress
from typing import Any

from waitress import wasyncore


def end_serving(server: Any, thread: threading.Thread, seconds: float = 10.0) -> None:
    """Let running requests end, then close every socket in the loop's own thread, which ends the loop.

    Closed from another thread, the loop could look once more at a socket that is gone.
    """
    server.task_dispatcher.shutdown(timeout=seconds)
    with suppress(OSError):  # the loop may close everything, the trigger with it, before this pull is written
        server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map, ignore_all=True))
    thread.join(seconds)
    assert not thread.is_alive()
