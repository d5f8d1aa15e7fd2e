"""Everything that somebody can read from a server: every address, every stream, heads and bodies."""

import re
import socket
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterable, Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from queue_server.bootstrap import build
from queue_server.config import Settings
from queue_server.web.access import RouteAccess, route_table
from tests.support.planted import address
from tests.support.premises import PASSWORD

TIMEOUT_SECONDS = 20.0
QUIET_SECONDS = 0.5
"""A stream that tells its past says nothing more after this long."""
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def readable_routes(folder: Path) -> tuple[RouteAccess, ...]:
    """Return every route that can be read, of an application on an empty folder."""
    server = build(Settings(data_dir=str(folder)))
    server.store.close()
    return tuple(row for row in route_table(server.app) if row.method == "GET")


class Reader:
    """Somebody: staff who signed in, a device with a token, or the public."""

    def __init__(self, url: str, *, username: str = "", token: str = "") -> None:
        """Come in."""
        self._url = url
        self._head = {"Authorization": f"Bearer {token}"} if token else {}
        self._jar = CookieJar(DefaultCookiePolicy(strict_ns_domain=DefaultCookiePolicy.DomainLiberal))
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))
        if username:
            self.send("/sign-in", "/sign-in", username=username, password=PASSWORD)

    def read(self, path: str, data: bytes | None = None) -> bytes:
        """Return head and body of an answer, whatever its status; a stream until it falls silent."""
        asked = urllib.request.Request(self._url + path, data, self._head)
        try:
            answer = self._opener.open(asked, timeout=TIMEOUT_SECONDS)
        except urllib.error.HTTPError as refusal:
            answer = refusal
        with answer:
            head = f"{answer.status} {answer.url}\n{answer.headers}".encode()
            if "event-stream" not in str(answer.headers["Content-Type"]):
                return head + bytes(answer.read())
        return head + self._stream(path)

    def send(self, page: str, action: str, **fields: str) -> bytes:
        """Send a form of a page, with the page's token."""
        token = _TOKEN.search(self.read(page).decode())
        assert token is not None, f"{page} holds no form"
        return self.read(action, urlencode({"csrf_token": token[1]} | fields).encode())

    def read_all(self, rows: Iterable[RouteAccess], parts: Mapping[str, str]) -> dict[str, bytes]:
        """Read every address, by its path."""
        known = defaultdict(lambda: "1", parts)
        paths = [address(row, known) for row in rows]
        return {path: self.read(path + ("?after=0" if path.endswith("/stream") else "")) for path in paths}

    def _stream(self, path: str) -> bytes:
        place = urlsplit(self._url)
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._jar)
        head = {"Host": place.netloc, "Cookie": cookies, "Last-Event-ID": "0"} | self._head
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        heard = b""
        with socket.create_connection((str(place.hostname), place.port or 80), TIMEOUT_SECONDS) as stream:
            stream.sendall(f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode())
            try:
                while chunk := stream.recv(65_536):
                    heard += chunk
                    stream.settimeout(QUIET_SECONDS)
            except TimeoutError:
                return heard
        return heard
