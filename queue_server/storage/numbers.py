"""The numbers of a business date: one series for each prefix, each number given once."""

from datetime import date

from sqlalchemy import bindparam, insert, update

from queue_server.domain.numbering import counted
from queue_server.storage.statement import Command, Query, Transaction, whole
from queue_server.storage.tables import number_series

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


def next_count(tx: Transaction, office_id: int, business_date: date, letters: str) -> int:
    """Return the next count of a prefix; each is given once, and none that is left to the kiosks."""
    nth = tx.first(_COUNT_UP, office_id_=office_id, business_date_=business_date, prefix_=letters)
    if nth is not None:
        return counted(nth)
    tx.run(_START_SERIES, office_id=office_id, business_date=business_date, prefix=letters, last=1)
    return 1
