"""Accounts of the staff."""

from dataclasses import fields, replace
from datetime import datetime

from queue_server.domain.actor import Actor
from queue_server.domain.errors import DuplicateNameError, InvalidValueError
from queue_server.operations import require
from queue_server.operations.calling import serve_awaiting
from queue_server.operations.settings_event import record_change
from queue_server.operations.views import SignedInAccount
from queue_server.protocol.words import StaffRight, StaffRole
from queue_server.storage import offices, people, services
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
        rights=frozenset(right.value for right in StaffRight),
    )
    account_id = people.add_account(tx, account)
    after = account_picture(account)
    record_change(tx, office, "account", account_id, "created", after=after, actor=actor, now=now)
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
    account, changed = checked_account(
        tx, account_id, office_id=office_id, display_name=display_name, roles=roles, active=active
    )
    people.save_account(tx, changed)
    before, after = account_picture(account), account_picture(changed)
    record_change(tx, office, "account", account_id, "changed", before=before, after=after, actor=actor, now=now)


def checked_account(
    tx: Transaction,
    account_id: int,
    *,
    office_id: int,
    display_name: str,
    roles: frozenset[StaffRole],
    active: bool,
) -> tuple[Account, Account]:
    """Return an account as it is, and as it would be; what may do less has its sessions ended.

    Raises:
        InvalidValueError: there is no such account, a name is missing, or nobody would be left to administer.
    """
    account = _own(tx, office_id, account_id)
    wanted = frozenset(role.value for role in roles)
    changed = replace(account, display_name=require.text("display_name", display_name), roles=wanted, active=active)
    _require_an_admin(tx, office_id, changed)
    if not active or account.roles - wanted:
        changed = replace(changed, session_epoch=account.session_epoch + 1)
    return account, changed


def set_duties(
    tx: Transaction,
    account_id: int,
    *,
    rights: frozenset[StaffRight],
    service_ids: frozenset[int],
    office_id: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Say what an officer may do and serve.

    Args:
        service_ids: the services that may be served; empty for all.

    Raises:
        InvalidValueError: there is no such account, or no such service.

    Records:
        ``settings.changed``; ``ticket.called`` where the officer waits for whoever comes and may serve more now.
    """
    office = offices.claim(tx, office_id)
    account, changed = checked_duties(tx, account_id, office_id=office_id, rights=rights, service_ids=service_ids)
    people.save_account(tx, changed)
    before, after = (duties_picture(tx, one) for one in (account, changed))
    record_change(tx, office, "account", account_id, "duties", before=before, after=after, actor=actor, now=now)
    serve_awaiting(tx, office, now)


def checked_duties(
    tx: Transaction, account_id: int, *, office_id: int, rights: frozenset[StaffRight], service_ids: frozenset[int]
) -> tuple[Account, Account]:
    """Return an account as it is, and with its duties as they would be.

    Raises:
        InvalidValueError: there is no such account, or no such service.
    """
    account = _own(tx, office_id, account_id)
    if not service_ids <= {service.id for service in services.every(tx, office_id)}:
        raise InvalidValueError(field="service_ids", problem="unknown")
    return account, replace(account, rights=frozenset(right.value for right in rights), service_ids=service_ids)


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


def set_pin(tx: Transaction, account_id: int, pin_hash: str, *, office_id: int, actor: Actor, now: datetime) -> None:
    """Set the PIN by which an officer signs in at a shared counter; an empty hash takes it away.

    Records:
        ``settings.changed``.
    """
    office = offices.claim(tx, office_id)
    people.save_account(tx, replace(_own(tx, office_id, account_id), pin_hash=pin_hash))
    record_change(tx, office, "account", account_id, "pin", actor=actor, now=now)


def set_kiosk_pin(
    tx: Transaction, account_id: int, pin_hash: str, *, office_id: int, actor: Actor, now: datetime
) -> None:
    """Set the PIN for decisions at a kiosk without the server; an empty hash takes it away.

    Records:
        ``settings.changed``.
    """
    office = offices.claim(tx, office_id)
    people.save_account(tx, replace(_own(tx, office_id, account_id), kiosk_pin_hash=pin_hash))
    record_change(tx, office, "account", account_id, "kiosk_pin", actor=actor, now=now)


def without_password(tx: Transaction, *, office_id: int) -> list[str]:
    """Return the user names of the accounts in use that nobody has given a password yet: nobody can sign in there."""
    return [one.username for one in people.accounts(tx, office_id) if one.active and not one.password_hash]


def officers_with_pin(tx: Transaction, *, office_id: int) -> list[tuple[int, str]]:
    """Return id and name of the officers who can sign in at a shared counter."""
    return [
        (one.id, one.display_name)
        for one in people.accounts(tx, office_id)
        if one.active and one.pin_hash and StaffRole.OFFICER.value in one.roles
    ]


def end_sessions(tx: Transaction, account_id: int, *, office_id: int, actor: Actor, now: datetime) -> None:
    """End all sessions of an account.

    Records:
        ``settings.changed``.
    """
    office = offices.claim(tx, office_id)
    account = _own(tx, office_id, account_id)
    people.save_account(tx, replace(account, session_epoch=account.session_epoch + 1))
    record_change(tx, office, "account", account_id, "sessions_ended", actor=actor, now=now)


def account_picture(of: Account) -> dict[str, object]:
    """Return what the trail keeps of an account; never a secret."""
    named = {"username": of.username, "display_name": of.display_name}
    return {**named, "roles": sorted(of.roles), "active": of.active}


def duties_picture(tx: Transaction, of: Account) -> dict[str, object]:
    """Return what the trail keeps of an officer's duties."""
    codes = {service.id: service.code for service in services.every(tx, of.office_id)}
    return {"rights": sorted(of.rights), "services": sorted(codes[one] for one in of.service_ids if one in codes)}


def _own(tx: Transaction, office_id: int, account_id: int) -> Account:
    account = people.account_by_id(tx, account_id)
    if account is None or account.office_id != office_id:
        raise InvalidValueError(field="account", problem="unknown")
    return account


def _require_an_admin(tx: Transaction, office_id: int, changed: Account) -> None:
    accounts = [changed if one.id == changed.id else one for one in people.accounts(tx, office_id)]
    if not any(one.active and StaffRole.ADMIN.value in one.roles for one in accounts):
        raise InvalidValueError(field="roles", problem="last_admin")
