"""Nonces: the answer that was given is the answer, for ever."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Table, bindparam, insert, select

from queue_server.domain.actor import Actor
from queue_server.storage.nonce_tables import nonce, staff_nonce
from queue_server.storage.statement import Command, Query, Transaction


class StoredAnswer(NamedTuple):
    """The answer given to a nonce, as JSON, and the fingerprint of the request."""

    fingerprint: str
    answer: str


def _find_in(table: Table, whose: str) -> Query[StoredAnswer]:
    mine = (table.c[whose] == bindparam("writer_id"), table.c.nonce == bindparam("nonce"))
    return Query(select(table.c.fingerprint, table.c.answer).where(*mine), StoredAnswer)


def _keep_in(table: Table, whose: str) -> Command:
    names = {name: name for name in ("nonce", "fingerprint", "answer", "at")} | {whose: "writer_id"}
    return Command(insert(table).values({column: bindparam(name) for column, name in names.items()}))


_FIND = {"device": _find_in(nonce, "device_id"), "account": _find_in(staff_nonce, "account_id")}
_KEEP = {"device": _keep_in(nonce, "device_id"), "account": _keep_in(staff_nonce, "account_id")}


def find(tx: Transaction, writer: Actor, nonce_text: str) -> StoredAnswer | None:
    """Return the answer given to a nonce of a device or an account, or ``None``."""
    return tx.first(_FIND[writer.kind], writer_id=writer.id, nonce=nonce_text)


def keep(tx: Transaction, writer: Actor, nonce_text: str, fingerprint: str, answer: str, now: datetime) -> None:
    """Store the answer given to a nonce of a device or an account."""
    kept = {"nonce": nonce_text, "fingerprint": fingerprint, "answer": answer, "at": now}
    tx.run(_KEEP[writer.kind], writer_id=writer.id, **kept)
