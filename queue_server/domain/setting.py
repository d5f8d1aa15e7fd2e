"""The settings of an office, as one file holds them and as a planned change keeps them: services by their codes."""

from datetime import date

import msgspec

from queue_server.domain.hours import Hours, Span
from queue_server.domain.policy import OfficePolicy
from queue_server.protocol.words import Lane, Place, StaffRight, StaffRole


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that an admin sets."""


class LaneSettings(Settings, frozen=True, kw_only=True):
    """A lane.

    Attributes:
        prefix: the letters of its numbers.
        quota: its part of the places of a day; ``None`` for no limit of its own.
        hours: when it takes visitors, the same on each day; empty: as long as the service does.
    """

    prefix: str
    quota: int | None = None
    hours: tuple[Span, ...] = ()


class ServiceSettings(Settings, frozen=True, kw_only=True):
    """A service.

    Attributes:
        names: by language code; Indonesian is needed.
        quota_per_day: ``None`` for no limit.
        service_seconds: expected time of service.
        hours: by weekday; empty: as long as the office is open.
        at_kiosk: visitors choose it; a service that is not is only a stage of others.
        stages: codes of the services that follow in the same visit, in order.
    """

    code: str
    names: dict[str, str]
    position: int = 0
    open: bool = True
    quota_per_day: int | None = None
    service_seconds: int = 600
    lanes: dict[Lane, LaneSettings]
    hours: Hours = {}
    place: Place = Place.HALL
    at_kiosk: bool = True
    stages: tuple[str, ...] = ()


class CounterSettings(Settings, frozen=True, kw_only=True):
    """A counter; codes of its services in order of preference."""

    name: str
    active: bool = True
    services: tuple[str, ...]


class AccountSettings(Settings, frozen=True, kw_only=True):
    """An account without its secrets; no services means all of them."""

    username: str
    display_name: str
    roles: tuple[StaffRole, ...]
    active: bool = True
    rights: tuple[StaffRight, ...] = ()
    services: tuple[str, ...] = ()


class ClosureSettings(Settings, frozen=True, kw_only=True):
    """A closure of a service, or without one of the whole office."""

    first_date: date
    last_date: date
    names: dict[str, str]
    service: str | None = None


class NoticeSettings(Settings, frozen=True, kw_only=True):
    """A notice on the displays: by language code, in the order of positions, without limit where a date is missing."""

    texts: dict[str, str]
    position: int = 0
    first_date: date | None = None
    last_date: date | None = None


class OfficeSettings(Settings, frozen=True, kw_only=True):
    """The whole office."""

    name: str
    timezone: str
    policy: OfficePolicy
    services: tuple[ServiceSettings, ...] = ()
    counters: tuple[CounterSettings, ...] = ()
    closures: tuple[ClosureSettings, ...] = ()
    notices: tuple[NoticeSettings, ...] = ()
    accounts: tuple[AccountSettings, ...] = ()
