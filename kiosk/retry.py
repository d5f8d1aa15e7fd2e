"""Asks the server again and again for an answer that somebody waits for."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from kiosk.server_client import ServerUnreachableError

log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Retry:
    """How to ask again: waits double from the first to the longest, in seconds."""

    first_seconds: float = 0.25
    longest_seconds: float = 5.0

    def until_answered(
        self,
        call: Callable[[], T],
        wanted: Callable[[], bool],
        missed: Callable[[], None],
        sleep: Callable[[float], object] = time.sleep,
    ) -> T | None:
        """Repeat a call, which carries its nonce, until the server answers or nobody wants the answer any more.

        Args:
            call: the same request every time.
            wanted: whether somebody still waits.
            missed: told of the first failure only.
            sleep: waits; may return early.

        Returns:
            The answer, or ``None`` when it was no longer wanted.

        Raises:
            RefusedError: the server refused; that is an answer.
        """
        wait_seconds, failures = self.first_seconds, 0
        while wanted():
            try:
                return call()
            except ServerUnreachableError as error:
                log.debug("the server does not answer: %s", error)
                if not failures:
                    missed()
            failures += 1
            sleep(wait_seconds)
            wait_seconds = min(self.longest_seconds, wait_seconds * 2)
        return None
