"""What a change of a setting would change, before it is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from queue_server.domain.differences import differences
from queue_server.domain.hours import is_open
from queue_server.domain.letters import confusable
from queue_server.domain.setting import CounterSettings, ServiceSettings
from queue_server.operations.counter_settings import checked_counter, counter_settings
from queue_server.operations.served import served_services
from queue_server.operations.service_settings import checked_service, require_future, service_settings
from queue_server.operations.settings_event import NOTHING, picture
from queue_server.protocol.words import Lane
from queue_server.storage import affected, offices, services, tickets
from queue_server.storage.offices import Office
from queue_server.storage.statement import Transaction
from queue_server.storage.visits import Booking

MOST_SHOWN = 100
"""Bookings that a preview lists; all of them are counted."""


@dataclass(frozen=True, slots=True)
class Effect:
    """A figure that a change moves: now, and as it would be.

    Attributes:
        code: what it is a figure of.
        about: which counter or lane, where there are several.
    """

    code: str
    about: str
    now: object
    then: object


@dataclass(frozen=True, slots=True)
class Consequence:
    """Something that a change brings with it, with the facts for its sentence."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SettingPreview:
    """From what to what, and whom it touches.

    Attributes:
        before: the present values that would change, by path; ``after`` what they would be.
        waiting: visitors who wait for the services concerned now; ``None`` where it is not about services.
        booked: bookings for them from the day on from which the change holds.
        alike: letters that may be heard for each other when they are spoken.
        unserved: names of services concerned that take visitors and that no counter in use would serve.
        turned_away: bookings that could not be checked in any more, the first of them; ``turned_away_count`` all.
        in_line: numbers of visitors who wait now and are served all the same.
    """

    before: Mapping[str, object]
    after: Mapping[str, object]
    waiting: int | None = None
    booked: int | None = None
    alike: tuple[tuple[str, str], ...] = ()
    unserved: tuple[dict[str, str], ...] = ()
    effects: tuple[Effect, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    turned_away: tuple[Booking, ...] = ()
    turned_away_count: int = 0
    in_line: tuple[str, ...] = ()


def preview_service(
    tx: Transaction,
    service_id: int | None,
    wanted: ServiceSettings,
    *,
    effective_on: date | None,
    office_id: int,
    now: datetime,
) -> SettingPreview:
    """Return what a change of a service would change; refuses as the change itself does."""
    office = offices.get(tx, office_id)
    checked = checked_service(tx, office, service_id, wanted)
    if effective_on is not None:
        require_future(office, effective_on, now)
    before = NOTHING if service_id is None else picture(service_settings(tx, office_id, service_id))
    old, new = differences(before, picture(checked))
    mine = (service_id,) if service_id else ()
    own = {lane.prefix for lane in checked.lanes.values()}
    alike = alike_letters(tx, office_id, service_id, own)
    hit = _turned_away(tx, office, service_id, checked, effective_on) if service_id else []
    shown = tuple(hit[:MOST_SHOWN])
    touched = _touched(tx, office, mine, effective_on)
    unserved = _unserved_with(tx, office_id, service_id, checked)
    return SettingPreview(old, new, *touched, alike, unserved, turned_away=shown, turned_away_count=len(hit))


def _turned_away(
    tx: Transaction, office: Office, service_id: int, wanted: ServiceSettings, effective_on: date | None
) -> list[Booking]:
    """Return the bookings that are good now and would find the service closed."""
    present = service_settings(tx, office.id, service_id)
    first = effective_on or office.business_date or date.min
    booked = affected.booked_between(tx, office.id, first, date.max, service_id)
    zone = ZoneInfo(office.timezone)
    return [
        one
        for one in booked
        if _takes(present, one.slot_at.astimezone(zone)) and not _takes(wanted, one.slot_at.astimezone(zone))
    ]


def _takes(service: ServiceSettings, local: datetime) -> bool:
    return service.open and service.at_kiosk and Lane.BOOKING in service.lanes and is_open(service.hours, local)


def _unserved_with(
    tx: Transaction, office_id: int, service_id: int | None, wanted: ServiceSettings
) -> tuple[dict[str, str], ...]:
    """Return the service itself, and each of its stages, where no counter serves it."""
    served, codes = served_services(tx, office_id), frozenset(wanted.stages)
    itself = (wanted.names,) if wanted.open and service_id not in served else ()
    stages = [one for one in services.every(tx, office_id) if one.code in codes]
    return itself + tuple(one.names for one in stages if one.id not in served)


def alike_letters(
    tx: Transaction, office_id: int, service_id: int | None, own: set[str]
) -> tuple[tuple[str, str], ...]:
    """Return the letters of a service that may be heard for others of the office, or for each other."""
    others = {lane.prefix for lane in services.lanes(tx, office_id) if lane.service_id != service_id}
    return tuple(pair for pair in confusable(own | others) if own & set(pair))


def preview_counter(
    tx: Transaction,
    counter_id: int | None,
    wanted: CounterSettings,
    *,
    effective_on: date | None,
    office_id: int,
    now: datetime,
) -> SettingPreview:
    """Return what a change of a counter would change; refuses as the change itself does."""
    office = offices.get(tx, office_id)
    checked = checked_counter(tx, office, counter_id, wanted, planned=effective_on is not None)
    if effective_on is not None:
        require_future(office, effective_on, now)
    before = NOTHING if counter_id is None else picture(counter_settings(tx, office_id, counter_id))
    old, new = differences(before, picture(checked))
    kept = counter_settings(tx, office_id, counter_id).services if counter_id else ()
    changed = set(kept) ^ set(checked.services) if checked.active else set(kept)
    ids = tuple(found for code in changed if (found := services.id_of_code(tx, office_id, code)))
    unserved = _unserved_without(tx, office_id, counter_id, frozenset(kept) - _codes_of(checked))
    return SettingPreview(old, new, *_touched(tx, office, ids, effective_on), unserved=unserved)


def _codes_of(counter: CounterSettings) -> frozenset[str]:
    return frozenset(counter.services) if counter.active else frozenset()


def _unserved_without(
    tx: Transaction, office_id: int, counter_id: int | None, lost: frozenset[str]
) -> tuple[dict[str, str], ...]:
    """Return the services that no other counter serves, among those that a counter would lose."""
    served = served_services(tx, office_id, without=counter_id)
    offered = services.every(tx, office_id)
    return tuple(one.names for one in offered if one.open and one.code in lost and one.id not in served)


def _touched(
    tx: Transaction, office: Office, service_ids: tuple[int, ...], effective_on: date | None
) -> tuple[int, int]:
    day = office.business_date
    waiting = {} if day is None else tickets.waiting_by_service(tx, office.id, day)
    from_date = effective_on or day or date.min
    booked = affected.booked_from(tx, office.id, from_date)
    return sum(waiting.get(one, 0) for one in service_ids), sum(booked.get(one, 0) for one in service_ids)
