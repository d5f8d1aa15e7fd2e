"""Bookings from a file: sent, read with its progress shown, looked at, then taken over or thrown away."""

import shutil
import tempfile
import threading
from http import HTTPStatus

from flask import Flask, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from queue_server.domain.actor import Actor
from queue_server.domain.booking_file import LONGEST_LINE_BYTES, RowProblem, read_layout
from queue_server.domain.errors import BookingFileError
from queue_server.operations import booking_import
from queue_server.web.auth import current_account
from queue_server.web.context import services
from queue_server.web.problems import PROBLEMS
from queue_server.web.staff.admin_look import LOGO_BODY_BYTES, LOGO_UPLOAD
from queue_server.web.staff.admin_pages import admin, admins, change, page, tell, write
from queue_server.web.staff.spreadsheet import csv_lines

MOST_FILE_BYTES = 16 * 1024 * 1024
"""A file of bookings; a hundred thousand take about 5 MB."""
UPLOAD = "admin.send_bookings"
_ROOM = {UPLOAD: MOST_FILE_BYTES, LOGO_UPLOAD: LOGO_BODY_BYTES}
ROW_PROBLEMS = {
    RowProblem.NOT_UTF8: lazy_gettext("It is not text in UTF-8. Save it as “CSV UTF-8” and try again."),
    RowProblem.LINE_TOO_LONG: lazy_gettext("The line is too long."),
    RowProblem.BROKEN_QUOTES: lazy_gettext("A quotation mark is not closed."),
    RowProblem.COLUMN_COUNT: lazy_gettext("The number of columns differs from the first line."),
    RowProblem.FORMULA: lazy_gettext("A value begins like a formula (=, +, - or @)."),
    RowProblem.BAD_CODE: lazy_gettext("The code must have 4 to 40 letters, digits or hyphens."),
    RowProblem.UNKNOWN_SERVICE: lazy_gettext("The office has no such service with bookings."),
    RowProblem.BAD_DATE: lazy_gettext("The date must be written as 2026-12-31 or 31/12/2026."),
    RowProblem.NO_SUCH_DATE: lazy_gettext("There is no such date."),
    RowProblem.PAST_DATE: lazy_gettext("This day has passed."),
    RowProblem.BAD_TIME: lazy_gettext("The time must be written as 09:30."),
    RowProblem.BAD_PARTY_SIZE: lazy_gettext("1 to 5 people may come together."),
    RowProblem.TWICE_IN_FILE: lazy_gettext("This code stands in an earlier line."),
    RowProblem.OTHER_CONTENT: lazy_gettext("Another booking has this code, with another service, time or size."),
}


def install(app: Flask) -> None:
    """Let files be larger than any other body; comes before whatever reads forms."""
    app.before_request(_make_room)


def _make_room() -> None:
    if request.endpoint in _ROOM:
        request.max_content_length = _ROOM[request.endpoint]


@admin.post("/bookings/imports")
@admins
def send_bookings() -> ResponseReturnValue:
    """Take a file, and read it beside; its page shows how far that is.

    Raises:
        BookingFileError: it is no file of bookings, as its first line tells.
    """
    sent = request.files.get("file")
    if sent is None:
        raise BookingFileError(problem="empty_file")
    read_layout(sent.stream.readline(LONGEST_LINE_BYTES))
    here, account = services(), current_account()
    size = sent.stream.seek(0, 2)
    sent.stream.seek(0)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the thread closes it
    shutil.copyfileobj(sent.stream, file)
    file.seek(0)
    office_id, actor = account.office_id, Actor.account(account.id)
    import_id = here.store.write(booking_import.begin, size, office_id=office_id, actor=actor, now=here.now())

    def read() -> None:
        with file:
            booking_import.read_file(here.store, file, import_id, office_id=office_id, now=here.now)

    threading.Thread(target=read, name="booking file", daemon=True).start()
    return redirect(url_for("admin.booking_file", import_id=import_id), HTTPStatus.SEE_OTHER)


@admin.get("/bookings/imports/<int:import_id>")
@admins
def booking_file(import_id: int) -> ResponseReturnValue:
    """Show how far a file is read, then what is in it."""
    here, account = services(), current_account()
    view = here.store.read(booking_import.import_view, import_id, office_id=account.office_id, now=here.now())
    problem = gettext(PROBLEMS[view.file.problem]) if view.file.problem else ""
    if view.file.column_name:
        problem = problem % {"column": view.file.column_name}
    return page("bookings", "booking_file", view=view, problem=problem, row_problems=ROW_PROBLEMS)


@admin.get("/bookings/imports/<int:import_id>/bad-lines.csv")
@admins
def bad_lines(import_id: int) -> ResponseReturnValue:
    """Give all lines that cannot be used as a file, however many.

    Raises:
        NotFoundError: the office has no such file.
    """
    found = booking_import.every_bad_row(services().store, import_id, office_id=current_account().office_id)
    head = [gettext("Line"), gettext("Code"), gettext("Reason"), gettext("In the file")]
    words = {problem: str(sentence) for problem, sentence in ROW_PROBLEMS.items()}
    lines = csv_lines(head, ((row.line, row.code, words[row.problem], row.shown) for row in found))
    name = f'attachment; filename="bad-lines-{import_id}.csv"'
    return Response(lines, mimetype="text/csv", headers={"Content-Disposition": name})


@admin.post("/bookings/imports/<int:import_id>/confirm")
@admins
def confirm_bookings(import_id: int) -> ResponseReturnValue:
    """Take a file over.

    Raises:
        ImportOverError: it is not there to be taken over any more.
    """
    write(booking_import.confirm, import_id)
    return tell(gettext("The bookings are taken over."), "bookings")


@admin.post("/bookings/imports/<int:import_id>/discard")
@admins
def discard_bookings(import_id: int) -> ResponseReturnValue:
    """Throw a file away."""
    return change(lambda: write(booking_import.discard, import_id), gettext("The file is thrown away."), "bookings")
