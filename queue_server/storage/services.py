"""Services, their lanes, and their places of a day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from queue_server.domain.booking import BookingState
from queue_server.domain.hours import Hours, Span, as_spans
from queue_server.protocol.words import Lane, Place
from queue_server.storage.statement import Command, Query, Transaction, scalar, whole
from queue_server.storage.tables import booking, lane, service, service_day

NONE_KEPT = datetime.max.replace(tzinfo=UTC)
"""No slot is later."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service.

    Attributes:
        names: by language code.
        quota_per_day: ``None`` for no limit.
        at_kiosk: visitors choose it; a service that is not is only a stage of others.
        stages: ids of the services that follow in the same visit, in order.
    """

    id: int
    code: str
    names: dict[str, str]
    position: int
    open: bool
    quota_per_day: int | None
    service_seconds: int
    hours: Hours = field(default_factory=dict)
    place: Place = Place.HALL
    at_kiosk: bool = True
    stages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceLane:
    """A lane of a service.

    Attributes:
        prefix: of its numbers.
        quota: its part of the places of a day; ``None`` for no limit of its own.
        hours: when it takes visitors, the same on each day; empty: as long as the service does.
    """

    service_id: int
    lane: Lane
    prefix: str
    quota: int | None = None
    hours: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceDay:
    """A service's places of one business date.

    Attributes:
        quota: ``None`` for no limit.
        closed_reason: why it takes no visitors on this date, by language code; ``None`` where it does.
    """

    service_id: int
    quota: int | None
    taken: int
    closed_reason: dict[str, str] | None = None


def _service(
    id_: int,
    code: str,
    names: dict[str, str],
    position: int,
    open_: int,
    quota: int | None,
    seconds: int,
    hours: dict[str, list[list[str]]],
    place: str,
    at_kiosk: int,
    stages: list[int],
) -> Service:
    spans = {day: as_spans(found) for day, found in hours.items()}
    return Service(
        id_, code, names, position, bool(open_), quota, seconds, spans, Place(place), bool(at_kiosk), tuple(stages)
    )


def _lane(service_id: int, lane_name: str, prefix: str, quota: int | None, hours: list[list[str]]) -> ServiceLane:
    return ServiceLane(service_id, Lane(lane_name), prefix, quota, as_spans(hours))


_FIELDS = (
    "code",
    "names",
    "position",
    "open",
    "quota_per_day",
    "service_seconds",
    "hours",
    "place",
    "at_kiosk",
    "stages",
)
_COLUMNS = (service.c.id, *(service.c[name] for name in _FIELDS))
_MINE = service.c.office_id == bindparam("office_id")
_ALL = Query(select(*_COLUMNS).where(_MINE).order_by(service.c.position, service.c.id), _service)
_GET = Query(select(*_COLUMNS).where(_MINE, service.c.id == bindparam("service_id")), _service)
_BY_CODE = Query(select(service.c.id).where(_MINE, service.c.code == bindparam("code")), whole)
_ADD = Query(
    insert(service).values({name: bindparam(name) for name in ("office_id", *_FIELDS)}).returning(service.c.id), whole
)
_SAVE = Command(
    update(service)
    .where(_MINE, service.c.id == bindparam("service_id"))
    .values({name: bindparam(name) for name in _FIELDS})
)
_LANE_FIELDS = ("prefix", "quota", "hours")
_LANES = Query(
    select(lane.c.service_id, lane.c.lane, *(lane.c[name] for name in _LANE_FIELDS))
    .where(lane.c.office_id == bindparam("office_id"))
    .order_by(lane.c.service_id, lane.c.id),
    _lane,
)
_LANE = Query(
    select(lane.c.prefix).where(lane.c.service_id == bindparam("service_id"), lane.c.lane == bindparam("lane")), scalar
)
_CLEAR_LANES = Command(delete(lane).where(lane.c.service_id == bindparam("service_id")))
_ADD_LANE = Command(
    insert(lane).values({name: bindparam(name) for name in ("office_id", "service_id", "lane", *_LANE_FIELDS)})
)

_THIS_DAY = (
    service_day.c.service_id == bindparam("service_id_"),
    service_day.c.business_date == bindparam("business_date_"),
)
_DAYS = Query(
    select(service_day.c.service_id, service_day.c.quota, service_day.c.taken, service_day.c.closed_reason).where(
        service_day.c.office_id == bindparam("office_id"), service_day.c.business_date == bindparam("business_date")
    ),
    ServiceDay,
)
_ADD_DAY = Command(
    insert(service_day).values(
        {name: bindparam(name) for name in ("office_id", "business_date", "service_id", "quota", "taken")}
    )
)
_KEPT_FOR_BOOKINGS = (
    select(func.coalesce(func.sum(booking.c.party_size), 0))
    .where(
        booking.c.office_id == service_day.c.office_id,
        booking.c.business_date == service_day.c.business_date,
        booking.c.service_id == service_day.c.service_id,
        booking.c.state == BookingState.BOOKED.value,
        booking.c.slot_at > bindparam("kept_after_"),
    )
    .correlate(service_day)
    .scalar_subquery()
)
_TAKEN_AFTER = service_day.c.taken + bindparam("party_size_")
_TAKE_PLACE = Command(
    update(service_day)
    .where(
        *_THIS_DAY,
        service_day.c.closed_reason.is_(None),
        or_(service_day.c.quota.is_(None), service_day.c.quota >= _TAKEN_AFTER + _KEPT_FOR_BOOKINGS),
    )
    .values(taken=_TAKEN_AFTER)
)
_CLOSE_ON = Command(update(service_day).where(*_THIS_DAY).values(closed_reason=bindparam("closed_reason_")))
_KEPT = Query(
    select(service_day.c.service_id, _KEPT_FOR_BOOKINGS).where(
        service_day.c.office_id == bindparam("office_id"), service_day.c.business_date == bindparam("business_date")
    ),
    lambda service_id, places: (service_id, int(places)),
)
_GIVE_PLACE_BACK = Command(
    update(service_day).where(*_THIS_DAY).values(taken=service_day.c.taken - bindparam("party_size_"))
)
_SET_QUOTA = Command(update(service_day).where(*_THIS_DAY).values(quota=bindparam("quota_")))

_LANES_WITH_PREFIX = Query(
    select(func.count()).where(
        lane.c.office_id == bindparam("office_id"),
        lane.c.prefix == bindparam("prefix"),
        lane.c.service_id != bindparam("service_id"),
    ),
    whole,
)


def every(tx: Transaction, office_id: int) -> Sequence[Service]:
    """Return an office's services in their order on the screen."""
    return tx.all(_ALL, office_id=office_id)


def get(tx: Transaction, office_id: int, service_id: int) -> Service | None:
    """Return a service of the office, or ``None``."""
    return tx.first(_GET, office_id=office_id, service_id=service_id)


def id_of_code(tx: Transaction, office_id: int, code: str) -> int | None:
    """Return the id of the service with a code, or ``None``."""
    return tx.first(_BY_CODE, office_id=office_id, code=code)


def add(tx: Transaction, office_id: int, service_fields: Service) -> int:
    """Add a service and return its id; the given id is not used."""
    return tx.one(_ADD, office_id=office_id, **_fields(service_fields))


def save(tx: Transaction, office_id: int, changed: Service) -> int:
    """Change a service; return 1, or 0 if the office has none with this id."""
    return tx.run(_SAVE, office_id=office_id, service_id=changed.id, **_fields(changed))


def lanes(tx: Transaction, office_id: int) -> Sequence[ServiceLane]:
    """Return the lanes of all services."""
    return tx.all(_LANES, office_id=office_id)


def prefix(tx: Transaction, service_id: int, lane_name: Lane) -> str | None:
    """Return the prefix of a service's lane, or ``None`` if it has no such lane."""
    return tx.first(_LANE, service_id=service_id, lane=lane_name)


def prefix_used_elsewhere(tx: Transaction, office_id: int, service_id: int, letters: str) -> bool:
    """Tell whether another service's lane has this prefix."""
    return tx.one(_LANES_WITH_PREFIX, office_id=office_id, service_id=service_id, prefix=letters) > 0


def set_lanes(tx: Transaction, office_id: int, service_id: int, wanted: Sequence[ServiceLane]) -> None:
    """Replace the lanes of a service; the ids within the lanes are not used."""
    tx.run(_CLEAR_LANES, service_id=service_id)
    for one in wanted:
        values = {name: getattr(one, name) for name in _LANE_FIELDS}
        tx.run(_ADD_LANE, office_id=office_id, service_id=service_id, lane=one.lane, **values)


def days(tx: Transaction, office_id: int, business_date: date) -> dict[int, ServiceDay]:
    """Return the places of a business date by service id."""
    rows = tx.all(_DAYS, office_id=office_id, business_date=business_date)
    return {row.service_id: row for row in rows}


def add_day(tx: Transaction, office_id: int, business_date: date, service_id: int, quota: int | None) -> None:
    """Fix a service's quota for a business date."""
    tx.run(_ADD_DAY, office_id=office_id, business_date=business_date, service_id=service_id, quota=quota, taken=0)


def set_quota(tx: Transaction, business_date: date, service_id: int, quota: int | None) -> int:
    """Change the quota of a business date; return 1, or 0 if the date has no such service."""
    return tx.run(_SET_QUOTA, service_id_=service_id, business_date_=business_date, quota_=quota)


def close_on(tx: Transaction, business_date: date, service_id: int, reason: dict[str, str] | None) -> None:
    """Say why a service takes no visitors on a business date, or with ``None`` that it does."""
    tx.run(_CLOSE_ON, service_id_=service_id, business_date_=business_date, closed_reason_=reason)


def take_places(
    tx: Transaction, business_date: date, service_id: int, party_size: int, kept_after: datetime | None
) -> bool:
    """Take places of the day; tell whether there were enough, and the service is not closed on this date.

    Args:
        party_size: how many.
        kept_after: places of bookings with a later slot are not free; ``None`` where one of these is taken itself.
    """
    day = {"service_id_": service_id, "business_date_": business_date}
    kept = kept_after or NONE_KEPT
    return tx.run(_TAKE_PLACE, **day, party_size_=party_size, kept_after_=kept) == 1


def kept_for_bookings(tx: Transaction, office_id: int, business_date: date, kept_after: datetime) -> dict[int, int]:
    """Return by service id how many places of a day are kept for bookings with a slot after a time."""
    return dict(tx.all(_KEPT, office_id=office_id, business_date=business_date, kept_after_=kept_after))


def give_places_back(tx: Transaction, business_date: date, service_id: int, party_size: int) -> None:
    """Give places of the day back."""
    tx.run(_GIVE_PLACE_BACK, service_id_=service_id, business_date_=business_date, party_size_=party_size)


def _fields(of: Service) -> dict[str, object]:
    return {name: getattr(of, name) for name in _FIELDS}
