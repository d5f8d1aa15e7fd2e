"""Accounts of the staff."""

from dataclasses import fields, replace
from datetime import datetime

from queue_server.domain.actor import Actor
from queue_server.domain.errors import DuplicateNameError, InvalidValueError
from queue_server.operations import require
from queue_server.operations.settings_event import record_change
from queue_server.operations.views import SignedInAccount
from queue_server.protocol.words import StaffRole
from queue_server.storage import offices, people
from queue_server.storage.people import Account
from queue_server.storage.statement import Transaction


def find_account(tx: Transaction, username: str) -> SignedInAccount | None:
    """Return the account with a user name, however it is capitalised, or ``None``."""
    return _signed_in(people.account_by_username(tx, username.strip().lower()))


def account_by_id(tx: Transaction, account_id: int) -> SignedInAccount | None:
    """Return an account, or ``None``."""
    return _signed_in(people.account_by_id(tx, account_id))


def _signed_in(found: Account | None) -> SignedInAccount | None:
    return None if found is None else SignedInAccount(**{one.name: getattr(found, one.name) for one in fields(found)})


def create_account(
    tx: Transaction,
    *,
    office_id: int,
    username: str,
    display_name: str,
    password_hash: str,
    roles: frozenset[StaffRole],
    actor: Actor,
    now: datetime,
) -> int:
    """Create an account and return its id.

    Raises:
        InvalidValueError: a name is missing.
        DuplicateNameError: the user name is taken.

    Records:
        ``settings.changed``.
    """
    office = offices.claim(tx, office_id)
    name = require.text("username", username).lower()
    if people.account_by_username(tx, name) is not None:
        raise DuplicateNameError(field="username", name=name)
    account = Account(
        id=0,
        office_id=office_id,
        username=name,
        display_name=require.text("display_name", display_name),
        password_hash=password_hash,
        roles=frozenset(role.value for role in roles),
        active=True,
        session_epoch=0,
    )
    account_id = people.add_account(tx, account)
    record_change(tx, office, "account", account_id, "created", actor=actor, now=now)
    return account_id


def save_account(
    tx: Transaction,
    account_id: int,
    *,
    office_id: int,
    display_name: str,
    roles: frozenset[StaffRole],
    active: bool,
    actor: Actor,
    now: datetime,
) -> None:
    """Change an account; an account that may do less has its sessions ended.

    Raises:
        InvalidValueError: there is no such account, a name is missing, or nobody would be left to administer.

    Records:
        ``settings.changed``.
    """
    office = offices.claim(tx, office_id)
    account = _own(tx, office_id, account_id)
    wanted = frozenset(role.value for role in roles)
    changed = replace(account, display_name=require.text("display_name", display_name), roles=wanted, active=active)
    _require_an_admin(tx, office_id, changed)
    if not active or account.roles - wanted:
        changed = replace(changed, session_epoch=account.session_epoch + 1)
    people.save_account(tx, changed)
    record_change(tx, office, "account", account_id, "changed", actor=actor, now=now)


def set_password(
    tx: Transaction, account_id: int, password_hash: str, *, office_id: int, actor: Actor, now: datetime
) -> None:
    """Set a new password; all sessions of the account end.

    Records:
        ``settings.changed``.
    """
    office = offices.claim(tx, office_id)
    account = _own(tx, office_id, account_id)
    people.save_account(tx, replace(account, password_hash=password_hash, session_epoch=account.session_epoch + 1))
    record_change(tx, office, "account", account_id, "password", actor=actor, now=now)


def end_sessions(tx: Transaction, account_id: int, *, office_id: int, actor: Actor, now: datetime) -> None:
    """End all sessions of an account.

    Records:
        ``settings.changed``.
    """
    office = offices.claim(tx, office_id)
    account = _own(tx, office_id, account_id)
    people.save_account(tx, replace(account, session_epoch=account.session_epoch + 1))
    record_change(tx, office, "account", account_id, "sessions_ended", actor=actor, now=now)


def _own(tx: Transaction, office_id: int, account_id: int) -> Account:
    account = people.account_by_id(tx, account_id)
    if account is None or account.office_id != office_id:
        raise InvalidValueError(field="account", problem="unknown")
    return account


def _require_an_admin(tx: Transaction, office_id: int, changed: Account) -> None:
    accounts = [changed if one.id == changed.id else one for one in people.accounts(tx, office_id)]
    if not any(one.active and StaffRole.ADMIN.value in one.roles for one in accounts):
        raise InvalidValueError(field="roles", problem="last_admin")
