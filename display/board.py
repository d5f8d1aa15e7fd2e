"""What stands on the wall: a pure reducer over the server's snapshots and events.

Times are seconds of the display's monotonic clock, passed in. Nothing here does I/O.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import msgspec

from display.choice import ALL, Choice, Chosen, choose
from display.line_counts import count
from queue_server.protocol.board import BoardCall, BoardNotice, BoardSnapshot
from queue_server.protocol.events import Event, EventName, TicketEvent

SHOWN_AT_LEAST_SECONDS = 60.0
"""Every call stays on the wall for at least this long, counted from the call."""
STALE_AFTER_SECONDS = 10.0
MOST_ENDED = 60
"""Bound on the ended calls that are remembered; far more than a minute of calls."""

_ENDING = frozenset(
    {
        EventName.TICKET_NO_SHOW,
        EventName.TICKET_PARKED,
        EventName.TICKET_TRANSFERRED,
        EventName.TICKET_FORWARDED,
        EventName.TICKET_CANCELLED,
        EventName.TICKET_REINSTATED,
    }
)
_CALLING = frozenset({EventName.TICKET_CALLED, EventName.TICKET_RECALLED, EventName.TICKET_RESUMED})


EVERYTHING = Chosen(None, None, ())


@dataclass(frozen=True, slots=True)
class Call:
    """One call on the wall.

    Attributes:
        attempt: 1 for the first call, 2 and more for recalls.
        called_at_seconds: when it was called, on the display's monotonic clock.
        serving: the visitor has come to the counter.
        ended: served and gone; the call only stands out its minimum time.
    """

    ticket_id: int
    number: str
    counter_id: int
    counter_name: str
    service_id: int
    service_names: Mapping[str, str]
    attempt: int
    called_at_seconds: float
    serving: bool = False
    ended: bool = False

    @property
    def key(self) -> tuple[int, int, int]:
        """Tells one announcement from every other: ticket, counter and attempt."""
        return self.ticket_id, self.counter_id, self.attempt

    def age_seconds(self, now_seconds: float) -> float:
        """Seconds since the call, never negative."""
        return max(0.0, now_seconds - self.called_at_seconds)


@dataclass(frozen=True, slots=True)
class Board:
    """The whole wall.

    Attributes:
        calls: the newest call first; a ticket stands here at most once.
        waiting: waiting tickets by service id.
        waiting_tickets: service by ticket, for the waiting tickets that came after the snapshot.
        service_names: the services of the office, in its order; a service that comes with an event stands last.
        choice: which calls this wall is set to show.
        chosen: the same by ids, within the display's place.
        notices: of today, in their order.
        opens_at: when the closed office opens next, as the server last said.
        seq: the last event contained in this picture.
        seen_at_seconds: the last sign of life of the server; ``None`` before the first one.
    """

    office_name: str = ""
    timezone: str = "UTC"
    business_date: date | None = None
    calls: tuple[Call, ...] = ()
    waiting: Mapping[int, int] = field(default_factory=dict)
    waiting_tickets: Mapping[int, int] = field(default_factory=dict)
    service_names: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    choice: Choice = ALL
    chosen: Chosen = EVERYTHING
    notices: tuple[BoardNotice, ...] = ()
    opens_at: datetime | None = None
    seq: int = 0
    seen_at_seconds: float | None = None


def is_stale(board: Board, now_seconds: float) -> bool:
    """Whether the wall may no longer be taken for the present."""
    return board.seen_at_seconds is None or now_seconds - board.seen_at_seconds > STALE_AFTER_SECONDS


def seen(board: Board, now_seconds: float) -> Board:
    """Note a sign of life that brought no news."""
    return replace(board, seen_at_seconds=now_seconds)


def from_snapshot(snapshot: BoardSnapshot, now_seconds: float, choice: Choice = ALL) -> Board:
    """Make a board from nothing but a snapshot, with what this wall is set to show of it."""
    chosen = choose(choice, snapshot)
    calls = tuple(_snapshot_call(call, snapshot, now_seconds) for call in snapshot.calls)
    waiting = {int(key): count for key, count in snapshot.waiting.items() if key.isdecimal()}
    names = {int(key): words for key, words in snapshot.service_names.items() if key.isdecimal()}
    return Board(
        office_name=snapshot.office_name,
        timezone=snapshot.timezone,
        business_date=snapshot.business_date,
        calls=_newest_first(
            tuple(one for one in calls if chosen.has_service(one.service_id) and chosen.has_counter(one.counter_id))
        ),
        waiting={each: count for each, count in waiting.items() if chosen.has_service(each)},
        service_names={each: words for each, words in names.items() if chosen.has_service(each)},
        choice=choice,
        chosen=chosen,
        notices=snapshot.notices,
        opens_at=snapshot.opens_at,
        seq=snapshot.seq,
        seen_at_seconds=now_seconds,
    )


def take_snapshot(board: Board, snapshot: BoardSnapshot, now_seconds: float) -> Board:
    """Bring the board up to a snapshot.

    A snapshot that the events have overtaken changes nothing. What stands on the wall and is still called keeps its
    time; ended calls stand out their minimum; what the snapshot no longer has leaves.
    """
    if snapshot.seq < board.seq:
        return board
    fresh = from_snapshot(snapshot, now_seconds, board.choice)
    known = {call.key: call for call in board.calls}
    standing = tuple(_keep_time(call, known.get(call.key)) for call in fresh.calls)
    there = {call.ticket_id for call in standing}
    same_day = board.business_date == snapshot.business_date
    ended = tuple(call for call in board.calls if call.ended and call.ticket_id not in there and same_day)
    return replace(
        fresh,
        calls=_tidy(_newest_first(standing + ended), now_seconds),
        waiting_tickets=board.waiting_tickets if same_day and snapshot.seq == board.seq else {},
    )


def take_event(board: Board, event: Event, now_seconds: float, late_seconds: float = 0.0) -> Board:
    """Bring the board one event further.

    Args:
        board: the picture so far.
        event: the next event of the feed; one that the board knows already changes nothing.
        now_seconds: when it arrived.
        late_seconds: how old it was then; after a reconnection events arrive late.

    Returns:
        The new board; the old one with a newer sign of life where the event is known already or cannot be read.
    """
    if event.seq <= board.seq:
        return seen(board, now_seconds)
    board = replace(board, seq=event.seq, seen_at_seconds=now_seconds)
    if event.name is EventName.DAY_OPENED:
        return replace(board, business_date=event.business_date, calls=(), waiting={}, waiting_tickets={})
    if event.name is EventName.DAY_CLOSED:
        return replace(board, business_date=None, calls=(), waiting={}, waiting_tickets={})
    ticket = _ticket_of(event)
    if ticket is None:
        return board
    if not board.chosen.has_service(ticket.service_id):
        return _gone_elsewhere(board, ticket.ticket_id)
    calls = _take_call(board.calls, event.name, ticket, now_seconds - max(0.0, late_seconds))
    waiting, tickets = count(board.waiting, board.waiting_tickets, event.name, ticket)
    board = replace(_name_service(board, ticket), waiting=waiting, waiting_tickets=tickets)
    here = tuple(call for call in calls if board.chosen.has_counter(call.counter_id))
    return replace(board, calls=_tidy(here, now_seconds))


def _gone_elsewhere(board: Board, ticket_id: int) -> Board:
    """Take a ticket from the wall that is in the line of another place now."""
    tickets = dict(board.waiting_tickets)
    left = tickets.pop(ticket_id, None)
    waiting = {service: max(0, number - (service == left)) for service, number in board.waiting.items()}
    calls = tuple(call for call in board.calls if call.ticket_id != ticket_id)
    return replace(board, calls=calls, waiting=waiting, waiting_tickets=tickets)


def new_calls(before: Board, after: Board) -> tuple[Call, ...]:
    """The calls that came with the last step, the oldest first: those that are to be announced.

    Who is being served stands at the counter, also where an officer took a mistake back, and is not announced.
    """
    known = {call.key for call in before.calls}
    return tuple(
        call for call in reversed(after.calls) if call.key not in known and not call.ended and not call.serving
    )


def _snapshot_call(call: BoardCall, snapshot: BoardSnapshot, now_seconds: float) -> Call:
    age_seconds = max(0.0, (snapshot.now - call.called_at).total_seconds())
    return Call(
        ticket_id=call.ticket_id,
        number=call.number,
        counter_id=call.counter_id,
        counter_name=call.counter_name,
        service_id=call.service_id,
        service_names=call.service_names,
        attempt=call.attempt,
        called_at_seconds=now_seconds - age_seconds,
        serving=call.serving,
    )


def _keep_time(call: Call, known: Call | None) -> Call:
    return call if known is None else replace(call, called_at_seconds=known.called_at_seconds)


def _newest_first(calls: tuple[Call, ...]) -> tuple[Call, ...]:
    return tuple(sorted(calls, key=lambda call: -call.called_at_seconds))


def _tidy(calls: tuple[Call, ...], now_seconds: float) -> tuple[Call, ...]:
    """Drop the ended calls whose minimum time is over."""
    kept = [call for call in calls if not call.ended or call.age_seconds(now_seconds) < SHOWN_AT_LEAST_SECONDS]
    surplus = {call.key for call in [call for call in kept if call.ended][MOST_ENDED:]}
    return tuple(call for call in kept if call.key not in surplus)


def _ticket_of(event: Event) -> TicketEvent | None:
    if not event.name.startswith("ticket."):
        return None
    try:
        return event.ticket()
    except msgspec.MsgspecError:
        return None


def _take_call(
    calls: tuple[Call, ...], name: EventName, ticket: TicketEvent, called_at_seconds: float
) -> tuple[Call, ...]:
    if name in _CALLING and ticket.counter_id is not None:
        others = tuple(call for call in calls if call.ticket_id != ticket.ticket_id)
        return (_call_of(ticket, ticket.counter_id, called_at_seconds), *others)
    if name in _ENDING:
        return tuple(call for call in calls if call.ticket_id != ticket.ticket_id)
    if name is EventName.TICKET_UNDONE:
        return _take_back(calls, ticket, called_at_seconds)
    if name is EventName.TICKET_STARTED:
        return _change(calls, ticket.ticket_id, serving=True, ended=False)
    if name is EventName.TICKET_COMPLETED:
        return _change(calls, ticket.ticket_id, serving=False, ended=True)
    if name is EventName.TICKET_RENUMBERED:
        return tuple(replace(one, number=ticket.number) if one.ticket_id == ticket.ticket_id else one for one in calls)
    return calls


def _take_back(calls: tuple[Call, ...], ticket: TicketEvent, called_at_seconds: float) -> tuple[Call, ...]:
    """Show a ticket as it was before an officer's mistake."""
    others = tuple(call for call in calls if call.ticket_id != ticket.ticket_id)
    if ticket.state not in ("called", "serving") or ticket.counter_id is None:
        return others
    serving = ticket.state == "serving"
    if len(others) < len(calls):
        return _change(calls, ticket.ticket_id, serving=serving, ended=False)
    return (replace(_call_of(ticket, ticket.counter_id, called_at_seconds), serving=serving), *others)


def _call_of(ticket: TicketEvent, counter_id: int, called_at_seconds: float) -> Call:
    return Call(
        ticket_id=ticket.ticket_id,
        number=ticket.number,
        counter_id=counter_id,
        counter_name=ticket.counter_name,
        service_id=ticket.service_id,
        service_names=ticket.service_names,
        attempt=max(1, ticket.attempt),
        called_at_seconds=called_at_seconds,
    )


def _change(calls: tuple[Call, ...], ticket_id: int, *, serving: bool, ended: bool) -> tuple[Call, ...]:
    return tuple(replace(call, serving=serving, ended=ended) if call.ticket_id == ticket_id else call for call in calls)


def _name_service(board: Board, ticket: TicketEvent) -> Board:
    if not ticket.service_names:
        return board
    return replace(board, service_names={**board.service_names, ticket.service_id: ticket.service_names})
