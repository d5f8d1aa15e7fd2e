"""Who works at a counter: choose it, open, pause, hand over, close."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from queue_server.domain.errors import AntreError, InvalidValueError
from queue_server.operations import counter as operations
from queue_server.operations.counter_page import every_counter
from queue_server.operations.offer import office_info
from queue_server.web.auth import current_account, sign_in_as
from queue_server.web.catalogue import N_
from queue_server.web.context import services
from queue_server.web.counter_browser import checked_pin, work_for_counter
from queue_server.web.staff.counter_desk import counter, draw, officers, picture, refuse, settle, view
from queue_server.web.staff.shared import localised


@counter.get("/")
@officers
def index() -> ResponseReturnValue:
    """Let an officer choose a counter."""
    here, account = services(), current_account()
    info = here.store.read(office_info, office_id=account.office_id, now=here.now())
    names = {service.id: localised(service.names) for service in info.services}
    settings = here.store.read(every_counter, office_id=account.office_id)
    views = [view(setting.id) for setting in settings if setting.active]
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
    return render_template("counter/page.html", **picture(counter_id, ()))


@counter.get("/<int:counter_id>/fragment")
@officers
def fragment(counter_id: int) -> ResponseReturnValue:
    """Return the part of the page that changes."""
    return draw(counter_id, ())


@counter.post("/<int:counter_id>/open")
@officers
def open_counter(counter_id: int) -> ResponseReturnValue:
    """Begin to work at a counter."""
    answer = settle(counter_id, operations.open_counter, N_("The counter is open."))
    if view(counter_id).officer_id == current_account().id:
        work_for_counter(counter_id)
    return answer


@counter.post("/<int:counter_id>/close")
@officers
def close_counter(counter_id: int) -> ResponseReturnValue:
    """Stop working at a counter."""
    return settle(counter_id, operations.close_counter, N_("The counter is closed."))


@counter.post("/<int:counter_id>/pause")
@officers
def pause(counter_id: int) -> ResponseReturnValue:
    """Go away for a while."""
    return settle(counter_id, operations.pause, N_("The counter is paused."), request.form.get("reason", ""))


@counter.post("/<int:counter_id>/come-back")
@officers
def come_back(counter_id: int) -> ResponseReturnValue:
    """Go on working after a pause."""
    return settle(counter_id, operations.come_back, N_("Welcome back. The counter calls again."))


@counter.post("/<int:counter_id>/hand-over")
@officers
def hand_over(counter_id: int) -> ResponseReturnValue:
    """Give the counter and its visitor to a colleague who types the PIN; this browser is then the colleague's."""
    wanted, office_id = request.form.get("account_id", ""), current_account().office_id
    try:
        if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 10):
            raise InvalidValueError(field="account_id", problem="unknown")
        officer = checked_pin(int(wanted), request.form.get("pin", ""), office_id)
    except AntreError as refusal:
        return refuse(counter_id, refusal)
    answer = settle(counter_id, operations.hand_over, N_("The counter is handed over."), officer.id)
    if view(counter_id).officer_id == officer.id:
        sign_in_as(officer)
    return answer
