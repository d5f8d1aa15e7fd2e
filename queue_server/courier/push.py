"""One request to a push service or a program of the office; only the courier's own process does this.

The address came from a phone or an admin. It was held against the settings before; here the name is looked up, and the
very address that was looked at is connected to: a name that leads into our own network is not followed, nor is any
redirection.
"""

import socket
import ssl
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

from queue_server.courier.errands import TIMED_OUT, Delivered, Push
from queue_server.domain.push import NOT_ALLOWED

LIMIT_SECONDS = 15.0
"""For each step of the way."""
_PORTS = {"http": 80, "https": 443}


def push(errand: Push) -> Delivered:
    """Hand over a message, once."""
    try:
        return _sent(errand, urlsplit(errand.url))
    except TimeoutError:
        return Delivered(error=TIMED_OUT)
    except (OSError, HTTPException, ValueError):
        return Delivered(error="no_connection")


def _sent(errand: Push, url: SplitResult) -> Delivered:
    host, port = url.hostname or "", url.port or _PORTS[url.scheme]
    addresses = [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not errand.inside and not all(is_outside(address) for address in addresses):
        return Delivered(error=NOT_ALLOWED)
    connection = _connected(url.scheme, host, addresses, port)
    try:
        path = f"{url.path}?{url.query}" if url.query else url.path
        connection.request("POST", path, errand.body, errand.headers)
        status = connection.getresponse().status
    finally:
        connection.close()
    return Delivered(error="" if HTTPStatus(200) <= status < HTTPStatus(300) else f"http_{status}")


def is_outside(address: str) -> bool:
    """Tell whether an address is one of the open internet.

    >>> [is_outside(one) for one in ("8.8.8.8", "127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:10.1.2.3")]
    [True, False, False, False, False, False]
    """
    found = ip_address(address)
    inner = found.ipv4_mapped or found.sixtofour if isinstance(found, IPv6Address) else None
    told = inner or found
    return told.is_global and not told.is_multicast


def _connected(scheme: str, host: str, addresses: list[str], port: int) -> HTTPConnection:
    """Connect to the first of the addresses that answers; the certificate must be the host's all the same."""
    kind = HTTPSConnection if scheme == "https" else HTTPConnection
    connection = kind(host, port, timeout=LIMIT_SECONDS)
    bare = _first_that_answers(addresses, port)
    connection.sock = _secured(bare, host) if scheme == "https" else bare
    return connection


def _first_that_answers(addresses: list[str], port: int) -> socket.socket:
    for nth, address in enumerate(addresses, start=1):
        try:
            return socket.create_connection((address, port), LIMIT_SECONDS)
        except OSError:
            if nth == len(addresses):
                raise
    raise OSError("the name leads nowhere")


def _secured(bare: socket.socket, host: str) -> ssl.SSLSocket:
    return ssl.create_default_context().wrap_socket(bare, server_hostname=host)
