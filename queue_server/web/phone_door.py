"""A door without TLS for visitors' phones, which would warn of a certificate that they do not know.

Only places in line and what their pages look like go through it; nobody signs in here and nothing is written.
"""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]
SHOWN = ("/v/", "/static/", "/look/")
_METHODS = ("GET", "HEAD")


def for_phones(app: WsgiApp) -> WsgiApp:
    """Return the application as phones see it; everything else is not there."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] in _METHODS and environ["PATH_INFO"].startswith(SHOWN):
            environ.pop("HTTP_COOKIE", None)  # a browser sends those of the encrypted port here too
            return app(environ, start_response)
        status = HTTPStatus.NOT_FOUND
        words = b"Only places in line are shown here.\n"
        headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(words))), ("Cache-Control", "no-store")]
        start_response(f"{status.value} {status.phrase}", headers)
        return [words]

    return answer
