"""Before a decision: who is on the way, and measuring again, by hand or at a kiosk."""

from http import HTTPStatus

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from queue_server.domain.errors import InvalidValueError
from queue_server.operations import cases
from queue_server.operations import security as operations
from queue_server.operations.case_readings import HIGHEST_CELSIUS, LOWEST_CELSIUS
from queue_server.protocol.words import StaffRole
from queue_server.web.access import allow
from queue_server.web.staff import copies
from queue_server.web.staff.forms import Form
from queue_server.web.staff.security_desk import act, chosen_kiosk, draw, guards, refuse, security

MOST_READINGS = 1000


@security.post("/<case_id>/take")
@guards
def take(case_id: str) -> ResponseReturnValue:
    """Be on the way to the visitor, in place of somebody else where that is asked for."""
    words = gettext("You are on the way. The other desks are silent.")
    return act(cases.take, lambda _: words, case_id, over="over" in request.form)


@security.post("/<case_id>/release")
@guards
def release(case_id: str) -> ResponseReturnValue:
    """Be no longer on the way."""
    words = gettext("You are not on the way any more. The desks ring again.")
    return act(cases.release, lambda _: words, case_id)


@security.post("/<case_id>/measure")
@guards
def measure(case_id: str) -> ResponseReturnValue:
    """Keep a measurement made by hand."""
    form = Form.sent()
    celsius = form.decimal("celsius", LOWEST_CELSIUS, HIGHEST_CELSIUS)
    form.needed("celsius")
    known = form.whole("known", 0, MOST_READINGS)
    if form.errors:
        return correct(case_id, form)
    return act(operations.measure, lambda _: gettext("The measurement is kept."), case_id, celsius, known)


@security.post("/<case_id>/measure-at-kiosk")
@guards
def measure_at_kiosk(case_id: str) -> ResponseReturnValue:
    """Ask a kiosk to measure the visitor again."""
    try:
        kiosk_id = chosen_kiosk()
    except InvalidValueError as refusal:
        return refuse(refusal)
    return act(
        cases.ask_measurement,
        lambda kiosk: gettext("%(kiosk)s measures again as soon as nobody else stands there.", kiosk=kiosk),
        case_id,
        kiosk_id,
    )


@security.post("/copy/<int:ticket_id>")
@allow(StaffRole.SECURITY)
def print_copy(ticket_id: int) -> ResponseReturnValue:
    """Have a ticket printed again."""
    return copies.print_copy(ticket_id, draw, url_for("security.desk"))


def correct(case_id: str, form: Form) -> ResponseReturnValue:
    """Ask for another value; what was typed stays, and no value ever stands in an address."""
    again = {"errors": {case_id: form.errors["celsius"]}, "typed": {case_id: form.text("celsius")}}
    return draw((), **again), HTTPStatus.UNPROCESSABLE_ENTITY
