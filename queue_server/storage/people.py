"""Accounts and devices: who may do what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from queue_server.storage.statement import Command, Query, Transaction, scalar, whole
from queue_server.storage.tables import account, device


@dataclass(frozen=True, slots=True)
class Account:
    """A member of staff.

    Attributes:
        session_epoch: rises when all sessions are ended.
        pin_hash: of the PIN for shared counters; empty where there is none.
        service_ids: the services that may be served; empty for all.
        kiosk_pin_hash: of the PIN for decisions at a kiosk without the server; empty where there is none.
    """

    id: int
    office_id: int
    username: str
    display_name: str
    password_hash: str
    roles: frozenset[str]
    active: bool
    session_epoch: int
    pin_hash: str = ""
    rights: frozenset[str] = frozenset()
    service_ids: frozenset[int] = frozenset()
    kiosk_pin_hash: str = ""


@dataclass(frozen=True, slots=True)
class Device:
    """A kiosk, a display, a call terminal or a program; ``parts`` as it last reported them."""

    id: int
    office_id: int
    name: str
    role: str
    counter_id: int | None
    revoked_at: datetime | None
    last_seen_at: datetime | None
    parts: list[dict[str, Any]]
    version: str
    place: str


def _account(
    id_: int,
    office_id: int,
    username: str,
    display_name: str,
    password_hash: str,
    roles: list[str],
    active: int,
    epoch: int,
    pin_hash: str,
    rights: list[str],
    service_ids: list[int],
    kiosk_pin_hash: str,
) -> Account:
    return Account(
        id_,
        office_id,
        username,
        display_name,
        password_hash,
        frozenset(roles),
        bool(active),
        epoch,
        pin_hash,
        frozenset(rights),
        frozenset(service_ids),
        kiosk_pin_hash,
    )


_ACCOUNT_CHANGING = (
    "display_name",
    "password_hash",
    "roles",
    "active",
    "session_epoch",
    "pin_hash",
    "rights",
    "service_ids",
    "kiosk_pin_hash",
)
_ACCOUNT_FIELDS = ("office_id", "username", *_ACCOUNT_CHANGING)
_ACCOUNTS = select(account.c.id, *(account.c[name] for name in _ACCOUNT_FIELDS))
_BY_USERNAME = Query(_ACCOUNTS.where(account.c.username == bindparam("username")), _account)
_BY_ID = Query(_ACCOUNTS.where(account.c.id == bindparam("account_id")), _account)
_OF_OFFICE = Query(
    _ACCOUNTS.where(account.c.office_id == bindparam("office_id")).order_by(account.c.username), _account
)
_ADD = Query(insert(account).values({name: bindparam(name) for name in _ACCOUNT_FIELDS}).returning(account.c.id), whole)
_SAVE = Command(
    update(account)
    .where(account.c.id == bindparam("account_id"))
    .values({name: bindparam(name) for name in _ACCOUNT_CHANGING})
)

_DEVICES = select(
    device.c.id,
    device.c.office_id,
    device.c.name,
    device.c.role,
    device.c.counter_id,
    device.c.revoked_at,
    device.c.last_seen_at,
    device.c.parts,
    device.c.version,
    device.c.place,
)
_BY_TOKEN = Query(_DEVICES.where(device.c.token_hash == bindparam("token_hash")), Device)
_DEVICE = Query(
    _DEVICES.where(device.c.id == bindparam("device_id"), device.c.office_id == bindparam("office_id")), Device
)
_DEVICE_NAME = Query(select(device.c.name).where(device.c.id == bindparam("device_id")), scalar)
_DEVICES_OF_OFFICE = Query(_DEVICES.where(device.c.office_id == bindparam("office_id")).order_by(device.c.id), Device)
_DEVICE_NAMED = Query(
    _DEVICES.where(device.c.office_id == bindparam("office_id"), device.c.name == bindparam("name")), Device
)
_NEW_DEVICE = ("office_id", "name", "role", "token_hash", "counter_id", "place", "parts", "token_since")
_ADD_DEVICE = Query(
    insert(device).values({name: bindparam(name) for name in _NEW_DEVICE}).returning(device.c.id), whole
)
_REVOKE = Command(
    update(device).where(device.c.id == bindparam("device_id")).values(revoked_at=bindparam("revoked_at_"))
)
_SEEN = Command(
    update(device)
    .where(device.c.id == bindparam("device_id"))
    .values(last_seen_at=bindparam("seen_at"), parts=bindparam("parts_"), version=bindparam("version_"))
)


def account_by_username(tx: Transaction, username: str) -> Account | None:
    """Return the account with a user name, or ``None``."""
    return tx.first(_BY_USERNAME, username=username)


def account_by_id(tx: Transaction, account_id: int) -> Account | None:
    """Return an account, or ``None``."""
    return tx.first(_BY_ID, account_id=account_id)


def accounts(tx: Transaction, office_id: int) -> Sequence[Account]:
    """Return an office's accounts by user name."""
    return tx.all(_OF_OFFICE, office_id=office_id)


def add_account(tx: Transaction, new: Account) -> int:
    """Add an account and return its id; the given id is not used."""
    return tx.one(_ADD, office_id=new.office_id, username=new.username, **_account_values(new))


def save_account(tx: Transaction, changed: Account) -> None:
    """Change an account; its user name stays."""
    tx.run(_SAVE, account_id=changed.id, **_account_values(changed))


def _account_values(of: Account) -> dict[str, object]:
    values = {name: getattr(of, name) for name in _ACCOUNT_CHANGING}
    sets = {name: sorted(values[name]) for name in ("roles", "rights", "service_ids")}
    return values | sets | {"active": int(of.active)}


def device_by_token_hash(tx: Transaction, token_hash: str) -> Device | None:
    """Return the device whose token has this hash, revoked or not, or ``None``."""
    return tx.first(_BY_TOKEN, token_hash=token_hash)


def device_by_id(tx: Transaction, office_id: int, device_id: int) -> Device | None:
    """Return a device of the office, or ``None``."""
    return tx.first(_DEVICE, office_id=office_id, device_id=device_id)


def device_name(tx: Transaction, device_id: int) -> str | None:
    """Return the name of a device, or ``None``."""
    return tx.first(_DEVICE_NAME, device_id=device_id)


def device_named(tx: Transaction, office_id: int, name: str) -> Device | None:
    """Return the office's device with a name, or ``None``."""
    return tx.first(_DEVICE_NAMED, office_id=office_id, name=name)


def devices(tx: Transaction, office_id: int) -> Sequence[Device]:
    """Return an office's devices."""
    return tx.all(_DEVICES_OF_OFFICE, office_id=office_id)


def add_device(
    tx: Transaction,
    office_id: int,
    *,
    name: str,
    role: str,
    token_hash: str,
    counter_id: int | None,
    place: str = "hall",
    token_since: datetime | None = None,
) -> int:
    """Add a device and return its id."""
    known = {"name": name, "role": role, "token_hash": token_hash, "counter_id": counter_id, "place": place}
    return tx.one(_ADD_DEVICE, office_id=office_id, parts=[], token_since=token_since, **known)


def revoke_device(tx: Transaction, device_id: int, revoked_at: datetime) -> None:
    """Make a device's token worthless."""
    tx.run(_REVOKE, device_id=device_id, revoked_at_=revoked_at)


def device_seen(tx: Transaction, device_id: int, seen_at: datetime, *, parts: Sequence[object], version: str) -> None:
    """Store that a device lives, which version it runs, and how its parts are."""
    tx.run(_SEEN, device_id=device_id, seen_at=seen_at, parts_=list(parts), version_=version)
