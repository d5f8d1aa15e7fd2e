"""A browser at a counter that officers share: opened there by password in the morning, a PIN is enough for the day."""

from dataclasses import asdict, dataclass

from flask import session

from queue_server.domain.errors import ForbiddenError, WrongCredentialsError
from queue_server.operations.accounts import account_by_id
from queue_server.operations.day import business_day
from queue_server.operations.views import SignedInAccount
from queue_server.protocol.words import StaffRole
from queue_server.web import auth
from queue_server.web.context import services


@dataclass(frozen=True, slots=True)
class CounterBrowser:
    """Where a browser works, and on which business date; it is worth nothing on another."""

    office_id: int
    counter_id: int
    day: str


def counter_browser() -> CounterBrowser | None:
    """Return which counter this browser works for today, or ``None``."""
    try:
        found = CounterBrowser(**session[auth.COUNTER])
    except (KeyError, TypeError):
        return None
    today = services().store.read(business_day, office_id=found.office_id)
    return found if today is not None and today.isoformat() == found.day else None


def work_for_counter(counter_id: int) -> None:
    """Note that this browser works for a counter today."""
    office_id = auth.current_account().office_id
    today = services().store.read(business_day, office_id=office_id)
    if today is not None:
        session[auth.COUNTER] = asdict(CounterBrowser(office_id, counter_id, today.isoformat()))


def sign_in_by_pin(account_id: int, pin: str) -> CounterBrowser:
    """Check an officer's PIN, begin a new session, and return where this browser works.

    Raises:
        ForbiddenError: nobody has opened a counter in this browser today.
        TooManyAttemptsError, WrongCredentialsError: as for `checked_pin`.
    """
    here = counter_browser()
    if here is None:
        raise ForbiddenError
    auth.sign_in_as(checked_pin(account_id, pin, here.office_id))
    return here


def checked_pin(account_id: int, pin: str, office_id: int) -> SignedInAccount:
    """Return the officer whose PIN this is.

    Raises:
        TooManyAttemptsError: too many failures for this officer from here, or from here at all.
        WrongCredentialsError: the PIN is wrong, or there is no such officer with one.
    """
    account = services().store.read(account_by_id, account_id)
    usable = account is not None and account.active and account.office_id == office_id and bool(account.pin_hash)
    usable = usable and account is not None and StaffRole.OFFICER.value in account.roles
    auth.check_secret(f"pin:{account_id}", account.pin_hash if account and usable else None, pin, account)
    if account is None:
        raise WrongCredentialsError
    return account
