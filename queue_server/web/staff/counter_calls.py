"""Calling visitors: next, whoever comes next, again, by number, a parked one; and taking the last action back."""

from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext

from queue_server.domain.errors import AntreError
from queue_server.operations import calling
from queue_server.operations.undo import undo as take_back
from queue_server.protocol.messages import CallInfo
from queue_server.web.catalogue import N_
from queue_server.web.staff.counter_desk import act, called, counter, officers, refuse, tell, write_once

_MAYBE_CALL: Any = CallInfo | None


@counter.post("/<int:counter_id>/next")
@officers
def call_next(counter_id: int) -> ResponseReturnValue:
    """Call the visitor whose turn it is."""
    return act(counter_id, calling.call_next, N_("%(number)s is called to counter %(counter)s."))


@counter.post("/<int:counter_id>/recall")
@officers
def recall(counter_id: int) -> ResponseReturnValue:
    """Call the same visitor again."""
    return act(counter_id, calling.recall, N_("%(number)s is called again (call %(attempt)s)."))


@counter.post("/<int:counter_id>/call/<int:ticket_id>")
@officers
def call_ticket(counter_id: int, ticket_id: int) -> ResponseReturnValue:
    """Call a visitor out of order."""
    return act(counter_id, calling.call_ticket, N_("%(number)s is called to counter %(counter)s."), ticket_id)


@counter.post("/<int:counter_id>/resume/<int:ticket_id>")
@officers
def resume(counter_id: int, ticket_id: int) -> ResponseReturnValue:
    """Call a parked ticket back."""
    return act(counter_id, calling.resume, N_("%(number)s is called to counter %(counter)s."), ticket_id)


@counter.post("/<int:counter_id>/await")
@officers
def await_next(counter_id: int) -> ResponseReturnValue:
    """Call whoever comes next, at once."""
    try:
        call = write_once(counter_id, calling.await_next, answer_type=_MAYBE_CALL)
    except AntreError as refusal:
        return refuse(counter_id, refusal)
    if call is None:
        return tell(counter_id, gettext("The next visitor who comes is called here at once."))
    return called(counter_id, call, N_("%(number)s is called to counter %(counter)s."))


@counter.post("/<int:counter_id>/undo")
@officers
def undo(counter_id: int) -> ResponseReturnValue:
    """Take the last action back."""
    return act(counter_id, take_back, N_("Taken back. %(number)s is as it was before."))
