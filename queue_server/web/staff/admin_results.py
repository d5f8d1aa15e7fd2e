"""How a day turned out: the promise, the three durations, who was not served."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from http import HTTPStatus

import msgspec
from flask import Response
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from queue_server.operations.promise import day_in_eighths, day_result, late_stays
from queue_server.protocol.days import DayResult
from queue_server.web.auth import current_account
from queue_server.web.context import services
from queue_server.web.staff.admin_pages import admin, admins, asked_day, page

FILES = (
    ("complete", lazy_gettext("Complete files")),
    ("incomplete", lazy_gettext("Incomplete files")),
    ("other", lazy_gettext("Other outcomes")),
)
SPREADS = (
    ("waiting", lazy_gettext("Waiting")),
    ("walking", lazy_gettext("Walking to the counter")),
    ("service", lazy_gettext("Service")),
)
FULL_HEIGHT = 110
BAR_WIDTH = 56


@admin.get("/results")
@admins
def results() -> ResponseReturnValue:
    """Show a day."""
    wanted, problem = asked_day()
    told = _read(wanted)
    return _draw(told, _bars(wanted, told), problem)


@admin.get("/results.csv")
@admins
def results_csv() -> ResponseReturnValue:
    """Give a day's figures as a file: a line for each, seconds as they are, empty where there is no data."""
    wanted, problem = asked_day()
    if problem:
        return _draw(_read(wanted), [], problem)
    text = io.StringIO()
    csv.writer(text).writerows([("figure", "value"), *_rows("", msgspec.to_builtins(_read(wanted)))])
    name = f"antre-{wanted.isoformat()}.csv"
    return Response(
        text.getvalue(), mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _draw(told: DayResult, bars: list[dict[str, object]], problem: str) -> ResponseReturnValue:
    late = services().store.read(late_stays, told.business_date, office_id=current_account().office_id)
    drawn = page("results", result=told, late=late, files=FILES, spreads=SPREADS, bars=bars, problem=problem)
    return drawn, HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK


def _read(wanted: date) -> DayResult:
    return services().store.read(day_result, wanted, office_id=current_account().office_id)


def _bars(wanted: date, told: DayResult) -> list[dict[str, object]]:
    counts = services().store.read(day_in_eighths, wanted, office_id=current_account().office_id)
    most, step = max(1, *counts), told.promise_seconds / 60 / (len(counts) - 1)
    return [
        {
            "x": nth * BAR_WIDTH,
            "height": FULL_HEIGHT * count / most,
            "count": count,
            "late": nth == len(counts) - 1,
            "until": round(step * (nth + 1)),
        }
        for nth, count in enumerate(counts)
    ]


def _rows(before: str, values: dict[str, object]) -> Iterator[tuple[str, object]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _rows(f"{before}{name}.", value)
        else:
            yield f"{before}{name}", "" if value is None else value
