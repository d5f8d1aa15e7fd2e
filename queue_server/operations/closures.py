"""Closures: dates on which a service, or the whole office, takes no visitors."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from queue_server.domain.actor import Actor
from queue_server.domain.closures import Closure, checked_closure, reason_closed
from queue_server.domain.errors import UnknownClosureError
from queue_server.domain.setting import ClosureSettings
from queue_server.operations import require
from queue_server.operations.settings_event import picture, record_change
from queue_server.storage import closures, offices, services
from queue_server.storage.offices import Office
from queue_server.storage.statement import Transaction


def add_closure(
    tx: Transaction,
    *,
    service_id: int | None,
    first_date: date,
    last_date: date,
    names: Mapping[str, str],
    office_id: int,
    actor: Actor,
    now: datetime,
) -> int:
    """Close a service, or without one the whole office, from a date to a date, and return the closure's id.

    It holds at once where it covers the open date: nobody checks in any more; who is in line is served.

    Raises:
        InvalidValueError: the dates are not in order, or the reason is missing.
        UnknownServiceError: there is no such service.

    Records:
        ``settings.changed``.
    """
    office = offices.claim(tx, office_id)
    wanted, code = checked(tx, office, Closure(0, service_id, first_date, last_date, dict(names)))
    closure_id = closures.add(tx, office_id, wanted)
    apply_closures(tx, office_id, office.business_date)
    after = picture(settings_of(wanted, code))
    record_change(tx, office, "closure", closure_id, "created", after=after, actor=actor, now=now)
    return closure_id


def checked(tx: Transaction, office: Office, wanted: Closure) -> tuple[Closure, str | None]:
    """Return a closure as it is stored, and the code of its service.

    Raises:
        InvalidValueError, UnknownServiceError: what is wrong, by field.
    """
    reason = {language: text.strip() for language, text in wanted.names.items() if text.strip()}
    kept = checked_closure(replace(wanted, names=reason))
    return kept, require.service(tx, office, wanted.service_id).code if wanted.service_id else None


def change_reason(
    tx: Transaction, closure_id: int, names: Mapping[str, str], *, office_id: int, actor: Actor, now: datetime
) -> None:
    """Say otherwise why a service or the office is closed; where the closure covers the open date, kiosks say it so.

    Raises:
        UnknownClosureError: there is no such closure.
        InvalidValueError: the reason is missing.

    Records:
        ``settings.changed``.
    """
    office = offices.claim(tx, office_id)
    found = _own(tx, office_id, closure_id)
    reason = {language: text.strip() for language, text in names.items() if text.strip()}
    changed = checked_closure(replace(found, names=reason))
    closures.set_reason(tx, office_id, closure_id, changed.names)
    apply_closures(tx, office_id, office.business_date)
    service = services.get(tx, office_id, found.service_id) if found.service_id else None
    before, after = (picture(settings_of(one, service.code if service else None)) for one in (found, changed))
    record_change(tx, office, "closure", closure_id, "changed", before=before, after=after, actor=actor, now=now)


def _own(tx: Transaction, office_id: int, closure_id: int) -> Closure:
    found = closures.get(tx, office_id, closure_id)
    if found is None:
        raise UnknownClosureError
    return found


def remove_closure(tx: Transaction, closure_id: int, *, office_id: int, actor: Actor, now: datetime) -> None:
    """Take a closure back; where it covers the open date, visitors check in again.

    Raises:
        UnknownClosureError: there is no such closure.

    Records:
        ``settings.changed``.
    """
    office = offices.claim(tx, office_id)
    found = _own(tx, office_id, closure_id)
    service = services.get(tx, office_id, found.service_id) if found.service_id else None
    closures.remove(tx, office_id, closure_id)
    apply_closures(tx, office_id, office.business_date)
    before = picture(settings_of(found, service.code if service else None))
    record_change(tx, office, "closure", closure_id, "removed", before=before, actor=actor, now=now)


def apply_closures(tx: Transaction, office_id: int, business_date: date | None) -> None:
    """Say of each service whether it is closed on the open date, and why."""
    if business_date is None:
        return
    found = closures.on(tx, office_id, business_date)
    for service_id, places in services.days(tx, office_id, business_date).items():
        reason = reason_closed(found, service_id, business_date)
        if reason != places.closed_reason:
            services.close_on(tx, business_date, service_id, reason)


def settings_of(closure: Closure, code: str | None) -> ClosureSettings:
    """Return a closure as its settings; ``code`` is that of its service."""
    kept: ClosureSettings = ClosureSettings(
        first_date=closure.first_date, last_date=closure.last_date, names=closure.names, service=code
    )
    return kept
