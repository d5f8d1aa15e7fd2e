"""Who did it: an account, a device, a visitor on the booking page, or the system itself."""

from typing import Literal, NamedTuple


class Actor(NamedTuple):
    """The author of a change, as recorded with its event."""

    kind: Literal["account", "device", "system", "visitor"]
    id: int

    @classmethod
    def account(cls, account_id: int) -> "Actor":
        """Return the actor for a member of staff."""
        return cls("account", account_id)

    @classmethod
    def device(cls, device_id: int) -> "Actor":
        """Return the actor for a device."""
        return cls("device", device_id)

    @classmethod
    def parse(cls, stored: str) -> "Actor":
        """Return the actor of a stored form; the inverse of ``str``.

        >>> Actor.parse("account:3")
        Actor(kind='account', id=3)
        """
        kind, _, number = stored.partition(":")
        known = {"account": cls.account, "device": cls.device}.get(kind)
        if known:
            return known(int(number))
        return VISITOR if kind == VISITOR.kind else SYSTEM

    def __str__(self) -> str:
        """Return the form that is stored, ``account:3``."""
        return f"{self.kind}:{self.id}"


SYSTEM = Actor("system", 0)
VISITOR = Actor("visitor", 0)
"""Somebody on the booking page; who it was nobody knows."""
