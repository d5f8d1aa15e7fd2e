"""What the admin's pages show."""

from collections.abc import Sequence

import msgspec

from queue_server.operations.counter_page import every_counter
from queue_server.operations.views import AccountSetting, DeviceSetting, LaneSetting, OfficeSetting, ServiceSetting
from queue_server.storage import offices, people, services
from queue_server.storage.services import Service, ServiceDay, ServiceLane
from queue_server.storage.statement import Transaction


def office_setting(tx: Transaction, *, office_id: int) -> OfficeSetting:
    """Return everything that an admin sees of an office."""
    office = offices.get(tx, office_id)
    day = office.business_date
    places = {} if day is None else services.days(tx, office_id, day)
    lanes = services.lanes(tx, office_id)
    return OfficeSetting(
        id=office.id,
        code=office.code,
        name=office.name,
        timezone=office.timezone,
        business_date=day,
        policy=msgspec.to_builtins(office.policy),
        services=tuple(_service(one, places.get(one.id), lanes) for one in services.every(tx, office_id)),
        counters=tuple(every_counter(tx, office_id=office_id)),
        accounts=tuple(_accounts(tx, office_id)),
        devices=tuple(_devices(tx, office_id)),
    )


def _service(service: Service, places: ServiceDay | None, lanes: Sequence[ServiceLane]) -> ServiceSetting:
    return ServiceSetting(
        id=service.id,
        code=service.code,
        names=service.names,
        position=service.position,
        open=service.open,
        quota_per_day=service.quota_per_day,
        quota_today=places.quota if places else None,
        taken_today=places.taken if places else 0,
        service_seconds=service.service_seconds,
        lanes=tuple(LaneSetting(one.lane, one.prefix) for one in lanes if one.service_id == service.id),
    )


def _accounts(tx: Transaction, office_id: int) -> list[AccountSetting]:
    return [
        AccountSetting(one.id, one.username, one.display_name, tuple(sorted(one.roles)), one.active)
        for one in people.accounts(tx, office_id)
    ]


def _devices(tx: Transaction, office_id: int) -> list[DeviceSetting]:
    return [
        DeviceSetting(one.id, one.name, one.role, one.revoked_at is not None, one.last_seen_at, tuple(one.parts))
        for one in people.devices(tx, office_id)
    ]


def every_office(tx: Transaction) -> list[tuple[int, str, str]]:
    """Return id, code and name of all offices."""
    return [(one.id, one.code, one.name) for one in offices.every(tx)]
