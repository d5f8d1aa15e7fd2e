"""The counter page: the next visitor with one key, and a way out of every mistake."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from queue_server.domain.actor import Actor
from queue_server.domain.errors import AntreError, InvalidValueError
from queue_server.domain.ticket import TICKET, TicketAction, TicketState
from queue_server.operations import counter as operations
from queue_server.operations.check_in import office_info
from queue_server.operations.counter_page import counter_view, every_counter
from queue_server.operations.views import CounterView, TicketView
from queue_server.protocol.messages import CallInfo
from queue_server.protocol.words import ServiceOutcome, StaffRole
from queue_server.web.access import allow
from queue_server.web.auth import current_account
from queue_server.web.catalogue import N_
from queue_server.web.context import services
from queue_server.web.staff import answers, copies
from queue_server.web.staff.answers import Note
from queue_server.web.staff.shared import OUTCOMES, localised

counter = Blueprint("counter", __name__, url_prefix="/counter")
officers = allow(StaffRole.OFFICER)
SELECTABLE = (ServiceOutcome.DONE, ServiceOutcome.DOCUMENTS_INCOMPLETE, ServiceOutcome.OTHER)


@counter.get("/")
@officers
def index() -> ResponseReturnValue:
    """Let an officer choose a counter."""
    here, account = services(), current_account()
    info = here.store.read(office_info, office_id=account.office_id, now=here.now())
    names = {service.id: localised(service.names) for service in info.services}
    settings = here.store.read(every_counter, office_id=account.office_id)
    views = [_view(setting.id) for setting in settings if setting.active]
    tiles = [
        {
            "id": view.id,
            "name": view.name,
            "open": view.open,
            "officer_name": view.officer_name,
            "mine": view.open and view.officer_id == account.id,
            "services": [names[service_id] for service_id in view.service_ids if service_id in names],
        }
        for view in views
    ]
    return render_template("counter/choose.html", counters=tiles)


@counter.get("/<int:counter_id>")
@officers
def desk(counter_id: int) -> ResponseReturnValue:
    """Show the page of a counter."""
    return render_template("counter/page.html", **_picture(counter_id, ()))


@counter.get("/<int:counter_id>/fragment")
@officers
def fragment(counter_id: int) -> ResponseReturnValue:
    """Return the part of the page that changes."""
    return _draw(counter_id, ())


@counter.post("/<int:counter_id>/open")
@officers
def open_counter(counter_id: int) -> ResponseReturnValue:
    """Begin to work at a counter."""
    return _settle(counter_id, operations.open_counter, N_("The counter is open."))


@counter.post("/<int:counter_id>/close")
@officers
def close_counter(counter_id: int) -> ResponseReturnValue:
    """Stop working at a counter."""
    return _settle(counter_id, operations.close_counter, N_("The counter is closed."))


@counter.post("/<int:counter_id>/next")
@officers
def call_next(counter_id: int) -> ResponseReturnValue:
    """Call the visitor whose turn it is."""
    return _act(counter_id, operations.call_next, N_("%(number)s is called to counter %(counter)s."))


@counter.post("/<int:counter_id>/recall")
@officers
def recall(counter_id: int) -> ResponseReturnValue:
    """Call the same visitor again."""
    return _act(counter_id, operations.recall, N_("%(number)s is called again (call %(attempt)s)."))


@counter.post("/<int:counter_id>/start")
@officers
def start(counter_id: int) -> ResponseReturnValue:
    """Begin to serve."""
    return _act(counter_id, operations.start, N_("%(number)s is being served."))


@counter.post("/<int:counter_id>/complete")
@officers
def complete(counter_id: int) -> ResponseReturnValue:
    """End serving, with its outcome."""
    outcome = request.form.get("outcome", "")
    if outcome not in SELECTABLE:
        return _refuse(counter_id, InvalidValueError(field="outcome", problem="unknown"))
    return _act(counter_id, operations.complete, N_("%(number)s is completed."), ServiceOutcome(outcome))


@counter.post("/<int:counter_id>/no-show")
@officers
def no_show(counter_id: int) -> ResponseReturnValue:
    """Note that the visitor did not come."""
    return _act(counter_id, operations.no_show, N_("%(number)s did not come. You can put the number back in line."))


@counter.post("/<int:counter_id>/park")
@officers
def park(counter_id: int) -> ResponseReturnValue:
    """Set the ticket aside."""
    return _act(counter_id, operations.park, N_("%(number)s is parked."))


@counter.post("/<int:counter_id>/transfer")
@officers
def transfer(counter_id: int) -> ResponseReturnValue:
    """Send the visitor to another service."""
    wanted = request.form.get("service_id", "")
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 10):
        return _refuse(counter_id, InvalidValueError(field="service_id", problem="unknown"))
    moving = partial(operations.transfer, keep_place="keep_place" in request.form)
    return _act(counter_id, moving, N_("%(number)s is transferred."), int(wanted))


@counter.post("/<int:counter_id>/call/<int:ticket_id>")
@officers
def call_ticket(counter_id: int, ticket_id: int) -> ResponseReturnValue:
    """Call a visitor out of order."""
    return _act(counter_id, operations.call_ticket, N_("%(number)s is called to counter %(counter)s."), ticket_id)


@counter.post("/<int:counter_id>/resume/<int:ticket_id>")
@officers
def resume(counter_id: int, ticket_id: int) -> ResponseReturnValue:
    """Call a parked ticket back."""
    return _act(counter_id, operations.resume, N_("%(number)s is called to counter %(counter)s."), ticket_id)


@counter.post("/<int:counter_id>/reinstate/<int:ticket_id>")
@officers
def reinstate(counter_id: int, ticket_id: int) -> ResponseReturnValue:
    """Put a no-show back in line."""
    return _act(counter_id, operations.reinstate, N_("%(number)s waits again."), ticket_id)


@counter.post("/<int:counter_id>/cancel/<int:ticket_id>")
@officers
def cancel(counter_id: int, ticket_id: int) -> ResponseReturnValue:
    """Take a ticket out of the queue."""
    return _act(counter_id, operations.cancel, N_("%(number)s is cancelled."), ticket_id)


@counter.post("/<int:counter_id>/copy/<int:ticket_id>")
@officers
def print_copy(counter_id: int, ticket_id: int) -> ResponseReturnValue:
    """Have a ticket printed again."""
    return copies.print_copy(ticket_id, lambda notes: _draw(counter_id, notes), _address(counter_id))


def may_do(ticket: TicketView | None, action: str) -> bool:
    """Tell whether the table of the machine has this arrow for the ticket at the counter."""
    return ticket is not None and TICKET.allows(TicketState(ticket.state), TicketAction(action))


def _act(counter_id: int, operation: Callable[..., CallInfo], sentence: str, *arguments: object) -> ResponseReturnValue:
    try:
        call = _write(counter_id, operation, *arguments)
    except AntreError as refusal:
        return _refuse(counter_id, refusal)
    facts = {"number": call.number, "counter": call.counter_name, "attempt": call.attempt}
    return _tell(counter_id, gettext(sentence) % facts)


def _settle(counter_id: int, operation: Callable[..., None], sentence: str) -> ResponseReturnValue:
    try:
        _write(counter_id, operation)
    except AntreError as refusal:
        return _refuse(counter_id, refusal)
    return _tell(counter_id, gettext(sentence))


def _write(counter_id: int, operation: Callable[..., CallInfo | None], *arguments: object) -> CallInfo:
    here, account = services(), current_account()
    whose = {"office_id": account.office_id, "counter_id": counter_id, "actor": Actor.account(account.id)}
    return here.store.write(operation, *arguments, **whose, now=here.now())  # type: ignore[return-value]


def _tell(counter_id: int, text: str) -> ResponseReturnValue:
    return answers.done(text, lambda notes: _draw(counter_id, notes), _address(counter_id))


def _refuse(counter_id: int, refusal: AntreError) -> ResponseReturnValue:
    return answers.refused(refusal, lambda notes: _draw(counter_id, notes), _address(counter_id))


def _address(counter_id: int) -> str:
    return url_for("counter.desk", counter_id=counter_id)


def _view(counter_id: int) -> CounterView:
    here, office_id = services(), current_account().office_id
    return here.store.read(counter_view, office_id=office_id, counter_id=counter_id, now=here.now())


def _draw(counter_id: int, notes: tuple[Note, ...]) -> str:
    return render_template("counter/desk.html", **_picture(counter_id, notes))


def _picture(counter_id: int, notes: tuple[Note, ...]) -> dict[str, object]:
    here, account = services(), current_account()
    info = here.store.read(office_info, office_id=account.office_id, now=here.now())
    return {
        "view": _view(counter_id),
        "notes": notes,
        "may_do": may_do,
        "services": info.services,
        "outcomes": [(outcome.value, OUTCOMES[outcome]) for outcome in SELECTABLE],
    } | copies.unprinted_picture()
