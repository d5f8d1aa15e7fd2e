"""Serves the wall page with waitress, in a thread of its own."""

import threading
from contextlib import suppress

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

from display.screen.app import THREADS

STOP_SECONDS = 3.0


class PageServer:
    """One listening address; bound when built, so that a taken port is known at once."""

    def __init__(self, app: Flask, host: str, port: int) -> None:
        """Bind the address.

        Args:
            app: the wall page's application.
            host: address to listen at.
            port: 0 lets the system choose one.

        Raises:
            OSError: the address cannot be had.
        """
        self._server = create_server(
            app,
            host=host,
            port=port,
            threads=THREADS,
            channel_request_lookahead=1,
            max_request_body_size=1024,
            asyncore_use_poll=True,
            ident=None,
        )
        self.port = int(self._server.effective_port)
        self._thread = threading.Thread(target=self._server.run, name="page", daemon=True)

    def start(self) -> None:
        """Serve from now on."""
        self._thread.start()

    def alive(self) -> bool:
        """Whether the page is being served."""
        return self._thread.is_alive()

    def close(self) -> None:
        """Let the running requests end, then close every socket in the loop's own thread, which ends the loop."""
        self._server.task_dispatcher.shutdown(timeout=STOP_SECONDS)
        if self._thread.is_alive():
            with suppress(OSError):  # the loop may close everything, the trigger with it, before this pull is written
                self._server.trigger.pull_trigger(self._close_sockets)
            self._thread.join(timeout=STOP_SECONDS)
        else:
            self._close_sockets()

    def _close_sockets(self) -> None:
        wasyncore.close_all(self._server._map, ignore_all=True)  # noqa: SLF001 - no public way to end its loop
