"""The visitor's phone: the place in line behind the ticket's QR, without account or personal data."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, g, render_template
from flask.typing import ResponseReturnValue

from queue_server.domain.errors import NotFoundError, UnknownTicketError
from queue_server.domain.ticket import TicketState
from queue_server.operations.board import PlaceView, place_in_line
from queue_server.web.access import OPEN, allow
from queue_server.web.catalogue import N_
from queue_server.web.context import services
from queue_server.web.errors import CATALOGUE
from queue_server.web.staff.shared import clock

visitor = Blueprint("visitor", __name__)
ENDED = N_("Finished. Thank you for your visit.")
CLOSED = N_("The office has closed for today. Please speak to the staff, or come again on another day.")
SENTENCES = {
    TicketState.WAITING: N_("people ahead of you"),
    TicketState.CALLED: N_("Please go to counter %(counter)s"),
    TicketState.SERVING: N_("Please go to counter %(counter)s"),
    TicketState.PARKED: N_("Please wait, you will be called again."),
    TicketState.NO_SHOW: N_("Your number was called. Please speak to the staff."),
    TicketState.COMPLETED: ENDED,
    TicketState.CANCELLED: N_("This number is no longer in line. Please speak to the staff if you still wait."),
}


@visitor.get("/v/<opaque>")
@allow(OPEN)
def place(opaque: str) -> ResponseReturnValue:
    """Show number, people ahead, and where to go when called; a ticket of another day is not told of."""
    here = services()
    try:
        view = here.store.read(place_in_line, opaque, now=here.now())
    except UnknownTicketError as error:
        raise NotFoundError from error
    if not view.today:
        raise NotFoundError
    g.zone = ZoneInfo(view.timezone)
    return render_template("visitor/place.html", place=view, said=_said(view, here.now()))


def _said(view: PlaceView, now: datetime) -> dict[str, dict[str, str]]:
    """Return each sentence in every language: a visitor has chosen none."""
    state = TicketState(view.state)
    sent_home = view.day_ended and state is not TicketState.COMPLETED
    facts = {"counter": view.counter_name, "time": clock(now)}
    sentences = {
        "title": N_("Your queue number"),
        "now": CLOSED if sent_home else SENTENCES[state],
        "updated": N_("Updated at %(time)s"),
        "refresh": N_("Refresh"),
    }
    say = current_app.extensions[CATALOGUE].say
    return {name: say([sentence], facts) for name, sentence in sentences.items()}
