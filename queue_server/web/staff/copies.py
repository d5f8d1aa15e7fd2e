"""Copies of tickets: who may hold no paper, and a kiosk asked to print again."""

from collections.abc import Callable
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from queue_server.domain.actor import Actor
from queue_server.domain.errors import AntreError, InvalidValueError
from queue_server.domain.printing import PrintState
from queue_server.operations import printing
from queue_server.operations.views import CopyAsked
from queue_server.web.auth import current_account
from queue_server.web.context import services
from queue_server.web.staff import answers
from queue_server.web.staff.answers import Draw
from queue_server.web.staff.nonce import sent_nonce

STATES = {
    PrintState.UNCERTAIN.value: lazy_gettext("not certain that it was printed"),
    PrintState.FAILED.value: lazy_gettext("not printed"),
    PrintState.COPY_ASKED.value: lazy_gettext("a copy is being printed"),
}


def unprinted_picture() -> dict[str, Any]:
    """Return what the part ``copies.html`` shows."""
    view = services().store.read(printing.unprinted_view, office_id=current_account().office_id)
    return {"unprinted": view, "print_states": STATES}


def print_copy(ticket_id: int, draw: Draw, address: str) -> ResponseReturnValue:
    """Ask the kiosk of the form for a copy, and tell how that went."""
    return _told(lambda: _ask(ticket_id), draw, address)


def _told(attempt: Callable[[], CopyAsked], draw: Draw, address: str) -> ResponseReturnValue:
    try:
        asked = attempt()
    except AntreError as refusal:
        return answers.refused(refusal, draw, address)
    words = gettext("A copy of %(number)s is printed at %(kiosk)s.", number=asked.number, kiosk=asked.kiosk_name)
    return answers.done(words, draw, address)


def _ask(ticket_id: int) -> CopyAsked:
    kiosk_id, nonce = _kiosk_id(), sent_nonce()
    here, account = services(), current_account()
    return here.store.write(
        printing.print_copy,
        ticket_id,
        kiosk_id,
        nonce=nonce,
        office_id=account.office_id,
        actor=Actor.account(account.id),
        now=here.now(),
    )


def _kiosk_id() -> int | None:
    wanted = request.form.get("kiosk_id", "")
    if wanted and not (wanted.isascii() and wanted.isdigit() and len(wanted) < 10):
        raise InvalidValueError(field="kiosk_id", problem="unknown")
    return int(wanted) if wanted else None
