"""The answer to an action: a fragment for a page that is alive, a redirect for a plain form."""

from collections.abc import Callable
from http import HTTPStatus
from typing import NamedTuple

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from queue_server.domain.errors import AntreError
from queue_server.web.errors import words_here
from queue_server.web.refusals import MEANINGS


class Note(NamedTuple):
    """What a person is told after an action: ``done`` or ``refused``, and the words."""

    kind: str
    text: str


Draw = Callable[[tuple[Note, ...]], str]


def done(text: str, draw: Draw, address: str) -> ResponseReturnValue:
    """Tell that an action succeeded."""
    return _tell(Note("done", text), HTTPStatus.OK, draw, address)


def warned(text: str, draw: Draw, address: str) -> ResponseReturnValue:
    """Tell that an action succeeded, and found something wrong."""
    return _tell(Note("refused", text), HTTPStatus.OK, draw, address)


def refused(refusal: AntreError, draw: Draw, address: str) -> ResponseReturnValue:
    """Tell in words why an action was refused; the picture below is the one that is true now."""
    return _tell(Note("refused", words_here(refusal)), MEANINGS[refusal.code].status, draw, address)


def _tell(note: Note, status: HTTPStatus, draw: Draw, address: str) -> ResponseReturnValue:
    if "X-Fragment" in request.headers:
        return draw((note,)), status
    flash(note.text, note.kind)
    return redirect(address, HTTPStatus.SEE_OTHER)
