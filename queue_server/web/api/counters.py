"""What a call terminal does at its counter."""

from collections.abc import Callable
from dataclasses import dataclass
from types import NoneType
from typing import Any, TypeVar

from queue_server.domain.actor import Actor
from queue_server.domain.errors import ForbiddenError, MalformedError
from queue_server.operations import calling, counter, serving
from queue_server.operations.counter_page import every_counter
from queue_server.operations.undo import undo
from queue_server.protocol.messages import CallInfo, CounterAction
from queue_server.web.api.answers import CounterInfo, CounterList, CounterState
from queue_server.web.api.route import Ask

A = TypeVar("A")
Arguments = Callable[[CounterAction], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Action:
    """An action at a counter: the operation, and what it takes from the body."""

    name: str
    operation: Callable[..., CallInfo]
    summary: str
    arguments: Arguments = lambda _body: {}

    def __call__(self, ask: Ask, body: CounterAction, counter_id: int) -> CallInfo:
        return _act(ask, self.operation, CallInfo, body, counter_id, **self.arguments(body))


def _ticket(body: CounterAction) -> dict[str, Any]:
    return {"ticket_id": _required(body, "ticket_id")}


def _outcome(body: CounterAction) -> dict[str, Any]:
    return {"outcome": body.outcome}


def _destination(body: CounterAction) -> dict[str, Any]:
    return {"service_id": _required(body, "service_id"), "keep_place": body.keep_place}


def _service(body: CounterAction) -> dict[str, Any]:
    return {"service_id": _required(body, "service_id")}


def _required(body: CounterAction, name: str) -> int:
    value = getattr(body, name)
    if value is None:
        raise MalformedError(problem="missing_field", field=name)
    return int(value)


ACTIONS = (
    Action("call-next", calling.call_next, "Call the ticket whose turn it is."),
    Action("call", calling.call_ticket, "Call a ticket by name, out of turn.", _ticket),
    Action("recall", calling.recall, "Announce the called ticket again."),
    Action("start", serving.start, "Begin to serve the called ticket."),
    Action("complete", serving.complete, "End serving, with its outcome.", _outcome),
    Action("no-show", serving.no_show, "Nobody came."),
    Action("park", serving.park, "Set the ticket aside."),
    Action("resume", calling.resume, "Take a parked ticket up again.", _ticket),
    Action("transfer", serving.transfer, "Send the ticket to another service.", _destination),
    Action("reinstate", serving.reinstate, "Put a no-show back in line.", _ticket),
    Action("next-stage", serving.next_stage, "Send the ticket to the next service on its way."),
    Action("add-service", serving.add_service, "Add a service to the end of the ticket's way.", _service),
    Action("undo", undo, "Take back the last action at the counter."),
    Action("cancel", serving.cancel, "Take a ticket out of the line.", _ticket),
)


def open_counter(ask: Ask, body: CounterAction, counter_id: int) -> CounterState:
    """Open the counter."""
    _act(ask, counter.open_counter, NoneType, body, counter_id)
    return CounterState(counter_id=counter_id, open=True)


def close_counter(ask: Ask, body: CounterAction, counter_id: int) -> CounterState:
    """Close the counter."""
    _act(ask, counter.close_counter, NoneType, body, counter_id)
    return CounterState(counter_id=counter_id, open=False)


def _act(
    ask: Ask, operation: Callable[..., A], answer_type: type[A], body: CounterAction, counter_id: int, **arguments: Any
) -> A:
    """Run an operation once per nonce, at the terminal's own counter."""
    _own_counter(ask, counter_id)
    whose: dict[str, Any] = {"office_id": ask.office_id, "counter_id": counter_id, "actor": Actor.device(ask.device.id)}
    once: dict[str, Any] = {"nonce": body.nonce, "now": ask.now}
    return ask.store.write(
        lambda tx: counter.act_once(tx, operation, answer_type=answer_type, **once, **whose, **arguments)
    )


def list_counters(ask: Ask) -> CounterList:
    """List the counters; who works where is for staff only."""
    settings = ask.store.read(every_counter, office_id=ask.office_id)
    return CounterList(
        counters=tuple(
            CounterInfo(id=one.id, name=one.name, active=one.active, open=one.open, service_ids=one.service_ids)
            for one in settings
        )
    )


def _own_counter(ask: Ask, counter_id: int) -> None:
    """Keep a terminal that belongs to one counter from acting at another."""
    if ask.device.counter_id not in (None, counter_id):
        raise ForbiddenError
