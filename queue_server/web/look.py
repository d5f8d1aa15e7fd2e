"""The office's colour and logo for every page: a stylesheet and a picture, since no page may hold styles itself."""

from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue

from queue_server.domain.errors import AntreError, NotFoundError
from queue_server.operations.look import PageLook, office_look, page_look
from queue_server.protocol.look import Look, accent_sheet
from queue_server.web import auth
from queue_server.web.access import OPEN, allow
from queue_server.web.context import services

looks = Blueprint("look", __name__, url_prefix="/look")
KEPT_SECONDS = 86_400
"""A page names the version that it wants, so that another look has another address."""


def look_here() -> PageLook | None:
    """Return the look of the page that is drawn now, asked once per request; ``None`` while nothing can be known."""
    if "look" not in g:
        try:
            account = auth.signed_in()
            office_id = g.get("look_office") or (account.office_id if account else None)
            g.look = services().store.read(page_look, office_id)
        except AntreError:
            g.look = None  # a page that tells of a fault must not fail over its colour
    found: PageLook | None = g.look
    return found


@looks.get("/<int:office_id>/colours.css")
@allow(OPEN)
def sheet(office_id: int) -> ResponseReturnValue:
    """Serve the office's colour as a stylesheet."""
    look = _look(office_id)
    return _kept(Response(accent_sheet(look.shades), mimetype="text/css"), look.version)


@looks.get("/<int:office_id>/logo.png")
@allow(OPEN)
def logo(office_id: int) -> ResponseReturnValue:
    """Serve the office's logo."""
    look = _look(office_id)
    if look.logo is None:
        raise NotFoundError
    return _kept(Response(look.logo, mimetype="image/png"), look.version)


def _look(office_id: int) -> Look:
    try:
        return services().store.read(office_look, office_id=office_id)
    except LookupError as error:
        raise NotFoundError from error


def _kept(answer: Response, version: str) -> Response:
    answer.set_etag(version)
    if request.args.get("v") == version:
        answer.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    else:
        answer.headers["Cache-Control"] = "no-cache"
    answer.make_conditional(request)
    return answer
