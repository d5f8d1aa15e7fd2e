"""What a change of an account would change: its sessions, the counter where the officer works."""

from collections.abc import Iterator
from datetime import datetime

from queue_server.domain.differences import differences
from queue_server.operations.accounts import account_picture, checked_account, checked_duties, duties_picture
from queue_server.operations.rule_preview import callable_at
from queue_server.operations.setting_preview import Consequence, Effect, SettingPreview
from queue_server.protocol.words import StaffRight, StaffRole
from queue_server.storage import counters, offices, tickets
from queue_server.storage.people import Account
from queue_server.storage.statement import Transaction


def preview_account(
    tx: Transaction,
    account_id: int,
    *,
    display_name: str,
    roles: frozenset[StaffRole],
    active: bool,
    office_id: int,
    now: datetime,
) -> SettingPreview:
    """Return what a change of an account would change; refuses as the change itself does."""
    del now
    account, changed = checked_account(
        tx, account_id, office_id=office_id, display_name=display_name, roles=roles, active=active
    )
    old, new = differences(account_picture(account), account_picture(changed))
    return SettingPreview(old, new, consequences=tuple(_consequences(tx, account, changed)))


def _consequences(tx: Transaction, account: Account, changed: Account) -> Iterator[Consequence]:
    if changed.session_epoch != account.session_epoch:
        yield Consequence("sessions_end", {"name": account.display_name})
    officer = changed.active and StaffRole.OFFICER.value in changed.roles
    counter = counters.of_officer(tx, account.office_id, account.id)
    if officer or counter is None or not counter.open:
        return
    yield Consequence("counter_without_officer", {"counter": counter.name, "name": account.display_name})
    day = offices.get(tx, account.office_id).business_date
    ticket = tickets.at_counter(tx, account.office_id, day, counter.id) if day else None
    if ticket:
        yield Consequence("visitor_at_counter", {"number": ticket.number, "counter": counter.name})


def preview_duties(
    tx: Transaction,
    account_id: int,
    *,
    rights: frozenset[StaffRight],
    service_ids: frozenset[int],
    office_id: int,
    now: datetime,
) -> SettingPreview:
    """Return what other duties would change; refuses as the change itself does."""
    del now
    account, changed = checked_duties(tx, account_id, office_id=office_id, rights=rights, service_ids=service_ids)
    old, new = differences(duties_picture(tx, account), duties_picture(tx, changed))
    office = offices.get(tx, office_id)
    counter = counters.of_officer(tx, office_id, account.id)
    if office.business_date is None or counter is None or not counter.open:
        return SettingPreview(old, new)
    counts = (
        len(callable_at(tx, office, office.business_date, counter, one.service_ids)) for one in (account, changed)
    )
    return SettingPreview(old, new, effects=(Effect("callable_at", counter.name, *counts),))
