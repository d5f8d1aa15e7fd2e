"""The services as the visitor meets them: the wait, what is left of the quota, and why one cannot be chosen. Pure."""

import msgspec

from queue_server.languages import Catalogue
from queue_server.protocol.messages import OfficeInfo, ServiceInfo, Words
from queue_server.protocol.words import Lane


class ServiceView(msgspec.Struct, frozen=True, kw_only=True):
    """One service as the visitor meets it.

    Attributes:
        lane: how it is chosen here.
        wait: the range of the wait, or how many wait while no range is known, in words; empty where nobody knows.
        left: what is left of the quota, in words; empty where there is no quota.
        closed: why it cannot be chosen, in words; empty when it can.
        full: that is because its places are taken.
    """

    id: int
    names: Words
    letter: str
    lane: Lane
    wait: Words
    left: Words
    closed: Words
    full: bool = False


def service_views(
    office: OfficeInfo | None, lane: Lane, catalogue: Catalogue, *, line_known: bool = True
) -> tuple[ServiceView, ...]:
    """Return the services that are offered in a lane, in the office's order.

    Args:
        line_known: whether the office's picture tells how many wait now.
    """
    if office is None:
        return ()
    return tuple(
        ServiceView(
            id=service.id,
            names=service.names,
            letter=next(offered.prefix for offered in service.lanes if offered.lane is lane),
            lane=lane,
            wait=_wait(service, catalogue) if line_known else {},
            left=_left(service, lane, catalogue),
            closed=_closed(service, lane, catalogue),
            full=_is_open(service, lane) and _is_full(service, lane),
        )
        for service in office.services
        if any(offered.lane is lane for offered in service.lanes)
    )


def offers(office: OfficeInfo | None, lane: Lane) -> bool:
    """Whether any open service takes visitors in a lane."""
    services = office.services if office else ()
    return any(offered.lane is lane for service in services if service.open for offered in service.lanes)


def all_taken(services: tuple[ServiceView, ...]) -> bool:
    """Whether every service is open, and all places of today are taken."""
    return bool(services) and all(service.full for service in services)


def unavailable(service: ServiceInfo, lane: Lane, catalogue: Catalogue) -> Words:
    """Return why a service cannot be chosen in a lane, or nothing when it can."""
    if service.closed_reason:
        return {**catalogue.words("This service is closed now."), **service.closed_reason}
    if not service.open and service.hours:
        return catalogue.words("This service is closed now. It is open today at {hours}.", hours=service.hours)
    if not service.open:
        return catalogue.words("This service is closed now.")
    if lane not in (offered.lane for offered in service.lanes):
        return catalogue.words("This service is not offered here. Please ask our staff.")
    if hours := _lane_hours(service, lane):
        return catalogue.words("This service is closed now. It is open today at {hours}.", hours=hours)
    if _is_full(service, lane):
        return catalogue.words("All places for today are taken. Please come back tomorrow or ask our staff.")
    return {}


def declined(service_id: int, lane: Lane, office: OfficeInfo | None, catalogue: Catalogue) -> Words:
    """Return why a service cannot be chosen as far as the kiosk knows; the server has the last word on the rest."""
    services = office.services if office else ()
    chosen = next((service for service in services if service.id == service_id), None)
    return unavailable(chosen, lane, catalogue) if chosen else {}


def _is_open(service: ServiceInfo, lane: Lane) -> bool:
    return service.open and not service.closed_reason and not _lane_hours(service, lane)


def _lane_hours(service: ServiceInfo, lane: Lane) -> str:
    """Return the hours of a lane that is closed now, or nothing."""
    return next((offered.hours for offered in service.lanes if offered.lane is lane and not offered.open), "")


def _places_left(service: ServiceInfo, lane: Lane) -> int | None:
    """Return the places left in a lane: the service's own and the lane's both count; ``None`` without a quota."""
    quotas = [service.quota_left, *(offered.quota_left for offered in service.lanes if offered.lane is lane)]
    return min((left for left in quotas if left is not None), default=None)


def _is_full(service: ServiceInfo, lane: Lane) -> bool:
    left = _places_left(service, lane)
    return left is not None and left <= 0


def _wait(service: ServiceInfo, catalogue: Catalogue) -> Words:
    if service.estimate is None:
        return catalogue.words("{count} waiting", count=service.waiting)
    low, high = service.estimate.low_minutes, service.estimate.high_minutes
    return catalogue.words("{low}-{high} minutes", low=low, high=high)


def _left(service: ServiceInfo, lane: Lane, catalogue: Catalogue) -> Words:
    left = _places_left(service, lane)
    return {} if left is None else catalogue.words("Places left: {count}", count=left)


def _closed(service: ServiceInfo, lane: Lane, catalogue: Catalogue) -> Words:
    """Why a service cannot be chosen in a few words, for a tile."""
    if service.closed_reason:
        return {**catalogue.words("Closed now"), **service.closed_reason}
    if not service.open and service.hours:
        return catalogue.words("Open {hours}", hours=service.hours)
    if not service.open:
        return catalogue.words("Closed now")
    if hours := _lane_hours(service, lane):
        return catalogue.words("Open {hours}", hours=hours)
    return catalogue.words("Full for today") if _is_full(service, lane) else {}
