"""Serves the local page on a port of this machine."""

import socket
from contextlib import suppress
from threading import Thread
from types import TracebackType
from typing import Any, Protocol, Self

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

from kiosk.screen.app import STREAMS
from kiosk.settings_file import ConfigError

OTHER_THREADS = 4
STOP_SECONDS = 2.0


class HasScreen(Protocol):
    """Builds the page once its port is known."""

    def screen(self, port: int) -> Flask:
        """Build the local page for the port that it is served on."""
        ...


class PageServer:
    """The page's server, for the time of a ``with`` block.

    Attributes:
        port: where it listens; chosen by the system where 0 was asked for.
    """

    def __init__(self, pages: HasScreen, host: str, port: int) -> None:
        """Bind the address.

        Raises:
            ConfigError: it is taken, or not this machine's.
        """
        try:
            bound = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        except OSError as error:
            raise ConfigError(
                f"cannot serve the page on {host}:{port}: {error}; change listen_host or listen_port"
            ) from error
        self.port = int(bound.getsockname()[1])
        self._ending = False
        self._connections: dict[int, Any] = {}
        self._server = create_server(
            pages.screen(self.port),
            sockets=[bound],
            map=self._connections,
            threads=STREAMS + OTHER_THREADS,
            max_request_body_size=65_536,
        )
        # should it not end in time, it ends with the process
        self._thread = Thread(target=self._serve, name="page", daemon=True)

    def _serve(self) -> None:
        try:
            self._server.run()
        except OSError:
            # at the end the loop may look once more at a socket that is closed already
            if not self._ending:
                raise

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending = True
        self._server.task_dispatcher.shutdown(timeout=STOP_SECONDS)
        # only the loop's own thread may close what the loop watches; with nothing left to watch it ends
        with suppress(OSError):  # the loop may close everything, the trigger with it, before this pull is written
            self._server.trigger.pull_trigger(lambda: wasyncore.close_all(self._connections, ignore_all=True))
        self._thread.join(STOP_SECONDS)
