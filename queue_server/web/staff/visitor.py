"""The visitor's phone: the place in line behind the ticket's QR, without account or personal data."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from queue_server.domain.errors import NotFoundError, UnknownTicketError
from queue_server.domain.ticket import TicketState
from queue_server.operations.board import PlaceView, place_in_line
from queue_server.web.access import OPEN, allow
from queue_server.web.catalogue import N_, Fact
from queue_server.web.context import services
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
OVER = (TicketState.COMPLETED, TicketState.CANCELLED)
IN_LINE = (TicketState.WAITING, TicketState.PARKED)


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
    g.look_office = view.office_id
    said = {name: _say(sentence, view, here.now()) for name, sentence in _sentences(view).items()}
    facts = {name: _say(sentence, view, here.now()) for name, sentence in _facts(view).items()}
    over = view.day_ended or TicketState(view.state) in OVER
    return render_template("visitor/place.html", place=view, said=said | {"facts": facts}, over=over)


def _sentences(view: PlaceView) -> dict[str, str]:
    state = TicketState(view.state)
    sent_home = view.day_ended and state is not TicketState.COMPLETED
    return {
        "title": N_("Your queue number"),
        "now": CLOSED if sent_home else SENTENCES[state],
        "updated": N_("Updated at %(time)s"),
        "refresh": N_("Refresh"),
        "tell": N_("Ring when I am called"),
        "told": N_("This phone rings when you are called. Keep this page open."),
        "lost": N_("No connection: this may be out of date."),
    }


def _facts(view: PlaceView) -> dict[str, str]:
    """Return what else a visitor in line wants to know, by the icon that stands before it."""
    if view.day_ended or TicketState(view.state) not in IN_LINE:
        return {}
    wait = {"clock": N_("Expected wait: %(low)s to %(high)s minutes")} if view.estimate else {}
    return wait | {
        "flag": N_("Finished by %(deadline)s at the latest"),
        "info": N_("Your number stands on the wall and is called out."),
    }


def _say(sentence: str, view: PlaceView, now: datetime) -> dict[str, str]:
    """Return a sentence in every language: a visitor has chosen none."""
    facts: dict[str, Fact] = {
        "counter": view.counter_name,
        "time": clock(now),
        "deadline": clock(view.deadline_at),
        "low": view.estimate.low_minutes if view.estimate else "",
        "high": view.estimate.high_minutes if view.estimate else "",
    }
    return services().catalogue.say([sentence], facts)
