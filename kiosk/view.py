"""What the local page shows, made from the dialogue and the office's picture: pure, and no figure of health."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import msgspec
import segno

from kiosk.away.staff_desk import DeskPicture
from kiosk.desk_view import OptionView, desk_phase, options, told, who
from kiosk.service_views import ServiceView, all_taken, offers, service_views
from kiosk.visit.dialogue import AT_DESK, Phase, Rules, Session, countdown_seconds
from queue_server.languages import Catalogue, opening_text, pick, written_date
from queue_server.paper import local_time
from queue_server.protocol.messages import OfficeInfo, TicketInfo, Words
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
        office_at_seconds: when it came.
        online: whether the server answered last time.
        alone: it did not, and the kiosk gives numbers from its reserve; then the picture is what it can do alone.
        simulated: names of the parts that are simulated.
        without: parts that the kiosk goes on without.
        hot: it is so hot here that who has just arrived should rest in the shade first.
        desk: who may decide here on whom, while the server is away; ``None`` where there is nothing to decide.
    """

    office: OfficeInfo | None = None
    office_at_seconds: float = 0.0
    online: bool = False
    alone: bool = False
    simulated: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    hot: bool = False
    desk: DeskPicture | None = None


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
        minute: by the server's clock, in ISO 8601; empty before it was ever heard.
        opens: when the closed office opens next, in words; empty where that is not known.
        back: somebody was asked to take a seat here, and may say that the rest is over.
        desk: staff may decide here on a visitor who was asked to take a seat.
        options: what they can choose from. ``told``: what they are told above the keys.
        who: name of who types a PIN.
        contrast: in high contrast and larger letters, for this visitor.
        voice: whether what the page says can be heard: a ``VoiceState``.
        sound: name of the sound that the page plays now; empty for none.
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
    desk: bool = False
    options: tuple[OptionView, ...] = ()
    told: Words = {}
    who: str = ""
    booking_words: Words = {}
    aim: str = ""
    fraction: float = 0.0
    again: bool = False
    ticket: TicketView | None = None
    words: Words = {}
    countdown: int | None = None
    minute: str = ""
    notices: tuple[Words, ...] = ()
    opens: Words = {}
    simulated: tuple[str, ...] = ()
    contrast: bool = False
    voice: str = ""
    sound: str = ""


def view(session: Session, around: Surroundings, rules: Rules, catalogue: Catalogue, at_seconds: float) -> View:
    """Make the page's picture of the moment."""
    office, language = around.office, session.language
    lane = Lane.PRIORITY if session.phase is Phase.CHOOSING else Lane.GENERAL
    services = service_views(office, lane, catalogue, line_known=not around.alone)
    ticket = session.ticket if session.phase in WITH_TICKET else None
    return View(
        phase=_shown(session, around, services),
        language=language,
        languages=catalogue.languages,
        office_name=office.name if office else "",
        timezone=office.timezone if office else "",
        services=services,
        priority=offers(office, Lane.PRIORITY),
        booking=offers(office, Lane.BOOKING),
        back=bool(session.held) and rules.screening and around.desk is None,
        desk=around.desk is not None,
        options=options(session, around.desk, office, catalogue),
        told=told(session, catalogue),
        who=who(session, around.desk),
        booking_words=_booking(session, office, catalogue),
        aim=session.aim if session.phase is Phase.MEASURING else "",
        # a ring of forty steps: the page is not told of every sample's last digit
        fraction=round(session.fraction * 40) / 40 if session.phase in (Phase.MEASURING, Phase.STAFF_CHECK) else 0.0,
        again=session.phase is Phase.MEASURING and session.attempt > 1,
        ticket=ticket_view(ticket, catalogue, language) if ticket else None,
        words=session.words if session.phase is Phase.REFUSED else {},
        countdown=countdown_seconds(session, rules, at_seconds),
        minute=_minute(around, at_seconds),
        notices=_notices(around, catalogue),
        opens=_opens(around, catalogue, at_seconds),
        simulated=around.simulated,
        contrast=session.contrast,
    )


def _shown(session: Session, around: Surroundings, services: tuple[ServiceView, ...]) -> str:
    """Name the picture: the phase, but for an idle kiosk that has nothing to offer, and one that staff have paused."""
    if session.phase is Phase.OUT_OF_SERVICE and session.lost == "paused":
        return "paused"
    if session.phase in AT_DESK:
        return desk_phase(session)
    if session.phase is Phase.IDLE and (not (around.online or around.alone) or around.office is None):
        return "offline"
    if session.phase is Phase.IDLE and around.office is not None and around.office.business_date is None:
        return "closed"
    if session.phase is Phase.IDLE and all_taken(services):
        return "full"
    return session.phase.value


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
    alone = catalogue.words("The network is away for a moment. Your number is valid, and we will call you as usual.")
    shade = catalogue.words("If you have come from the heat, please rest in the shade for a while first.")
    told = [*([alone] if around.alone else ()), *([shade] if around.hot else ())]
    return (*told, *(catalogue.words(WITHOUT[part]) for part in around.without))


def _server_time(office: OfficeInfo, around: Surroundings, at_seconds: float) -> datetime:
    """What the server's clock shows now, whatever this machine's own says: by the time since it was heard of."""
    return office.now + timedelta(seconds=at_seconds - around.office_at_seconds)


def _minute(around: Surroundings, at_seconds: float) -> str:
    if around.office is None:
        return ""
    return _server_time(around.office, around, at_seconds).replace(second=0, microsecond=0).isoformat()


def _opens(around: Surroundings, catalogue: Catalogue, at_seconds: float) -> Words:
    """When the office opens next: also while the server is away, by the time that has passed since it was heard of."""
    office = around.office
    if office is None or office.business_date is not None or office.opens_at is None:
        return {}
    now = local_time(_server_time(office, around, at_seconds), office.timezone)
    opens = local_time(office.opens_at, office.timezone)
    told = {code: opening_text(catalogue.plain(code), code, opens, now) for code in catalogue.languages}
    return told if all(told.values()) else {}


@lru_cache(maxsize=8)
def _modules(data: str) -> tuple[str, ...]:
    return tuple("".join(str(module) for module in row) for row in segno.make_qr(data, error="m").matrix)


def ticket_view(ticket: TicketInfo, catalogue: Catalogue, language: str) -> TicketView:
    """Draw a ticket for the screen; its date is written in the page's language."""
    at = local_time(ticket.issued_at, ticket.timezone)
    deadline = f"{local_time(ticket.deadline_at, ticket.timezone):%H:%M}"
    lines = [catalogue.words("For {count} people", count=ticket.party_size)] if ticket.party_size > 1 else []
    if ticket.ahead is not None:
        lines.append(catalogue.words("People ahead of you: {ahead}", ahead=ticket.ahead))
    if ticket.estimate:
        low, high = ticket.estimate.low_minutes, ticket.estimate.high_minutes
        lines.append(catalogue.words("Estimated wait: {low}-{high} minutes", low=low, high=high))
    lines.append(catalogue.words("Finished by {time} at the latest", time=deadline))
    return TicketView(
        number=ticket.number,
        office_name=ticket.office_name,
        service_names=ticket.service_names,
        lines=tuple(lines),
        printed_at=f"{written_date(at, language, 'medium')} {at:%H:%M}",
        qr=_modules(ticket.follow_url) if ticket.follow_url else (),
    )
