"""What the local page shows, made from the dialogue and the office's picture: pure, and no figure of health."""

from dataclasses import dataclass
from functools import lru_cache

import msgspec
import segno

from kiosk.catalogue import Catalogue, pick
from kiosk.dialogue import Phase, Rules, Session, countdown_seconds
from kiosk.paper import local_time
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
        hot: it is so hot here that who has just arrived should rest in the shade first.
    """

    office: OfficeInfo | None = None
    online: bool = False
    simulated: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    hot: bool = False


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
    """All that the page shows.

    Attributes:
        back: somebody was asked to take a seat here, and may say that the rest is over.
    """

    phase: str
    language: str
    languages: tuple[str, ...]
    office_name: str
    timezone: str
    services: tuple[ServiceView, ...] = ()
    priority: bool = False
    booking: bool = False
    back: bool = False
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
        back=bool(session.held) and rules.screening,
        booking_words=_booking(session, office, catalogue),
        aim=session.aim if session.phase is Phase.MEASURING else "",
        # a ring of forty steps: the page is not told of every sample's last digit
        fraction=round(session.fraction * 40) / 40 if session.phase in (Phase.MEASURING, Phase.STAFF_CHECK) else 0.0,
        again=session.phase is Phase.MEASURING and session.attempt > 1,
        ticket=ticket_view(ticket, catalogue) if ticket else None,
        words=session.words if session.phase is Phase.REFUSED else {},
        countdown=countdown_seconds(session, rules, at_seconds),
        notices=_notices(around, catalogue),
        simulated=around.simulated,
    )


def _shown(session: Session, around: Surroundings) -> str:
    """Name the picture: the phase, but for an idle kiosk that has nothing to offer, and one that staff have paused."""
    if session.phase is Phase.OUT_OF_SERVICE and session.lost == "paused":
        return "paused"
    if session.phase is Phase.IDLE and (not around.online or around.office is None):
        return "offline"
    if session.phase is Phase.IDLE and around.office is not None and around.office.business_date is None:
        return "closed"
    return session.phase.value


def unavailable(service: ServiceInfo, lane: Lane, catalogue: Catalogue) -> Words:
    """Return why a service cannot be chosen in a lane, or nothing when it can."""
    if service.closed_reason:
        return {**catalogue.words("This service is closed now."), **service.closed_reason}
    if not service.open and service.hours:
        return catalogue.words("This service is closed now. It is open today at {hours}.", hours=service.hours)
    if not service.open:
        return catalogue.words("This service is closed now.")
    if lane not in (offered.lane for offered in service.lanes):
        return catalogue.words("This service is not offered here. Please ask our staff.")
    if hours := _lane_hours(service, lane):
        return catalogue.words("This service is closed now. It is open today at {hours}.", hours=hours)
    if _full(service, lane):
        return catalogue.words("All places for today are taken. Please come back tomorrow or ask our staff.")
    return {}


def declined(service_id: int, lane: Lane, office: OfficeInfo | None, catalogue: Catalogue) -> Words:
    """Return why a service cannot be chosen as far as the kiosk knows; the server has the last word on the rest."""
    services = office.services if office else ()
    chosen = next((service for service in services if service.id == service_id), None)
    return unavailable(chosen, lane, catalogue) if chosen else {}


def _lane_hours(service: ServiceInfo, lane: Lane) -> str:
    """Return the hours of a lane that is closed now, or nothing."""
    return next((offered.hours for offered in service.lanes if offered.lane is lane and not offered.open), "")


def _full(service: ServiceInfo, lane: Lane) -> bool:
    left = [service.quota_left, *(offered.quota_left for offered in service.lanes if offered.lane is lane)]
    return any(places is not None and places <= 0 for places in left)


def _closed(service: ServiceInfo, lane: Lane, catalogue: Catalogue) -> Words:
    """The same in a few words, for a tile."""
    if service.closed_reason:
        return {**catalogue.words("Closed now"), **service.closed_reason}
    if not service.open and service.hours:
        return catalogue.words("Open {hours}", hours=service.hours)
    if not service.open:
        return catalogue.words("Closed now")
    if hours := _lane_hours(service, lane):
        return catalogue.words("Open {hours}", hours=hours)
    return catalogue.words("Full for today") if _full(service, lane) else {}


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
            closed=_closed(service, lane, catalogue),
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
    late = catalogue.words("You are late: your turn comes in the general line.") if booking.late else {}
    told = catalogue.words("booked for {time}", time=time)
    return {
        language: ". ".join(filter(None, (f"{pick(booking.service_names, language)}: {text}", late.get(language))))
        for language, text in told.items()
    }


def _notices(around: Surroundings, catalogue: Catalogue) -> tuple[Words, ...]:
    shade = catalogue.words("If you have come from the heat, please rest in the shade for a while first.")
    return (*((shade,) if around.hot else ()), *(catalogue.words(WITHOUT[part]) for part in around.without))


@lru_cache(maxsize=8)
def _modules(data: str) -> tuple[str, ...]:
    return tuple("".join(str(module) for module in row) for row in segno.make_qr(data, error="m").matrix)


def ticket_view(ticket: TicketInfo, catalogue: Catalogue) -> TicketView:
    """Draw a ticket for the screen."""
    deadline = f"{local_time(ticket.deadline_at, ticket.timezone):%H:%M}"
    lines = [catalogue.words("For {count} people", count=ticket.party_size)] if ticket.party_size > 1 else []
    lines += [catalogue.words("People ahead of you: {ahead}", ahead=ticket.ahead)]
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
