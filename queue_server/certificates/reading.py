"""What stands in a certificate."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

REMIND = timedelta(days=30)
"""So long before its end a certificate is spoken of."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One certificate.

    Attributes:
        names, addresses: by which clients may reach whoever shows it.
        ends_at: from then on nobody believes it.
        fingerprint: SHA-256 over the whole, as browsers show it.
        digest: the same as 32 bytes.
    """

    names: tuple[str, ...]
    addresses: tuple[IPv4Address | IPv6Address, ...]
    ends_at: datetime
    fingerprint: str
    digest: bytes

    def days_left(self, now: datetime) -> int:
        """Return the whole days until its end; negative after it."""
        return (self.ends_at - now).days

    def ends_soon(self, now: datetime) -> bool:
        """Tell whether somebody should renew it now."""
        return self.ends_at - now < REMIND


def read(pem: bytes) -> Facts:
    """Read the first certificate of a file.

    Raises:
        ValueError: it is none.
    """
    found = x509.load_pem_x509_certificate(pem)
    names, addresses = _known(found)
    digest = found.fingerprint(SHA256())
    return Facts(tuple(names), tuple(addresses), found.not_valid_after_utc, digest.hex(":").upper(), digest)


def _known(found: x509.Certificate) -> tuple[Iterable[str], Iterable[IPv4Address | IPv6Address]]:
    try:
        known = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return (), ()
    addresses = known.get_values_for_type(x509.IPAddress)
    return known.get_values_for_type(x509.DNSName), (
        one for one in addresses if isinstance(one, IPv4Address | IPv6Address)
    )
