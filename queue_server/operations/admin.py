"""The admin's part: services, counters, quota, rules."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from queue_server.domain.actor import Actor
from queue_server.domain.errors import DuplicateNameError, InvalidValueError, UnknownCounterError, UnknownServiceError
from queue_server.domain.numbering import checked_prefix
from queue_server.domain.policy import OfficePolicy
from queue_server.operations import require
from queue_server.operations.settings_event import record_change
from queue_server.protocol.words import Lane
from queue_server.storage import counters, offices, services
from queue_server.storage.offices import Office
from queue_server.storage.services import Service
from queue_server.storage.statement import Transaction


def save_service(
    tx: Transaction,
    service_id: int | None,
    *,
    office_id: int,
    code: str,
    names: dict[str, str],
    position: int,
    open: bool,  # noqa: A002 - the word of the office
    quota_per_day: int | None,
    service_seconds: int,
    lanes: dict[Lane, str],
    actor: Actor,
    now: datetime,
) -> int:
    """Add or change a service and return its id. Its quota applies from the next day that is opened.

    Args:
        service_id: ``None`` adds a service.
        names: a name in each language; Indonesian is needed.
        quota_per_day: 0 or more; ``None`` for no limit.
        service_seconds: expected time of service, 30 to 14,400.
        lanes: prefix by lane; each prefix belongs to one lane of one service.

    Raises:
        InvalidValueError, DuplicateNameError, UnknownServiceError: what was wrong, by field.

    Records:
        ``settings.changed``.
    """
    office = offices.claim(tx, office_id)
    wanted = Service(
        id=service_id or 0,
        code=require.text("code", code),
        names={language: name.strip() for language, name in names.items() if name.strip()},
        position=position,
        open=open,
        quota_per_day=quota_per_day,
        service_seconds=service_seconds,
    )
    prefixes = _checked(tx, office, wanted, lanes)
    saved_id = _store_service(tx, office, wanted)
    services.set_lanes(tx, office_id, saved_id, prefixes)
    record_change(tx, office, "service", saved_id, "changed" if service_id else "created", actor=actor, now=now)
    return saved_id


def _checked(tx: Transaction, office: Office, wanted: Service, lanes: dict[Lane, str]) -> dict[Lane, str]:
    if "id" not in wanted.names:
        raise InvalidValueError(field="names", problem="missing")
    if wanted.quota_per_day is not None and wanted.quota_per_day < 0:
        raise InvalidValueError(field="quota_per_day", problem="negative")
    if not 30 <= wanted.service_seconds <= 14_400:
        raise InvalidValueError(field="service_seconds", problem="out_of_range")
    if services.id_of_code(tx, office.id, wanted.code) not in (None, wanted.id):
        raise DuplicateNameError(field="code", name=wanted.code)
    prefixes = {lane: checked_prefix(text) for lane, text in lanes.items()}
    if not prefixes:
        raise InvalidValueError(field="lanes", problem="missing")
    for lane, prefix in prefixes.items():
        taken = services.prefix_used_elsewhere(tx, office.id, wanted.id, prefix)
        if taken or list(prefixes.values()).count(prefix) > 1:
            raise DuplicateNameError(field=f"prefix_{lane}", name=prefix)
    return prefixes


def _store_service(tx: Transaction, office: Office, wanted: Service) -> int:
    if wanted.id:
        if services.save(tx, office.id, wanted) == 0:
            raise UnknownServiceError(service=wanted.id)
        return wanted.id
    service_id = services.add(tx, office.id, wanted)
    if office.business_date is not None:
        services.add_day(tx, office.id, office.business_date, service_id, wanted.quota_per_day)
    return service_id


def save_counter(
    tx: Transaction,
    counter_id: int | None,
    *,
    office_id: int,
    name: str,
    active: bool,
    service_ids: tuple[int, ...],
    actor: Actor,
    now: datetime,
) -> int:
    """Add or change a counter and return its id; the order of the services is its preference.

    Raises:
        InvalidValueError, DuplicateNameError, UnknownServiceError, UnknownCounterError: what was wrong, by field.

    Records:
        ``settings.changed``.
    """
    office = offices.claim(tx, office_id)
    wanted = require.text("name", name)
    if counters.id_of_name(tx, office_id, wanted) not in (None, counter_id):
        raise DuplicateNameError(field="name", name=wanted)
    for service_id in service_ids:
        require.service(tx, office, service_id)
    saved_id = _store_counter(tx, office_id, counter_id, wanted, active=active)
    counters.set_services(tx, saved_id, tuple(dict.fromkeys(service_ids)))
    record_change(tx, office, "counter", saved_id, "changed" if counter_id else "created", actor=actor, now=now)
    return saved_id


def _store_counter(tx: Transaction, office_id: int, counter_id: int | None, name: str, *, active: bool) -> int:
    if counter_id is None:
        return counters.add(tx, office_id, name=name, active=active)
    current = counters.get(tx, office_id, counter_id)
    if current is None:
        raise UnknownCounterError(counter=counter_id)
    if current.open and not active:
        raise InvalidValueError(field="active", problem="counter_open")
    counters.save(tx, office_id, counter_id, name=name, active=active)
    return counter_id


def set_quota_today(
    tx: Transaction,
    service_id: int,
    quota: int | None,
    reason: str,
    *,
    office_id: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Raise or lower today's quota of a service; below what is taken, nobody more is admitted.

    Raises:
        OfficeClosedError, UnknownServiceError: there is no such place today.
        InvalidValueError: the quota is negative, or the reason is missing.

    Records:
        ``settings.changed`` with the reason.
    """
    office = offices.claim(tx, office_id)
    day = require.open_date(office)
    if quota is not None and quota < 0:
        raise InvalidValueError(field="quota", problem="negative")
    why = require.text("reason", reason)
    if services.set_quota(tx, day, require.service(tx, office, service_id).id, quota) == 0:
        raise UnknownServiceError(service=service_id)
    record_change(tx, office, "quota", service_id, why, actor=actor, now=now)


def save_office(
    tx: Transaction,
    *,
    office_id: int,
    name: str,
    timezone: str,
    policy: OfficePolicy | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Change name, timezone and rules of an office: all of it or nothing.

    Args:
        policy: ``None`` keeps the rules as they are.

    Raises:
        InvalidValueError: the name is missing, there is no such timezone, or a rule is out of its range.

    Records:
        ``settings.changed``.
    """
    office = offices.claim(tx, office_id)
    wanted = require.text("name", name)
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise InvalidValueError(field="timezone", problem="unknown") from error
    rules = office.policy if policy is None else checked_policy(msgspec.to_builtins(policy))
    offices.save(tx, office_id, name=wanted, timezone=timezone, policy=rules)
    record_change(tx, office, "office", office_id, "changed", actor=actor, now=now)


def checked_policy(values: dict[str, Any]) -> OfficePolicy:
    """Read rules from plain values.

    Raises:
        InvalidValueError: a value is out of its range, or of no known name; the field is named.
    """
    try:
        return msgspec.convert(values, OfficePolicy)
    except msgspec.ValidationError as error:
        _, _, path = str(error).rpartition("`$.")
        field = path.rstrip("`").rpartition(".")[2]
        raise InvalidValueError(field=field or "policy", problem="out_of_range") from error


def add_office(
    tx: Transaction, *, code: str, name: str, timezone: str, policy: OfficePolicy, actor: Actor, now: datetime
) -> int:
    """Add an office and return its id.

    Raises:
        InvalidValueError: a text is missing, or there is no such timezone.
        DuplicateNameError: another office has this code.

    Records:
        ``settings.changed``.
    """
    wanted = require.text("code", code)
    if wanted in {one.code for one in offices.every(tx)}:
        raise DuplicateNameError(field="code", name=wanted)
    office_id = offices.add(tx, code=wanted, name=require.text("name", name), timezone=timezone, policy=policy)
    save_office(tx, office_id=office_id, name=name, timezone=timezone, actor=actor, now=now)
    return office_id
