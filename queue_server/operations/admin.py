"""The admin's part: the quota of today, the rules of the office; services and counters have rooms of their own."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from queue_server.domain.actor import Actor
from queue_server.domain.errors import DuplicateNameError, InvalidValueError, UnknownServiceError
from queue_server.domain.policy import OfficePolicy
from queue_server.domain.policy_checks import contradictions, lines_that_do_not_fit
from queue_server.operations import require
from queue_server.operations.counter_settings import save_counter
from queue_server.operations.service_settings import save_service
from queue_server.operations.settings_event import record_change
from queue_server.protocol.words import Lane
from queue_server.storage import lane_days, offices, services
from queue_server.storage.lane_days import LaneDay
from queue_server.storage.offices import Office
from queue_server.storage.services import ServiceDay
from queue_server.storage.statement import Transaction

__all__ = ["add_office", "checked_policy", "save_counter", "save_office", "save_service", "set_quota_today"]


def set_quota_today(
    tx: Transaction,
    service_id: int,
    quota: int | None,
    reason: str,
    *,
    lane: Lane | None = None,
    office_id: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Raise or lower today's quota of a service or of one of its lanes; below what is taken, nobody more is admitted.

    Args:
        quota: ``None`` for no limit today.
        lane: ``None`` for the service as a whole.

    Raises:
        OfficeClosedError, UnknownServiceError, LaneNotOfferedError: there is no such place today.
        InvalidValueError: the quota is negative, or the reason is missing.

    Records:
        ``settings.changed`` with the reason.
    """
    office = offices.claim(tx, office_id)
    day = require.open_date(office)
    why = checked_quota(quota, reason)
    service = require.service(tx, office, service_id)
    old: ServiceDay | LaneDay | None
    if lane is None:
        old = services.days(tx, office_id, day).get(service.id)
        if services.set_quota(tx, day, service.id, quota) == 0:
            raise UnknownServiceError(service=service_id)
    else:
        require.prefix(tx, service, lane)
        old = lane_days.every(tx, office_id, day).get((service.id, lane))
        lane_days.set_quota(tx, office_id, day, service.id, lane, quota)
    name = "quota_today" if lane is None else f"quota_today.{lane}"
    before, after = {name: old.quota if old else None}, {name: quota}
    record_change(tx, office, "quota", service_id, why, before=before, after=after, actor=actor, now=now)


def checked_quota(quota: int | None, reason: str) -> str:
    """Return the reason of another quota, or refuse what cannot be one."""
    if quota is not None and quota < 0:
        raise InvalidValueError(field="quota", problem="negative")
    return require.text("reason", reason)


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
        InvalidValueError: the name is missing, there is no such timezone, or a rule is out of its range or contradicts
            another one.

    Records:
        ``settings.changed``.
    """
    office = offices.claim(tx, office_id)
    wanted = checked_office(office, name, timezone, policy)
    offices.save(tx, office_id, name=wanted.name, timezone=wanted.timezone, policy=wanted.policy)
    before, after = office_picture(office), office_picture(wanted)
    record_change(tx, office, "office", office_id, "changed", before=before, after=after, actor=actor, now=now)


def checked_office(office: Office, name: str, timezone: str, policy: OfficePolicy | None) -> Office:
    """Return an office as it would be.

    Raises:
        InvalidValueError: the name is missing, there is no such timezone, or a rule is out of its range.
    """
    wanted = require.text("name", name)
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: the name of a folder, as "America"
        raise InvalidValueError(field="timezone", problem="unknown") from error
    rules = office.policy if policy is None else checked_policy(msgspec.to_builtins(policy))
    if policy is not None:
        for field, problem in (*contradictions(rules.temperature), *lines_that_do_not_fit(rules.look)):
            raise InvalidValueError(field=field, problem=problem)
    return replace(office, name=wanted, timezone=timezone, policy=rules)


def office_picture(office: Office) -> dict[str, object]:
    """Return what the history keeps of an office."""
    return {"name": office.name, "timezone": office.timezone, "policy": msgspec.to_builtins(office.policy)}


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
