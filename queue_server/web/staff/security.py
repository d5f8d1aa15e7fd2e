"""The screening page: who waits for a decision, oldest first; only a person decides."""

from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from queue_server.domain.actor import Actor
from queue_server.domain.errors import AntreError
from queue_server.operations import security as operations
from queue_server.protocol.words import StaffRole
from queue_server.web.access import SCREENING, allow
from queue_server.web.auth import current_account
from queue_server.web.context import services
from queue_server.web.staff import answers, copies
from queue_server.web.staff.answers import Note
from queue_server.web.staff.chart import hours_chart
from queue_server.web.staff.forms import Form
from queue_server.web.staff.shared import RESULTS

security = Blueprint("security", __name__, url_prefix="/screening")
guards = allow(*SCREENING)
LOWEST_CELSIUS = 30.0
HIGHEST_CELSIUS = 45.0
Written = TypeVar("Written")


@security.get("/")
@guards
def desk() -> ResponseReturnValue:
    """Show the screening page."""
    return render_template("security/page.html", **_picture(()))


@security.get("/fragment")
@guards
def fragment() -> ResponseReturnValue:
    """Return the part of the page that changes."""
    return _draw(())


@security.post("/<case_id>/measure")
@guards
def measure(case_id: str) -> ResponseReturnValue:
    """Keep a measurement made by hand."""
    form = Form.sent()
    celsius = form.decimal("celsius", LOWEST_CELSIUS, HIGHEST_CELSIUS)
    form.needed("celsius")
    if form.errors:
        return _correct(case_id, form)
    return _decide(operations.measure, gettext("The measurement is kept."), case_id, celsius)


@security.post("/<case_id>/clear")
@guards
def clear(case_id: str) -> ResponseReturnValue:
    """Let the visitor in, with or without another measurement."""
    form = Form.sent()
    celsius = form.decimal("celsius", LOWEST_CELSIUS, HIGHEST_CELSIUS)
    if form.errors:
        return _correct(case_id, form)
    try:
        ticket = _write(operations.clear, case_id, celsius)
    except AntreError as refusal:
        return answers.refused(refusal, _draw, url_for("security.desk"))
    words = gettext("The visitor may enter with number %(number)s.", number=ticket.number)
    return answers.done(words, _draw, url_for("security.desk"))


@security.post("/<case_id>/defer")
@guards
def defer(case_id: str) -> ResponseReturnValue:
    """Send the visitor for treatment first."""
    return _decide(operations.defer, gettext("Noted: treat first. The place is given back."), case_id)


@security.post("/<case_id>/leave")
@guards
def leave(case_id: str) -> ResponseReturnValue:
    """Note that the visitor has left."""
    return _decide(operations.leave, gettext("Noted: the visitor has left."), case_id)


@security.post("/copy/<int:ticket_id>")
@allow(StaffRole.SECURITY)
def print_copy(ticket_id: int) -> ResponseReturnValue:
    """Have a ticket printed again."""
    return copies.print_copy(ticket_id, _draw, url_for("security.desk"))


def _decide(operation: Callable[..., None], words: str, *arguments: object) -> ResponseReturnValue:
    try:
        _write(operation, *arguments)
    except AntreError as refusal:
        return answers.refused(refusal, _draw, url_for("security.desk"))
    return answers.done(words, _draw, url_for("security.desk"))


def _write(operation: Callable[..., Written], *arguments: object) -> Written:
    here, account = services(), current_account()
    whose = {"office_id": account.office_id, "actor": Actor.account(account.id)}
    return here.store.write(operation, *arguments, **whose, now=here.now())


def _correct(case_id: str, form: Form) -> ResponseReturnValue:
    """Ask for another value; what was typed stays, and no value ever stands in an address."""
    picture = _picture(()) | {"errors": {case_id: form.errors["celsius"]}, "typed": {case_id: form.text("celsius")}}
    template = "security/desk.html" if "X-Fragment" in request.headers else "security/page.html"
    return render_template(template, **picture), HTTPStatus.UNPROCESSABLE_ENTITY


def _draw(notes: tuple[Note, ...]) -> str:
    return render_template("security/desk.html", **_picture(notes))


def _picture(notes: tuple[Note, ...]) -> dict[str, object]:
    here, account = services(), current_account()
    view = here.store.read(operations.desk_view, office_id=account.office_id, now=here.now())
    results = [(result.value, words) for result, words in RESULTS.items()]
    return {
        "view": view,
        "notes": notes,
        "errors": {},
        "typed": {},
        "hours": hours_chart(view.counts_by_hour),
        "results": results,
    } | copies.unprinted_picture()
