"""waitress with the settings that were measured for this project, and a stop that loses nothing."""

import errno
import logging
import os
import signal
import socket
from types import FrameType
from typing import Any

from flask import Flask
from waitress.server import TcpWSGIServer, create_server

from queue_server.config import WebSettings
from queue_server.feed import Feed
from queue_server.web.channel import Channel
from queue_server.web.secured import Secured
from queue_server.web.tls import ServerTls
from queue_server.web.watchdog import Watchdog

SPARE_THREADS = 4
"""For refusals while all else is taken."""
BODY_ROOM = 256
"""The application refuses a body above its limit in words; waitress cuts the line at this multiple, which leaves room
for a file of bookings."""
log = logging.getLogger(__name__)


class AddressInUseError(Exception):
    """Another program listens at the address; the message says what to do."""

    code = "address_in_use"


def make_server(app: Flask, settings: WebSettings) -> TcpWSGIServer:
    """Listen at the configured address; nothing is answered before ``run``.

    Raises:
        AddressInUseError: another program listens there.
        ConfigError: certificate or key cannot be used.
        OSError: the address cannot be used.
    """
    tls = ServerTls(settings.certificate_file, settings.key_file) if settings.tls else None
    listening = _listen(settings)
    try:
        server = create_server(app, sockets=[listening], **waitress_settings(settings))
    except OSError:
        listening.close()
        raise
    server.channel_class = Secured(tls) if tls else Channel
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
        "url_scheme": settings.scheme,
        **proxy,
    }


def run_server(app: Flask, settings: WebSettings, feed: Feed) -> None:
    """Serve until SIGTERM or Ctrl-C; then close the streams, finish what runs, and return.

    Raises:
        AddressInUseError: another program listens at the address.
        ConfigError: certificate or key cannot be used.
    """
    server = make_server(app, settings)
    _stop_on_signals(feed)
    log.info("listening at %s://%s:%s", settings.scheme, server.effective_host, server.effective_port)
    notify, port = os.environ.get("NOTIFY_SOCKET", ""), int(server.effective_port)
    watchdog = Watchdog(notify, server.effective_host, port, tls=settings.tls)
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
