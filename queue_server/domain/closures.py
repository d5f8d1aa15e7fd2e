"""Closures: dates on which a service, or the whole office, takes no visitors."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from queue_server.domain.errors import InvalidValueError

MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Closure:
    """A closure; ``service_id`` is ``None`` for the whole office, ``names`` the reason by language code."""

    id: int
    service_id: int | None
    first_date: date
    last_date: date
    names: dict[str, str]

    def covers(self, service_id: int, day: date) -> bool:
        """Tell whether a service is closed by it on a date."""
        return self.service_id in (None, service_id) and self.first_date <= day <= self.last_date


def checked_closure(closure: Closure) -> Closure:
    """Return a closure whose dates are in order and whose reason is told.

    Raises:
        InvalidValueError: the end is before the beginning, it is longer than a year, or the reason is missing.
    """
    if closure.last_date < closure.first_date:
        raise InvalidValueError(field="last_date", problem="ends_before_it_begins")
    if (closure.last_date - closure.first_date).days >= MOST_DAYS:
        raise InvalidValueError(field="last_date", problem="out_of_range")
    if "id" not in closure.names:
        raise InvalidValueError(field="names", problem="missing")
    return closure


def reason_closed(closures: Iterable[Closure], service_id: int, day: date) -> dict[str, str] | None:
    """Return why a service is closed on a date, or ``None``; what is said of the service itself comes first."""
    found = [closure for closure in closures if closure.covers(service_id, day)]
    found.sort(key=lambda closure: closure.service_id is None)
    return found[0].names if found else None
