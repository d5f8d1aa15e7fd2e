"""What the staff pages show: plain pictures, read in one transaction."""

from dataclasses import dataclass
from datetime import date, datetime

from queue_server.operations.decided_case import DecidedCaseView
from queue_server.operations.setting_views import ServiceSetting
from queue_server.operations.thermometer_views import Trust
from queue_server.protocol.words import Place


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
class ReadingView:
    """One value of a case, with its quality; only for the screening roles. Fields as in ``StoredReading``."""

    celsius: float
    source: str
    at: datetime
    limit_celsius: float | None
    ambient_celsius: float | None
    samples: int
    spread_celsius: float | None

    @property
    def above(self) -> bool:
        """Whether it is strictly above the limit that was in force."""
        return self.limit_celsius is not None and self.celsius > self.limit_celsius


@dataclass(frozen=True, slots=True)
class CaseView:
    """One open case at the screening desk.

    Attributes:
        kind: ``warm`` or ``unmeasured``.
        reason: short code of why the last measurement could not be judged; empty where it could.
        measured: how many values there are.
        measurements: how many the protocol asks for.
        readings: the values; empty for whoever has not asked to see them.
        limit_celsius: for the next measurement.
        waited_seconds: since the visitor was asked to sit.
        rest_seconds_left: until a second measurement makes sense; 0 when it does.
        taken_by: name of who is on the way; empty while nobody is. ``taken_by_actor``: the same as stored.
        escalates_in_seconds: until more people are told, where nobody is on the way.
        measure_asked: a kiosk was asked to measure again and has not yet.
        returned_at: when a visitor of this kiosk said there that the rest is over.
    """

    id: str
    visit_id: int
    kind: str
    reason: str
    kiosk_id: int | None
    kiosk_name: str
    service_names: dict[str, str]
    measured: int
    measurements: int
    readings: tuple[ReadingView, ...]
    limit_celsius: float
    opened_at: datetime
    waited_seconds: float
    rest_seconds_left: float
    taken_by: str
    taken_by_actor: str
    escalates_in_seconds: float
    measure_asked: bool
    returned_at: datetime | None


@dataclass(frozen=True, slots=True)
class LookView:
    """Somebody looked at the values of a case; ``times`` counts the looks with a new value among them."""

    case_id: str
    who: str
    first_at: datetime
    times: int


@dataclass(frozen=True, slots=True)
class DeskView:
    """The screening desk: open cases, oldest first; today's decisions; counts per hour and result; kiosks.

    Attributes:
        undo_seconds: how long a decision can be taken back; 0: never.
    """

    business_date: date | None
    open_cases: tuple[CaseView, ...]
    decided: tuple[DecidedCaseView, ...]
    counts_by_hour: tuple[tuple[int, str, int], ...]
    kiosks: tuple[Kiosk, ...]
    undo_seconds: int
    seq: int


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
    rights: tuple[str, ...]
    service_ids: tuple[int, ...]


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
        trust: of the thermometer of a kiosk that is in use; ``None`` for other devices.
    """

    id: int
    name: str
    role: str
    revoked: bool
    last_seen_at: datetime | None
    parts: tuple[PartState, ...]
    version: str
    offline: bool
    place: str
    trust: Trust | None = None

    @property
    def cares(self) -> tuple[str, ...]:
        """What the server itself finds in its thermometer, but for what the device tells already."""
        told = {part.code for part in self.parts}
        return tuple(care for care in self.trust.cares if care not in told) if self.trust else ()

    @property
    def troubled(self) -> bool:
        """Whether it needs somebody's care."""
        return not self.revoked and (self.offline or bool(self.cares) or any(part.troubled for part in self.parts))


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
    pin_hash: str
    rights: frozenset[str]
    service_ids: frozenset[int]
    kiosk_pin_hash: str


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """A device whose token was presented.

    Attributes:
        former: it was the token before the present one, which still counts for a while.
    """

    id: int
    office_id: int
    name: str
    role: str
    counter_id: int | None
    place: Place
    former: bool = False
