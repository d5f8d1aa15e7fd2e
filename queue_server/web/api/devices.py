"""What kiosks, displays and integrators ask."""

import msgspec

from queue_server.operations import board, booking, check_in, offer, printing, staff_measurements
from queue_server.operations.look import office_look
from queue_server.protocol.board import BoardSnapshot
from queue_server.protocol.bookings import BookingInfo, BookingRequest
from queue_server.protocol.events import EventPage
from queue_server.protocol.look import Look
from queue_server.protocol.messages import (
    CheckInAnswer,
    CheckInRequest,
    OfficeInfo,
    PrintReport,
    PrintReportAnswer,
    TicketInfo,
)
from queue_server.protocol.staff_measurements import StaffReport, StaffReportAnswer
from queue_server.protocol.words import DeviceRole
from queue_server.web import stream
from queue_server.web.api.route import Ask
from queue_server.web.follow import follow_address


def office(ask: Ask) -> OfficeInfo:
    """Read the office as it is now."""
    if ask.device.role != DeviceRole.KIOSK:
        return ask.store.read(offer.office_info, office_id=ask.office_id, now=ask.now)
    place, kiosk_id = ask.device.place, ask.device.id
    return ask.store.read(offer.office_info, office_id=ask.office_id, place=place, kiosk_id=kiosk_id, now=ask.now)


def look(ask: Ask) -> Look:
    """Read how the office looks."""
    return ask.store.read(office_look, office_id=ask.office_id)


def visitor_checks_in(ask: Ask, body: CheckInRequest) -> CheckInAnswer:
    """Check a visitor in."""
    device = ask.device
    answer = ask.store.write(
        check_in.check_in, body, office_id=ask.office_id, device_id=device.id, place=device.place, now=ask.now
    )
    if answer.ticket is None:
        return answer
    return msgspec.structs.replace(answer, ticket=_reachable(ask, answer.ticket))


def print_report(ask: Ask, body: PrintReport, ticket_id: int) -> PrintReportAnswer:
    """Record how a print ended."""
    return ask.store.write(
        printing.report_print, ticket_id, body, office_id=ask.office_id, device_id=ask.device.id, now=ask.now
    )


def ticket_to_print(ask: Ask, ticket_id: int) -> TicketInfo:
    """Read a ticket for printing."""
    ticket = ask.store.read(printing.ticket_to_print, ticket_id, office_id=ask.office_id, device_id=ask.device.id)
    return _reachable(ask, ticket)


def _reachable(ask: Ask, ticket: TicketInfo) -> TicketInfo:
    """Put the address in, which the QR holds and the visitor's own phone can open."""
    return msgspec.structs.replace(ticket, follow_url=follow_address(ask.office_id, ticket))


def find_booking(ask: Ask, code: str) -> BookingInfo:
    """Look a booking up."""
    return ask.store.read(booking.find_booking, code, office_id=ask.office_id, now=ask.now)


def create_booking(ask: Ask, body: BookingRequest) -> BookingInfo:
    """Take a booking over."""
    return ask.store.write(
        booking.create_booking,
        body,
        office_id=ask.office_id,
        device_id=ask.device.id,
        actor=ask.actor,
        now=ask.now,
    )


def board_now(ask: Ask) -> BoardSnapshot:
    """Read the board."""
    place = ask.device.place if ask.device.role == DeviceRole.DISPLAY else None
    return ask.store.read(board.board_snapshot, office_id=ask.office_id, place=place, now=ask.now)


def events(ask: Ask) -> EventPage:
    """Poll the feed; without a cursor the answer is empty and says where to begin."""
    feed, cursor = ask.services.feed, stream.cursor_of_request()
    if cursor is None:
        cursor = feed.last_seq(ask.office_id)
    return feed.page(stream.device_listener(ask.device), cursor)


def staff_measurement(ask: Ask, body: StaffReport) -> StaffReportAnswer:
    """Keep what a kiosk measured for staff."""
    return ask.store.write(
        staff_measurements.report, body, office_id=ask.office_id, device_id=ask.device.id, now=ask.now
    )
