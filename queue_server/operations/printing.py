"""Paper: how the printing of a ticket ended, and a copy where it did not end well."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from queue_server.domain.actor import Actor
from queue_server.domain.errors import IllegalActionError, PrintElsewhereError
from queue_server.domain.printing import COPIED, PrintState, after_report
from queue_server.operations import require
from queue_server.operations.admission import ticket_info
from queue_server.operations.nonce import answer_once
from queue_server.operations.views import CopyAsked, Kiosk, Unprinted, UnprintedView
from queue_server.protocol.events import EventName, TicketEvent
from queue_server.protocol.messages import PrintReport, PrintReportAnswer, TicketInfo
from queue_server.storage import events, offices, people, services, tickets, visits
from queue_server.storage.offices import Office
from queue_server.storage.people import Device
from queue_server.storage.statement import Transaction
from queue_server.storage.tickets import Ticket


def ticket_to_print(tx: Transaction, ticket_id: int, *, office_id: int, device_id: int) -> TicketInfo:
    """Return what a ticket shows, for a kiosk that was told to print it, or to print it again.

    Raises:
        UnknownTicketError: there is no such ticket today.
        PrintElsewhereError: another kiosk was asked for it since.
    """
    office = offices.get(tx, office_id)
    ticket = require.ticket(tx, office, ticket_id)
    if ticket.print_device_id not in (None, device_id):
        raise PrintElsewhereError(number=ticket.number)
    visit = visits.get(tx, office_id, ticket.visit_id)
    service = require.service(tx, office, ticket.service_id)
    return ticket_info(tx, office, service, ticket, language=visit.language if visit else "id")


def report_print(
    tx: Transaction, ticket_id: int, report: PrintReport, *, office_id: int, device_id: int, now: datetime
) -> PrintReportAnswer:
    """Record how the printing of a ticket ended.

    Raises:
        UnknownTicketError: there is no such ticket today.

    Records:
        ``ticket.printed`` with the outcome as reason.
    """
    office = offices.claim(tx, office_id)

    def run() -> PrintReportAnswer:
        ticket = require.ticket(tx, office, ticket_id)
        asked = report.copy and device_id == ticket.print_device_id
        state = after_report(PrintState(ticket.print_state), report.outcome, asked=asked)
        if state != ticket.print_state:
            ticket = replace(ticket, print_state=state.value, print_device_id=device_id, print_state_at=now)
            tickets.save(tx, ticket)
        payload = _event(ticket, reason=report.outcome.value, copy=report.copy)
        events.record(tx, office, EventName.TICKET_PRINTED, payload, actor=Actor.device(device_id), now=now)
        return PrintReportAnswer(ticket_id=ticket.id)

    return answer_once(
        tx,
        run,
        PrintReportAnswer,
        device_id=device_id,
        nonce=report.nonce,
        asked=(ticket_id, report.outcome, report.copy),
        now=now,
    )


def print_copy(
    tx: Transaction,
    ticket_id: int,
    kiosk_id: int | None = None,
    *,
    nonce: str,
    office_id: int,
    actor: Actor,
    now: datetime,
) -> CopyAsked:
    """Have a ticket printed again with the same number, marked as a copy.

    Args:
        kiosk_id: where; ``None`` for the kiosk that the ticket came from.
        nonce: of the request; the same one again asks for nothing more.

    Raises:
        UnknownTicketError: there is no such ticket today.
        IllegalActionError: the visit is over.
        UnknownKioskError: there is no such kiosk, or the ticket came from none.
        NonceReusedError: the nonce was used for another request.

    Records:
        ``ticket.copy_asked``, for the kiosk to print.
    """
    office = offices.claim(tx, office_id)
    ticket = require.ticket(tx, office, ticket_id)
    home = _home(tx, office, ticket)
    kiosk = require.kiosk(tx, office, kiosk_id or home)
    return answer_once(
        tx,
        lambda: _ask(tx, office, ticket, kiosk, actor=actor, now=now),
        CopyAsked,
        # the nonce of a member of staff is kept with the ticket's own kiosk, so that naming another one is noticed
        device_id=home or kiosk.id,
        nonce=nonce,
        asked=("print_copy", ticket_id, kiosk.id),
        now=now,
    )


def _ask(tx: Transaction, office: Office, ticket: Ticket, kiosk: Device, *, actor: Actor, now: datetime) -> CopyAsked:
    if ticket.state not in COPIED:
        raise IllegalActionError(state=ticket.state.value, action="print_copy")
    asked = replace(ticket, print_state=PrintState.COPY_ASKED.value, print_device_id=kiosk.id, print_state_at=now)
    tickets.save(tx, asked)
    events.record(
        tx,
        office,
        EventName.TICKET_COPY_ASKED,
        _event(asked, print_at=kiosk.id, copy=True),
        actor=actor,
        now=now,
        target_device_id=kiosk.id,
    )
    return CopyAsked(number=ticket.number, kiosk_name=kiosk.name)


def _home(tx: Transaction, office: Office, ticket: Ticket) -> int | None:
    """Return the kiosk where the visitor checked in."""
    visit = visits.get(tx, office.id, ticket.visit_id)
    return visit.device_id if visit else None


def _event(ticket: Ticket, *, reason: str = "", print_at: int | None = None, copy: bool = False) -> TicketEvent:
    return TicketEvent(
        ticket_id=ticket.id,
        visit_id=ticket.visit_id,
        number=ticket.number,
        service_id=ticket.service_id,
        state=ticket.state,
        reason=reason,
        print_at=print_at,
        copy=copy,
    )


@dataclass(frozen=True, slots=True)
class _Names:
    """What the list shows in words."""

    services: dict[int, dict[str, str]]
    devices: dict[int, str]


def unprinted_view(tx: Transaction, *, office_id: int) -> UnprintedView:
    """Return the tickets whose visitor may hold no paper, the oldest report first, and the kiosks that can print."""
    office = offices.get(tx, office_id)
    devices = people.devices(tx, office_id)
    found = [] if office.business_date is None else tickets.without_paper(tx, office_id, office.business_date)
    names = _Names(
        {service.id: service.names for service in services.every(tx, office_id)} if found else {},
        {device.id: device.name for device in devices},
    )
    return UnprintedView(
        tickets=tuple(_unprinted(tx, office, ticket, names) for ticket in found),
        kiosks=_kiosks(devices),
        seq=events.last_seq(tx, office_id),
    )


def _kiosks(devices: Sequence[Device]) -> tuple[Kiosk, ...]:
    return tuple(Kiosk(device.id, device.name) for device in devices if require.prints(device))


def _unprinted(tx: Transaction, office: Office, ticket: Ticket, names: _Names) -> Unprinted:
    return Unprinted(
        id=ticket.id,
        number=ticket.number,
        service_names=names.services[ticket.service_id],
        print_state=ticket.print_state,
        home_id=_home(tx, office, ticket),
        kiosk_name=names.devices.get(ticket.print_device_id or 0, ""),
        at=ticket.print_state_at or ticket.issued_at,
    )
