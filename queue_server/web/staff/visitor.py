"""The visitor's phone: the place in line behind the ticket's QR, without account or personal data."""

from zoneinfo import ZoneInfo

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from queue_server.domain.errors import NotFoundError, UnknownTicketError
from queue_server.operations.board import place_in_line
from queue_server.web.access import OPEN, allow
from queue_server.web.context import services

visitor = Blueprint("visitor", __name__)


@visitor.get("/v/<opaque>")
@allow(OPEN)
def place(opaque: str) -> ResponseReturnValue:
    """Show number, people ahead, and where to go when called; a ticket of another day is not told of."""
    here = services()
    try:
        view = here.store.read(place_in_line, opaque)
    except UnknownTicketError as error:
        raise NotFoundError from error
    if not view.today:
        raise NotFoundError
    g.zone = ZoneInfo(view.timezone)
    return render_template("visitor/place.html", place=view, now=here.now())
