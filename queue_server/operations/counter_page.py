"""What an officer's page shows."""

from collections.abc import Iterable
from datetime import date, datetime

from queue_server.domain.ticket import TicketState
from queue_server.operations import require
from queue_server.operations.counter_views import CounterView, Destination, TicketView, Undoable
from queue_server.operations.reach import kept_for_others
from queue_server.operations.served import served_services, services_at_work
from queue_server.operations.views import CounterSetting
from queue_server.storage import counters, events, last_actions, offices, services, tickets
from queue_server.storage.offices import Office
from queue_server.storage.statement import Transaction
from queue_server.storage.tickets import Ticket
from queue_server.storage.waiting import waiting_for

_LATEST = 20


def counter_view(tx: Transaction, *, office_id: int, counter_id: int, now: datetime) -> CounterView:
    """Return the page of a counter.

    Raises:
        UnknownCounterError: there is no such counter.
    """
    office = offices.get(tx, office_id)
    counter = require.counter(tx, office, counter_id)
    show = _Show(tx, office_id, counter_id, now)
    day = office.business_date
    served = counters.services_by_counter(tx, office_id).get(counter_id, ())
    current = waiting = parked = no_shows = completed = ()  # type: tuple[Ticket, ...]
    if day is not None:
        at_counter = tickets.at_counter(tx, office_id, day, counter_id)
        current = (at_counter,) if at_counter else ()
        kept = kept_for_others(tx, office_id, day, counter_id)
        waiting = tuple(one for one in waiting_for(tx, office_id, day, counter_id) if one.id not in kept)
        parked = tuple(tickets.in_state(tx, office_id, day, TicketState.PARKED))
        no_shows = tuple(tickets.in_state(tx, office_id, day, TicketState.NO_SHOW))
        completed = tuple(tickets.latest_ended(tx, office_id, day, counter_id, TicketState.COMPLETED, _LATEST))
    return CounterView(
        id=counter.id,
        name=counter.name,
        open=counter.open,
        officer_id=counter.officer_id,
        officer_name=counter.officer_name,
        pause_reason=counter.pause_reason,
        awaiting_at=counter.awaiting_at,
        service_ids=served,
        business_date=day,
        current=next(iter(show.tickets(current)), None),
        undo=None if day is None else _undoable(tx, office, counter_id, day, now),
        destinations=tuple(_destinations(tx, office_id)),
        own_outcomes=tuple((rule.code, rule.names) for rule in office.policy.outcomes),
        undo_seconds=office.policy.calling.undo_seconds,
        calls_before_no_show=office.policy.calling.calls,
        waiting=show.tickets(waiting),
        parked=show.tickets(one for one in parked if one.service_id in served),
        no_shows=show.tickets(one for one in no_shows if one.service_id in served),
        completed=show.tickets(completed),
        seq=events.last_seq(tx, office_id),
    )


def _destinations(tx: Transaction, office_id: int) -> Iterable[Destination]:
    served, at_work = served_services(tx, office_id), services_at_work(tx, office_id)
    for one in services.every(tx, office_id):
        yield Destination(one.id, one.names, one.id in served, one.id in at_work)


def _undoable(tx: Transaction, office: Office, counter_id: int, day: date, now: datetime) -> Undoable | None:
    action = last_actions.get(tx, counter_id, day)
    if action is None:
        return None
    left = office.policy.calling.undo_seconds - (now - action.at).total_seconds()
    return Undoable(action.changes[-1].after.number, left, action.closed) if left > 0 else None


def every_counter(tx: Transaction, *, office_id: int) -> list[CounterSetting]:
    """Return all counters of an office."""
    served = counters.services_by_counter(tx, office_id)
    return [
        CounterSetting(one.id, one.name, one.active, one.open, one.officer_name, served.get(one.id, ()))
        for one in counters.every(tx, office_id)
    ]


class _Show:
    """Turns tickets into what a page shows of them."""

    def __init__(self, tx: Transaction, office_id: int, counter_id: int, now: datetime) -> None:
        self._names = {service.id: service.names for service in services.every(tx, office_id)}
        self._places = {counter.id: counter.name for counter in counters.every(tx, office_id)}
        self._here = counter_id
        self._now = now

    def tickets(self, found: Iterable[Ticket]) -> tuple[TicketView, ...]:
        return tuple(self._ticket(ticket) for ticket in found)

    def _ticket(self, ticket: Ticket) -> TicketView:
        waited_until = None if ticket.state in (TicketState.WAITING, TicketState.PARKED) else ticket.stage_called_at
        waited = (waited_until or self._now) - (ticket.joined_line_at or ticket.arrived_at)
        return TicketView(
            id=ticket.id,
            visit_id=ticket.visit_id,
            number=ticket.number,
            state=ticket.state,
            lane=ticket.lane,
            service_id=ticket.service_id,
            service_names=self._names[ticket.service_id],
            arrived_at=ticket.arrived_at,
            slot_at=ticket.slot_at,
            waited_seconds=max(0.0, waited.total_seconds()),
            joined_line_at=ticket.joined_line_at,
            deadline_at=ticket.deadline_at,
            counter_id=ticket.counter_id,
            counter_name=self._places.get(ticket.counter_id or 0, ""),
            attempt=ticket.attempt,
            called_at=ticket.called_at,
            stage_called_at=ticket.stage_called_at,
            started_at=ticket.started_at,
            outcome=ticket.outcome,
            print_state=ticket.print_state,
            call_reason=ticket.call_reason,
            party_size=ticket.party_size,
            note=ticket.note,
            stages=tuple(self._names[step.service_id] for step in ticket.route),
            comes_back=ticket.for_counter_id == self._here,
            left_by="" if ticket.for_counter_id in (None, self._here) else self._places[ticket.for_counter_id],
        )
