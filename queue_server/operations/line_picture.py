"""The line of a day in one picture, from which every visitor's phone is answered without asking the database again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from queue_server.domain.errors import UnknownTicketError
from queue_server.domain.promise import estimate_wait
from queue_server.domain.ticket import TicketState
from queue_server.protocol.messages import WaitEstimate
from queue_server.protocol.words import ServiceOutcome
from queue_server.storage import counters, events, line, offices
from queue_server.storage.line import Standing
from queue_server.storage.statement import Transaction
from queue_server.storage.tickets import MOST_AHEAD, ServiceFigures


@dataclass(frozen=True, slots=True)
class LinePicture:
    """What the phones of an office's visitors are told from.

    Attributes:
        business_date: whose tickets are in it: of the open day or, while the office is closed, of its own date.
        open: whether a day is open.
        seq: the newest event that it knows.
        standings: by ticket id.
        ahead: people before each ticket that waits, by ticket id, up to `MOST_AHEAD`.
        figures: of today's completed services, by service id.
        at_work: open counters that serve each service, by service id.
        counter_names: by counter id.
    """

    office_id: int
    office_name: str
    timezone: str
    business_date: date
    open: bool
    seq: int
    standings: Mapping[int, Standing]
    ahead: Mapping[int, int]
    figures: Mapping[int, ServiceFigures]
    at_work: Mapping[int, int]
    counter_names: Mapping[int, str]

    def is_of(self, now: datetime) -> bool:
        """Whether it is of the right day: no event tells that midnight has passed at a closed office."""
        return self.open or self.business_date == _local_date(self.timezone, now)


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A visitor's place in line, for the phone: nothing about the person.

    Attributes:
        estimate: of who waits, as far as enough is known today.
        day_ended: the office closed before the visitor's turn was over.
    """

    number: str
    state: TicketState
    ahead: int
    attempt: int
    estimate: WaitEstimate | None
    counter_name: str
    deadline_at: datetime
    day_ended: bool


def line_picture(tx: Transaction, *, office_id: int, now: datetime) -> LinePicture:
    """Read the picture of an office's line, all of one moment."""
    office = offices.get(tx, office_id)
    day = office.business_date or _local_date(office.timezone, now)
    found = line.standings(tx, office_id, day)
    return LinePicture(
        office_id=office_id,
        office_name=office.name,
        timezone=office.timezone,
        business_date=day,
        open=office.business_date is not None,
        seq=events.last_seq(tx, office_id),
        standings={one.ticket_id: one for one in found},
        ahead=people_ahead(found),
        figures=line.figures_by_service(tx, office_id, day),
        at_work={id_: counters.open_for(tx, office_id, id_) for id_ in {one.service_id for one in found}},
        counter_names={counter.id: counter.name for counter in counters.every(tx, office_id)},
    )


def place_in_line(picture: LinePicture, ticket_id: int) -> PlaceView:
    """Return the place of a ticket.

    Raises:
        UnknownTicketError: it is not in the picture.
    """
    standing = picture.standings.get(ticket_id)
    if standing is None:
        raise UnknownTicketError
    ahead = picture.ahead.get(ticket_id, 0)
    return PlaceView(
        number=standing.number,
        state=TicketState(standing.state),
        ahead=ahead,
        attempt=standing.attempt,
        estimate=_estimate(picture, standing, ahead),
        counter_name=picture.counter_names.get(standing.counter_id or 0, ""),
        deadline_at=standing.deadline_at,
        day_ended=standing.outcome == ServiceOutcome.DAY_ENDED,
    )


def _estimate(picture: LinePicture, standing: Standing, ahead: int) -> WaitEstimate | None:
    figures = picture.figures.get(standing.service_id)
    if standing.state != TicketState.WAITING or figures is None:
        return None
    at_work = picture.at_work[standing.service_id]
    return estimate_wait(ahead, figures.mean_seconds, at_work, figures.completed)


def people_ahead(found: Sequence[Standing]) -> dict[int, int]:
    """Count who waits before each ticket that waits, within a service; they come in the order of the line."""
    counted: dict[int, int] = {}
    ahead: dict[int, int] = {}
    for one in found:
        if one.state == TicketState.WAITING:
            ahead[one.ticket_id] = min(counted.get(one.service_id, 0), MOST_AHEAD)
            counted[one.service_id] = counted.get(one.service_id, 0) + 1
    return ahead


def _local_date(timezone: str, now: datetime) -> date:
    return now.astimezone(ZoneInfo(timezone)).date()
