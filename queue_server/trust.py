"""Whom a device takes for its server: which certificates it believes, and what it means when it does not.

For kiosk, station and display alike; every connection of theirs to the server begins here.
"""

import logging
import socket
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cached_property
from http.client import HTTPConnection, HTTPSConnection
from ipaddress import ip_address
from typing import ClassVar
from urllib.parse import urlsplit

from queue_server.protocol.messages import PartHealth

log = logging.getLogger(__name__)

NOT_ENCRYPTED = "not_encrypted"
WARNING = "The way to the server is not encrypted: who is in the network can read and change it. Use https."


class TrustFileError(Exception):
    """The file with the certificate to believe cannot be used; the message says why and what to do."""

    code = "trust_file"


class NotTrustedError(ConnectionError):
    """Somebody answers at the server's address who did not prove to be the server; nothing was sent."""

    code: ClassVar[str] = "server_not_trusted"


class OtherCertificateError(NotTrustedError):
    """The certificate is none that this device believes."""

    code = "server_certificate_other"


class OtherNameError(NotTrustedError):
    """The certificate is for another name or address."""

    code = "server_certificate_name"


class ExpiredCertificateError(NotTrustedError):
    """The certificate's time is over, by this device's clock."""

    code = "server_certificate_expired"


class EarlyCertificateError(NotTrustedError):
    """The certificate's time has not begun, by this device's clock."""

    code = "server_certificate_early"


class NotTlsError(NotTrustedError):
    """What answers does not speak TLS, or not as we do."""

    code = "server_not_tls"


_EARLY = (
    "The certificate of {where} is not valid yet by this device's clock, {now}. A Pi has no clock of its own without "
    "power and starts in the past, until the network tells it the time."
)
_OVER = (
    "The certificate of {where} is over by this device's clock, {now}. Where the clock is right, renew the certificate "
    "at the server; where it is not, set it."
)
_NAME = "The certificate of {where} is for somebody else ({why}): correct server_url, or make one that names it."
_OTHER = (
    OtherCertificateError,
    "{where} shows a certificate that is not to be believed here ({why}): see server_ca_file.",
)
_KINDS: Mapping[int, tuple[type[NotTrustedError], str]] = {
    9: (EarlyCertificateError, _EARLY),
    10: (ExpiredCertificateError, _OVER),
    62: (OtherNameError, _NAME),
    64: (OtherNameError, _NAME),
}
"""By X509_V_ERR_... of OpenSSL."""


class Trust:
    """What one device believes."""

    def __init__(self, ca_file: str = "") -> None:
        """Read the certificate.

        Args:
            ca_file: PEM of the site's authority, or of the server's certificate itself: then nothing else is
                believed. Empty: the authorities that the system knows.

        Raises:
            TrustFileError: it cannot be read, or holds no certificate.
        """
        self._pinned = _pinned(ca_file) if ca_file else None
        self.fault: NotTrustedError | None = None

    def connection(self, url: str, timeout_seconds: float) -> HTTPConnection:
        """Return a connection that opens at its first request, and only to the server itself.

        Args:
            url: http or https address.
            timeout_seconds: for connecting, and for each wait after it.
        """
        parts = urlsplit(url)
        host = parts.hostname or "127.0.0.1"
        if parts.scheme == "https":
            return _Secured(self, host, parts.port, timeout_seconds)
        return HTTPConnection(host, parts.port, timeout=timeout_seconds)

    @cached_property
    def context(self) -> ssl.SSLContext:
        """How a connection is secured: TLS 1.2 at least, certificate and name checked."""
        return self._pinned or ssl.create_default_context()

    def see(self, fault: NotTrustedError | None) -> None:
        """Note how the last connection went, and tell the log of what is new."""
        if fault is not None and type(fault) is not type(self.fault):
            log.warning("%s: %s", fault.code, fault)
        self.fault = fault

    def parts(self, url: str) -> tuple[PartHealth, ...]:
        """Return how the way to the server is, for status and heartbeat; nothing where it is as it should be."""
        scheme, fault = urlsplit(url).scheme, self.fault
        if fault is not None:
            told = str(fault)[:300]
            return (PartHealth(name="server", driver=scheme, state="faulty", code=fault.code, message=told),)
        if encrypted(url):
            return ()
        return (PartHealth(name="server", driver=scheme, state="degraded", code=NOT_ENCRYPTED, message=WARNING),)


def encrypted(url: str) -> bool:
    """Tell whether nobody in a network can read what is sent there: by https, or within this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or _loopback(parts.hostname or "")


def choose_trust(url: str, ca_file: str) -> Trust:
    """Return what a device believes by its settings, and warn where nothing is encrypted.

    Raises:
        TrustFileError: the file cannot be used, or names a certificate for an address without TLS.
    """
    if ca_file and urlsplit(url).scheme != "https":
        raise TrustFileError(f"server_ca_file needs an https address, and {url} is none: write https://, or empty it")
    if not encrypted(url):
        log.warning("%s (%s)", WARNING, url)
    return Trust(ca_file)


def shut(held: socket.socket) -> None:
    """End a connection that another thread reads from.

    Beneath the encryption: a secured socket's own way would take it away from under the reader.
    """
    socket.socket.shutdown(held, socket.SHUT_RDWR)


class _Secured(HTTPSConnection):
    """Says by name why somebody is not believed."""

    def __init__(self, trust: Trust, host: str, port: int | None, timeout_seconds: float) -> None:
        super().__init__(host, port, timeout=timeout_seconds, context=trust.context)
        self._trust = trust

    def connect(self) -> None:
        try:
            super().connect()
        except ssl.SSLError as error:
            self.close()
            fault = _named(error, f"{self.host}:{self.port}")
            self._trust.see(fault)
            raise fault from error
        self._trust.see(None)


def _pinned(ca_file: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # a certificate of the server itself will do; otherwise the same with every Python
    context.verify_flags = ssl.VERIFY_X509_TRUSTED_FIRST | ssl.VERIFY_X509_PARTIAL_CHAIN
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_verify_locations(ca_file)
    except ssl.SSLError as error:
        raise TrustFileError(
            f"server_ca_file {ca_file} holds no certificate (PEM); bring the server's again"
        ) from error
    except OSError as error:
        why = error.strerror or error
        raise TrustFileError(f"cannot read server_ca_file {ca_file}: {why}; bring it from the server") from error
    return context


def _named(error: ssl.SSLError, where: str) -> NotTrustedError:
    if not isinstance(error, ssl.SSLCertVerificationError):
        return NotTlsError(
            f"{where} does not speak TLS ({error.reason or error}): see the port, and the server's own TLS"
        )
    kind, told = _KINDS.get(error.verify_code, _OTHER)
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return kind(told.format(where=where, now=now, why=error.verify_message))


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
