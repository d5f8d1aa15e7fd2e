"""Counts for a span of days as a file: results by hour and kiosk, decisions by day. No value, and no visitor."""

import csv
import io
from collections.abc import Iterator
from datetime import date

from flask import Response, request

from queue_server.domain.audit import AuditName
from queue_server.domain.errors import InvalidValueError
from queue_server.operations.desk import counts
from queue_server.protocol.words import StaffRole
from queue_server.web.access import SCREENING, allow
from queue_server.web.auth import current_account
from queue_server.web.context import services
from queue_server.web.noting import note_done
from queue_server.web.staff.security_desk import security
from queue_server.web.staff.shared import zone
from queue_server.web.staff.spreadsheet import harmless

HEAD = ("date", "hour", "kiosk", "kind", "result", "count")


@security.get("/counts.csv")
@allow(*SCREENING, StaffRole.ADMIN)
def counts_csv() -> Response:
    """Give the counts of some days as a file; hour and kiosk are empty with decisions."""
    first, last = _date("first_date"), _date("last_date")
    if last < first:
        raise InvalidValueError(field="last_date", problem="ends_before_it_begins")
    text = io.StringIO()
    csv.writer(text).writerows([HEAD, *_rows(first, last)])
    note_done(AuditName.COUNTS_EXPORTED, current_account(), f"days:{first.isoformat()}/{last.isoformat()}")
    name = f"antre-screening-{first.isoformat()}-{last.isoformat()}.csv"
    return Response(
        text.getvalue(), mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _rows(first: date, last: date) -> Iterator[tuple[object, ...]]:
    measured, decided = services().store.read(counts, office_id=current_account().office_id, first=first, last=last)
    for row in measured:
        yield row.business_date.isoformat(), row.hour, harmless(row.kiosk), "measurement", row.result, row.count
    for day, decision, count in decided:
        yield day.isoformat(), "", "", "decision", decision, count


def _date(name: str) -> date:
    """Read a day of the address; today where it is not named."""
    text = request.args.get(name, "")
    try:
        return date.fromisoformat(text) if text else services().now().astimezone(zone()).date()
    except ValueError:
        raise InvalidValueError(field=name, problem="not_a_date") from None
