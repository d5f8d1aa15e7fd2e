"""What the admin's pages show of a service."""

from dataclasses import dataclass

from queue_server.domain.hours import Hours, Span


@dataclass(frozen=True, slots=True)
class LaneSetting:
    """A lane of a service: the prefix of its numbers, its quota and hours, and its places of today."""

    lane: str
    prefix: str
    quota: int | None = None
    hours: tuple[Span, ...] = ()
    quota_today: int | None = None
    taken_today: int = 0


@dataclass(frozen=True, slots=True)
class ServiceSetting:
    """A service as the admin edits it; quotas are ``None`` for no limit.

    Attributes:
        stages: codes of the services that follow.
        closed_reason: why it takes no visitors today, if it is closed.
        served: some counter in use serves it; without one its tickets are called by nobody.
        alike: pairs of letters that may be heard for each other, one of them its own.
    """

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
    hours: Hours
    place: str
    at_kiosk: bool
    stages: tuple[str, ...]
    closed_reason: dict[str, str] | None
    served: bool
    alike: tuple[tuple[str, str], ...]
