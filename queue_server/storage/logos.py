"""The offices' logos."""

from dataclasses import dataclass

from sqlalchemy import bindparam, delete, insert, select

from queue_server.storage.look_tables import office_logo
from queue_server.storage.statement import Command, Query, Transaction, scalar


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo as it is kept: a PNG, and the digest of its bytes."""

    png: bytes
    digest: str


def _logo(png: bytes, digest: str) -> Logo:
    return Logo(bytes(png), digest)  # a driver may give a view of its buffer


_OF_OFFICE = office_logo.c.office_id == bindparam("office_id")
_GET = Query(select(office_logo.c.png, office_logo.c.digest).where(_OF_OFFICE), _logo)
_DIGEST = Query(select(office_logo.c.digest).where(_OF_OFFICE), scalar)
_REMOVE = Command(delete(office_logo).where(_OF_OFFICE))
_PUT = Command(insert(office_logo).values({name: bindparam(name) for name in ("office_id", "png", "digest")}))


def get(tx: Transaction, office_id: int) -> Logo | None:
    """Return an office's logo."""
    return tx.first(_GET, office_id=office_id)


def digest(tx: Transaction, office_id: int) -> str:
    """Return the digest of an office's logo; empty where it has none."""
    return tx.first(_DIGEST, office_id=office_id) or ""


def put(tx: Transaction, office_id: int, logo: Logo) -> None:
    """Give an office another logo."""
    tx.run(_REMOVE, office_id=office_id)
    tx.run(_PUT, office_id=office_id, png=logo.png, digest=logo.digest)


def remove(tx: Transaction, office_id: int) -> int:
    """Take an office's logo away; return how many there were."""
    return tx.run(_REMOVE, office_id=office_id)
