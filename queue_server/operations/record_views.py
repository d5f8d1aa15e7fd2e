"""What the record of a day shows: plain pictures, and nothing of screening in any of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from queue_server.domain.promise import PromiseState
from queue_server.domain.ticket import TicketState
from queue_server.protocol.events import EventName
from queue_server.protocol.words import Lane


class Who(NamedTuple):
    """Who did it: ``account``, ``device``, ``visitor`` (on the booking page) or ``system``, and the name."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened.

    Attributes:
        subject: number of the ticket, or code of the booking.
        visit_id: 0 for a booking.
        reason: reason code of a call, outcome of a service or of printing; for a booking what was recorded with it.
        state: the ticket's state after it; ``came_from`` the one that was taken back.
        kiosk_name: where the visitor checked in; where a copy is printed.
    """

    at: datetime
    what: EventName
    who: Who
    subject: str
    visit_id: int = 0
    service_names: Mapping[str, str] | None = None
    counter_name: str = ""
    attempt: int = 0
    reason: str = ""
    state: str = ""
    came_from: str = ""
    kiosk_name: str = ""


@dataclass(frozen=True, slots=True)
class TicketStory:
    """One visit from arrival to going home.

    Attributes:
        service_names: of the service that was chosen at the arrival.
        paper: how printing ended the last time; empty where nothing was told.
        stay_seconds: from arrival to the end; ``None`` while it lasts.
    """

    visit_id: int
    number: str
    business_date: date
    service_names: Mapping[str, str]
    lane: Lane
    party_size: int
    arrived_at: datetime
    booking_code: str
    slot_at: datetime | None
    paper: str
    deadline_at: datetime
    ended_at: datetime | None
    stay_seconds: float | None
    state: TicketState
    outcome: str
    promise: PromiseState
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class BookingStory:
    """One booking: how it was made, moved, cancelled, and which numbers were given for it."""

    code: str
    service_names: Mapping[str, str]
    slot_at: datetime
    party_size: int
    numbers: tuple[tuple[date, str], ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """All that what was typed may mean."""

    tickets: tuple[TicketStory, ...] = ()
    bookings: tuple[BookingStory, ...] = ()


@dataclass(frozen=True, slots=True)
class DayLine:
    """One number of a day, as the list shows it; without the time of the arrival."""

    number: str
    service_names: Mapping[str, str]
    lane: Lane
    state: TicketState
    outcome: str
    promise: PromiseState
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class DayRecord:
    """All numbers of a day with their stories, and what was done to bookings on it."""

    lines: tuple[DayLine, ...]
    bookings: tuple[Entry, ...]
