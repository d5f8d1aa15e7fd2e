"""The server's certificate: read at the start, and again when its files have changed."""

import logging
import os
import ssl
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from queue_server.certificates.reading import read
from queue_server.config import ConfigError

LOOK_SECONDS = 10.0
"""Between two looks at the files: a renewed certificate is shown this long after it was written, without a restart."""
DAY_SECONDS = 86_400.0
log = logging.getLogger(__name__)


class ServerTls:
    """What a connection is secured with."""

    def __init__(
        self,
        certificate_file: str,
        key_file: str,
        monotonic: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Read certificate and key.

        Raises:
            ConfigError: they cannot be used, or others may read the key.
        """
        self._files = (certificate_file, key_file)
        self._monotonic = monotonic
        self._now = now
        self._remind_at_seconds = monotonic()
        self._context = _context(certificate_file, key_file)
        self._seen = self._written()
        self._look_at_seconds = monotonic() + LOOK_SECONDS

    def context(self) -> ssl.SSLContext:
        """Return what to secure the next connection with; a certificate that cannot be used changes nothing."""
        now = self._monotonic()
        if now >= self._look_at_seconds:
            self._look_at_seconds = now + LOOK_SECONDS
            self._look()
            self._remind(now)
        return self._context

    def _look(self) -> None:
        written = self._written()
        if written == self._seen:
            return
        try:
            self._context = _context(*self._files)
            log.info("the certificate was renewed: %s", self._files[0])
        except ConfigError as error:
            log.warning("the renewed certificate is not used: %s", error)
        self._seen = written

    def _remind(self, seconds: float) -> None:
        """Tell the log once a day that the certificate ends soon."""
        ends = ends_soon(self._files[0], self._now())
        if ends is not None and seconds >= self._remind_at_seconds:
            self._remind_at_seconds = seconds + DAY_SECONDS
            left = (ends - self._now()).days
            log.warning("the server's certificate ends in %d days: renew it with make-certificate --renew", left)

    def _written(self) -> tuple[int, ...]:
        try:
            return tuple(os.stat(name).st_mtime_ns for name in self._files)
        except OSError:
            return ()


def ends_soon(certificate_file: str, now: datetime) -> datetime | None:
    """Return when the certificate ends, where somebody should renew it now; ``None`` without one, or one to be read."""
    try:
        facts = read(Path(certificate_file).read_bytes()) if certificate_file else None
    except (OSError, ValueError):
        return None  # a start, or a renewal, says what is wrong with it
    return facts.ends_at if facts is not None and facts.ends_soon(now) else None


def _context(certificate_file: str, key_file: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_CIPHER_SERVER_PREFERENCE
    context.set_alpn_protocols(["http/1.1"])
    try:
        Path(certificate_file).open("rb").close()
        mode = os.stat(key_file).st_mode
        context.load_cert_chain(certificate_file, key_file, password=_no_password)
    except ssl.SSLError as error:
        told = f"web.certificate_file {certificate_file} and web.key_file {key_file} cannot be used: {error.reason}"
        raise ConfigError(f"{told}; both must be PEM, and belong together") from error
    except OSError as error:
        raise ConfigError(f"cannot read {error.filename or key_file} for https: {error.strerror}") from error
    if mode & 0o077:
        raise ConfigError(f"others may read web.key_file {key_file}; run: chmod 600 {key_file}")
    return context


def _no_password() -> str:
    """Refuse an encrypted key instead of asking at a terminal that nobody looks at."""
    return ""
