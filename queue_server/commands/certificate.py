"""The site's certificate: made, renewed, looked at."""

import argparse
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

from queue_server.bootstrap import utc_now
from queue_server.certificates.reading import Facts, read
from queue_server.certificates.site import TLS_FOLDER, CertificateError, Site
from queue_server.commands.usage import Commands, UsageError
from queue_server.config import Settings
from queue_server.own_address import own_address

DAYS = 825
"""The longest that browsers of Apple believe a certificate of an office's own authority."""
ALWAYS_NAMES, ALWAYS_ADDRESSES = ("localhost",), (ip_address("127.0.0.1"), ip_address("::1"))


def add(commands: Commands) -> None:
    """Add the commands."""
    make = commands.add_parser("make-certificate", help="make the site's authority and the server's certificate")
    make.add_argument("--name", action="append", default=[], help="a name of this server, such as antre.local")
    make.add_argument("--address", action="append", default=[], help="an address of it, such as 192.168.1.10")
    make.add_argument("--days", type=int, default=DAYS, help="how long it is good (default: %(default)s)")
    make.add_argument("--renew", action="store_true", help="another certificate from the same authority")
    make.set_defaults(with_settings=_make)
    show = commands.add_parser("certificate", help="tell of the server's certificate, and when it ends")
    show.set_defaults(with_settings=_show)


def _make(settings: Settings, options: argparse.Namespace) -> int:
    if not 1 <= options.days <= 3650:
        raise UsageError(f"--days {options.days}: choose 1 to 3650")
    site, addresses = Site(folder(settings)), _addresses(options.address)
    try:
        if options.renew:
            site.renew(options.name, addresses, utc_now(), options.days)
        else:
            own = addresses or [found for found in (own_address(),) if found]
            site.make(_names(options.name), [*own, *ALWAYS_ADDRESSES], utc_now(), options.days)
    except CertificateError as error:
        raise UsageError(str(error)) from error
    except ValueError as error:
        raise UsageError(f"--name: {error}") from error
    _tell(read(site.certificate.read_bytes()))
    authority = read(site.authority.read_bytes())
    print(f"for devices (server_ca_file): {site.authority}\n  SHA-256 {authority.fingerprint}")
    if not settings.web.tls:
        print("for the server, in queue_server.toml:\n[web]")
        print(f'certificate_file = "{site.certificate}"\nkey_file = "{site.key}"')
    return 0


def _show(settings: Settings, _options: argparse.Namespace) -> int:
    path = Path(settings.web.certificate_file or Site(folder(settings)).certificate)
    try:
        facts = read(path.read_bytes())
    except OSError as error:
        raise UsageError(f"no certificate: {path}: {error.strerror}; make one with make-certificate") from error
    except ValueError as error:
        raise UsageError(f"{path} holds no certificate: {error}") from error
    _tell(facts)
    print(f"  SHA-256 {facts.fingerprint}")
    authority = Site(folder(settings)).authority
    if authority.exists():
        print(f"authority of the site: {authority}\n  SHA-256 {read(authority.read_bytes()).fingerprint}")
    return 0


def folder(settings: Settings) -> Path:
    """Return where the certificates of the site are."""
    return Path(settings.data_dir).absolute() / TLS_FOLDER


def _tell(facts: Facts) -> None:
    print(f"certificate of {', '.join([*facts.names, *map(str, facts.addresses)])}")
    print(f"  good until {facts.ends_at:%Y-%m-%d}, {facts.days_left(utc_now())} days")


def _names(asked: Sequence[str]) -> list[str]:
    own = asked or [f"{socket.gethostname().partition('.')[0]}.local".lower()]
    return [*own, *(name for name in ALWAYS_NAMES if name not in own)]


def _addresses(asked: Sequence[str]) -> list[IPv4Address | IPv6Address]:
    try:
        return [ip_address(text) for text in asked if text not in map(str, ALWAYS_ADDRESSES)]
    except ValueError as error:
        raise UsageError(f"--address: {error}; a name goes with --name") from error
