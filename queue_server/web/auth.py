"""Who asks: staff by session, devices by token; and whether they may."""

from flask import g

from queue_server.domain.errors import NotSignedInError
from queue_server.operations.views import KnownDevice, SignedInAccount
from queue_server.protocol.words import StaffRole


def current_account() -> SignedInAccount:
    """Return who is signed in; only in a view that declares staff roles.

    Raises:
        NotSignedInError: nobody is.
    """
    account = g.get("account")
    if account is None:
        raise NotSignedInError
    return account


def signed_in() -> SignedInAccount | None:
    """Return who is signed in, if anybody is; for layouts shared by open and closed pages."""
    return g.get("account")


def has_role(*roles: StaffRole) -> bool:
    """Tell whether the signed-in account has one of the roles; also a template global."""
    account = signed_in()
    return account is not None and not account.roles.isdisjoint(roles)


def current_device() -> KnownDevice:
    """Return the device that asks; only in a view that declares device roles."""
    device = g.get("device")
    if device is None:
        raise NotSignedInError
    return device
