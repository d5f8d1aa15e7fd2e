"""Services, their lanes, and their places of a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from queue_server.protocol.words import Lane
from queue_server.storage.statement import Command, Query, Transaction, scalar, whole
from queue_server.storage.tables import lane, number_series, service, service_day


@dataclass(frozen=True, slots=True)
class Service:
    """A service; ``names`` by language code, ``quota_per_day`` is ``None`` for no limit."""

    id: int
    code: str
    names: dict[str, str]
    position: int
    open: bool
    quota_per_day: int | None
    service_seconds: int


@dataclass(frozen=True, slots=True)
class ServiceLane:
    """A lane of a service and the prefix of its numbers."""

    service_id: int
    lane: Lane
    prefix: str


@dataclass(frozen=True, slots=True)
class ServiceDay:
    """A service's places of one business date; ``quota`` is ``None`` for no limit."""

    service_id: int
    quota: int | None
    taken: int


def _service(
    id_: int, code: str, names: dict[str, str], position: int, open_: int, quota: int | None, seconds: int
) -> Service:
    return Service(id_, code, names, position, bool(open_), quota, seconds)


def _lane(service_id: int, lane_name: str, prefix: str) -> ServiceLane:
    return ServiceLane(service_id, Lane(lane_name), prefix)


_FIELDS = ("code", "names", "position", "open", "quota_per_day", "service_seconds")
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
_LANES = Query(
    select(lane.c.service_id, lane.c.lane, lane.c.prefix)
    .where(lane.c.office_id == bindparam("office_id"))
    .order_by(lane.c.service_id, lane.c.id),
    _lane,
)
_LANE = Query(
    select(lane.c.prefix).where(lane.c.service_id == bindparam("service_id"), lane.c.lane == bindparam("lane")), scalar
)
_CLEAR_LANES = Command(delete(lane).where(lane.c.service_id == bindparam("service_id")))
_ADD_LANE = Command(
    insert(lane).values({name: bindparam(name) for name in ("office_id", "service_id", "lane", "prefix")})
)

_THIS_DAY = (
    service_day.c.service_id == bindparam("service_id_"),
    service_day.c.business_date == bindparam("business_date_"),
)
_DAYS = Query(
    select(service_day.c.service_id, service_day.c.quota, service_day.c.taken).where(
        service_day.c.office_id == bindparam("office_id"), service_day.c.business_date == bindparam("business_date")
    ),
    ServiceDay,
)
_ADD_DAY = Command(
    insert(service_day).values(
        {name: bindparam(name) for name in ("office_id", "business_date", "service_id", "quota", "taken")}
    )
)
_TAKE_PLACE = Command(
    update(service_day)
    .where(*_THIS_DAY, or_(service_day.c.quota.is_(None), service_day.c.taken < service_day.c.quota))
    .values(taken=service_day.c.taken + 1)
)
_GIVE_PLACE_BACK = Command(update(service_day).where(*_THIS_DAY).values(taken=service_day.c.taken - 1))
_SET_QUOTA = Command(update(service_day).where(*_THIS_DAY).values(quota=bindparam("quota_")))

_COUNT_UP = Query(
    update(number_series)
    .where(
        number_series.c.office_id == bindparam("office_id_"),
        number_series.c.business_date == bindparam("business_date_"),
        number_series.c.prefix == bindparam("prefix_"),
    )
    .values(last=number_series.c.last + 1)
    .returning(number_series.c.last),
    whole,
)
_START_SERIES = Command(
    insert(number_series).values({name: bindparam(name) for name in ("office_id", "business_date", "prefix", "last")})
)
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


def set_lanes(tx: Transaction, office_id: int, service_id: int, prefixes: dict[Lane, str]) -> None:
    """Replace the lanes of a service."""
    tx.run(_CLEAR_LANES, service_id=service_id)
    for name, letters in prefixes.items():
        tx.run(_ADD_LANE, office_id=office_id, service_id=service_id, lane=name, prefix=letters)


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


def take_place(tx: Transaction, business_date: date, service_id: int) -> bool:
    """Take one place of the day; tell whether there was one."""
    return tx.run(_TAKE_PLACE, service_id_=service_id, business_date_=business_date) == 1


def give_place_back(tx: Transaction, business_date: date, service_id: int) -> None:
    """Give one place of the day back."""
    tx.run(_GIVE_PLACE_BACK, service_id_=service_id, business_date_=business_date)


def next_count(tx: Transaction, office_id: int, business_date: date, letters: str) -> int:
    """Return the next count of a prefix; each is given once."""
    counted = tx.first(_COUNT_UP, office_id_=office_id, business_date_=business_date, prefix_=letters)
    if counted is not None:
        return counted
    tx.run(_START_SERIES, office_id=office_id, business_date=business_date, prefix=letters, last=1)
    return 1


def _fields(of: Service) -> dict[str, object]:
    return {name: getattr(of, name) for name in _FIELDS}
