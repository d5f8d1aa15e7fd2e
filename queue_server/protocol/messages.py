"""Requests and answers of the API, as typed messages; the OpenAPI document is made from these types."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from queue_server.protocol.calibration import SensorOrder
from queue_server.protocol.codes import RefusalCode
from queue_server.protocol.temperature import NOT_ASKED, Measurement, TemperaturePolicy
from queue_server.protocol.words import DeviceRole, Lane, PrintOutcome, ServiceOutcome

END = r"(?!\n)$"
"""``$`` alone lets a line end pass in Python; this reads the same there and in JSON Schema."""
Nonce = Annotated[str, msgspec.Meta(min_length=16, max_length=64, pattern=f"^[A-Za-z0-9_-]+{END}")]
"""Made by the device, once per action; the same nonce gives the same answer, for ever."""
BookingCode = Annotated[str, msgspec.Meta(min_length=4, max_length=40, pattern=f"^[A-Za-z0-9-]+{END}")]
Words = dict[str, str]
"""A text by language code (``id``, ``en``, ...)."""


class Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a client sends; unknown fields are refused."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the server answers; clients ignore fields that they do not know."""


# --- devices: the office as a kiosk or display needs to know it -------------------------------------------------


class WaitEstimate(Answer, frozen=True, kw_only=True):
    """A range for the wait, in minutes."""

    low_minutes: int
    high_minutes: int


class LaneInfo(Answer, frozen=True, kw_only=True):
    """One lane of a service: how a visitor may come, the letter of its numbers, and the places left to it alone.

    Attributes:
        open: not outside its own hours; the service has the first word.
        hours: its own, such as ``07:30-10:00``, if any.
    """

    lane: Lane
    prefix: str
    quota_left: int | None = None
    open: bool = True
    hours: str = ""


class ServiceInfo(Answer, frozen=True, kw_only=True):
    """One service as offered now.

    Attributes:
        quota_left: places left today for who comes without a booking; ``None`` where there is no quota.
        waiting: tickets waiting now.
        estimate: the wait of who takes a number now; ``None`` while too little is known, and from older servers.
        hours: of today, such as ``07:30-10:00``, if any; ``closed_reason``: why it is closed today, if that was said.
    """

    id: int
    names: Words
    lanes: tuple[LaneInfo, ...]
    open: bool
    quota_left: int | None
    waiting: int
    estimate: WaitEstimate | None = None
    hours: str = ""
    closed_reason: Words = {}


class OfficeInfo(Answer, frozen=True, kw_only=True):
    """The office now: what a kiosk offers, and the rules that it judges by.

    Attributes:
        business_date: the open day, or ``None`` while the office is closed.
        seq: the last event contained in this picture.
        now: the server's time, aware UTC.
        sensor: what holds for the thermometer of the kiosk that asks; ``None`` for who has none.
        look: version of the office's look; see ``Look``.
        opens_at: when the closed office opens next; ``None`` while it is open, where it is not known, and from older
            servers.
    """

    name: str
    timezone: str
    business_date: date | None
    services: tuple[ServiceInfo, ...]
    temperature: TemperaturePolicy
    promise_seconds: int
    seq: int
    now: datetime
    sensor: SensorOrder | None = None
    look: str = ""
    opens_at: datetime | None = None


# --- check-in ---------------------------------------------------------------------------------------------------


class CheckInRequest(Request, frozen=True, kw_only=True):
    """A visitor stands at the kiosk and wants to be served.

    Either a service with a lane, or a booking's code; a booking brings its own service and lane.
    """

    nonce: Nonce
    service_id: int | None = None
    lane: Lane = Lane.GENERAL
    booking_code: BookingCode | None = None
    measurement: Measurement = NOT_ASKED
    language: Annotated[str, msgspec.Meta(pattern=f"^[a-z]{{2,3}}{END}")] = "id"

    def __post_init__(self) -> None:
        """Refuse the booking lane without a booking.

        Raises:
            ValueError: only a booking's code leads to the booking lane.
        """
        if self.lane is Lane.BOOKING:
            raise ValueError("lane must be general or priority; a booking is named by booking_code")


class TicketInfo(Answer, frozen=True, kw_only=True):
    """All that a ticket shows. Never a name, an identity number, a temperature or a priority reason.

    Attributes:
        ahead: people before this visitor when the ticket was issued, counted up to about 500; ``None`` where a kiosk
            gave the number without the server.
        estimate: a range, or ``None`` while too little is known.
        deadline_at: the time by which the visitor should be going home (the promise).
        follow_url: whole address of the visitor's place in line, for the QR; signed, of one day, to be taken as it is;
            empty where there is none.
        party_size: how many applicants have come together.
    """

    id: int
    number: str
    office_name: str
    service_names: Words
    business_date: date
    issued_at: datetime
    timezone: str
    ahead: int | None
    estimate: WaitEstimate | None
    deadline_at: datetime
    follow_url: str
    language: str = "id"
    party_size: int = 1


class CheckInAnswer(Answer, frozen=True, kw_only=True):
    """The visitor was admitted (with a ticket) or held (without one, and without a reason on paper)."""

    visit_id: int
    outcome: Literal["admitted", "held"]
    ticket: TicketInfo | None = None


class PrintReport(Request, frozen=True, kw_only=True):
    """How the printing of a ticket ended at this kiosk."""

    nonce: Nonce
    outcome: PrintOutcome
    copy: bool = False


class PrintReportAnswer(Answer, frozen=True, kw_only=True):
    """The report is recorded."""

    ticket_id: int


# --- device health ----------------------------------------------------------------------------------------------


class PartHealth(Request, frozen=True, kw_only=True):
    """One part of a device: a sensor, a printer, a lamp.

    Attributes:
        state: ``ok``, ``degraded`` (works, needs care), ``faulty``, ``not_fitted``.
        code: the fault's stable code, empty while all is well.
        message: one line for the technician, with the mend; in English, for codes that the server does not know.
        permanent: waiting will not mend it; a person has to.
        counters: how often each thing happened since the part was opened.
    """

    name: Annotated[str, msgspec.Meta(max_length=40)]
    driver: Annotated[str, msgspec.Meta(max_length=40)]
    state: Literal["ok", "degraded", "faulty", "not_fitted"]
    simulated: bool = False
    code: Annotated[str, msgspec.Meta(max_length=60)] = ""
    message: Annotated[str, msgspec.Meta(max_length=300)] = ""
    permanent: bool = False
    counters: Annotated[dict[str, Annotated[int, msgspec.Meta(ge=0)]], msgspec.Meta(max_length=40)] = {}


class Heartbeat(Request, frozen=True, kw_only=True):
    """A device says that it lives, and how its parts are."""

    parts: Annotated[tuple[PartHealth, ...], msgspec.Meta(max_length=20)] = ()
    version: Annotated[str, msgspec.Meta(max_length=40)] = ""


class HeartbeatAnswer(Answer, frozen=True, kw_only=True):
    """The server's time, and who it takes the device for.

    Attributes:
        renew_token: the device should make another token (``/devices/self/token``) when it suits.
    """

    now: datetime
    device_id: int
    device_name: str
    role: DeviceRole
    renew_token: bool = False


# --- counters ---------------------------------------------------------------------------------------------------


class CounterAction(Request, frozen=True, kw_only=True):
    """An action at a counter by a program; the nonce makes a repeated request harmless."""

    nonce: Nonce
    ticket_id: int | None = None
    outcome: Annotated[str, msgspec.Meta(max_length=40)] = ServiceOutcome.DONE.value
    service_id: int | None = None
    keep_place: bool = True


class CallInfo(Answer, frozen=True, kw_only=True):
    """A ticket at a counter.

    Attributes:
        attempt: 1 for the first call, 2 and more for recalls.
        reason: code of why this ticket's turn came (``first_come``, ``promise``, ``named``, ...).
    """

    ticket_id: int
    number: str
    counter_id: int
    counter_name: str
    service_names: Words
    state: str
    attempt: int
    reason: str


# --- refusals ---------------------------------------------------------------------------------------------------


class Refusal(Answer, frozen=True, kw_only=True):
    """Why the server refused: a stable code, words in each language, and what the words speak of."""

    code: RefusalCode
    words: Words
    details: dict[str, str | int | None] = {}


class RefusalAnswer(Answer, frozen=True, kw_only=True):
    """The body of every answer with a status of 400 or above."""

    error: Refusal
