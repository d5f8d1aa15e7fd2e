"""What the office offers now, as a kiosk needs to know it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from queue_server.domain.booking import expected_after
from queue_server.domain.hours import is_open, spans_on, within, write_spans
from queue_server.operations.admission import expected_wait
from queue_server.operations.look import look_version
from queue_server.operations.next_opening import opens_at
from queue_server.operations.sensor_trust import sensor_order
from queue_server.operations.staff_measurements import wanted
from queue_server.protocol.calibration import SensorOrder
from queue_server.protocol.messages import LaneInfo, OfficeInfo, ServiceInfo, WaitEstimate
from queue_server.protocol.words import Lane, Place
from queue_server.storage import events, lane_days, offices, services, tickets
from queue_server.storage.lane_days import LaneDay
from queue_server.storage.offices import Office
from queue_server.storage.services import Service, ServiceDay, ServiceLane
from queue_server.storage.statement import Transaction


def office_info(
    tx: Transaction, *, office_id: int, place: Place | None = None, kiosk_id: int | None = None, now: datetime
) -> OfficeInfo:
    """Return the office as a kiosk needs to know it.

    Args:
        place: what visitors can choose there; ``None`` for all services, also those that are only stages.
        kiosk_id: the kiosk that asks, to be told of its thermometer; ``None`` for anybody else.
    """
    office = offices.get(tx, office_id)
    offered = [one for one in services.every(tx, office_id) if place is None or (one.at_kiosk and one.place is place)]
    today = _today(tx, office, offered, now)
    return OfficeInfo(
        name=office.name,
        timezone=office.timezone,
        business_date=office.business_date,
        services=tuple(today.service(one) for one in offered),
        temperature=office.policy.temperature.on(office.business_date),
        promise_seconds=office.policy.promise_seconds,
        seq=events.last_seq(tx, office_id),
        now=now,
        sensor=_sensor(tx, office, kiosk_id, now) if kiosk_id else None,
        look=look_version(tx, office),
        opens_at=opens_at(tx, office, offered, now),
    )


def _sensor(tx: Transaction, office: Office, kiosk_id: int, now: datetime) -> SensorOrder:
    return sensor_order(tx, office, kiosk_id, wanted(tx, kiosk_id, office_id=office.id, now=now))


@dataclass(frozen=True, slots=True)
class _Today:
    """The services of a day: their lanes, places and lines, at a moment of the office's own time."""

    local: datetime
    lanes: Sequence[ServiceLane]
    places: Mapping[int, ServiceDay]
    lane_places: Mapping[tuple[int, Lane], LaneDay]
    waiting: Mapping[int, int]
    waits: Mapping[int, WaitEstimate | None]
    kept: Mapping[int, int]

    def service(self, service: Service) -> ServiceInfo:
        places = self.places.get(service.id)
        reason = places.closed_reason if places else None
        shut = places is None or reason is not None or not is_open(service.hours, self.local)
        return ServiceInfo(
            id=service.id,
            names=service.names,
            lanes=tuple(self._lane(lane) for lane in self.lanes if lane.service_id == service.id),
            open=service.open and not shut,
            quota_left=_left(places.quota, places.taken + self.kept.get(service.id, 0)) if places else None,
            waiting=self.waiting.get(service.id, 0),
            estimate=self.waits.get(service.id),
            hours=write_spans(spans_on(service.hours, self.local.date())),
            closed_reason=reason or {},
        )

    def _lane(self, lane: ServiceLane) -> LaneInfo:
        places = self.lane_places.get((lane.service_id, lane.lane))
        return LaneInfo(
            lane=lane.lane,
            prefix=lane.prefix,
            quota_left=_left(places.quota, places.taken) if places else None,
            open=not lane.hours or within(lane.hours, self.local),
            hours=write_spans(lane.hours),
        )


def _today(tx: Transaction, office: Office, offered: Sequence[Service], now: datetime) -> _Today:
    local, lanes = now.astimezone(ZoneInfo(office.timezone)), services.lanes(tx, office.id)
    day = office.business_date
    if day is None:
        return _Today(local, lanes, {}, {}, {}, {}, {})
    waiting = tickets.waiting_by_service(tx, office.id, day)
    return _Today(
        local,
        lanes,
        services.days(tx, office.id, day),
        lane_days.every(tx, office.id, day),
        waiting,
        {one.id: expected_wait(tx, office.id, day, one.id, waiting.get(one.id, 0)) for one in offered},
        services.kept_for_bookings(tx, office.id, day, expected_after(now, office.policy.bookings)),
    )


def _left(quota: int | None, taken: int) -> int | None:
    return None if quota is None else max(0, quota - taken)
