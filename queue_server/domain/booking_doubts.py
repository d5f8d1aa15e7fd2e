"""What speaks against bookings that can be made all the same; a person decides."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from queue_server.domain.closures import Closure, reason_closed
from queue_server.domain.hours import Hours, Span, is_open, spans_on, within, write_spans


class Doubt(StrEnum):
    """Why bookings of a day may be a mistake."""

    CLOSED = "closed"
    OUTSIDE_HOURS = "outside_hours"
    OVER_QUOTA = "over_quota"


class Slot(NamedTuple):
    """Bookings of one service at one time, on the office's own clock."""

    service_id: int
    local: datetime
    bookings: int
    people: int


@dataclass(frozen=True, slots=True)
class Bookable:
    """What the bookings of a service are judged by.

    Attributes:
        lane_hours: of the lane for bookings, if it has any.
        places: of a day, ``None`` for no limit; ``places_on`` those of days on which they are others.
    """

    hours: Hours
    lane_hours: tuple[Span, ...] = ()
    places: int | None = None
    places_on: Mapping[date, int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DoubtfulDay:
    """One reason against bookings of a service on a day.

    Attributes:
        bookings: how many are concerned.
        reason: why it is closed, by language; ``hours``: of the day, empty for none.
        people: who would be booked in all; ``places`` how many there are.
    """

    service_id: int
    day: date
    doubt: Doubt
    bookings: int
    reason: Mapping[str, str] = field(default_factory=dict)
    hours: str = ""
    people: int = 0
    places: int = 0


def doubts(
    slots: Iterable[Slot],
    services: Mapping[int, Bookable],
    closures: Iterable[Closure],
    booked: Mapping[tuple[int, date], int],
) -> list[DoubtfulDay]:
    """Return what speaks against new bookings, by day and service.

    Args:
        booked: people who are booked already, by service and day.
    """
    by_day: dict[tuple[date, int], list[Slot]] = defaultdict(list)
    for slot in slots:
        by_day[slot.local.date(), slot.service_id].append(slot)
    known = list(closures)
    return [
        doubt
        for (day, service_id), found in sorted(by_day.items())
        for doubt in (
            _against_time(service_id, day, found, services[service_id], known),
            _against_number(service_id, day, found, services[service_id], booked.get((service_id, day), 0)),
        )
        if doubt is not None
    ]


def _against_time(
    service_id: int, day: date, slots: list[Slot], service: Bookable, closures: list[Closure]
) -> DoubtfulDay | None:
    reason = reason_closed(closures, service_id, day)
    if reason is not None:
        bookings = sum(slot.bookings for slot in slots)
        return DoubtfulDay(service_id, day, Doubt.CLOSED, bookings, reason=reason)
    outside = sum(slot.bookings for slot in slots if not _takes_visitors(service, slot.local))
    if not outside:
        return None
    own, lane = write_spans(spans_on(service.hours, day)), write_spans(service.lane_hours)
    hours = lane if lane and (own or not service.hours) else own
    return DoubtfulDay(service_id, day, Doubt.OUTSIDE_HOURS, outside, hours=hours)


def _takes_visitors(service: Bookable, local: datetime) -> bool:
    return is_open(service.hours, local) and (not service.lane_hours or within(service.lane_hours, local))


def _against_number(
    service_id: int, day: date, slots: list[Slot], service: Bookable, booked: int
) -> DoubtfulDay | None:
    places = service.places_on.get(day, service.places)
    people = booked + sum(slot.people for slot in slots)
    if places is None or people <= places:
        return None
    bookings = sum(slot.bookings for slot in slots)
    return DoubtfulDay(service_id, day, Doubt.OVER_QUOTA, bookings, people=people, places=places)
