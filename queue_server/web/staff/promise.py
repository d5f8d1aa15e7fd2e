"""Who may stay longer than promised: a live list for officers and admins."""

from flask import Blueprint, render_template
from flask_babel import lazy_gettext

from queue_server.domain.ticket import TicketState
from queue_server.operations.promise import visitors_at_risk
from queue_server.protocol.words import StaffRole
from queue_server.web.access import allow
from queue_server.web.auth import current_account
from queue_server.web.context import services

promise = Blueprint("promise", __name__, url_prefix="/on-time")
STATES = {
    TicketState.WAITING: lazy_gettext("waits"),
    TicketState.CALLED: lazy_gettext("is called"),
    TicketState.SERVING: lazy_gettext("is served"),
    TicketState.PARKED: lazy_gettext("is parked"),
}


@promise.get("/")
@allow(StaffRole.OFFICER, StaffRole.ADMIN)
def risk() -> str:
    """Show the page."""
    return _draw("promise/page.html")


@promise.get("/list")
@allow(StaffRole.OFFICER, StaffRole.ADMIN)
def fragment() -> str:
    """Return the part of the page that changes."""
    return _draw("promise/list.html")


def _draw(template: str) -> str:
    here = services()
    view = here.store.read(visitors_at_risk, office_id=current_account().office_id, now=here.now())
    return render_template(template, view=view, states=STATES)
