"""When the office opens next, from the hours of its services and its closures."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from queue_server.domain.closures import Closure, reason_closed
from queue_server.domain.hours import Hours, Span, spans_on, within

DAYS_AHEAD = 60
"""Nobody at the door plans further; an office that is closed for longer tells it by a notice."""


def next_opening(
    hours: Iterable[tuple[int, Hours]], closures: Sequence[Closure], local: datetime, *, day_is_over: bool
) -> datetime | None:
    """Return when a closed office opens next, in its own time.

    Args:
        hours: id and hours of each service that visitors may choose; those without hours tell nothing.
        closures: of the office and its services.
        local: now, by the office's clock.
        day_is_over: today's date was opened and closed again: it is not opened a second time.

    Returns:
        The first opening of any service, or ``None`` where it is not known: no service has hours, all is closed for
        two months, or it should be open now and is late.

    >>> monday = datetime(2026, 3, 2, 6, 0)
    >>> next_opening([(1, {"0": (("08:00", "15:00"),)})], [], monday, day_is_over=False)
    datetime.datetime(2026, 3, 2, 8, 0)
    """
    told = [(service_id, own) for service_id, own in hours if own]
    if not day_is_over and within(_spans(told, closures, local.date()), local):
        return None
    for ahead in range(1 if day_is_over else 0, DAYS_AHEAD):
        day = local.date() + timedelta(days=ahead)
        openings = (_at(local, day, opens) for opens, _closes in _spans(told, closures, day))
        first = min((at for at in openings if at > local), default=None)
        if first is not None:
            return first
    return None


def _spans(hours: Iterable[tuple[int, Hours]], closures: Sequence[Closure], day: date) -> tuple[Span, ...]:
    return tuple(
        span
        for service_id, own in hours
        if reason_closed(closures, service_id, day) is None
        for span in spans_on(own, day)
    )


def _at(local: datetime, day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), local.tzinfo)
