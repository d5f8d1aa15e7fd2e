"""Which server a device takes for its own from the pairing on: that whose certificate has the mark that was typed."""

import hashlib
import os
import ssl
from http.client import HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

from queue_server.protocol.pairing import site_mark

PIN_FILE = "site-ca.pem"
MOST_BYTES = 65_536


class PinError(Exception):
    """The certificate could not be had, or is not the one that is meant; the message says what to do."""

    code = "pin_failed"


class NoServerError(PinError):
    """Nobody answered; it may be tried again."""

    code = "pin_no_answer"


def pin(server_url: str, mark: str, path: Path, timeout_seconds: float) -> None:
    """Have the certificate with a mark in a file; it is fetched where it is not there yet.

    It is fetched from whoever answers: not who sends it counts, but whether it is the one that is meant.

    Args:
        server_url: https address.
        mark: of the site's authority, as it was typed (`site_mark`).
        path: where it is kept.

    Raises:
        PinError: another certificate came, or the file cannot be written.
    """
    if urlsplit(server_url).scheme != "https":
        raise PinError(f"this code is of a server with a certificate, and {server_url} is no https address")
    try:
        if _mark_of(path.read_bytes()) == mark:
            return
    except FileNotFoundError:
        pass
    except OSError as error:
        raise PinError(f"cannot read {path}: {error.strerror}") from error
    pem = _fetched(server_url, timeout_seconds)
    if _mark_of(pem) != mark:
        raise PinError(
            f"what answers at {server_url} is not the server that gave this code: "
            "look whether the address is right, then tell who runs the network"
        )
    _keep(path, pem)


def _mark_of(pem: bytes) -> str:
    """Return the mark of the first certificate; empty where it is none."""
    try:
        first, end, _ = pem.decode("ascii").partition("-----END CERTIFICATE-----")
        return site_mark(hashlib.sha256(ssl.PEM_cert_to_DER_cert(first + end)).digest())
    except ValueError:
        return ""


def _fetched(server_url: str, timeout_seconds: float) -> bytes:
    parts = urlsplit(server_url)
    anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
    connection = HTTPSConnection(parts.hostname or "", parts.port, timeout=timeout_seconds, context=anybody)
    try:
        connection.request("GET", f"{parts.path}/{PIN_FILE}")
        response = connection.getresponse()
        received = response.read(MOST_BYTES)
    except (OSError, HTTPException) as error:
        raise NoServerError(f"no answer from {server_url} ({error!r}); try the same code again") from error
    finally:
        connection.close()
    return received if response.status == 200 else b""


def _keep(path: Path, pem: bytes) -> None:
    draft = path.with_name(path.name + ".new")
    try:
        draft.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as file:
            os.fchmod(file.fileno(), 0o644)
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise PinError(f"cannot keep the server's certificate in {path}: {error.strerror}") from error
