"""Certificates for tests: a site's authority, what it issued, and the two ends of TLS."""

import ssl
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path

from queue_server.certificates.issuing import Pair, issue, new_authority

LOOPBACK = ip_address("127.0.0.1")


@cache
def authority(name: str = "site") -> Pair:
    """An authority; made once a name."""
    return new_authority(name, datetime.now(UTC))


def ca_file(folder: Path, name: str = "site") -> str:
    """The file that a device pins."""
    path = folder / f"{name}-ca.pem"
    path.write_bytes(authority(name).certificate)
    return str(path)


def server_files(
    folder: Path, site: str = "site", address: str = "127.0.0.1", began: timedelta = timedelta(0), days: int = 30
) -> tuple[str, str]:
    """Certificate and key of a server, in files.

    Args:
        began: after now; negative: in the past.
    """
    made = issue(authority(site), ["antre.local"], [ip_address(address)], datetime.now(UTC) + began, days)
    certificate, key = folder / "server.pem", folder / "server-key.pem"
    certificate.write_bytes(made.certificate)
    key.touch(mode=0o600)
    key.write_bytes(made.key)
    return str(certificate), str(key)


def server_context(files: tuple[str, str]) -> ssl.SSLContext:
    """The server's end of TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    return context
