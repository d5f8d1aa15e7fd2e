"""Tells the service manager that a process is ready, and that its main loop still turns."""

from collections.abc import Mapping
from contextlib import suppress
from socket import AF_UNIX, SOCK_DGRAM, socket

from hardware.clock import Clock

ALIVE_SECONDS = 1.0
"""At most this often; the units allow 15 s without a word before the process is started anew."""


class ServiceManager:
    """The service manager, where there is one; elsewhere nothing is told.

    Source:
        sd_notify(3): datagrams to the socket that ``NOTIFY_SOCKET`` names; ``@`` stands for an abstract one.
    """

    def __init__(self, environment: Mapping[str, str], clock: Clock) -> None:
        """Learn where the service manager listens.

        Args:
            environment: with ``NOTIFY_SOCKET`` under a service manager.
            clock: for the pauses between words.
        """
        named = environment.get("NOTIFY_SOCKET", "")
        self._address = "\0" + named[1:] if named.startswith("@") else named
        self._clock = clock
        self._due_at_seconds = float("-inf")

    def ready(self) -> None:
        """Tell that the process serves."""
        self._tell(b"READY=1")

    def alive(self) -> None:
        """Tell that the main loop turns; to be called on each turn."""
        now = self._clock.monotonic()
        if now >= self._due_at_seconds:
            self._due_at_seconds = now + ALIVE_SECONDS
            self._tell(b"WATCHDOG=1")

    def _tell(self, words: bytes) -> None:
        if not self._address:
            return
        # Not heard is the same as not told: the service manager then starts the process anew.
        with socket(AF_UNIX, SOCK_DGRAM) as channel, suppress(OSError):
            channel.setblocking(False)
            channel.sendto(words, self._address)
