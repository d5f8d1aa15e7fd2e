"""An officer at a counter, inside one transaction."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from queue_server.domain.actor import Actor
from queue_server.domain.calling import CallReason
from queue_server.domain.errors import (
    CounterClosedError,
    CounterPausedError,
    CounterTakenError,
    IllegalActionError,
    ServiceNotYoursError,
    TicketElsewhereError,
)
from queue_server.domain.service_time import add_piece
from queue_server.domain.ticket import AT_COUNTER, TICKET, TicketAction, TicketState
from queue_server.operations import require
from queue_server.protocol.events import EventName, TicketEvent
from queue_server.protocol.messages import CallInfo
from queue_server.protocol.words import ServiceOutcome
from queue_server.storage import counters, events, last_actions, offices, people, tickets
from queue_server.storage.counters import Counter
from queue_server.storage.last_actions import LastAction, TicketChange
from queue_server.storage.offices import Office
from queue_server.storage.statement import Transaction
from queue_server.storage.tickets import Ticket

_EVENT = {
    TicketAction.CALL: EventName.TICKET_CALLED,
    TicketAction.RECALL: EventName.TICKET_RECALLED,
    TicketAction.START: EventName.TICKET_STARTED,
    TicketAction.COMPLETE: EventName.TICKET_COMPLETED,
    TicketAction.NO_SHOW: EventName.TICKET_NO_SHOW,
    TicketAction.REINSTATE: EventName.TICKET_REINSTATED,
    TicketAction.PARK: EventName.TICKET_PARKED,
    TicketAction.RESUME: EventName.TICKET_RESUMED,
    TicketAction.TRANSFER: EventName.TICKET_TRANSFERRED,
    TicketAction.NEXT_STAGE: EventName.TICKET_FORWARDED,
    TicketAction.CANCEL: EventName.TICKET_CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Post:
    """An officer at a counter, inside one transaction.

    Attributes:
        journal: the tickets that were changed, as they were and as they are; what undoing needs.
    """

    tx: Transaction
    office: Office
    business_date: date
    counter: Counter
    actor: Actor
    now: datetime
    journal: list[TicketChange] = field(default_factory=list)

    def change(self, ticket: Ticket, action: TicketAction, *, reason: str = "", **changes: Any) -> Ticket:
        """Take a ticket along an arrow of its table, store it, and record the event.

        Raises:
            IllegalActionError: the table has no such arrow.
        """
        changed = replace(ticket, state=TICKET.advance(ticket.state, action), **changes)
        self.store(ticket, changed)
        self.record(changed, _EVENT[action], reason=reason)
        return changed

    def store(self, before: Ticket, after: Ticket) -> None:
        """Store what happened to a ticket, and remember how it was."""
        tickets.save(self.tx, after)
        self.journal.append(TicketChange(before, after))

    def record(self, ticket: Ticket, name: EventName, *, reason: str = "", came_from: str = "") -> None:
        """Record an event about a ticket at this counter."""
        service = require.service(self.tx, self.office, ticket.service_id)
        payload = TicketEvent(
            ticket_id=ticket.id,
            visit_id=ticket.visit_id,
            number=ticket.number,
            service_id=ticket.service_id,
            service_names=service.names,
            state=ticket.state,
            counter_id=self.counter.id,
            counter_name=self.counter.name,
            attempt=ticket.attempt,
            reason=reason,
            came_from=came_from,
        )
        events.record(self.tx, self.office, name, payload, actor=self.actor, now=self.now)

    def call(self, ticket: Ticket, action: TicketAction, reason: CallReason) -> Ticket:
        """Call a ticket to this counter, which then no longer takes whoever comes next."""
        if self.counter.awaiting_at is not None:
            counters.await_next(self.tx, self.counter.id, None)
        return self.change(
            ticket,
            action,
            reason=reason,
            counter_id=self.counter.id,
            officer=str(self.actor),
            attempt=1,
            call_reason=reason.value,
            called_at=ticket.called_at or self.now,
            stage_called_at=self.now,
            last_called_at=self.now,
        )

    def current(self) -> Ticket | None:
        """Return the ticket that is called or served here."""
        return tickets.at_counter(self.tx, self.office.id, self.business_date, self.counter.id)

    def current_for(self, action: TicketAction) -> Ticket:
        """Return the ticket that is called or served here, or refuse the action."""
        ticket = self.current()
        if ticket is None:
            raise IllegalActionError(state="none", action=action.value)
        return ticket

    def free_ticket(self, ticket_id: int) -> Ticket:
        """Return a ticket that no counter has.

        Raises:
            TicketElsewhereError: a counter has it; it is named.
        """
        ticket = require.ticket(self.tx, self.office, ticket_id)
        if ticket.state in AT_COUNTER and ticket.counter_id is not None:
            holder = require.counter(self.tx, self.office, ticket.counter_id)
            raise TicketElsewhereError(number=ticket.number, counter=holder.name)
        return ticket

    def require_working(self) -> None:
        """Refuse to call while the officer is away."""
        if self.counter.paused:
            raise CounterPausedError(counter=self.counter.name)

    def duties(self) -> frozenset[int]:
        """Return the services that this officer may serve; empty for all."""
        found = people.account_by_id(self.tx, self.actor.id) if self.actor.kind == "account" else None
        return found.service_ids if found else frozenset()

    def require_duty(self, ticket: Ticket) -> None:
        """Refuse a ticket of a service that this officer may not serve."""
        duties = self.duties()
        if duties and ticket.service_id not in duties:
            service = require.service(self.tx, self.office, ticket.service_id)
            raise ServiceNotYoursError(service=service.code)

    def finish_current(self) -> None:
        """End what is still open here: "next" means that the previous visitor has gone, home or to the next stage."""
        ticket = self.current()
        if ticket is None:
            return
        if ticket.state is TicketState.CALLED:  # when serving began was not recorded
            ticket = self.change(ticket, TicketAction.START, walked_seconds=None)
        if ticket.route:
            self.forward(ticket)
        else:
            self.complete(ticket, ServiceOutcome.DONE.value)

    def complete(self, ticket: Ticket, outcome: str) -> Ticket:
        """Complete the service of a ticket."""
        return self.change(
            ticket,
            TicketAction.COMPLETE,
            reason=outcome,
            ended_at=self.now,
            outcome=outcome,
            served_seconds=self.served(ticket),
            route=(),
            note="",
        )

    def forward(self, ticket: Ticket) -> Ticket:
        """Send a ticket to the next service on its route, with the place of its arrival kept."""
        step, *rest = ticket.route
        return self.change(
            ticket,
            TicketAction.NEXT_STAGE,
            service_id=step.service_id,
            for_counter_id=step.counter_id,
            note=step.note,
            route=tuple(rest),
            **self.leaving(ticket),
        )

    def served(self, ticket: Ticket) -> float | None:
        """Return how long a ticket has been served in all, in seconds, with the piece that ends now."""
        if ticket.state is not TicketState.SERVING:
            return ticket.served_seconds
        return add_piece(ticket.served_seconds, ticket.started_at, self.now)

    def leaving(self, ticket: Ticket) -> dict[str, Any]:
        """Return what changes when a ticket goes from this counter back into a line."""
        return {
            "counter_id": None,
            "attempt": 0,
            "started_at": None,
            "stage_called_at": None,
            "served_seconds": self.served(ticket),
            "joined_line_at": ticket.joined_line_at if ticket.state is TicketState.WAITING else self.now,
        }

    def answer(self, ticket: Ticket) -> CallInfo:
        """Keep what undoing needs, and return a ticket as the answer to the action."""
        self.remember()
        return self.shown(ticket)

    def remember(self, *, closed: bool = False) -> None:
        """Keep what undoing needs; what changed no ticket leaves the action before in its place.

        Args:
            closed: the action closed the counter, so that undoing opens it again.
        """
        if self.journal:
            action = LastAction(self.now, tuple(self.journal), closed)
            last_actions.keep(self.tx, self.counter.id, self.business_date, action)

    def shown(self, ticket: Ticket) -> CallInfo:
        """Return a ticket as an answer shows it."""
        service = require.service(self.tx, self.office, ticket.service_id)
        return CallInfo(
            ticket_id=ticket.id,
            number=ticket.number,
            counter_id=self.counter.id,
            counter_name=self.counter.name,
            service_names=service.names,
            state=ticket.state,
            attempt=ticket.attempt,
            reason=ticket.call_reason,
        )


def take_post(tx: Transaction, *, office_id: int, counter_id: int, actor: Actor, now: datetime) -> Post:
    """Stand at an open counter of an open office.

    Raises:
        OfficeClosedError, UnknownCounterError: there is no such place today.
        CounterClosedError: nobody has opened the counter.
        CounterTakenError: another officer works there.
    """
    office = offices.claim(tx, office_id)
    day = require.open_date(office)
    counter = require.counter(tx, office, counter_id)
    if not counter.open:
        raise CounterClosedError(counter=counter.name)
    if actor.kind == "account" and counter.officer_id not in (None, actor.id):
        raise CounterTakenError(counter=counter.name, officer=counter.officer_name)
    return Post(tx, office, day, counter, actor, now)
