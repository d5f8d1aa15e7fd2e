"""What the admin's pages show."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from queue_server.operations.counter_page import every_counter
from queue_server.operations.devices import silent
from queue_server.operations.views import (
    AccountSetting,
    DeviceSetting,
    LaneSetting,
    OfficeSetting,
    PartState,
    ServiceSetting,
)
from queue_server.protocol.words import DeviceRole
from queue_server.storage import offices, people, services
from queue_server.storage.people import Device
from queue_server.storage.services import Service, ServiceDay, ServiceLane
from queue_server.storage.statement import Transaction

BEATING = frozenset({DeviceRole.KIOSK, DeviceRole.DISPLAY})
"""Devices that send heartbeats all the time; the others are heard of when they have something to ask."""


def office_setting(tx: Transaction, *, office_id: int, now: datetime) -> OfficeSetting:
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
        devices=devices_view(tx, office_id=office_id, now=now),
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


def devices_view(tx: Transaction, *, office_id: int, now: datetime) -> tuple[DeviceSetting, ...]:
    """Return all devices with their parts; those that are in use first."""
    found = [_device(one, now) for one in people.devices(tx, office_id)]
    return tuple(sorted(found, key=lambda device: device.revoked))


def _device(device: Device, now: datetime) -> DeviceSetting:
    return DeviceSetting(
        id=device.id,
        name=device.name,
        role=device.role,
        revoked=device.revoked_at is not None,
        last_seen_at=device.last_seen_at,
        parts=tuple(_part(part) for part in device.parts),
        version=device.version,
        offline=device.role in BEATING and silent(device.last_seen_at, now),
    )


def _part(part: dict[str, Any]) -> PartState:
    since = part.get("since")
    return PartState(
        name=str(part["name"]),
        driver=str(part["driver"]),
        simulated=bool(part.get("simulated")),
        state=str(part["state"]),
        code=str(part.get("code", "")),
        message=str(part.get("message", "")),
        permanent=bool(part.get("permanent")),
        since=datetime.fromisoformat(since) if since else None,
        counters=dict(part.get("counters") or {}),
    )


def every_office(tx: Transaction) -> list[tuple[int, str, str]]:
    """Return id, code and name of all offices."""
    return [(one.id, one.code, one.name) for one in offices.every(tx)]
