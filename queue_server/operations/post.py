"""An officer at a counter, inside one transaction."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from queue_server.domain.actor import Actor
from queue_server.domain.calling import CallReason
from queue_server.domain.errors import CounterClosedError, CounterTakenError, IllegalActionError, TicketElsewhereError
from queue_server.domain.ticket import AT_COUNTER, TICKET, TicketAction, TicketState
from queue_server.operations import require
from queue_server.protocol.events import EventName, TicketEvent
from queue_server.protocol.messages import CallInfo
from queue_server.protocol.words import ServiceOutcome
from queue_server.storage import events, offices, tickets
from queue_server.storage.counters import Counter
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
    TicketAction.CANCEL: EventName.TICKET_CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Post:
    """An officer at a counter, inside one transaction."""

    tx: Transaction
    office: Office
    business_date: date
    counter: Counter
    actor: Actor
    now: datetime

    def change(self, ticket: Ticket, action: TicketAction, *, reason: str = "", **changes: Any) -> Ticket:
        """Take a ticket along an arrow of its table, store it, and record the event.

        Raises:
            IllegalActionError: the table has no such arrow.
        """
        changed = replace(ticket, state=TICKET.advance(ticket.state, action), **changes)
        tickets.save(self.tx, changed)
        service = require.service(self.tx, self.office, changed.service_id)
        payload = TicketEvent(
            ticket_id=changed.id,
            visit_id=changed.visit_id,
            number=changed.number,
            service_id=changed.service_id,
            service_names=service.names,
            state=changed.state,
            counter_id=self.counter.id,
            counter_name=self.counter.name,
            attempt=changed.attempt,
            reason=reason,
        )
        events.record(self.tx, self.office, _EVENT[action], payload, actor=self.actor, now=self.now)
        return changed

    def call(self, ticket: Ticket, action: TicketAction, reason: CallReason) -> Ticket:
        """Call a ticket to this counter."""
        return self.change(
            ticket,
            action,
            reason=reason,
            counter_id=self.counter.id,
            officer=str(self.actor),
            attempt=1,
            call_reason=reason.value,
            called_at=ticket.called_at or self.now,
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

    def finish_current(self) -> None:
        """Complete what is still open here: "next" means that the previous visitor has gone."""
        ticket = self.current()
        if ticket is None:
            return
        if ticket.state is TicketState.CALLED:
            ticket = self.change(ticket, TicketAction.START)  # when serving began was not recorded
        self.complete(ticket, ServiceOutcome.DONE)

    def complete(self, ticket: Ticket, outcome: ServiceOutcome) -> Ticket:
        """Complete the service of a ticket."""
        return self.change(ticket, TicketAction.COMPLETE, reason=outcome, ended_at=self.now, outcome=outcome.value)

    def answer(self, ticket: Ticket) -> CallInfo:
        """Return a ticket as the answer to an action."""
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
