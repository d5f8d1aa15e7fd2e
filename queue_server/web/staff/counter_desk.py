"""What the pages of a counter do alike: draw the desk, act, and tell how it went."""

from collections.abc import Callable
from types import NoneType
from typing import Any, TypeVar

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from queue_server.domain.actor import Actor
from queue_server.domain.errors import AntreError
from queue_server.domain.ticket import TICKET, TicketAction, TicketState
from queue_server.operations.accounts import officers_with_pin
from queue_server.operations.counter import act_once
from queue_server.operations.counter_page import counter_view
from queue_server.operations.counter_views import CounterView, TicketView
from queue_server.protocol.messages import CallInfo
from queue_server.protocol.words import ServiceOutcome, StaffRole
from queue_server.web.access import allow
from queue_server.web.auth import current_account
from queue_server.web.context import services
from queue_server.web.staff import answers, copies
from queue_server.web.staff.answers import Note
from queue_server.web.staff.nonce import sent_nonce
from queue_server.web.staff.shared import OUTCOMES, localised
from queue_server.web.staff.why import why

counter = Blueprint("counter", __name__, url_prefix="/counter")
officers = allow(StaffRole.OFFICER)
A = TypeVar("A")
SELECTABLE = (ServiceOutcome.DONE, ServiceOutcome.DOCUMENTS_INCOMPLETE, ServiceOutcome.OTHER)


def may_do(ticket: TicketView | None, action: str) -> bool:
    """Tell whether the table of the machine has this arrow for the ticket at the counter."""
    return ticket is not None and TICKET.allows(TicketState(ticket.state), TicketAction(action))


def act(
    counter_id: int, operation: Callable[..., CallInfo], sentence: str, *arguments: object, **more: object
) -> ResponseReturnValue:
    """Do something with a visitor, and say it with the number."""
    try:
        call = write_once(counter_id, operation, *arguments, answer_type=CallInfo, **more)
    except AntreError as refusal:
        return refuse(counter_id, refusal)
    return called(counter_id, call, sentence)


def called(counter_id: int, call: CallInfo, sentence: str) -> ResponseReturnValue:
    """Say a sentence about a ticket."""
    facts = {"number": call.number, "counter": call.counter_name, "attempt": call.attempt}
    return tell(counter_id, gettext(sentence) % facts)


def settle(counter_id: int, operation: Callable[..., None], sentence: str, *arguments: object) -> ResponseReturnValue:
    """Do something with the counter itself."""
    try:
        write_once(counter_id, operation, *arguments, answer_type=NoneType)
    except AntreError as refusal:
        return refuse(counter_id, refusal)
    return tell(counter_id, gettext(sentence))


def write_once(
    counter_id: int, operation: Callable[..., A], *arguments: object, answer_type: type[A], **more: Any
) -> A:
    """Let an operation run for the officer who is signed in: once, however often the form is sent.

    Raises:
        FormExpiredError: the form carries no nonce.
    """
    here, account = services(), current_account()
    once: dict[str, Any] = {"nonce": sent_nonce(), "now": here.now()}
    whose: dict[str, Any] = {"office_id": account.office_id, "counter_id": counter_id}
    actor = Actor.account(account.id)
    return here.store.write(
        lambda tx: act_once(tx, operation, *arguments, answer_type=answer_type, actor=actor, **once, **whose, **more)
    )


def tell(counter_id: int, text: str) -> ResponseReturnValue:
    """Say that it is done."""
    return answers.done(text, lambda notes: draw(counter_id, notes), address(counter_id))


def refuse(counter_id: int, refusal: AntreError) -> ResponseReturnValue:
    """Say in words why it was refused."""
    return answers.refused(refusal, lambda notes: draw(counter_id, notes), address(counter_id))


def address(counter_id: int) -> str:
    """Return the address of a counter's page."""
    return url_for("counter.desk", counter_id=counter_id)


def view(counter_id: int) -> CounterView:
    """Read what a counter's page shows."""
    here, office_id = services(), current_account().office_id
    return here.store.read(counter_view, office_id=office_id, counter_id=counter_id, now=here.now())


def draw(counter_id: int, notes: tuple[Note, ...]) -> str:
    """Draw the part of the page that changes."""
    return render_template("counter/desk.html", **picture(counter_id, notes))


def picture(counter_id: int, notes: tuple[Note, ...]) -> dict[str, object]:
    """Collect what the templates of a counter need."""
    here, account = services(), current_account()
    colleagues = here.store.read(officers_with_pin, office_id=account.office_id)
    shown = view(counter_id)
    own = {code: localised(names) for code, names in shown.own_outcomes}
    return {
        "view": shown,
        "notes": notes,
        "may_do": may_do,
        "outcomes": {outcome.value: OUTCOMES[outcome] for outcome in SELECTABLE} | own,
        "outcome_words": OUTCOMES | own,
        "colleagues": [(officer_id, name) for officer_id, name in colleagues if officer_id != account.id],
        "why": why,
    } | copies.unprinted_picture()
