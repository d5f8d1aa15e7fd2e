"""What the staff pages show: plain pictures, read in one transaction."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class TicketView:
    """One ticket as staff see it; instants are aware UTC, durations in seconds."""

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
    deadline_at: datetime
    counter_id: int | None
    counter_name: str
    attempt: int
    called_at: datetime | None
    started_at: datetime | None
    outcome: str
    print_state: str
    call_reason: str


@dataclass(frozen=True, slots=True)
class Kiosk:
    """A kiosk that can be asked to print."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class CopyAsked:
    """A kiosk was asked for a copy of a ticket."""

    number: str
    kiosk_name: str


@dataclass(frozen=True, slots=True)
class Unprinted:
    """A ticket whose visitor may hold no paper.

    Attributes:
        print_state: ``uncertain``, ``failed``, or ``copy_asked`` while a copy is on its way.
        home_id: the kiosk where the visitor checked in, the first choice for a copy.
        kiosk_name: the kiosk that told so, or that was asked for the copy.
        at: when it did, or was.
    """

    id: int
    number: str
    service_names: dict[str, str]
    print_state: str
    home_id: int | None
    kiosk_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class UnprintedView:
    """All tickets whose visitor may hold no paper, and the kiosks that can print copies."""

    tickets: tuple[Unprinted, ...]
    kiosks: tuple[Kiosk, ...]
    seq: int


@dataclass(frozen=True, slots=True)
class CounterView:
    """The counter page: the ticket at the counter, who waits for it, and the ways back from a mistake."""

    id: int
    name: str
    open: bool
    officer_id: int | None
    officer_name: str
    service_ids: tuple[int, ...]
    business_date: date | None
    current: TicketView | None
    waiting: tuple[TicketView, ...]
    parked: tuple[TicketView, ...]
    no_shows: tuple[TicketView, ...]
    completed: tuple[TicketView, ...]
    seq: int


@dataclass(frozen=True, slots=True)
class ReadingView:
    """One value of a case; only for the screening roles."""

    celsius: float
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseView:
    """One open case at the screening desk.

    Attributes:
        kind: ``warm`` or ``unmeasured``.
        waited_seconds: since the visitor was asked to sit.
        rest_seconds_left: until a second measurement makes sense; 0 when it does.
    """

    id: str
    visit_id: int
    kind: str
    kiosk_name: str
    service_names: dict[str, str]
    readings: tuple[ReadingView, ...]
    limit_celsius: float
    opened_at: datetime
    waited_seconds: float
    rest_seconds_left: float


@dataclass(frozen=True, slots=True)
class DecidedCaseView:
    """A decided case of today: hour and decision, nothing else."""

    id: str
    decision: str
    decided_at: datetime
    ticket_number: str


@dataclass(frozen=True, slots=True)
class DeskView:
    """The screening desk: open cases, oldest first; today's decisions; counts per hour and result."""

    business_date: date | None
    open_cases: tuple[CaseView, ...]
    decided: tuple[DecidedCaseView, ...]
    counts_by_hour: tuple[tuple[int, str, int], ...]
    seq: int


@dataclass(frozen=True, slots=True)
class LaneSetting:
    """A lane of a service and the prefix of its numbers."""

    lane: str
    prefix: str


@dataclass(frozen=True, slots=True)
class ServiceSetting:
    """A service as the admin edits it; ``quota_per_day`` and ``quota_today`` are ``None`` for no limit."""

    id: int
    code: str
    names: dict[str, str]
    position: int
    open: bool
    quota_per_day: int | None
    quota_today: int | None
    taken_today: int
    service_seconds: int
    lanes: tuple[LaneSetting, ...]


@dataclass(frozen=True, slots=True)
class CounterSetting:
    """A counter as the admin edits it; services in order of preference."""

    id: int
    name: str
    active: bool
    open: bool
    officer_name: str
    service_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AccountSetting:
    """An account as the admin sees it; never its password."""

    id: int
    username: str
    display_name: str
    roles: tuple[str, ...]
    active: bool


@dataclass(frozen=True, slots=True)
class PartState:
    """A part of a device as the device last told it.

    Attributes:
        state: ``ok``, ``degraded``, ``faulty`` or ``not_fitted``.
        code: the fault's stable code; empty while all is well.
        message: the device's own English words.
        permanent: waiting will not mend it.
        since: when it became so, by the server's clock.
        counters: how often each thing happened.
    """

    name: str
    driver: str
    simulated: bool
    state: str
    code: str
    message: str
    permanent: bool
    since: datetime | None
    counters: dict[str, int]

    @property
    def troubled(self) -> bool:
        """Whether it needs somebody's care."""
        return self.state in ("degraded", "faulty")


@dataclass(frozen=True, slots=True)
class DeviceSetting:
    """A device as the admin sees it; never its token.

    Attributes:
        offline: it should send heartbeats, and none was heard for two minutes.
    """

    id: int
    name: str
    role: str
    revoked: bool
    last_seen_at: datetime | None
    parts: tuple[PartState, ...]
    version: str
    offline: bool

    @property
    def troubled(self) -> bool:
        """Whether it needs somebody's care."""
        return not self.revoked and (self.offline or any(part.troubled for part in self.parts))


@dataclass(frozen=True, slots=True)
class OfficeSetting:
    """Everything on the admin page."""

    id: int
    code: str
    name: str
    timezone: str
    business_date: date | None
    policy: dict[str, object]
    services: tuple[ServiceSetting, ...]
    counters: tuple[CounterSetting, ...]
    accounts: tuple[AccountSetting, ...]
    devices: tuple[DeviceSetting, ...]


@dataclass(frozen=True, slots=True)
class SignedInAccount:
    """Who uses a staff page; ``session_epoch`` rises when all sessions of the account are ended."""

    id: int
    office_id: int
    username: str
    display_name: str
    password_hash: str
    roles: frozenset[str]
    active: bool
    session_epoch: int


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """A device whose token was presented."""

    id: int
    office_id: int
    name: str
    role: str
    counter_id: int | None
