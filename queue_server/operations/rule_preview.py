"""What a change of the office's rules would change: whose turn it is, what is promised, which bookings are in time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from queue_server.domain.booking import BookingState, Window, window
from queue_server.domain.calling import Candidate, choose
from queue_server.domain.differences import differences
from queue_server.domain.policy import BookingPolicy, OfficePolicy, OrderPolicy
from queue_server.domain.promise import deadline
from queue_server.operations.admin import checked_office, office_picture
from queue_server.operations.reach import kept_for_others
from queue_server.operations.setting_preview import Consequence, Effect, SettingPreview
from queue_server.storage import counters, offices, people, tickets, visits, waiting
from queue_server.storage.counters import Counter
from queue_server.storage.offices import Office
from queue_server.storage.statement import Transaction

MOST_BOOKINGS = 100_000


def preview_office(
    tx: Transaction, *, name: str, timezone: str, policy: OfficePolicy, office_id: int, now: datetime
) -> SettingPreview:
    """Return what a change of the rules would change; refuses as the change itself does."""
    office = offices.get(tx, office_id)
    wanted = checked_office(office, name, timezone, policy)
    old, new = differences(office_picture(office), office_picture(wanted))
    effects: list[Effect] = []
    if office.policy.order != wanted.policy.order:
        effects += _turns(tx, office, wanted.policy.order, now)
    if office.policy.promise_seconds != wanted.policy.promise_seconds:
        effects.append(_promise(office, wanted, now))
    if office.policy.bookings != wanted.policy.bookings:
        effects += _windows(tx, office, wanted.policy.bookings, now)
    return SettingPreview(old, new, effects=tuple(effects), consequences=tuple(_consequences(office, wanted)))


def _turns(tx: Transaction, office: Office, wanted: OrderPolicy, now: datetime) -> Iterator[Effect]:
    """Tell for each open counter at which somebody waits who would be called next."""
    day = office.business_date
    for counter in counters.every(tx, office.id):
        if day is None or not (counter.open and counter.active):
            continue
        here = callable_at(tx, office, day, counter)
        if here:
            chosen = (choose(here, policy, now) for policy in (office.policy.order, wanted))
            yield Effect("next_at", counter.name, *(_number(tx, office, day, one.ticket_id) for one in chosen if one))


def callable_at(
    tx: Transaction, office: Office, day: date, counter: Counter, duties: frozenset[int] | None = None
) -> list[Candidate]:
    """Return who waits for a counter and may be served by the officer who works there.

    Args:
        duties: the services that the officer would be allowed to serve, empty for all; ``None`` as it is now.
    """
    if duties is None:
        officer = people.account_by_id(tx, counter.officer_id) if counter.officer_id else None
        duties = officer.service_ids if officer else frozenset()
    kept = kept_for_others(tx, office.id, day, counter.id)
    found = [one for one in waiting.candidates(tx, office.id, day, counter.id) if one.ticket_id not in kept]
    return [one for one in found if not duties or one.service_id in duties]


def _number(tx: Transaction, office: Office, day: date, ticket_id: int) -> str:
    ticket = tickets.get(tx, office.id, day, ticket_id)
    return ticket.number if ticket else ""


def _promise(office: Office, wanted: Office, now: datetime) -> Effect:
    promised = (deadline(now, one.policy.promise_seconds) for one in (office, wanted))
    return Effect("done_by", "", *promised)


@dataclass(frozen=True, slots=True)
class _Windows:
    """How many bookings of a day that nobody came for yet are where."""

    early: int = 0
    in_time: int = 0
    late: int = 0
    released: int = 0


def _windows(tx: Transaction, office: Office, wanted: BookingPolicy, now: datetime) -> Iterator[Effect]:
    today = office.business_date or now.astimezone(ZoneInfo(office.timezone)).date()
    listed = visits.bookings_of_day(tx, office.id, today, MOST_BOOKINGS)
    slots = [one.slot_at for one in listed if one.state is BookingState.BOOKED]
    if not slots:
        return
    before, after = (_counted(slots, policy, now) for policy in (office.policy.bookings, wanted))
    for name in _Windows.__dataclass_fields__:
        yield Effect(f"bookings_{name}", "", getattr(before, name), getattr(after, name))


def _counted(slots: list[datetime], policy: BookingPolicy, now: datetime) -> _Windows:
    times: list[Window] = [window(slot_at, policy) for slot_at in slots]
    early = sum(now < one.opens_at for one in times)
    late = sum(one.late(now) for one in times)
    return _Windows(early, len(times) - early - late, late, sum(not one.keeps_place(now) for one in times))


def _consequences(office: Office, wanted: Office) -> Iterator[Consequence]:
    old, new, day = office.policy, wanted.policy, office.business_date
    if old.promise_seconds != new.promise_seconds:
        yield Consequence("given_numbers_keep_their_time")
    if old.temperature.on(day).screening and not new.temperature.on(day).screening:
        yield Consequence("nobody_is_measured")
    elif old.temperature != new.temperature:
        yield Consequence("from_the_next_measurement")
    if office.timezone != wanted.timezone:
        yield Consequence("other_timezone")
