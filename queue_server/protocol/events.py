"""The events: their names, payloads and topics.

An event is written in the transaction that it tells of, and read by the feed. Payloads are safe for every
listener of their topics: no event carries a temperature, a name or a priority reason.
"""

from datetime import date, datetime
from enum import StrEnum

import msgspec

from queue_server.protocol.words import DeviceRole, StaffRole, Topic


class EventName(StrEnum):
    """Every event that the server records."""

    DAY_OPENED = "day.opened"
    DAY_CLOSED = "day.closed"
    VISIT_ARRIVED = "visit.arrived"
    VISIT_ADMITTED = "visit.admitted"
    VISIT_HELD = "visit.held"
    VISIT_CLEARED = "visit.cleared"
    VISIT_DEFERRED = "visit.deferred"
    VISIT_LEFT = "visit.left"
    VISIT_REOPENED = "visit.reopened"
    CASE_MEASURED = "case.measured"
    CASE_TAKEN = "case.taken"
    CASE_RELEASED = "case.released"
    CASE_ESCALATED = "case.escalated"
    CASE_MEASURE_ASKED = "case.measure_asked"
    CASE_RETURNED = "case.returned"
    TICKET_ISSUED = "ticket.issued"
    TICKET_PRINTED = "ticket.printed"
    TICKET_COPY_ASKED = "ticket.copy_asked"
    TICKET_CALLED = "ticket.called"
    TICKET_RECALLED = "ticket.recalled"
    TICKET_STARTED = "ticket.started"
    TICKET_COMPLETED = "ticket.completed"
    TICKET_NO_SHOW = "ticket.no_show"
    TICKET_REINSTATED = "ticket.reinstated"
    TICKET_PARKED = "ticket.parked"
    TICKET_RESUMED = "ticket.resumed"
    TICKET_TRANSFERRED = "ticket.transferred"
    TICKET_CANCELLED = "ticket.cancelled"
    TICKET_FORWARDED = "ticket.forwarded"
    TICKET_REROUTED = "ticket.rerouted"
    TICKET_UNDONE = "ticket.undone"
    TICKET_LATE = "ticket.late"
    TICKET_RENUMBERED = "ticket.renumbered"
    BOOKING_CREATED = "booking.created"
    BOOKING_MOVED = "booking.moved"
    BOOKING_CANCELLED = "booking.cancelled"
    BOOKING_NO_SHOW = "booking.no_show"
    BOOKING_IMPORTED = "booking.imported"
    COUNTER_OPENED = "counter.opened"
    COUNTER_CLOSED = "counter.closed"
    COUNTER_PAUSED = "counter.paused"
    COUNTER_RESUMED = "counter.resumed"
    COUNTER_AWAITING = "counter.awaiting"
    COUNTER_HANDED_OVER = "counter.handed_over"
    DEVICE_CHANGED = "device.changed"
    DEVICE_MEASURE_ASKED = "device.measure_asked"
    DEVICE_MEASURED = "device.measured"
    DEVICE_COMPARED = "device.compared"
    DEVICE_CALIBRATED = "device.calibrated"
    DEVICE_CHECKED = "device.checked"
    SETTINGS_CHANGED = "settings.changed"
    MESSAGE_ASKED = "message.asked"
    MESSAGE_SENT = "message.sent"
    MESSAGE_FAILED = "message.failed"


class TicketEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something happened to a ticket.

    Attributes:
        state: the ticket's state after the event.
        counter_id: the counter concerned; with ``parked``, ``no_show`` and the like the one it was at.
        attempt: which call this is; 1 for the first.
        print_at: id of the kiosk that is to print the ticket now (a cleared visit, a copy), else ``None``.
        copy: it is about a copy: one that is asked for, or one that was printed.
        came_from: with ``ticket.undone`` the state that was taken back.
        reason: reason code of a call; print outcome of ``ticket.printed``; service outcome of ``ticket.completed``; the
            former number of ``ticket.renumbered``.
    """

    ticket_id: int
    visit_id: int
    number: str
    service_id: int
    state: str
    service_names: dict[str, str] = {}
    counter_id: int | None = None
    counter_name: str = ""
    attempt: int = 0
    print_at: int | None = None
    copy: bool = False
    reason: str = ""
    came_from: str = ""


class VisitEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A visit changed its state.

    Attributes:
        case_id: the screening case, for the desk to look up; tells nothing by itself.
        device_id: the kiosk where the visitor checked in; with ``case.measure_asked`` the one that is to measure.
    """

    visit_id: int
    state: str
    case_id: str | None = None
    device_id: int | None = None


class SubjectEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A day, counter, device, setting or message changed: what changed, and which one."""

    subject: str
    subject_id: int | None = None
    change: str = ""


Payload = TicketEvent | VisitEvent | SubjectEvent

_TICKET = frozenset({Topic.BOARD, Topic.QUEUE})
_VISIT = frozenset({Topic.SCREENING})
_DECISION = frozenset({Topic.SCREENING, Topic.KIOSK})
_SENSOR = frozenset({Topic.DEVICES, Topic.SCREENING})
_EVERYWHERE = frozenset({Topic.BOARD, Topic.QUEUE, Topic.SCREENING, Topic.KIOSK, Topic.SETTINGS})

TOPICS: dict[EventName, frozenset[Topic]] = {
    EventName.DAY_OPENED: _EVERYWHERE,
    EventName.DAY_CLOSED: _EVERYWHERE,
    EventName.VISIT_ARRIVED: frozenset({Topic.SCREENING}),
    EventName.VISIT_ADMITTED: frozenset({Topic.SCREENING}),
    EventName.VISIT_HELD: _VISIT,
    EventName.VISIT_CLEARED: _DECISION,
    EventName.VISIT_DEFERRED: _DECISION,
    EventName.VISIT_LEFT: _DECISION,
    EventName.VISIT_REOPENED: _DECISION,
    EventName.CASE_MEASURED: _VISIT,
    EventName.CASE_TAKEN: _VISIT,
    EventName.CASE_RELEASED: _VISIT,
    EventName.CASE_ESCALATED: _VISIT,
    EventName.CASE_MEASURE_ASKED: _DECISION,
    EventName.CASE_RETURNED: _VISIT,
    EventName.TICKET_ISSUED: frozenset({Topic.BOARD, Topic.QUEUE, Topic.KIOSK}),
    EventName.TICKET_PRINTED: frozenset({Topic.QUEUE, Topic.DEVICES}),
    EventName.TICKET_COPY_ASKED: frozenset({Topic.QUEUE, Topic.DEVICES, Topic.KIOSK}),
    EventName.TICKET_CALLED: _TICKET,
    EventName.TICKET_RECALLED: _TICKET,
    EventName.TICKET_STARTED: _TICKET,
    EventName.TICKET_COMPLETED: _TICKET,
    EventName.TICKET_NO_SHOW: _TICKET,
    EventName.TICKET_REINSTATED: _TICKET,
    EventName.TICKET_PARKED: _TICKET,
    EventName.TICKET_RESUMED: _TICKET,
    EventName.TICKET_TRANSFERRED: _TICKET,
    EventName.TICKET_CANCELLED: _TICKET,
    EventName.TICKET_FORWARDED: _TICKET,
    EventName.TICKET_REROUTED: frozenset({Topic.QUEUE}),
    EventName.TICKET_UNDONE: _TICKET,
    EventName.TICKET_LATE: frozenset({Topic.QUEUE}),
    EventName.TICKET_RENUMBERED: _TICKET,
    EventName.BOOKING_CREATED: frozenset({Topic.QUEUE}),
    EventName.BOOKING_MOVED: frozenset({Topic.QUEUE}),
    EventName.BOOKING_CANCELLED: frozenset({Topic.QUEUE}),
    EventName.BOOKING_NO_SHOW: frozenset({Topic.QUEUE}),
    EventName.BOOKING_IMPORTED: frozenset({Topic.QUEUE}),
    EventName.COUNTER_OPENED: _TICKET,
    EventName.COUNTER_CLOSED: _TICKET,
    EventName.COUNTER_PAUSED: _TICKET,
    EventName.COUNTER_RESUMED: _TICKET,
    EventName.COUNTER_AWAITING: frozenset({Topic.QUEUE}),
    EventName.COUNTER_HANDED_OVER: frozenset({Topic.QUEUE}),
    EventName.DEVICE_CHANGED: frozenset({Topic.DEVICES}),
    EventName.DEVICE_MEASURE_ASKED: _SENSOR | {Topic.KIOSK},
    EventName.DEVICE_MEASURED: _SENSOR,
    EventName.DEVICE_COMPARED: _SENSOR,
    EventName.DEVICE_CALIBRATED: _SENSOR | {Topic.KIOSK},
    EventName.DEVICE_CHECKED: _SENSOR,
    EventName.SETTINGS_CHANGED: _EVERYWHERE,
    EventName.MESSAGE_ASKED: frozenset({Topic.DEVICES}),
    EventName.MESSAGE_SENT: frozenset({Topic.DEVICES}),
    EventName.MESSAGE_FAILED: frozenset({Topic.DEVICES}),
}

DEVICE_TOPICS: dict[DeviceRole, frozenset[Topic]] = {
    DeviceRole.KIOSK: frozenset({Topic.KIOSK}),
    DeviceRole.DISPLAY: frozenset({Topic.BOARD}),
    DeviceRole.COUNTER: frozenset({Topic.QUEUE}),
    DeviceRole.STATION: frozenset({Topic.SCREENING}),
    DeviceRole.INTEGRATOR: frozenset({Topic.QUEUE}),
}

STAFF_TOPICS: dict[StaffRole, frozenset[Topic]] = {
    StaffRole.ADMIN: frozenset({Topic.QUEUE, Topic.DEVICES, Topic.SETTINGS}),
    StaffRole.OFFICER: frozenset({Topic.QUEUE, Topic.SETTINGS}),
    StaffRole.SECURITY: frozenset({Topic.SCREENING, Topic.DEVICES, Topic.SETTINGS}),
    StaffRole.HEALTH: frozenset({Topic.SCREENING, Topic.SETTINGS}),
}


def payload_type(name: EventName) -> type[TicketEvent] | type[VisitEvent] | type[SubjectEvent]:
    """Return the type of an event's payload, which follows from the first word of its name."""
    subject = name.split(".", 1)[0]
    if subject == "ticket":
        return TicketEvent
    return VisitEvent if subject in ("visit", "case") else SubjectEvent


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One event as the feed sends it; ``seq`` orders all events of the office."""

    seq: int
    name: EventName
    at: datetime
    business_date: date | None
    payload: msgspec.Raw

    def ticket(self) -> TicketEvent:
        """Decode the payload of a ``ticket.*`` event."""
        return msgspec.json.decode(self.payload, type=TicketEvent)

    def visit(self) -> VisitEvent:
        """Decode the payload of a ``visit.*`` or ``case.*`` event."""
        return msgspec.json.decode(self.payload, type=VisitEvent)

    def subject(self) -> SubjectEvent:
        """Decode the payload of any other event."""
        return msgspec.json.decode(self.payload, type=SubjectEvent)


class EventPage(msgspec.Struct, frozen=True, kw_only=True):
    """Answer of the polling fallback: the events after a cursor, and the cursor to go on from."""

    events: tuple[Event, ...]
    seq: int
