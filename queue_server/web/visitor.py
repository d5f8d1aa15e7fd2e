"""The page of a place in line, and the small look by which it keeps itself up to date."""

from http import HTTPStatus
from zoneinfo import ZoneInfo

import msgspec
from flask import Blueprint, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext, ngettext
from markupsafe import Markup, escape

from queue_server.domain.errors import NotFoundError
from queue_server.domain.ticket import TicketState
from queue_server.operations.line_picture import LinePicture, PlaceView
from queue_server.web.access import OPEN, allow
from queue_server.web.catalogue import N_
from queue_server.web.context import services
from queue_server.web.errors import wants_page
from queue_server.web.follow import place_behind
from queue_server.web.language import language_of_phone
from queue_server.web.staff.shared import clock

visitor = Blueprint("visitor", __name__)
ENDED = N_("Finished. Thank you for your visit.")
CLOSED = N_("The office has closed for today. Please speak to the staff, or come again on another day.")
SENTENCES = {
    TicketState.CALLED: N_("Please go to counter %(counter)s"),
    TicketState.SERVING: N_("Please go to counter %(counter)s"),
    TicketState.PARKED: N_("Please wait, you will be called again."),
    TicketState.NO_SHOW: N_("Your number was called. Please speak to the staff."),
    TicketState.COMPLETED: ENDED,
    TicketState.CANCELLED: N_("This number is no longer in line. Please speak to the staff if you still wait."),
}
NEXT = {
    TicketState.WAITING: N_("Your number stands on the wall and is called out."),
    TicketState.PARKED: N_("Your number stands on the wall and is called out."),
    TicketState.CALLED: N_("Have your papers ready."),
}
OVER = (TicketState.COMPLETED, TicketState.CANCELLED)
FEW = 2
"""From so many people on, only their number changes in the sentence."""
IN_LINE = (TicketState.WAITING, TicketState.PARKED)


class Look(msgspec.Struct, frozen=True, omit_defaults=True):
    """What may have changed since the last look.

    Attributes:
        turn: another one means that the page reads differently, and has to be fetched.
        ahead: people ahead of who waits.
        low: of the expected wait, in minutes; ``None`` while it is not known.
        high: of the expected wait.
    """

    turn: str
    ahead: int | None = None
    low: int | None = None
    high: int | None = None


@visitor.get("/v/<opaque>")
@allow(OPEN)
def place(opaque: str) -> ResponseReturnValue:
    """Show number, people ahead, and where to go when called; any address that leads nowhere gets the same answer."""
    chosen = language_of_phone()
    try:
        line, view = place_behind(opaque)
    except NotFoundError:
        if not wants_page():
            raise
        with force_locale(chosen):
            return render_template("visitor/nowhere.html", chosen=chosen), HTTPStatus.NOT_FOUND
    g.zone, g.look_office = ZoneInfo(line.timezone), line.office_id
    with force_locale(chosen):
        return render_template("visitor/place.html", **_shown(line, view), chosen=chosen)


@visitor.get("/v/<opaque>/look")
@allow(OPEN)
def look(opaque: str) -> ResponseReturnValue:
    """Tell in a few bytes what has changed; nothing at all where nothing has."""
    _, view = place_behind(opaque)
    answer = make_response(msgspec.json.encode(look_at(view)))
    answer.mimetype = "application/json"
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    return answer.make_conditional(request)


def look_at(view: PlaceView) -> Look:
    """Return what a phone is told of a place."""
    if view.state is not TicketState.WAITING:
        return Look(f"{view.state}-{view.attempt}-{view.counter_name}-{view.day_ended:d}")
    turn = f"{view.state}-{min(view.ahead, FEW)}-{view.estimate is not None:d}"
    if view.estimate is None:
        return Look(turn, view.ahead)
    return Look(turn, view.ahead, view.estimate.low_minutes, view.estimate.high_minutes)


def _shown(line: LinePicture, view: PlaceView) -> dict[str, object]:
    ended, post = view.day_ended and view.state is not TicketState.COMPLETED, services().post
    facts: dict[str, object] = {
        "counter": view.counter_name,
        "deadline": clock(view.deadline_at),
        "low": _filled("low", view.estimate.low_minutes if view.estimate else ""),
        "high": _filled("high", view.estimate.high_minutes if view.estimate else ""),
        "time": _filled("at", clock(services().now())),
    }
    return {
        "place": view,
        "office_name": line.office_name,
        "timezone": line.timezone,
        "turn": look_at(view).turn,
        "over": view.day_ended or view.state in OVER,
        "now": _said(CLOSED, facts) if ended else _now(view, facts),
        "facts": [] if view.day_ended else [(name, _said(words, facts)) for name, words in _facts(view)],
        "push_key": post.sender.public_key if post else "",
        "updated": _said(N_("Updated at %(time)s"), facts),
    }


def _now(view: PlaceView, facts: dict[str, object]) -> str:
    if view.state is TicketState.WAITING:
        return str(ngettext("person ahead of you", "people ahead of you", view.ahead))
    return _said(SENTENCES[view.state], facts)


def _facts(view: PlaceView) -> list[tuple[str, str]]:
    """Return what else a visitor wants to know, each with the icon that stands before it."""
    told: list[tuple[str, str]] = []
    if view.estimate:
        told.append(("clock", N_("Expected wait: %(low)s to %(high)s minutes")))
    if view.state in IN_LINE:
        told.append(("flag", N_("Finished by %(deadline)s at the latest")))
    if view.state is TicketState.WAITING and view.ahead == 0:
        told.append(("recall", N_("You may be called at any moment.")))
    if view.state in NEXT:
        told.append(("info", NEXT[view.state]))
    return told


def _said(sentence: str, facts: dict[str, object]) -> Markup:
    """Return a sentence with its facts; what a person wrote, such as a counter's name, is escaped."""
    return Markup(escape(gettext(sentence))) % facts  # noqa: S704 - it was escaped


def _filled(name: str, value: object) -> Markup:
    """Return a fact that the page fills in again by itself."""
    return Markup("<span data-{}>{}</span>").format(name, value)
