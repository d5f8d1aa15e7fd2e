"""Accounts of staff: added, and helped when the password is gone."""

import argparse
import getpass
import sys
from datetime import datetime

from queue_server.commands.usage import Commands, UsageError, add_office_choice, office_id
from queue_server.domain.actor import SYSTEM
from queue_server.operations.accounts import create_account, find_account, set_password
from queue_server.passwords import hash_password
from queue_server.protocol.words import StaffRole
from queue_server.storage.store import Store


def add(commands: Commands) -> None:
    """Add the commands."""
    account = commands.add_parser("add-account", help="add an account; the password is read from standard input")
    account.add_argument("username")
    account.add_argument("--name", help="as shown to colleagues")
    account.add_argument("--role", action="append", choices=[role.value for role in StaffRole], required=True)
    add_office_choice(account)
    account.set_defaults(run=_add_account)
    password = commands.add_parser("set-password", help="give an account a new password, read from standard input")
    password.add_argument("username")
    password.set_defaults(run=_set_password)


def _add_account(store: Store, options: argparse.Namespace, now: datetime) -> int:
    if store.read(find_account, options.username) is not None:
        raise UsageError(f"{options.username} has an account: give it a new password with set-password")
    password = _typed_password()
    account_id = store.write(
        create_account,
        office_id=office_id(store, options.office),
        username=options.username,
        display_name=options.name or options.username,
        password_hash=hash_password(password),
        roles=frozenset(StaffRole(role) for role in options.role),
        actor=SYSTEM,
        now=now,
    )
    print(f"account {account_id}: {options.username}")
    return 0


def _set_password(store: Store, options: argparse.Namespace, now: datetime) -> int:
    account = store.read(find_account, options.username)
    if account is None:
        raise UsageError(f"no account has the user name {options.username}: add it with add-account")
    hashed = hash_password(_typed_password())
    store.write(set_password, account.id, hashed, office_id=account.office_id, actor=SYSTEM, now=now)
    print(f"password of {account.username} set; its sessions have ended")
    return 0


def _typed_password() -> str:
    """Ask for a password, or read it from standard input; never from the command line, which everybody can see."""
    return getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
