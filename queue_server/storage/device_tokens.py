"""The tokens of devices: given, and given anew."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update

from queue_server.storage.statement import Command, Query, Transaction
from queue_server.storage.tables import device

_REPLACE = Command(
    update(device)
    .where(device.c.id == bindparam("device_id"))
    .values(
        token_hash=bindparam("token_hash_"),
        token_since=bindparam("now_"),
        former_token_hash="",
        former_ends_at=None,
        renew_asked=0,
    )
)


def replace_token(tx: Transaction, device_id: int, token_hash: str, now: datetime) -> None:
    """Give a device another token; what it had before is worthless at once."""
    tx.run(_REPLACE, device_id=device_id, token_hash_=token_hash, now_=now)


@dataclass(frozen=True, slots=True)
class TokenState:
    """How a device's token stands.

    Attributes:
        former_token_hash: of the token before, which counts until ``former_ends_at``; else empty.
        since: when the present one was given; ``None`` for those of before this was kept.
        renew_asked: an admin wants another one.
    """

    device_id: int
    token_hash: str
    former_token_hash: str
    former_ends_at: datetime | None
    since: datetime | None
    renew_asked: bool


def _state(
    id_: int, token_hash: str, former: str, former_ends_at: datetime | None, since: datetime | None, asked: int
) -> TokenState:
    return TokenState(id_, token_hash, former, former_ends_at, since, bool(asked))


_STATES = select(
    device.c.id,
    device.c.token_hash,
    device.c.former_token_hash,
    device.c.former_ends_at,
    device.c.token_since,
    device.c.renew_asked,
)
_OF_DEVICE = Query(_STATES.where(device.c.id == bindparam("device_id")), _state)
_FORMER = Query(
    _STATES.where(device.c.former_token_hash == bindparam("token_hash_"), device.c.former_token_hash != ""), _state
)
_RENEW = Command(
    update(device)
    .where(device.c.id == bindparam("device_id"))
    .values(
        token_hash=bindparam("token_hash_"),
        token_since=bindparam("now_"),
        former_token_hash=bindparam("former_"),
        former_ends_at=bindparam("former_ends_at_"),
        renew_asked=0,
    )
)
_SETTLE = Command(
    update(device).where(device.c.id == bindparam("device_id")).values(former_token_hash="", former_ends_at=None)
)
_ASK = Command(update(device).where(device.c.id == bindparam("device_id")).values(renew_asked=1))


def state(tx: Transaction, device_id: int) -> TokenState:
    """Return how the token of a device stands."""
    return tx.one(_OF_DEVICE, device_id=device_id)


def with_former(tx: Transaction, token_hash: str) -> TokenState | None:
    """Return whose former token has this hash, whether it still counts or not."""
    return tx.first(_FORMER, token_hash_=token_hash)


def renew(
    tx: Transaction, device_id: int, token_hash: str, *, former: str, former_ends_at: datetime, now: datetime
) -> None:
    """Give a device another token; the former one counts for a while."""
    known = {"token_hash_": token_hash, "former_": former, "former_ends_at_": former_ends_at, "now_": now}
    tx.run(_RENEW, device_id=device_id, **known)


def settle(tx: Transaction, device_id: int) -> None:
    """Make the former token worthless: the present one was used."""
    tx.run(_SETTLE, device_id=device_id)


def ask_renewal(tx: Transaction, device_id: int) -> None:
    """Note that the device shall get another token."""
    tx.run(_ASK, device_id=device_id)
