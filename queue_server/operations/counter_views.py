"""What the page of a counter shows: plain pictures, read in one transaction."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class TicketView:
    """One ticket as staff see it; instants are aware UTC, durations in seconds.

    Attributes:
        waited_seconds: for the present call, or for the one to come; never negative, also where a clock was set back.
        joined_line_at: since when it waits, or waited, for that call, where that is not the arrival.
        note: what the officer before wants the next one to know.
        stages: names of the services still to be visited after the present one.
        comes_back: it was sent away from this counter with the wish to see it again.
        left_by: the counter that wished so and cannot call it now; empty where there is none.
    """

    id: int
    visit_id: int
    number: str
    state: str
    lane: str
    service_id: int
    service_names: dict[str, str]
    arrived_at: datetime
    slot_at: datetime | None
    waited_seconds: float
    joined_line_at: datetime | None
    deadline_at: datetime
    counter_id: int | None
    counter_name: str
    attempt: int
    called_at: datetime | None
    stage_called_at: datetime | None
    started_at: datetime | None
    outcome: str
    print_state: str
    call_reason: str
    party_size: int
    note: str
    stages: tuple[dict[str, str], ...]
    comes_back: bool
    left_by: str


@dataclass(frozen=True, slots=True)
class Destination:
    """A service that a visitor can be sent to.

    Attributes:
        served: some counter in use serves it; to one that none serves nobody can be sent.
        at_work: one of them is open now.
    """

    id: int
    names: dict[str, str]
    served: bool
    at_work: bool


@dataclass(frozen=True, slots=True)
class Undoable:
    """The last action at a counter, while it can be taken back; ``reopens`` when it closed the counter."""

    number: str
    seconds_left: float
    reopens: bool


@dataclass(frozen=True, slots=True)
class CounterView:
    """The counter page: the ticket at the counter, who waits for it, and the ways back from a mistake.

    Attributes:
        awaiting_at: since when it takes whoever comes next.
        undo_seconds: how long an action can be taken back.
        own_outcomes: code and names of the outcomes that the office added.
    """

    id: int
    name: str
    open: bool
    officer_id: int | None
    officer_name: str
    pause_reason: str
    awaiting_at: datetime | None
    service_ids: tuple[int, ...]
    business_date: date | None
    current: TicketView | None
    undo: Undoable | None
    undo_seconds: int
    destinations: tuple[Destination, ...]
    own_outcomes: tuple[tuple[str, dict[str, str]], ...]
    calls_before_no_show: int
    waiting: tuple[TicketView, ...]
    parked: tuple[TicketView, ...]
    no_shows: tuple[TicketView, ...]
    completed: tuple[TicketView, ...]
    seq: int
