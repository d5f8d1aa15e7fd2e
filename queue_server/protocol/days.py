"""The result of a day, in figures; where there is none, ``None``: no data is not 0."""

from datetime import date

from queue_server.protocol.messages import Answer


class FileResult(Answer, frozen=True, kw_only=True):
    """Visitors who went home with one kind of file.

    Attributes:
        visitors: how many, by ticket.
        within_promise: how many of them had gone home by their deadline.
        share_within: the share of them, 0 to 1.
        worst_seconds: the longest from arrival to going home.
    """

    visitors: int
    within_promise: int
    share_within: float | None
    worst_seconds: float | None


class Spread(Answer, frozen=True, kw_only=True):
    """One duration over all served visitors of whom it is known, in seconds.

    Attributes:
        known: of how many it is known.
        p90_seconds: nine in ten had no more (nearest rank).
    """

    known: int
    median_seconds: float | None
    p90_seconds: float | None
    worst_seconds: float | None


class DayResult(Answer, frozen=True, kw_only=True):
    """What became of the visitors of a business date.

    Attributes:
        promise_seconds: the office's present promise; each visitor is judged by the deadline on the own ticket.
        issued: tickets in all; the sum of those below.
        complete, incomplete, other: served, by what became of the file.
        waiting: from arrival to going home without the other two: in the hall, parked, between two stages.
        walking: from first call to start at each counter.
        service: at the counters.
        still_here: waiting, at a counter or parked.
        day_ended: the day ended before they were served.
    """

    business_date: date
    promise_seconds: int
    issued: int
    complete: FileResult
    incomplete: FileResult
    other: FileResult
    waiting: Spread
    walking: Spread
    service: Spread
    no_shows: int
    cancelled: int
    still_here: int
    day_ended: int
