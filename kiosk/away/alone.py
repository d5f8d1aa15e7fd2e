"""What a kiosk offers while the server is away: the office as it was last seen, and the numbers in reserve. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import msgspec

from queue_server.protocol.messages import CheckInRequest, LaneInfo, OfficeInfo, ServiceInfo, TicketInfo, Words
from queue_server.protocol.reserve import Reserve, ReservedLane
from queue_server.protocol.words import Lane

LaneCounts = Mapping[tuple[int, Lane], int]
"""By service and lane."""


class Kept(msgspec.Struct, frozen=True):
    """What the server said last.

    Attributes:
        office: its quotas are as they were when it was seen.
    """

    office: OfficeInfo
    reserve: Reserve


def picture(kept: Kept, free: LaneCounts, waiting: LaneCounts, now: datetime, no_numbers: Words) -> OfficeInfo | None:
    """Return what visitors can choose here without a server; ``None`` where that is nothing.

    A booking cannot be looked up, so its lane is missing; and how long the wait is, nobody knows.

    Args:
        free: numbers left in the reserve.
        waiting: visitors received since, whom the server has not heard of.
        now: the server's time, as far as this machine can tell.
        no_numbers: said of a service that is open and has no number left.
    """
    office, reserve = kept.office, kept.reserve
    if office.business_date is None or office.business_date != reserve.business_date:
        return None
    services = tuple(
        _service(service, _lanes(service, reserve), _Left(free, waiting, reserve.kiosks), now, no_numbers)
        for service in office.services
    )
    given = any(free.get((service.id, lane.lane), 0) for service in services if service.open for lane in service.lanes)
    return msgspec.structs.replace(office, services=services, now=now) if given else None


class _Left(msgspec.Struct, frozen=True):
    free: LaneCounts
    waiting: LaneCounts
    kiosks: int

    def share(self, quota_left: int | None, received: int) -> int | None:
        """Return this kiosk's part of what was left of a quota; each of the others may be alone as well."""
        return None if quota_left is None else max(0, quota_left // self.kiosks - received)

    def received(self, service_id: int) -> int:
        return sum(count for (service, _lane), count in self.waiting.items() if service == service_id)


def _lanes(service: ServiceInfo, reserve: Reserve) -> tuple[tuple[LaneInfo, ReservedLane], ...]:
    held = {(lane.service_id, lane.lane): lane for lane in reserve.lanes}
    return tuple((lane, held[service.id, lane.lane]) for lane in service.lanes if (service.id, lane.lane) in held)


def _service(
    service: ServiceInfo,
    lanes: tuple[tuple[LaneInfo, ReservedLane], ...],
    left: _Left,
    now: datetime,
    no_numbers: Words,
) -> ServiceInfo:
    seen = tuple(_lane(service.id, lane, held, left, now) for lane, held in lanes)
    with_numbers = tuple(lane for lane in seen if left.free.get((service.id, lane.lane), 0) > 0)
    is_open = any(lane.open for lane in seen)
    return msgspec.structs.replace(
        service,
        lanes=with_numbers or seen,
        open=is_open,
        quota_left=left.share(service.quota_left, left.received(service.id)),
        estimate=None,
        closed_reason=no_numbers if is_open and not with_numbers else service.closed_reason,
    )


def _lane(service_id: int, lane: LaneInfo, held: ReservedLane, left: _Left, now: datetime) -> LaneInfo:
    place = (service_id, lane.lane)
    share = left.share(lane.quota_left, left.waiting.get(place, 0))
    free = left.free.get(place, 0)
    return msgspec.structs.replace(
        lane,
        prefix=held.prefix,
        quota_left=free if share is None else min(free, share),
        open=_within(held, now),
    )


def _within(held: ReservedLane, now: datetime) -> bool:
    return any(span.opens_at <= now < span.closes_at for span in held.spans)


def ticket(office: OfficeInfo, request: CheckInRequest, number: str, now: datetime) -> TicketInfo:
    """Return the ticket of a number from the reserve.

    How many are ahead is not known, and the address of the place in line, which the server signs, is left out.
    """
    (names,) = _names(office.services, request.service_id)
    if office.business_date is None:
        raise LookupError("no number is given while the office is closed")
    return TicketInfo(
        id=0,
        number=number,
        office_name=office.name,
        service_names=names,
        business_date=office.business_date,
        issued_at=now,
        timezone=office.timezone,
        ahead=None,
        estimate=None,
        deadline_at=now + timedelta(seconds=office.promise_seconds),
        follow_url="",
        language=request.language,
    )


def _names(services: Iterable[ServiceInfo], service_id: int | None) -> list[Words]:
    return [service.names for service in services if service.id == service_id]
