"""The tokens of devices: given, and given anew."""

from datetime import datetime

from sqlalchemy import bindparam, update

from queue_server.storage.statement import Command, Transaction
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
