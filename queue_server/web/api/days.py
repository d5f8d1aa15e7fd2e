"""How a day turned out."""

from datetime import date

from queue_server.domain.errors import InvalidValueError
from queue_server.operations import promise
from queue_server.protocol.days import DayResult
from queue_server.web.api.route import Ask


def result(ask: Ask, business_date: str) -> DayResult:
    """Return the result of a business date.

    Raises:
        InvalidValueError: it is no date.
    """
    return ask.store.read(promise.day_result, read_date(business_date), office_id=ask.office_id)


def read_date(text: str) -> date:
    """Read a date such as ``2026-03-02``.

    Raises:
        InvalidValueError: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidValueError(field="business_date", problem="not_a_date") from error
