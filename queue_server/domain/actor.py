"""Who did it: an account, a device, or the system itself."""

from typing import Literal, NamedTuple


class Actor(NamedTuple):
    """The author of a change, as recorded with its event."""

    kind: Literal["account", "device", "system"]
    id: int

    @classmethod
    def account(cls, account_id: int) -> "Actor":
        """Return the actor for a member of staff."""
        return cls("account", account_id)

    @classmethod
    def device(cls, device_id: int) -> "Actor":
        """Return the actor for a device."""
        return cls("device", device_id)

    def __str__(self) -> str:
        """Return the form that is stored, ``account:3``."""
        return f"{self.kind}:{self.id}"


SYSTEM = Actor("system", 0)
