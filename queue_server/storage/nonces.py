"""Nonces: the answer that was given is the answer, for ever."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Table, bindparam, delete, insert, select

from queue_server.domain.actor import Actor
from queue_server.storage.nonce_tables import nonce, staff_nonce
from queue_server.storage.statement import Command, Query, Transaction


class StoredAnswer(NamedTuple):
    """What a nonce was answered.

    Attributes:
        fingerprint: of the request.
        answer: as JSON; of a refusal its facts.
        refused: the code of a refusal; ``None`` where the request was carried out.
    """

    fingerprint: str
    answer: str
    refused: str | None = None


def _mine(table: Table, whose: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.c[whose] == bindparam("writer_id"), table.c.nonce == bindparam("nonce")


def _find_in(table: Table, whose: str) -> Query[StoredAnswer]:
    columns = (table.c.fingerprint, table.c.answer, table.c.refused)
    return Query(select(*columns).where(*_mine(table, whose)), StoredAnswer)


def _keep_in(table: Table, whose: str) -> Command:
    names = {name: name for name in ("nonce", "fingerprint", "answer", "refused", "at")} | {whose: "writer_id"}
    return Command(insert(table).values({column: bindparam(name) for column, name in names.items()}))


def _forget_in(table: Table, whose: str) -> Command:
    return Command(delete(table).where(*_mine(table, whose)))


_FIND = {"device": _find_in(nonce, "device_id"), "account": _find_in(staff_nonce, "account_id")}
_KEEP = {"device": _keep_in(nonce, "device_id"), "account": _keep_in(staff_nonce, "account_id")}
_FORGET = {"device": _forget_in(nonce, "device_id"), "account": _forget_in(staff_nonce, "account_id")}


def find(tx: Transaction, writer: Actor, nonce_text: str) -> StoredAnswer | None:
    """Return the answer given to a nonce of a device or an account, or ``None``."""
    return tx.first(_FIND[writer.kind], writer_id=writer.id, nonce=nonce_text)


def keep(tx: Transaction, writer: Actor, nonce_text: str, given: StoredAnswer, now: datetime) -> None:
    """Store the answer given to a nonce of a device or an account."""
    tx.run(_KEEP[writer.kind], writer_id=writer.id, nonce=nonce_text, at=now, **given._asdict())


def forget(tx: Transaction, writer: Actor, nonce_text: str) -> None:
    """Make room for another answer."""
    tx.run(_FORGET[writer.kind], writer_id=writer.id, nonce=nonce_text)
