"""What the local page shows, made from the dialogue and the office's picture: pure, and no figure of health."""

from dataclasses import dataclass
from functools import lru_cache

import msgspec
import segno

from kiosk.catalogue import Catalogue
from kiosk.dialogue import Phase, Rules, Session, countdown_seconds
from kiosk.ticket_layout import local_time
from queue_server.protocol.messages import OfficeInfo, ServiceInfo, TicketInfo, Words
from queue_server.protocol.words import Lane

WITHOUT = {
    "thermometer": "Our staff will measure your temperature by hand.",
    "printer": "No paper tickets now: your number appears on this screen.",
    "controls": "The buttons do not work now. Please touch this screen.",
}
"""What a visitor is told of a part that is missing."""
WITH_TICKET = (Phase.PRINTING, Phase.SHOWING, Phase.NUMBER_ON_SCREEN)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the dialogue itself does not know.

    Attributes:
        office: the office's last picture; ``None`` before the first.
        online: whether the server answered last time.
        simulated: names of the parts that are simulated.
        without: parts that the kiosk goes on without.
    """

    office: OfficeInfo | None = None
    online: bool = False
    simulated: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


class ServiceView(msgspec.Struct, frozen=True, kw_only=True):
    """One service as the visitor meets it.

    Attributes:
        lane: how it is chosen here.
        waiting: how many wait, in words.
        closed: why it cannot be chosen, in words; empty when it can.
    """

    id: int
    names: Words
    letter: str
    lane: Lane
    waiting: Words
    closed: Words


class TicketView(msgspec.Struct, frozen=True, kw_only=True):
    """The ticket as drawn on the screen; ``qr`` has a row of 0 and 1 for each row of modules."""

    number: str
    office_name: str
    service_names: Words
    lines: tuple[Words, ...]
    printed_at: str
    qr: tuple[str, ...]


class View(msgspec.Struct, frozen=True, kw_only=True):
    """All that the page shows."""

    phase: str
    language: str
    languages: tuple[str, ...]
    office_name: str
    timezone: str
    services: tuple[ServiceView, ...] = ()
    priority: bool = False
    booking: bool = False
    booking_words: Words = {}
    aim: str = ""
    fraction: float = 0.0
    again: bool = False
    ticket: TicketView | None = None
    words: Words = {}
    countdown: int | None = None
    notices: tuple[Words, ...] = ()
    simulated: tuple[str, ...] = ()


def view(session: Session, around: Surroundings, rules: Rules, catalogue: Catalogue, at_seconds: float) -> View:
    """Make the page's picture of the moment."""
    office, language = around.office, session.language
    lane = Lane.PRIORITY if session.phase is Phase.CHOOSING else Lane.GENERAL
    ticket = session.ticket if session.phase in WITH_TICKET else None
    return View(
        phase=_shown(session, around),
        language=language,
        languages=catalogue.languages,
        office_name=office.name if office else "",
        timezone=office.timezone if office else "",
        services=_services(office, lane, catalogue),
        priority=_offers(office, Lane.PRIORITY),
        booking=_offers(office, Lane.BOOKING),
        booking_words=_booking(session, office, catalogue),
        aim=session.aim if session.phase is Phase.MEASURING else "",
        # a ring of forty steps: the page is not told of every sample's last digit
        fraction=round(session.fraction * 40) / 40 if session.phase is Phase.MEASURING else 0.0,
        again=session.phase is Phase.MEASURING and session.attempt > 1,
        ticket=ticket_view(ticket, catalogue) if ticket else None,
        words=session.words if session.phase is Phase.REFUSED else {},
        countdown=countdown_seconds(session, rules, at_seconds),
        notices=_notices(around, catalogue),
        simulated=around.simulated,
    )


def _shown(session: Session, around: Surroundings) -> str:
    """Name the picture: the phase, but for an idle kiosk that has nothing to offer."""
    if session.phase is Phase.IDLE and (not around.online or around.office is None):
        return "offline"
    if session.phase is Phase.IDLE and around.office is not None and around.office.business_date is None:
        return "closed"
    return session.phase.value


def unavailable(service: ServiceInfo, lane: Lane, catalogue: Catalogue) -> Words:
    """Return why a service cannot be chosen in a lane, or nothing when it can."""
    if not service.open:
        return catalogue.words("This service is closed now.")
    if lane not in (offered.lane for offered in service.lanes):
        return catalogue.words("This service is not offered here. Please ask our staff.")
    if service.quota_left is not None and service.quota_left <= 0:
        return catalogue.words("All places for today are taken. Please come back tomorrow or ask our staff.")
    return {}


def declined(service_id: int, lane: Lane, office: OfficeInfo | None, catalogue: Catalogue) -> Words:
    """Return why a service cannot be chosen as far as the kiosk knows; the server has the last word on the rest."""
    services = office.services if office else ()
    chosen = next((service for service in services if service.id == service_id), None)
    return unavailable(chosen, lane, catalogue) if chosen else {}


def _closed(service: ServiceInfo, catalogue: Catalogue) -> Words:
    """The same in two words, for a tile."""
    if not service.open:
        return catalogue.words("Closed now")
    full = service.quota_left is not None and service.quota_left <= 0
    return catalogue.words("Full for today") if full else {}


def _services(office: OfficeInfo | None, lane: Lane, catalogue: Catalogue) -> tuple[ServiceView, ...]:
    if office is None:
        return ()
    return tuple(
        ServiceView(
            id=service.id,
            names=service.names,
            letter=next(offered.prefix for offered in service.lanes if offered.lane is lane),
            lane=lane,
            waiting=catalogue.words("{count} waiting", count=service.waiting),
            closed=_closed(service, catalogue),
        )
        for service in office.services
        if any(offered.lane is lane for offered in service.lanes)
    )


def _offers(office: OfficeInfo | None, lane: Lane) -> bool:
    services = office.services if office else ()
    return any(offered.lane is lane for service in services if service.open for offered in service.lanes)


def _booking(session: Session, office: OfficeInfo | None, catalogue: Catalogue) -> Words:
    booking = session.booking
    if booking is None or office is None:
        return {}
    time = f"{local_time(booking.slot_at, office.timezone):%H:%M}"
    names = booking.service_names
    return {
        language: f"{names.get(language, next(iter(names.values()), ''))}: {text}"
        for language, text in catalogue.words("booked for {time}", time=time).items()
    }


def _notices(around: Surroundings, catalogue: Catalogue) -> tuple[Words, ...]:
    return tuple(catalogue.words(WITHOUT[part]) for part in around.without)


@lru_cache(maxsize=8)
def _modules(data: str) -> tuple[str, ...]:
    return tuple("".join(str(module) for module in row) for row in segno.make_qr(data, error="m").matrix)


def ticket_view(ticket: TicketInfo, catalogue: Catalogue) -> TicketView:
    """Draw a ticket for the screen."""
    deadline = f"{local_time(ticket.deadline_at, ticket.timezone):%H:%M}"
    lines = [catalogue.words("People ahead of you: {ahead}", ahead=ticket.ahead)]
    if ticket.estimate:
        low, high = ticket.estimate.low_minutes, ticket.estimate.high_minutes
        lines.append(catalogue.words("Estimated wait: {low}-{high} minutes", low=low, high=high))
    lines.append(catalogue.words("Finished by {time} at the latest", time=deadline))
    return TicketView(
        number=ticket.number,
        office_name=ticket.office_name,
        service_names=ticket.service_names,
        lines=tuple(lines),
        printed_at=f"{local_time(ticket.issued_at, ticket.timezone):%d-%m-%Y %H:%M}",
        qr=_modules(ticket.follow_url) if ticket.follow_url else (),
    )
