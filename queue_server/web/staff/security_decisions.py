"""The decision of a person: may enter, treat first, has left; taking it back; another day for a booking."""

from http import HTTPStatus

from flask.typing import ResponseReturnValue
from flask_babel import gettext

from queue_server.domain.errors import InvalidValueError
from queue_server.operations import case_booking
from queue_server.operations import security as operations
from queue_server.operations.case_readings import HIGHEST_CELSIUS, LOWEST_CELSIUS
from queue_server.protocol.messages import TicketInfo
from queue_server.web.staff.forms import Form
from queue_server.web.staff.security_cases import correct
from queue_server.web.staff.security_desk import act, chosen_kiosk, draw, guards, refuse, security, slot_form
from queue_server.web.staff.shared import moment
from queue_server.web.staff.slot_form import read_slot


@security.post("/<case_id>/clear")
@guards
def clear(case_id: str) -> ResponseReturnValue:
    """Let the visitor in, with or without another measurement; the ticket is printed where that is asked for."""
    form = Form.sent()
    celsius = form.decimal("celsius", LOWEST_CELSIUS, HIGHEST_CELSIUS)
    if form.errors:
        return correct(case_id, form)
    try:
        kiosk_id = chosen_kiosk()
    except InvalidValueError as refusal:
        return refuse(refusal)
    return act(operations.clear, _may_enter, case_id, celsius, kiosk_id)


def _may_enter(ticket: TicketInfo) -> str:
    return str(gettext("The visitor may enter with number %(number)s.", number=ticket.number))


@security.post("/<case_id>/defer")
@guards
def defer(case_id: str) -> ResponseReturnValue:
    """Send the visitor for treatment first."""
    words = gettext("Noted: treat first. The place is given back; the kiosk prints a slip that does not say why.")
    return act(operations.defer, lambda _: words, case_id)


@security.post("/<case_id>/leave")
@guards
def leave(case_id: str) -> ResponseReturnValue:
    """Note that the visitor has left."""
    return act(operations.leave, lambda _: gettext("Noted: the visitor has left."), case_id)


@security.post("/<case_id>/take-back")
@guards
def take_back(case_id: str) -> ResponseReturnValue:
    """Take a decision back that was a mistake."""
    words = gettext("Taken back: the visitor waits for your decision, in the same place.")
    return act(operations.take_back, lambda _: words, case_id)


@security.post("/<case_id>/move-booking")
@guards
def move_booking(case_id: str) -> ResponseReturnValue:
    """Move the booking of a visitor who is to be treated first."""
    form = Form.sent()
    slot_at = read_slot(form)
    if slot_at is None:
        again = draw((), slot_form=lambda case: form if case.id == case_id else slot_form(case))
        return again, HTTPStatus.UNPROCESSABLE_ENTITY
    return act(
        case_booking.move_booking,
        lambda booking: gettext("The booking is moved to %(time)s.", time=moment(booking.slot_at)),
        case_id,
        slot_at,
    )
