"""The record: the story of a visit or a booking, to answer a complaint from; a day of it as a file, for the audit."""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date
from http import HTTPStatus
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue

from queue_server.domain.audit import AuditName
from queue_server.operations import record as operations
from queue_server.operations.record_views import DayLine, Entry
from queue_server.web.auth import current_account
from queue_server.web.context import services
from queue_server.web.noting import note_done
from queue_server.web.staff.admin_pages import admin, admins, asked_day, office, page
from queue_server.web.staff.record_words import PAPERS, PROMISES, by, told
from queue_server.web.staff.shared import LANES, OUTCOMES, localised, zone
from queue_server.web.staff.spreadsheet import harmless

LONGEST_ASKED = 40
HEADER = ("number", "service", "lane", "time", "event", "what", "reason", "counter", "who", "promise")


@admin.get("/record")
@admins
def record() -> ResponseReturnValue:
    """Show what happened to a number, a booking or a visit; without one, the numbers of the day."""
    day, problem = asked_day()
    text = request.args.get("number", "").strip()[:LONGEST_ASKED]
    here, office_id, picture = services(), current_account().office_id, dict[str, Any]()
    if text:
        picture["found"] = here.store.read(operations.find_record, text, day, office_id=office_id, now=here.now())
    else:
        picture["lines"] = here.store.read(operations.numbers_of_day, day, office_id=office_id, now=here.now())
    outcomes = _outcomes()
    drawn = page(
        "record",
        asked=text,
        day_asked=day,
        problem=problem,
        outcomes=outcomes,
        told=lambda entry: told(entry, outcomes),
        by=by,
        papers=PAPERS,
        promises=PROMISES,
        **picture,
    )
    return drawn, HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK


@admin.get("/record.csv")
@admins
def record_csv() -> ResponseReturnValue:
    """Give the record of a day as a file: a line for each thing that happened, by number."""
    day, problem = asked_day()
    if problem:
        return record()
    here, text = services(), io.StringIO()
    found = here.store.read(operations.day_record, day, office_id=current_account().office_id, now=here.now())
    outcomes, rows = _outcomes(), csv.writer(text)
    rows.writerow(HEADER)
    for line in found.lines:
        rows.writerows(_row(entry, outcomes, line) for entry in line.entries)
    rows.writerows(_row(entry, outcomes) for entry in found.bookings)
    note_done(AuditName.RECORD_EXPORTED, current_account(), f"day:{day.isoformat()}")
    return _file(text.getvalue(), day)


def _file(text: str, day: date) -> Response:
    name = f"antre-record-{day.isoformat()}.csv"
    kept = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, mimetype="text/csv", headers=kept)


def _row(entry: Entry, outcomes: Mapping[str, object], line: DayLine | None = None) -> Iterator[object]:
    at = entry.at.astimezone(zone()).isoformat(timespec="seconds")
    names = entry.service_names or {}
    lane, promise = (LANES[line.lane], PROMISES[line.promise]) if line else ("", "")
    values = (entry.subject, localised(names) if names else "", lane, at, entry.what, told(entry, outcomes))
    yield from (harmless(str(value)) for value in (*values, entry.reason, entry.counter_name, by(entry.who), promise))


def _outcomes() -> dict[str, object]:
    own: Any = office().policy["outcomes"]
    return {outcome.value: words for outcome, words in OUTCOMES.items()} | {
        rule["code"]: localised(rule["names"]) for rule in own
    }
