"""``python -m queue_server.courier``: one errand from standard input, its answer to standard output."""

import os
import signal
import sys

import msgspec

from queue_server.courier.errands import Answer, Deliver, Errand, Examine, Push
from queue_server.courier.push import push

LONGEST_SECONDS = 60
"""Ends this process where the server, which has limits of its own, is not there any more to end it."""


def main() -> int:
    """Do one errand; whoever asked ends this process when it takes too long."""
    signal.signal(
        signal.SIGTERM, signal.SIG_IGN
    )  # a service manager tells every process; the server waits for this one
    signal.alarm(LONGEST_SECONDS)
    answers = os.dup(sys.stdout.fileno())
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whatever the library prints is no answer
    errand: Errand = msgspec.json.decode(sys.stdin.buffer.read(), type=Errand)
    answer: Answer = push(errand) if isinstance(errand, Push) else _by_the_library(errand)
    with open(answers, "wb") as stream:
        stream.write(msgspec.json.encode(answer))
    return 0


def _by_the_library(errand: Deliver | Examine) -> Answer:
    """Load the library only for what needs it: it takes seconds on a small computer."""
    from queue_server.courier.library import deliver, examine  # noqa: PLC0415

    return deliver(errand) if isinstance(errand, Deliver) else examine(errand)


if __name__ == "__main__":
    sys.exit(main())
