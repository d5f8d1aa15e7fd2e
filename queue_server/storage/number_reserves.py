"""Numbers that kiosks hold in reserve, in blocks; and places taken by visitors who hold such a number already."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, func, insert, select, update

from queue_server.protocol.words import Lane
from queue_server.storage.reserve_tables import number_reserve
from queue_server.storage.setting_tables import lane_day
from queue_server.storage.statement import Command, Query, Transaction, scalar
from queue_server.storage.tables import service_day


class Block(NamedTuple):
    """Counts from first to last that one outbox of a kiosk may give, and how many visitors have come with one."""

    prefix: str
    first: int
    last: int
    used: int


class Holder(NamedTuple):
    """An outbox of a kiosk on a business date."""

    office_id: int
    business_date: date
    device_id: int
    store: str


_DAY = (
    number_reserve.c.office_id == bindparam("office_id_"),
    number_reserve.c.business_date == bindparam("business_date_"),
)
_HELD = Query(
    select(number_reserve.c.prefix, number_reserve.c.first, number_reserve.c.last, number_reserve.c.used)
    .where(*_DAY, number_reserve.c.device_id == bindparam("device_id_"), number_reserve.c.store == bindparam("store_"))
    .order_by(number_reserve.c.prefix, number_reserve.c.first),
    Block,
)
_LAST = Query(
    select(func.max(number_reserve.c.last)).where(*_DAY, number_reserve.c.prefix == bindparam("prefix_")), scalar
)
_ADD = Command(
    insert(number_reserve).values(
        {
            name: bindparam(name)
            for name in ("office_id", "business_date", "device_id", "store", "prefix", "first", "last", "used")
        }
    )
)
_USE = Command(
    update(number_reserve)
    .where(
        *_DAY,
        number_reserve.c.device_id == bindparam("device_id_"),
        number_reserve.c.prefix == bindparam("prefix_"),
        number_reserve.c.first <= bindparam("count_"),
        number_reserve.c.last >= bindparam("count_"),
    )
    .values(used=number_reserve.c.used + 1)
)
_PLACE = Command(
    update(service_day)
    .where(
        service_day.c.service_id == bindparam("service_id_"), service_day.c.business_date == bindparam("business_date_")
    )
    .values(taken=service_day.c.taken + 1)
)
_LANE_PLACE = Command(
    update(lane_day)
    .where(
        lane_day.c.service_id == bindparam("service_id_"),
        lane_day.c.business_date == bindparam("business_date_"),
        lane_day.c.lane == bindparam("lane_"),
        lane_day.c.quota.is_not(None),
    )
    .values(taken=lane_day.c.taken + 1)
)


def held(tx: Transaction, holder: Holder) -> Sequence[Block]:
    """Return the blocks of an outbox."""
    return tx.all(
        _HELD,
        office_id_=holder.office_id,
        business_date_=holder.business_date,
        device_id_=holder.device_id,
        store_=holder.store,
    )


def last(tx: Transaction, office_id: int, business_date: date, prefix: str) -> int | None:
    """Return the last count of a prefix that is in somebody's reserve, or ``None``."""
    found: int | None = tx.first(_LAST, office_id_=office_id, business_date_=business_date, prefix_=prefix)
    return found


def add(tx: Transaction, holder: Holder, block: Block) -> None:
    """Leave a block to an outbox."""
    tx.run(_ADD, **holder._asdict(), **block._asdict())


def use(tx: Transaction, office_id: int, business_date: date, device_id: int, prefix: str, count: int) -> bool:
    """Note that a visitor came with a count; tell whether it is in a reserve of this kiosk."""
    day = {"office_id_": office_id, "business_date_": business_date}
    return tx.run(_USE, **day, device_id_=device_id, prefix_=prefix, count_=count) == 1


def take_place(tx: Transaction, business_date: date, service_id: int, lane: Lane) -> None:
    """Take a place for a visitor who is there already, whatever is left of the quotas."""
    day = {"service_id_": service_id, "business_date_": business_date}
    tx.run(_PLACE, **day)
    tx.run(_LANE_PLACE, **day, lane_=lane)
