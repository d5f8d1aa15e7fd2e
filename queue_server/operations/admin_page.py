"""What the admin's pages show."""

from datetime import date, datetime
from typing import Any

import msgspec

from queue_server.domain.letters import confusable
from queue_server.operations.counter_page import every_counter
from queue_server.operations.devices import silent
from queue_server.operations.sensor_trust import trusts
from queue_server.operations.served import served_services
from queue_server.operations.setting_views import LaneSetting, ServiceSetting
from queue_server.operations.thermometer_views import Trust
from queue_server.operations.views import AccountSetting, DeviceSetting, OfficeSetting, PartState
from queue_server.protocol.words import DeviceRole
from queue_server.storage import lane_days, offices, people, services
from queue_server.storage.people import Device
from queue_server.storage.services import Service, ServiceLane
from queue_server.storage.statement import Transaction

BEATING = frozenset({DeviceRole.KIOSK, DeviceRole.DISPLAY, DeviceRole.STATION})
"""Devices that send heartbeats all the time; the others are heard of when they have something to ask."""


def office_setting(tx: Transaction, *, office_id: int, now: datetime) -> OfficeSetting:
    """Return everything that an admin sees of an office."""
    office = offices.get(tx, office_id)
    day = office.business_date
    found = _Services(tx, office_id, day)
    return OfficeSetting(
        id=office.id,
        code=office.code,
        name=office.name,
        timezone=office.timezone,
        business_date=day,
        policy=msgspec.to_builtins(office.policy),
        services=tuple(found.setting(one) for one in found.offered),
        counters=tuple(every_counter(tx, office_id=office_id)),
        accounts=tuple(_accounts(tx, office_id)),
        devices=devices_view(tx, office_id=office_id, now=now),
    )


class _Services:
    """The services of an office with all that belongs to them today."""

    def __init__(self, tx: Transaction, office_id: int, day: date | None) -> None:
        self.offered = services.every(tx, office_id)
        self._lanes = services.lanes(tx, office_id)
        self._codes = {one.id: one.code for one in self.offered}
        self._places = {} if day is None else services.days(tx, office_id, day)
        self._lane_places = {} if day is None else lane_days.every(tx, office_id, day)
        self._served = served_services(tx, office_id)
        self._alike = confusable(lane.prefix for lane in self._lanes)

    def setting(self, service: Service) -> ServiceSetting:
        places = self._places.get(service.id)
        lanes = [one for one in self._lanes if one.service_id == service.id]
        own = {one.prefix for one in lanes}
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
            lanes=tuple(self._lane(one) for one in lanes),
            hours=service.hours,
            place=service.place,
            at_kiosk=service.at_kiosk,
            stages=tuple(self._codes[stage] for stage in service.stages),
            closed_reason=places.closed_reason if places else None,
            served=service.id in self._served,
            alike=tuple(pair for pair in self._alike if own & set(pair)),
        )

    def _lane(self, lane: ServiceLane) -> LaneSetting:
        places = self._lane_places.get((lane.service_id, lane.lane))
        if places is None:
            return LaneSetting(lane.lane, lane.prefix, lane.quota, lane.hours)
        return LaneSetting(lane.lane, lane.prefix, lane.quota, lane.hours, places.quota, places.taken)


def _accounts(tx: Transaction, office_id: int) -> list[AccountSetting]:
    return [
        AccountSetting(
            id=one.id,
            username=one.username,
            display_name=one.display_name,
            roles=tuple(sorted(one.roles)),
            active=one.active,
            rights=tuple(sorted(one.rights)),
            service_ids=tuple(sorted(one.service_ids)),
        )
        for one in people.accounts(tx, office_id)
    ]


def devices_view(tx: Transaction, *, office_id: int, now: datetime) -> tuple[DeviceSetting, ...]:
    """Return all devices with their parts; those that are in use first."""
    devices = people.devices(tx, office_id)
    trusted = trusts(tx, offices.get(tx, office_id), devices, now)
    found = [_device(one, trusted.get(one.id), now) for one in devices]
    return tuple(sorted(found, key=lambda device: device.revoked))


def _device(device: Device, trust: Trust | None, now: datetime) -> DeviceSetting:
    return DeviceSetting(
        id=device.id,
        name=device.name,
        role=device.role,
        revoked=device.revoked_at is not None,
        last_seen_at=device.last_seen_at,
        parts=tuple(_part(part) for part in device.parts),
        version=device.version,
        offline=device.role in BEATING and silent(device.last_seen_at, now),
        place=device.place,
        trust=trust,
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
