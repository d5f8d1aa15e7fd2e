"""Nonces: the answer that was given is the answer, for ever."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, insert, select

from queue_server.storage.statement import Command, Query, Transaction
from queue_server.storage.tables import nonce


class StoredAnswer(NamedTuple):
    """The answer given to a nonce, as JSON, and the fingerprint of the request."""

    fingerprint: str
    answer: str


_FIND = Query(
    select(nonce.c.fingerprint, nonce.c.answer).where(
        nonce.c.device_id == bindparam("device_id"), nonce.c.nonce == bindparam("nonce")
    ),
    StoredAnswer,
)
_KEEP = Command(
    insert(nonce).values({name: bindparam(name) for name in ("device_id", "nonce", "fingerprint", "answer", "at")})
)


def find(tx: Transaction, device_id: int, nonce_text: str) -> StoredAnswer | None:
    """Return the answer given to a device's nonce, or ``None``."""
    return tx.first(_FIND, device_id=device_id, nonce=nonce_text)


def keep(tx: Transaction, device_id: int, nonce_text: str, fingerprint: str, answer: str, now: datetime) -> None:
    """Store the answer given to a device's nonce."""
    tx.run(_KEEP, device_id=device_id, nonce=nonce_text, fingerprint=fingerprint, answer=answer, at=now)
