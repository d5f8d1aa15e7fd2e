"""The site's certificates in their folder: made once, renewed by one command, the authority kept."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

from queue_server.certificates.issuing import Pair, issue, new_authority
from queue_server.certificates.reading import read

Address = IPv4Address | IPv6Address
TLS_FOLDER = "tls"
"""In the data folder."""
AUTHORITY_FILE = "site-ca.pem"


class CertificateError(Exception):
    """The site's certificates cannot be made; the message says what to do, and nothing was changed."""

    code = "certificate"


@dataclass(frozen=True, slots=True)
class Site:
    """Where the certificates of a site are."""

    folder: Path

    @property
    def authority(self) -> Path:
        """What devices pin."""
        return self.folder / AUTHORITY_FILE

    @property
    def authority_key(self) -> Path:
        """Whoever has it can be the server: it stays where it is."""
        return self.folder / "site-ca.key"

    @property
    def certificate(self) -> Path:
        """What the server shows."""
        return self.folder / "server.pem"

    @property
    def key(self) -> Path:
        """The server's own."""
        return self.folder / "server.key"

    def make(self, names: Sequence[str], addresses: Sequence[Address], now: datetime, days: int) -> None:
        """Make the authority, and the server's certificate from it.

        Raises:
            CertificateError: there are certificates already, or the folder cannot be written.
        """
        for path in (self.authority, self.authority_key, self.certificate, self.key):
            if path.exists():
                raise CertificateError(f"{path} is there already; to renew the server's certificate: --renew")
        authority = new_authority(names[0], now)
        made = issue(authority, names, addresses, now, days)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(self.authority_key, authority.key, 0o600)
            _write(self.authority, authority.certificate, 0o644)
            self._show(made)
        except OSError as error:
            raise CertificateError(f"cannot write into {self.folder}: {error.strerror}") from error

    def renew(self, names: Sequence[str], addresses: Sequence[Address], now: datetime, days: int) -> None:
        """Make the server another certificate from the same authority, which devices go on to believe.

        Args:
            names, addresses: besides those that the present certificate has.
            now: the time.
            days: how long it is good; never longer than the authority.

        Raises:
            CertificateError: there is nothing to renew, or the authority's own time is over.
        """
        try:
            authority = Pair(self.authority.read_bytes(), self.authority_key.read_bytes())
            before, left = read(self.certificate.read_bytes()), read(authority.certificate).ends_at - now
            days = min(days, left // timedelta(days=1))
            if days < 1:
                told = f"the time of {self.authority} is over: move the folder away, make another,"
                raise CertificateError(f"{told} and bring that to each device")
            more = [name for name in names if name not in before.names]
            others = [address for address in addresses if address not in before.addresses]
            self._show(issue(authority, [*before.names, *more], [*before.addresses, *others], now, days))
        except OSError as error:
            raise CertificateError(f"cannot renew in {self.folder}: {error.filename}: {error.strerror}") from error
        except (ValueError, TypeError) as error:
            raise CertificateError(f"a file in {self.folder} is damaged: {error}") from error

    def _show(self, made: Pair) -> None:
        _write(self.key, made.key, 0o600)
        _write(self.certificate, made.certificate, 0o644)


def shown_authority(certificate_file: str) -> bytes | None:
    """Return the site's authority, which lies beside the certificate that the server shows; ``None`` without one.

    Args:
        certificate_file: as the settings say; may be empty.
    """
    try:
        return Path(certificate_file).with_name(AUTHORITY_FILE).read_bytes() if certificate_file else None
    except OSError:
        return None


def _write(path: Path, content: bytes, mode: int) -> None:
    """Write so that a power cut leaves the old file or the new one, and nobody reads a key meanwhile."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(file.fileno(), mode)  # whatever the umask
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
