"""Whom a request is counted for, where only the network tells one visitor from another."""

from ipaddress import IPv6Address, ip_address, ip_network

from flask import request


def source() -> str:
    """Return whom the present request is counted for: its address, of IPv6 the network that one household has."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    return str(ip_network((address, 64), strict=False)) if isinstance(address, IPv6Address) else str(address)
