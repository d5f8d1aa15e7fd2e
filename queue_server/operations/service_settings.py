"""Services and their lanes: changed at once, or from a date on."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

import msgspec

from queue_server.domain.actor import Actor
from queue_server.domain.errors import DuplicateNameError, InvalidValueError, UnknownServiceError
from queue_server.domain.hours import Hours, Span, checked_hours, checked_spans
from queue_server.domain.numbering import checked_prefix
from queue_server.domain.route import MOST_STEPS
from queue_server.domain.setting import LaneSettings, ServiceSettings
from queue_server.operations import require
from queue_server.operations.settings_event import NOTHING, picture, plan_change, record_change
from queue_server.protocol.words import Lane, Place
from queue_server.storage import offices, services
from queue_server.storage.offices import Office
from queue_server.storage.services import Service, ServiceLane
from queue_server.storage.statement import Transaction

NO_QUOTAS: Mapping[Lane, int | None] = MappingProxyType({})


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
    lanes: Mapping[Lane, str],
    lane_quotas: Mapping[Lane, int | None] = NO_QUOTAS,
    hours: Hours | None = None,
    place: Place = Place.HALL,
    at_kiosk: bool = True,
    stages: tuple[str, ...] = (),
    actor: Actor,
    now: datetime,
) -> int:
    """Add or change a service at once and return its id: `change_service` with each setting by itself.

    Args:
        lanes: prefix by lane; each prefix belongs to one lane of one service.
        lane_quotas: by lane; a lane that is not named has no limit of its own.
    """
    wanted = ServiceSettings(
        code=code,
        names=names,
        position=position,
        open=open,
        quota_per_day=quota_per_day,
        service_seconds=service_seconds,
        lanes={lane: LaneSettings(prefix=prefix, quota=lane_quotas.get(lane)) for lane, prefix in lanes.items()},
        hours=hours or {},
        place=place,
        at_kiosk=at_kiosk,
        stages=stages,
    )
    return change_service(tx, service_id, wanted, office_id=office_id, actor=actor, now=now)


def change_service(
    tx: Transaction,
    service_id: int | None,
    wanted: ServiceSettings,
    *,
    was: ServiceSettings | None = None,
    office_id: int,
    actor: Actor,
    now: datetime,
) -> int:
    """Add or change a service at once and return its id. Its quotas apply from the next day that is opened.

    Args:
        service_id: ``None`` adds a service.
        was: as the history tells it, where its letters were taken from it within this transaction.

    Raises:
        InvalidValueError, DuplicateNameError, UnknownServiceError: what was wrong, by field; nothing is changed.

    Records:
        ``settings.changed``.
    """
    office = offices.claim(tx, office_id)
    checked = checked_service(tx, office, service_id, wanted)
    before = NOTHING if service_id is None else picture(was or service_settings(tx, office_id, service_id))
    saved_id = _store(tx, office, service_id, checked)
    what = "changed" if service_id else "created"
    record_change(tx, office, "service", saved_id, what, before=before, after=picture(checked), actor=actor, now=now)
    return saved_id


def plan_service(
    tx: Transaction,
    service_id: int | None,
    wanted: ServiceSettings,
    *,
    effective_on: date,
    office_id: int,
    actor: Actor,
    now: datetime,
) -> int:
    """Plan a service's settings from a date on, and return the id of the planned change.

    Raises:
        InvalidValueError, DuplicateNameError, UnknownServiceError: as `change_service`; the date is not in the future.

    Records:
        ``settings.changed``.
    """
    office = offices.claim(tx, office_id)
    checked = checked_service(tx, office, service_id, wanted)
    require_future(office, effective_on, now)
    before = NOTHING if service_id is None else picture(service_settings(tx, office_id, service_id))
    return plan_change(
        tx, office, "service", service_id, checked, effective_on=effective_on, before=before, actor=actor, now=now
    )


def require_future(office: Office, effective_on: date, now: datetime) -> None:
    """Refuse a date that is not after today: a change for today is made at once.

    Raises:
        InvalidValueError: the date is today or before.
    """
    if effective_on <= max(now.astimezone(ZoneInfo(office.timezone)).date(), office.business_date or date.min):
        raise InvalidValueError(field="effective_on", problem="not_in_future")


def service_settings(tx: Transaction, office_id: int, service_id: int) -> ServiceSettings:
    """Return the settings of a service.

    Raises:
        UnknownServiceError: the office has no such service.
    """
    found = services.get(tx, office_id, service_id)
    if found is None:
        raise UnknownServiceError(service=service_id)
    codes = {one.id: one.code for one in services.every(tx, office_id)}
    return settings_of(found, services.lanes(tx, office_id), codes)


def settings_of(service: Service, lanes: Sequence[ServiceLane], codes: Mapping[int, str]) -> ServiceSettings:
    """Return a stored service as its settings."""
    mine = {
        one.lane: LaneSettings(prefix=one.prefix, quota=one.quota, hours=one.hours)
        for one in lanes
        if one.service_id == service.id
    }
    return ServiceSettings(
        code=service.code,
        names=service.names,
        position=service.position,
        open=service.open,
        quota_per_day=service.quota_per_day,
        service_seconds=service.service_seconds,
        lanes=mine,
        hours=service.hours,
        place=service.place,
        at_kiosk=service.at_kiosk,
        stages=tuple(codes[stage] for stage in service.stages if stage in codes),
    )


def checked_service(
    tx: Transaction, office: Office, service_id: int | None, wanted: ServiceSettings
) -> ServiceSettings:
    """Return settings as they are stored: trimmed, letters in capitals.

    Raises:
        InvalidValueError, DuplicateNameError, UnknownServiceError: what is wrong, by field.
    """
    if service_id is not None:
        require.service(tx, office, service_id)
    names = {language: name.strip() for language, name in wanted.names.items() if name.strip()}
    if "id" not in names:
        raise InvalidValueError(field="names", problem="missing")
    code = require.text("code", wanted.code)
    if services.id_of_code(tx, office.id, code) not in (None, service_id):
        raise DuplicateNameError(field="code", name=code)
    _require_quotas(wanted)
    if not 30 <= wanted.service_seconds <= 14_400:
        raise InvalidValueError(field="service_seconds", problem="out_of_range")
    lanes = _checked_lanes(tx, office, service_id or 0, wanted.lanes)
    _require_stages(tx, office, code, wanted.stages)
    hours = checked_hours(wanted.hours)
    return msgspec.structs.replace(wanted, code=code, names=names, lanes=lanes, hours=hours)


def _require_quotas(wanted: ServiceSettings) -> None:
    quotas = {"quota_per_day": wanted.quota_per_day}
    quotas |= {f"quota_{lane}": one.quota for lane, one in wanted.lanes.items()}
    for field, quota in quotas.items():
        if quota is not None and quota < 0:
            raise InvalidValueError(field=field, problem="negative")


def _checked_lanes(
    tx: Transaction, office: Office, service_id: int, lanes: Mapping[Lane, LaneSettings]
) -> dict[Lane, LaneSettings]:
    checked = {
        name: LaneSettings(prefix=checked_prefix(one.prefix), quota=one.quota, hours=_checked_lane_hours(name, one))
        for name, one in lanes.items()
    }
    if not checked:
        raise InvalidValueError(field="lanes", problem="missing")
    prefixes = [one.prefix for one in checked.values()]
    for name, one in checked.items():
        taken = services.prefix_used_elsewhere(tx, office.id, service_id, one.prefix)
        if taken or prefixes.count(one.prefix) > 1:
            raise DuplicateNameError(field=f"prefix_{name}", name=one.prefix)
    return checked


def _checked_lane_hours(name: Lane, lane: LaneSettings) -> tuple[Span, ...]:
    try:
        return tuple(sorted(checked_spans(lane.hours)))
    except InvalidValueError as error:
        raise InvalidValueError(field=f"hours_{name}", problem=error.details["problem"]) from error


def _require_stages(tx: Transaction, office: Office, code: str, stages: tuple[str, ...]) -> None:
    if len(stages) > MOST_STEPS:
        raise InvalidValueError(field="stages", problem="too_many_stages")
    if code in stages or len(set(stages)) < len(stages):
        raise InvalidValueError(field="stages", problem="own_stage")
    if any(services.id_of_code(tx, office.id, stage) is None for stage in stages):
        raise InvalidValueError(field="stages", problem="unknown")


def _store(tx: Transaction, office: Office, service_id: int | None, wanted: ServiceSettings) -> int:
    stages = tuple(services.id_of_code(tx, office.id, stage) or 0 for stage in wanted.stages)
    stored = Service(
        id=service_id or 0,
        code=wanted.code,
        names=wanted.names,
        position=wanted.position,
        open=wanted.open,
        quota_per_day=wanted.quota_per_day,
        service_seconds=wanted.service_seconds,
        hours=wanted.hours,
        place=wanted.place,
        at_kiosk=wanted.at_kiosk,
        stages=stages,
    )
    saved_id = service_id or services.add(tx, office.id, stored)
    if service_id:
        services.save(tx, office.id, stored)
    elif office.business_date is not None:
        services.add_day(tx, office.id, office.business_date, saved_id, wanted.quota_per_day)
    lanes = [ServiceLane(saved_id, name, one.prefix, one.quota, one.hours) for name, one in wanted.lanes.items()]
    services.set_lanes(tx, office.id, saved_id, lanes)
    return saved_id
