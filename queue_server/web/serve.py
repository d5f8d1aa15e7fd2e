"""waitress with the settings that were measured for this project, and a stop that loses nothing."""

import errno
import logging
import os
import signal
import socket
from types import FrameType
from typing import Any

import msgspec
from flask import Flask
from waitress.server import TcpWSGIServer, create_server

from queue_server.config import WebSettings
from queue_server.feed import Feed
from queue_server.web.channel import Channel
from queue_server.web.phone_door import WsgiApp, for_phones
from queue_server.web.secured import Secured
from queue_server.web.tls import ServerTls
from queue_server.web.watchdog import Watchdog

PHONE_WORKERS = 4
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
    server = _serving(app, app, settings, settings.port, {})
    server.channel_class = Secured(tls) if tls else Channel
    return server


def phone_server(beside: TcpWSGIServer, settings: WebSettings) -> TcpWSGIServer | None:
    """Listen at the port for phones; it is answered in the loop of the server beside. ``None`` where there is none.

    Raises:
        AddressInUseError: another program listens there.
    """
    if not settings.phones_port:
        return None
    plain = msgspec.structs.replace(settings, certificate_file="", streams=1, workers=PHONE_WORKERS)
    app = beside.flask_app
    server = _serving(for_phones(app.wsgi_app), app, plain, settings.phones_port, beside._map)  # noqa: SLF001
    server.channel_class = Channel
    return server


def _serving(app: WsgiApp, flask_app: Flask, settings: WebSettings, port: int, loop: dict[int, Any]) -> TcpWSGIServer:
    listening = _listen(settings.host, port)
    try:
        server = create_server(app, map=loop, sockets=[listening], **waitress_settings(settings))
    except OSError:
        listening.close()
        raise
    server.flask_app = flask_app
    return server


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        message = f"{host}:{port} is in use by another program; stop it or set another port (ANTRE_WEB_PORT)"
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
    phones = phone_server(server, settings)
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
        if phones is not None:
            phones.task_dispatcher.shutdown()
            phones.close()
        server.close()
        feed.join()
    log.info("stopped")


def _stop_on_signals(feed: Feed) -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        feed.close()  # open streams would delay the end
        raise SystemExit  # waitress then lets running requests finish

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
