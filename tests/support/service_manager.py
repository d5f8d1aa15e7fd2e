"""What a process tells the service manager, heard on a real socket."""

import socket
from typing import Self


class Listening:
    """Stands where systemd would listen.

    Attributes:
        address: for ``NOTIFY_SOCKET``; ``@`` before a name that is in no file system.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind("\0" + address[1:] if address.startswith("@") else address)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def next_word(self, seconds: float) -> str:
        """What is told next; empty when nothing came in time."""
        self._socket.settimeout(seconds)
        try:
            return self._socket.recv(256).decode()
        except TimeoutError:
            return ""

    def forget(self) -> None:
        """Leave out what came until now."""
        while self.next_word(0.01):
            pass
