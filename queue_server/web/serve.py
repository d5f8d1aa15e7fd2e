"""waitress with the settings that were measured for this project, and a stop that loses nothing."""

import errno
import logging
import os
import signal
import socket
import time
from types import FrameType
from typing import Any

import msgspec
from flask import Flask
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer, create_server
from waitress.task import ErrorTask, WSGITask

from queue_server.config import WebSettings
from queue_server.feed import Feed
from queue_server.web.context import services_of
from queue_server.web.errors import refusal_for_status
from queue_server.web.refusals import tell
from queue_server.web.watchdog import Watchdog

SPARE_THREADS = 4
"""For refusals while all else is taken."""
UNREAD_BYTES = 262_144
UNREAD_SECONDS = 5.0
"""Who leaves this much of a stream unread for so long is dropped; it resumes where it was. Catching up is quicker."""
BODY_ROOM = 256
"""The application refuses a body above its limit in words; waitress cuts the line at this multiple, which leaves room
for a file of bookings."""
PHONES = "/v/"
"""Where the visitors' phones look: each asks once in many seconds."""
log = logging.getLogger(__name__)


class AddressInUseError(Exception):
    """Another program listens at the address; the message says what to do."""

    code = "address_in_use"


class _Task(WSGITask):  # type: ignore[misc] # waitress has no types
    """Answers a phone and closes its connection: 500 idle ones would be looked at in every turn of waitress's loop."""

    def build_response_header(self) -> bytes:
        if self.request.path.startswith(PHONES):
            self.set_close_on_finish()
        header: bytes = super().build_response_header()
        return header


class _RefusalTask(ErrorTask):  # type: ignore[misc] # waitress has no types
    """Answers what waitress refuses by itself in the form of every other refusal."""

    def execute(self) -> None:
        """Write the refusal and close the connection."""
        application: Flask = self.channel.server.flask_app
        error = refusal_for_status(self.request.error.code, application.config["MAX_CONTENT_LENGTH"])
        body = msgspec.json.encode(tell(error, services_of(application).catalogue))
        self.status = f"{self.request.error.code} {self.request.error.reason}"
        self.response_headers.append(("Content-Type", "application/json"))
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class _Channel(HTTPChannel):  # type: ignore[misc] # waitress has no types
    """A connection that counts as left when its client does not read."""

    task_class = _Task
    error_task_class = _RefusalTask
    _unread_since: float | None = None

    def check_client_disconnected(self) -> bool:
        if self.total_outbufs_len <= UNREAD_BYTES:
            self._unread_since = None
            return not self.connected
        now = time.monotonic()
        self._unread_since = self._unread_since or now
        return not self.connected or now - self._unread_since > UNREAD_SECONDS


def make_server(app: Flask, settings: WebSettings) -> TcpWSGIServer:
    """Listen at the configured address; nothing is answered before ``run``.

    Raises:
        AddressInUseError: another program listens there.
        OSError: the address cannot be used.
    """
    listening = _listen(settings)
    try:
        server = create_server(app, sockets=[listening], **waitress_settings(settings))
    except OSError:
        listening.close()
        raise
    server.channel_class = _Channel
    server.flask_app = app
    return server


def _listen(settings: WebSettings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=1024)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        address = f"{settings.host}:{settings.port}"
        message = f"{address} is in use by another program; stop it or set another port (ANTRE_WEB_PORT)"
        raise AddressInUseError(message) from error


def waitress_settings(settings: WebSettings) -> dict[str, Any]:
    """Translate our settings into those of waitress; the others were measured, see the comments."""
    proxy: dict[str, Any] = {}
    if settings.trusted_proxy:
        names = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}
        proxy = {"trusted_proxy": settings.trusted_proxy, "trusted_proxy_headers": names}
    return {
        "threads": settings.workers + settings.streams + SPARE_THREADS,
        "asyncore_use_poll": True,  # select() stops the whole server at file descriptor 1024
        "channel_request_lookahead": 1,  # lets a stream learn that its client has left
        "connection_limit": 2000,  # above it new clients hang without a word; the default is 100
        "channel_timeout": settings.channel_timeout_seconds,
        "cleanup_interval": min(30, settings.channel_timeout_seconds),
        "max_request_body_size": settings.max_body_bytes * BODY_ROOM,
        "clear_untrusted_proxy_headers": True,
        "ident": None,
        **proxy,
    }


def run_server(app: Flask, settings: WebSettings, feed: Feed) -> None:
    """Serve until SIGTERM or Ctrl-C; then close the streams, finish what runs, and return.

    Raises:
        AddressInUseError: another program listens at the address.
    """
    server = make_server(app, settings)
    _stop_on_signals(feed)
    log.info("listening at http://%s:%s", server.effective_host, server.effective_port)
    watchdog = Watchdog(os.environ.get("NOTIFY_SOCKET", ""), server.effective_host, int(server.effective_port))
    watchdog.start()
    try:
        server.run()
    finally:
        watchdog.stop()
        feed.close()
        server.close()
        feed.join()
    log.info("stopped")


def _stop_on_signals(feed: Feed) -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        feed.close()  # open streams would delay the end
        raise SystemExit  # waitress then lets running requests finish

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
