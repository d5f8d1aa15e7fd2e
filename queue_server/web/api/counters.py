"""What a call terminal does at its counter."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from queue_server.domain.errors import ForbiddenError, MalformedError
from queue_server.operations import counter
from queue_server.operations.counter_page import every_counter
from queue_server.protocol.messages import CallInfo, CounterAction
from queue_server.web.api.answers import CounterInfo, CounterList, CounterState
from queue_server.web.api.route import Ask

Arguments = Callable[[CounterAction], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Action:
    """An action at a counter: the operation, and what it takes from the body."""

    name: str
    operation: Callable[..., CallInfo]
    summary: str
    arguments: Arguments = lambda _body: {}

    def __call__(self, ask: Ask, body: CounterAction, counter_id: int) -> CallInfo:
        _own_counter(ask, counter_id)
        arguments = self.arguments(body)
        return ask.store.write(
            lambda tx: counter.act_once(
                tx,
                self.operation,
                body,
                office_id=ask.office_id,
                counter_id=counter_id,
                device_id=ask.device.id,
                now=ask.now,
                **arguments,
            )
        )


def _ticket(body: CounterAction) -> dict[str, Any]:
    return {"ticket_id": _required(body, "ticket_id")}


def _outcome(body: CounterAction) -> dict[str, Any]:
    return {"outcome": body.outcome}


def _destination(body: CounterAction) -> dict[str, Any]:
    return {"service_id": _required(body, "service_id"), "keep_place": body.keep_place}


def _required(body: CounterAction, name: str) -> int:
    value = getattr(body, name)
    if value is None:
        raise MalformedError(problem=f"this action needs the field `{name}`")
    return int(value)


ACTIONS = (
    Action("call-next", counter.call_next, "Call the ticket whose turn it is."),
    Action("call", counter.call_ticket, "Call a ticket by name, out of turn.", _ticket),
    Action("recall", counter.recall, "Announce the called ticket again."),
    Action("start", counter.start, "Begin to serve the called ticket."),
    Action("complete", counter.complete, "End serving, with its outcome.", _outcome),
    Action("no-show", counter.no_show, "Nobody came."),
    Action("park", counter.park, "Set the ticket aside."),
    Action("resume", counter.resume, "Take a parked ticket up again.", _ticket),
    Action("transfer", counter.transfer, "Send the ticket to another service.", _destination),
    Action("reinstate", counter.reinstate, "Put a no-show back in line.", _ticket),
    Action("cancel", counter.cancel, "Take a ticket out of the line.", _ticket),
)


def open_counter(ask: Ask, body: CounterAction, counter_id: int) -> CounterState:  # noqa: ARG001 - opening twice is once
    """Open the counter."""
    _own_counter(ask, counter_id)
    ask.store.write(counter.open_counter, office_id=ask.office_id, counter_id=counter_id, actor=ask.actor, now=ask.now)
    return CounterState(counter_id=counter_id, open=True)


def close_counter(ask: Ask, body: CounterAction, counter_id: int) -> CounterState:  # noqa: ARG001 - closing twice is once
    """Close the counter."""
    _own_counter(ask, counter_id)
    ask.store.write(counter.close_counter, office_id=ask.office_id, counter_id=counter_id, actor=ask.actor, now=ask.now)
    return CounterState(counter_id=counter_id, open=False)


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
