"""By which address others in the network reach this machine."""

import socket
from ipaddress import IPv4Address, ip_address

_ELSEWHERE = ("192.0.2.1", 9)
"""An address that nobody has: asking for the way to it sends nothing."""


def own_address() -> IPv4Address | None:
    """Return the address of this machine on its way out; ``None`` where it has no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ELSEWHERE)
        except OSError:
            return None
        return IPv4Address(probe.getsockname()[0])


def is_this_machine(host: str) -> bool:
    """Tell whether a name or address leads only from a machine to itself."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
