"""Servers in the same network, announced and found by mDNS. Whom to believe never comes from it.

Anybody in a network may announce what he likes. So what is found is shown to a person, who compares the fingerprint;
no device sends its token to a server that its settings do not name.
"""

import logging
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address

import ifaddr
from zeroconf import Error, InterfaceChoice, IPVersion, ServiceBrowser, ServiceInfo, ServiceListener, Zeroconf

SERVICE = "_antre._tcp.local."
FIND_SECONDS = 3.0
LOOK_SECONDS = 30.0
"""Between two looks at the machine's addresses: the network may come, or change, after the start."""
_WAIT_MS = 2000
Interfaces = list[str] | InterfaceChoice
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """What calls itself a server.

    Attributes:
        office: what it says whose it is.
        url: where it is.
        fingerprint: SHA-256 of its authority's certificate, as it says; empty without TLS of its own.
    """

    office: str
    url: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Announced:
    """What a server says of itself."""

    office: str
    port: int
    tls: bool
    fingerprint: str


class Announcement:
    """Tells the network of this server, as long as it runs; a network that cannot be told is told later."""

    def __init__(
        self,
        announced: Announced,
        addresses: Callable[[], tuple[str, ...]] | None = None,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        """Prepare; nothing is told before ``start``.

        Args:
            announced: what is told.
            addresses: where this machine is; its own network addresses where nothing else is given.
            look_seconds: between two looks at them.
        """
        self._announced = announced
        self._addresses = addresses or own_addresses
        self._look_seconds = look_seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="mdns", daemon=True)

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Say goodbye and end."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        told: tuple[str, ...] = ()
        zeroconf, trouble = None, ""
        while not self._stop.is_set():
            try:
                here = self._addresses()
                if here != told:
                    _close(zeroconf)
                    zeroconf, told = _announce(self._announced, here), here
                trouble = ""
            except (OSError, Error) as error:
                zeroconf, told = None, ()
                if not trouble:
                    log.warning("this server cannot be found by mDNS: %r", error)
                trouble = repr(error)
            self._stop.wait(self._look_seconds)
        _close(zeroconf)


def own_addresses() -> tuple[str, ...]:
    """Return this machine's addresses in its networks, IPv4, without loopback."""
    found = (ip.ip for adapter in ifaddr.get_adapters() for ip in adapter.ips if isinstance(ip.ip, str))
    return tuple(sorted(address for address in found if not ip_address(address).is_loopback))


def find_servers(seconds: float = FIND_SECONDS, interfaces: Interfaces = InterfaceChoice.All) -> list[Found]:
    """Listen for a while, and return what calls itself a server.

    Raises:
        OSError: there is no network to listen in.
    """
    found: set[Found] = set()
    zeroconf = Zeroconf(interfaces=interfaces, ip_version=IPVersion.V4Only)
    try:
        listener = _Listener(found)
        ServiceBrowser(zeroconf, SERVICE, listener=listener)
        time.sleep(seconds)
    finally:
        zeroconf.close()
    return sorted(found)


def told_servers(interfaces: Interfaces = InterfaceChoice.All) -> list[str]:
    """Return lines that tell what is found, for the command of a device."""
    try:
        found = find_servers(interfaces=interfaces)
    except (OSError, RuntimeError) as error:  # the second one: there is no network at all
        return [f"there is no network to look in: {error}"]
    if not found:
        return ["no server was found; its address can be written into the settings all the same"]
    lines = [f"{one.url}  {one.office}\n    {one.fingerprint or 'not encrypted'}" for one in found]
    return [
        *lines,
        "Anybody can call himself a server: compare the fingerprint with that of `antre server certificate`.",
    ]


def _announce(announced: Announced, addresses: tuple[str, ...]) -> Zeroconf | None:
    if not addresses:
        return None
    zeroconf = Zeroconf(interfaces=list(addresses), ip_version=IPVersion.V4Only)
    host = socket.gethostname().partition(".")[0]
    info = ServiceInfo(
        SERVICE,
        f"Antre {host}.{SERVICE}",
        parsed_addresses=list(addresses),
        port=announced.port,
        properties={
            "office": announced.office[:60],
            "path": "/",
            "tls": "1" if announced.tls else "0",
            "ca": announced.fingerprint,
        },
        server=f"antre-{host}.local.",  # a name of its own: the machine's may be told by another program
    )
    try:
        zeroconf.register_service(info, allow_name_change=True)
    except (OSError, Error):
        zeroconf.close()
        raise
    return zeroconf


def _close(zeroconf: Zeroconf | None) -> None:
    if zeroconf is not None:
        zeroconf.unregister_all_services()
        zeroconf.close()


class _Listener(ServiceListener):
    def __init__(self, found: set[Found]) -> None:
        self._found = found

    def add_service(self, zeroconf: Zeroconf, kind: str, name: str) -> None:
        info = zeroconf.get_service_info(kind, name, _WAIT_MS)
        if info is not None:
            self._found.update(_read(info))

    def update_service(self, zeroconf: Zeroconf, kind: str, name: str) -> None:
        self.add_service(zeroconf, kind, name)

    def remove_service(self, zeroconf: Zeroconf, kind: str, name: str) -> None:
        """Who left within these seconds is shown all the same."""


def _read(info: ServiceInfo) -> list[Found]:
    """Read what was announced; it is anybody's, and goes to a terminal: only plain letters."""
    told = {key: _plain(value) for key, value in info.decoded_properties.items()}
    scheme = "https" if told.get("tls") == "1" else "http"
    where = info.parsed_addresses(IPVersion.V4Only)
    return [Found(told.get("office", ""), f"{scheme}://{address}:{info.port}", told.get("ca", "")) for address in where]


def _plain(value: str | None) -> str:
    return "".join(sign for sign in value or "" if sign.isprintable())[:120]
