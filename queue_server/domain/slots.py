"""Slots that visitors book by themselves: when they are, and how many places each has left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from queue_server.domain.hours import Hours, Span, spans_on
from queue_server.domain.policy import SelfBookingPolicy
from queue_server.domain.setting import ServiceSettings
from queue_server.protocol.words import Lane

ALPHABET = "23456789CDFGHJKMNPQRTVWXY"
"""Of codes. Nothing looks like something else (0 O, 1 I L, 2 Z, 5 S, 8 B, U V), and there is no vowel to make words."""
CODE_LENGTH = 8
_FORBIDDEN = str.maketrans("", "", " -")


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that can be booked.

    Attributes:
        at: its beginning, aware UTC.
        left: places; 0 when it is full.
    """

    at: datetime
    left: int


@dataclass(frozen=True, slots=True)
class SlotDay:
    """The slots of a service on a day that can still be booked.

    Attributes:
        slots: in their order, the full ones among them; none on a day without hours, or when all are over.
        closed_reason: why the service is closed, by language code; ``None`` where it is not.
    """

    day: date
    slots: tuple[Slot, ...]
    closed_reason: Mapping[str, str] | None = None

    @property
    def left(self) -> int:
        """Places of the slot with the most of them: the largest party that finds room."""
        return max((slot.left for slot in self.slots), default=0)


@dataclass(frozen=True, slots=True)
class DayFacts:
    """What the slots of a day are worked out from.

    Attributes:
        hours: of the service on that day; a service without hours has no slots.
        booked: places that bookings hold, by the time of their slot.
        limits: places that the day as a whole has left, by its quotas; ``None`` for no limit.
        closed_reason: see `SlotDay`.
    """

    day: date
    hours: Hours
    booked: Mapping[datetime, int]
    limits: tuple[int | None, ...] = ()
    closed_reason: Mapping[str, str] | None = None


def bookable(service: ServiceSettings) -> bool:
    """Tell whether visitors may book a service: they can choose it, it takes bookings, and it has hours."""
    return service.open and service.at_kiosk and Lane.BOOKING in service.lanes and bool(service.hours)


def last_day(today: date, policy: SelfBookingPolicy) -> date:
    """Return the last day that can be booked."""
    return today + timedelta(days=policy.days_ahead)


def latest_at(slot_at: datetime, policy: SelfBookingPolicy) -> datetime:
    """Return until when a slot can be booked, moved and cancelled."""
    return slot_at - timedelta(minutes=policy.latest_minutes)


def slot_day(facts: DayFacts, policy: SelfBookingPolicy, zone: ZoneInfo, now: datetime) -> SlotDay:
    """Return the slots of a day, without those for which it is too late."""
    if facts.closed_reason is not None:
        return SlotDay(facts.day, (), facts.closed_reason)
    times = slot_times(spans_on(facts.hours, facts.day), facts.day, policy.slot_minutes, zone)
    free = min((limit for limit in facts.limits if limit is not None), default=policy.slot_places)
    slots = tuple(
        Slot(at, max(0, min(free, policy.slot_places - booked_within(facts.booked, at, policy))))
        for at in times
        if now <= latest_at(at, policy)
    )
    return SlotDay(facts.day, slots)


def booked_within(booked: Mapping[datetime, int], at: datetime, policy: SelfBookingPolicy) -> int:
    """Return the places of a slot that are taken, also by bookings whose own time lies within it."""
    end = at + timedelta(minutes=policy.slot_minutes)
    return sum(places for slot_at, places in booked.items() if at <= slot_at < end)


def slot_times(spans: tuple[Span, ...], day: date, minutes: int, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Return when the slots of a day begin, aware UTC: one after the other from each opening on, none past the closing.

    A time that the clocks leave out does not exist, one that they show twice is the first of the two.
    """
    found: list[datetime] = []
    length, free_from = timedelta(minutes=minutes), datetime.min.replace(tzinfo=UTC)
    for opens, closes in sorted(spans):
        closes_at = _instant(day, _minutes(closes), zone)
        for minute in range(_minutes(opens), _minutes(closes), minutes):
            at = _instant(day, minute, zone)
            if _exists(at, minute, zone) and at >= free_from and at + length <= closes_at:
                found.append(at)
                free_from = at + length
    return tuple(found)


def opening_at(spans: tuple[Span, ...], slot_at: datetime, zone: ZoneInfo) -> datetime | None:
    """Return when the service opens for a slot: nobody checks in before. ``None`` where it lies in no span."""
    local = slot_at.astimezone(zone)
    for opens, closes in spans:
        if opens <= f"{local:%H:%M}" < closes:
            return _instant(local.date(), _minutes(opens), zone)
    return None


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    days, rest = divmod(minute, 24 * 60)
    local = datetime.combine(day + timedelta(days=days), time(rest // 60, rest % 60), zone)
    return local.astimezone(UTC)


def _exists(at: datetime, minute: int, zone: ZoneInfo) -> bool:
    local = at.astimezone(zone)
    return local.hour * 60 + local.minute == minute


def typed_code(text: str) -> str:
    """Return a code as it is stored, from what a person typed.

    >>> typed_code(" k7mp-4qxr ")
    'K7MP4QXR'
    """
    return text.upper().translate(_FORBIDDEN)
