"""Codes by which devices are paired, open and used."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from queue_server.storage.pairing_tables import pairing
from queue_server.storage.statement import Command, Query, Transaction, whole


@dataclass(frozen=True, slots=True)
class Pairing:
    """One code, for one device.

    Attributes:
        id: 0 for one that is not stored yet.
        selector: the signs of the code that tell which it is.
        opened_by: the actor, as it is stored with events.
        device_id: whom it pairs anew or, once used, whom it paired; ``None`` before for one that is new.
        token_hash: of the token that it was used with; empty before.
        used_at: ``None`` while nobody used it.
    """

    id: int
    office_id: int
    selector: str
    code_hash: str
    name: str
    role: str
    place: str
    counter_id: int | None
    opened_by: str
    opened_at: datetime
    ends_at: datetime
    wrong_tries: int = 0
    device_id: int | None = None
    token_hash: str = ""
    used_at: datetime | None = None


_FIELDS = tuple(field.name for field in fields(Pairing))
_NEW = _FIELDS[1:]
_ALL = select(*(pairing.c[name] for name in _FIELDS))
_BY_SELECTOR = Query(_ALL.where(pairing.c.selector == bindparam("selector_")).order_by(pairing.c.id), Pairing)
_ONE = Query(_ALL.where(pairing.c.office_id == bindparam("office_id_"), pairing.c.id == bindparam("id_")), Pairing)
_LATEST = Query(
    _ALL.where(pairing.c.office_id == bindparam("office_id_"), pairing.c.name == bindparam("name_")), Pairing
)
_ADD = Query(insert(pairing).values({name: bindparam(name) for name in _NEW}).returning(pairing.c.id), whole)
_WRONG = Command(update(pairing).where(pairing.c.id == bindparam("id_")).values(wrong_tries=pairing.c.wrong_tries + 1))
_USED = Command(
    update(pairing)
    .where(pairing.c.id == bindparam("id_"))
    .values(device_id=bindparam("device_id_"), token_hash=bindparam("token_hash_"), used_at=bindparam("used_at_"))
)
_REMOVE = Command(delete(pairing).where(pairing.c.id == bindparam("id_")))
_FORGET = Command(delete(pairing).where(pairing.c.ends_at < bindparam("before")))


def with_selector(tx: Transaction, selector: str) -> Sequence[Pairing]:
    """Return the codes that begin like this, of any office and age."""
    return tx.all(_BY_SELECTOR, selector_=selector)


def of_name(tx: Transaction, office_id: int, name: str) -> Sequence[Pairing]:
    """Return the codes for a device of this name."""
    return tx.all(_LATEST, office_id_=office_id, name_=name)


def get(tx: Transaction, office_id: int, pairing_id: int) -> Pairing | None:
    """Return a code of the office, or ``None``."""
    return tx.first(_ONE, office_id_=office_id, id_=pairing_id)


def add(tx: Transaction, new: Pairing) -> int:
    """Keep a code and return its id; the given id is not used."""
    return tx.one(_ADD, **{name: getattr(new, name) for name in _NEW})


def count_wrong(tx: Transaction, pairing_id: int) -> None:
    """Count a wrong try."""
    tx.run(_WRONG, id_=pairing_id)


def use(tx: Transaction, pairing_id: int, *, device_id: int, token_hash: str, used_at: datetime) -> None:
    """Note whom a code paired."""
    tx.run(_USED, id_=pairing_id, device_id_=device_id, token_hash_=token_hash, used_at_=used_at)


def remove(tx: Transaction, pairing_id: int) -> None:
    """Take a code back."""
    tx.run(_REMOVE, id_=pairing_id)


def forget(tx: Transaction, before: datetime) -> None:
    """Forget the codes that ended before an instant, used or not."""
    tx.run(_FORGET, before=before)
