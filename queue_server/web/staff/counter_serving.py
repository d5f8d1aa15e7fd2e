"""Serving visitors: start, complete, the next stage, park, transfer, no-show, and back in line."""

from flask import request
from flask.typing import ResponseReturnValue

from queue_server.domain.errors import InvalidValueError
from queue_server.operations import serving
from queue_server.web.catalogue import N_
from queue_server.web.staff import copies
from queue_server.web.staff.counter_desk import act, address, counter, draw, officers, refuse


@counter.post("/<int:counter_id>/start")
@officers
def start(counter_id: int) -> ResponseReturnValue:
    """Begin to serve."""
    return act(counter_id, serving.start, N_("%(number)s is being served."))


@counter.post("/<int:counter_id>/no-show")
@officers
def no_show(counter_id: int) -> ResponseReturnValue:
    """Note that the visitor did not come."""
    return act(counter_id, serving.no_show, N_("%(number)s did not come. You can put the number back in line."))


@counter.post("/<int:counter_id>/park")
@officers
def park(counter_id: int) -> ResponseReturnValue:
    """Set the ticket aside."""
    return act(counter_id, serving.park, N_("%(number)s is parked."))


@counter.post("/<int:counter_id>/reinstate/<int:ticket_id>")
@officers
def reinstate(counter_id: int, ticket_id: int) -> ResponseReturnValue:
    """Put a no-show back in line."""
    return act(counter_id, serving.reinstate, N_("%(number)s waits again."), ticket_id)


@counter.post("/<int:counter_id>/cancel/<int:ticket_id>")
@officers
def cancel(counter_id: int, ticket_id: int) -> ResponseReturnValue:
    """Take a ticket out of the queue."""
    return act(counter_id, serving.cancel, N_("%(number)s is cancelled."), ticket_id)


@counter.post("/<int:counter_id>/copy/<int:ticket_id>")
@officers
def print_copy(counter_id: int, ticket_id: int) -> ResponseReturnValue:
    """Have a ticket printed again."""
    return copies.print_copy(ticket_id, lambda notes: draw(counter_id, notes), address(counter_id))


@counter.post("/<int:counter_id>/complete")
@officers
def complete(counter_id: int) -> ResponseReturnValue:
    """End serving, with its outcome."""
    return act(counter_id, serving.complete, N_("%(number)s is completed."), request.form.get("outcome", ""))


@counter.post("/<int:counter_id>/next-stage")
@officers
def next_stage(counter_id: int) -> ResponseReturnValue:
    """Send the visitor to the next service on the way."""
    return act(counter_id, serving.next_stage, N_("%(number)s waits for the next stage, with the place kept."))


@counter.post("/<int:counter_id>/add-service")
@officers
def add_service(counter_id: int) -> ResponseReturnValue:
    """Add a service to the visitor's way."""
    service_id = _service_id()
    if service_id is None:
        return _unknown_service(counter_id)
    return act(counter_id, serving.add_service, N_("%(number)s has one service more."), service_id)


@counter.post("/<int:counter_id>/transfer")
@officers
def transfer(counter_id: int) -> ResponseReturnValue:
    """Send the visitor to another service, perhaps with a note, perhaps to come back after."""
    return _transfer(counter_id, None)


@counter.post("/<int:counter_id>/transfer/<int:ticket_id>")
@officers
def transfer_waiting(counter_id: int, ticket_id: int) -> ResponseReturnValue:
    """Send a waiting or parked visitor to another service: the wrong one was chosen."""
    return _transfer(counter_id, ticket_id)


def _transfer(counter_id: int, ticket_id: int | None) -> ResponseReturnValue:
    service_id = _service_id()
    if service_id is None:
        return _unknown_service(counter_id)
    wishes = {
        "keep_place": "keep_place" in request.form,
        "note": request.form.get("note", ""),
        "come_back": "come_back" in request.form and ticket_id is None,
        "ticket_id": ticket_id,
    }
    return act(counter_id, serving.transfer, N_("%(number)s is transferred."), service_id, **wishes)


def _service_id() -> int | None:
    wanted = request.form.get("service_id", "")
    return int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else None


def _unknown_service(counter_id: int) -> ResponseReturnValue:
    return refuse(counter_id, InvalidValueError(field="service_id", problem="unknown"))
