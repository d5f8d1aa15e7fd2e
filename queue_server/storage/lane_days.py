"""Places of one lane of a service on a business date: a part of the service's own places."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import BindParameter, and_, bindparam, func, insert, or_, select, text, update

from queue_server.domain.hours import Span, as_spans
from queue_server.domain.visit import VisitState
from queue_server.protocol.words import Lane
from queue_server.storage.columns import one_of
from queue_server.storage.setting_tables import lane_day
from queue_server.storage.statement import Command, Query, Transaction
from queue_server.storage.tables import booking, lane, visit


class LaneToday(NamedTuple):
    """A lane on a business date; ``quota`` is ``None`` for no limit of its own, and then ``taken`` is not counted."""

    prefix: str
    hours: tuple[Span, ...]
    quota: int | None
    taken: int | None


def _lane_today(prefix: str, hours: list[list[str]], quota: int | None, taken: int | None) -> LaneToday:
    return LaneToday(prefix, as_spans(hours), quota, taken)


class LaneDay(NamedTuple):
    """The places of a lane on a business date."""

    service_id: int
    lane: Lane
    quota: int | None
    taken: int


def _lane_day(service_id: int, name: str, quota: int | None, taken: int) -> LaneDay:
    return LaneDay(service_id, Lane(name), quota, taken)


_TODAY = Query(
    select(lane.c.prefix, lane.c.hours, lane_day.c.quota, lane_day.c.taken)
    .outerjoin(
        lane_day,
        and_(
            lane_day.c.service_id == lane.c.service_id,
            lane_day.c.lane == lane.c.lane,
            lane_day.c.business_date == bindparam("business_date"),
        ),
    )
    .where(lane.c.service_id == bindparam("service_id"), lane.c.lane == bindparam("lane")),
    _lane_today,
)
_ALL = Query(
    select(lane_day.c.service_id, lane_day.c.lane, lane_day.c.quota, lane_day.c.taken).where(
        lane_day.c.office_id == bindparam("office_id"), lane_day.c.business_date == bindparam("business_date")
    ),
    _lane_day,
)
_THIS = (
    lane_day.c.service_id == bindparam("service_id_"),
    lane_day.c.business_date == bindparam("business_date_"),
    lane_day.c.lane == bindparam("lane_"),
)
_ADD = Command(
    insert(lane_day).values(
        {name: bindparam(name) for name in ("office_id", "business_date", "service_id", "lane", "quota", "taken")}
    )
)
_SET = Command(update(lane_day).where(*_THIS).values(quota=bindparam("quota_"), taken=bindparam("taken_")))
_PARTY: BindParameter[int] = bindparam("party_size_")
_TAKE = Command(
    update(lane_day)
    .where(*_THIS, or_(lane_day.c.quota.is_(None), lane_day.c.quota >= lane_day.c.taken + _PARTY))
    .values(taken=lane_day.c.taken + _PARTY)
)
_GIVE_BACK = Command(
    update(lane_day).where(*_THIS, lane_day.c.quota.is_not(None)).values(taken=lane_day.c.taken - _PARTY)
)
_WITH_A_PLACE = tuple(state for state in VisitState if state not in (VisitState.DEFERRED, VisitState.LEFT))
_COUNT = Query(
    select(func.coalesce(func.sum(func.coalesce(booking.c.party_size, 1)), 0))
    .select_from(visit.outerjoin(booking, booking.c.id == visit.c.booking_id))
    .where(
        visit.c.service_id == bindparam("service_id"),
        visit.c.business_date == bindparam("business_date"),
        visit.c.lane == bindparam("lane"),
        text(one_of("visit.state", _WITH_A_PLACE)),
    ),
    int,
)


def today(tx: Transaction, business_date: date, service_id: int, name: Lane) -> LaneToday | None:
    """Return a service's lane on a business date, or ``None`` if it has no such lane."""
    return tx.first(_TODAY, business_date=business_date, service_id=service_id, lane=name)


def every(tx: Transaction, office_id: int, business_date: date) -> dict[tuple[int, Lane], LaneDay]:
    """Return the places of an office's lanes on a business date, by service id and lane."""
    rows = tx.all(_ALL, office_id=office_id, business_date=business_date)
    return {(row.service_id, row.lane): row for row in rows}


def taken(tx: Transaction, business_date: date, service_id: int, name: Lane) -> int:
    """Count the places of a lane that visitors of a business date have, whether or not it has a quota."""
    return tx.one(_COUNT, service_id=service_id, business_date=business_date, lane=name)


def set_quota(
    tx: Transaction, office_id: int, business_date: date, service_id: int, name: Lane, quota: int | None
) -> None:
    """Fix the quota of a lane for a business date; who is there already is counted."""
    where = {"service_id": service_id, "business_date": business_date, "lane": name}
    there = taken(tx, business_date, service_id, name)
    changed = tx.run(_SET, service_id_=service_id, business_date_=business_date, lane_=name, quota_=quota, taken_=there)
    if changed == 0:
        tx.run(_ADD, office_id=office_id, quota=quota, taken=there, **where)


def take_places(tx: Transaction, business_date: date, service_id: int, name: Lane, party_size: int) -> bool:
    """Take places of a lane that has a quota; tell whether there were enough."""
    where = {"service_id_": service_id, "business_date_": business_date, "lane_": name}
    return tx.run(_TAKE, **where, party_size_=party_size) == 1


def give_places_back(tx: Transaction, business_date: date, service_id: int, name: Lane, party_size: int) -> None:
    """Give places of a lane back; a lane without a quota does not count."""
    where = {"service_id_": service_id, "business_date_": business_date, "lane_": name}
    tx.run(_GIVE_BACK, **where, party_size_=party_size)
