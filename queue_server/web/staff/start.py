"""The start page: straight to work for one role, tiles for several."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from queue_server.web.access import ALL_STAFF, allow
from queue_server.web.staff.shared import work_places

start = Blueprint("start", __name__)


@start.get("/")
@allow(*ALL_STAFF)
def index() -> ResponseReturnValue:
    """Send a person to the place of work, or let choose."""
    places = [place for place in work_places() if place.main]
    if len(places) == 1:
        return redirect(url_for(places[0].endpoint))
    return render_template("start.html")
