"""Hours of a service: by weekday, in the office's own time; and the days on which it is closed altogether."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from queue_server.domain.errors import InvalidValueError

Span = tuple[str, str]
"""Opening and closing as ``HH:MM``; texts of this form compare as the times do."""
Hours = dict[str, tuple[Span, ...]]
"""Spans by weekday, ``0`` for Monday. Empty: as long as the office is open. A weekday that is missing is closed."""
WEEKDAYS = tuple(str(number) for number in range(7))
WHOLE_DAY: Span = ("00:00", "24:00")
_TIME = r"(\d{1,2})[:.](\d{2})"
_SPAN = re.compile(rf"{_TIME}\s*[-\u2013]\s*{_TIME}")


def parse_spans(text: str) -> tuple[Span, ...]:
    """Read what a person wrote for a weekday, such as ``07:30-10:00, 13:00-15:00``; nothing for a day without hours.

    Raises:
        InvalidValueError: it cannot be read, a span ends before it begins, or two overlap.

    >>> parse_spans("13.00 - 15:00, 7:30-10:00")
    (('07:30', '10:00'), ('13:00', '15:00'))
    """
    spans = checked_spans(tuple(_span(part.strip()) for part in text.split(",") if part.strip()))
    return tuple(sorted(spans))


def _span(text: str) -> Span:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise InvalidValueError(field="hours", problem="hours_unreadable")
    opens_hour, opens_minute, closes_hour, closes_minute = found.groups()
    return f"{int(opens_hour):02d}:{opens_minute}", f"{int(closes_hour):02d}:{closes_minute}"


def checked_spans(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return the spans of a day.

    Raises:
        InvalidValueError: there is no such time, a span ends before it begins, or two overlap.
    """
    for opens, closes in spans:
        if not (_is_time(opens) and _is_time(closes)):
            raise InvalidValueError(field="hours", problem="hours_unreadable")
        if closes <= opens:
            raise InvalidValueError(field="hours", problem="hours_backwards")
    ordered = sorted(spans)
    if any(following[0] < before[1] for before, following in pairwise(ordered)):
        raise InvalidValueError(field="hours", problem="hours_overlap")
    return spans


def _is_time(text: str) -> bool:
    return re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text) is not None or text == "24:00"


def checked_hours(hours: Mapping[str, tuple[Span, ...]]) -> Hours:
    """Return hours without the weekdays on which there are none.

    Raises:
        InvalidValueError: there is no such weekday, or its spans are wrong.
    """
    if not set(hours) <= set(WEEKDAYS):
        raise InvalidValueError(field="hours", problem="unknown")
    return {day: checked_spans(hours[day]) for day in WEEKDAYS if hours.get(day)}


def as_spans(stored: Iterable[Iterable[str]]) -> tuple[Span, ...]:
    """Return spans that were stored as lists of texts."""
    return tuple((opens, closes) for opens, closes in stored)


def write_spans(spans: tuple[Span, ...]) -> str:
    """Write the spans of a day as a person reads them.

    >>> write_spans((("07:30", "10:00"), ("13:00", "15:00")))
    '07:30-10:00, 13:00-15:00'
    """
    return ", ".join(f"{opens}-{closes}" for opens, closes in spans)


def spans_on(hours: Hours, day: date) -> tuple[Span, ...]:
    """Return the spans of a date; nothing where the service is closed, or has no hours of its own."""
    return hours.get(str(day.weekday()), ())


def is_open(hours: Hours, local: datetime) -> bool:
    """Tell whether a service is open at a moment of the office's own time; a closing time itself is closed."""
    if not hours:
        return True
    return within(spans_on(hours, local.date()), local)


def within(spans: tuple[Span, ...], local: datetime) -> bool:
    """Tell whether a moment of the office's own time lies in one of some spans; a closing time itself does not."""
    clock = f"{local:%H:%M}"
    return any(opens <= clock < closes for opens, closes in spans)


def stays_open_after(hours: Hours, local: datetime) -> bool:
    """Tell whether a service is open, or opens again later on this date."""
    if not hours:
        return True
    clock = f"{local:%H:%M}"
    return any(clock < closes for _opens, closes in spans_on(hours, local.date()))


def open_spans(hours: Hours, lane_spans: tuple[Span, ...], day: date) -> tuple[Span, ...]:
    """Return when a lane of a service takes visitors on a date: what its own hours and the service's have in common.

    >>> open_spans({"0": (("08:00", "12:00"), ("13:00", "15:00"))}, (("10:00", "14:00"),), date(2026, 3, 2))
    (('10:00', '12:00'), ('13:00', '14:00'))
    >>> open_spans({}, (), date(2026, 3, 2))
    (('00:00', '24:00'),)
    """
    service_spans = spans_on(hours, day) if hours else (WHOLE_DAY,)
    both = [(max(a, c), min(b, d)) for a, b in service_spans for c, d in lane_spans or (WHOLE_DAY,)]
    return tuple(sorted((opens, closes) for opens, closes in both if opens < closes))


def instant_of(day: date, clock: str, timezone: str) -> datetime:
    """Return a time of the office's own day as an instant; ``24:00`` is the midnight after it.

    >>> instant_of(date(2026, 3, 2), "24:00", "Asia/Makassar").isoformat()
    '2026-03-02T16:00:00+00:00'
    """
    hour, minute = (int(part) for part in clock.split(":"))
    on = day + timedelta(days=hour // 24)
    return datetime(on.year, on.month, on.day, hour % 24, minute, tzinfo=ZoneInfo(timezone)).astimezone(UTC)
