"""What the booking pages share: the office whose clock counts, the step that is shown, refusals in words."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from queue_server.domain.errors import AntreError, FormExpiredError
from queue_server.operations.slot_calendar import BookingOffice
from queue_server.web.book.choice import read_choice
from queue_server.web.errors import json_refusal, wants_page, words_here
from queue_server.web.refusals import MEANINGS


def at(office: BookingOffice) -> ZoneInfo:
    """Let the times and the look of this page be those of an office."""
    zone: ZoneInfo = ZoneInfo(office.timezone)
    g.zone = zone
    g.look_office = office.id
    return zone


def draw(name: str, **picture: object) -> str:
    """Draw a page; ``here`` is its own address, to which a change of language leads back."""
    return render_template(f"book/{name}.html", **picture)


def told(refusal: AntreError, page: Callable[[str], str]) -> ResponseReturnValue:
    """Show a page again with the words of a refusal on top; a program gets the refusal itself."""
    if not wants_page():
        return json_refusal(refusal)
    seconds = refusal.details.get("seconds")
    headers = {} if seconds is None else {"Retry-After": str(seconds)}
    return page(words_here(refusal)), MEANINGS[refusal.code].status, headers


def refused(error: AntreError) -> ResponseReturnValue:
    """Answer a refusal with a page in words, from which it goes on with what was chosen."""
    choice, code = read_choice(request.values), error.code.value
    here = request.full_path.rstrip("?") if request.method == "GET" else choice.address
    return told(error, lambda words: draw("refused", code=code, sentence=words, choice=choice, here=here))


def form_expired(_error: CSRFError) -> ResponseReturnValue:
    """Answer a form without its token, as from a browser that keeps no cookies."""
    return refused(FormExpiredError())
