"""What stands on the wall of a waiting room: the calls, who waits, the office's notices."""

from datetime import date, datetime

import msgspec

from queue_server.protocol.messages import Answer, Words


class BoardCall(Answer, frozen=True, kw_only=True):
    """One call as the wall shows it."""

    ticket_id: int
    number: str
    counter_id: int
    counter_name: str
    service_id: int
    service_names: Words
    attempt: int
    called_at: datetime
    serving: bool


class BoardNotice(Answer, frozen=True, kw_only=True):
    """A notice of the office that holds today, by language."""

    id: int
    texts: Words


class BoardSnapshot(Answer, frozen=True, kw_only=True):
    """What stands on the wall now; the feed continues after ``seq``.

    Attributes:
        calls: called or serving tickets, the newest call first.
        waiting: waiting tickets by service id (as text, since JSON keys are text).
        service_names: by service id as text, in the office's order; services that are open or have a ticket in line.
        only_services: those of the display's place; events of others are not for it. ``None``: all are.
        notices: in the office's order.
        every_service: names of all services of the display's place, also of closed ones; for a display that shows some.
        counter_names: of all counters in use, by counter id as text; for the same.
        look: version of the office's look; see ``Look``.
        opens_at: when the closed office opens next, as in ``OfficeInfo``.
    """

    office_name: str
    timezone: str
    business_date: date | None
    calls: tuple[BoardCall, ...]
    waiting: dict[str, int]
    service_names: dict[str, Words]
    only_services: tuple[int, ...] | None = None
    notices: tuple[BoardNotice, ...] = ()
    every_service: dict[str, Words] = msgspec.field(default_factory=dict)
    counter_names: dict[str, str] = msgspec.field(default_factory=dict)
    look: str = ""
    opens_at: datetime | None = None
    seq: int
    now: datetime
