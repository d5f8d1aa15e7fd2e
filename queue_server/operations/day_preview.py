"""What a closure, or another quota for today, would change."""

from collections.abc import Mapping
from datetime import date, datetime

from queue_server.domain.booking import expected_after
from queue_server.domain.closures import Closure
from queue_server.domain.differences import differences
from queue_server.domain.errors import UnknownServiceError
from queue_server.domain.ticket import TicketState
from queue_server.operations import booking_desk, require
from queue_server.operations.admin import checked_quota
from queue_server.operations.closures import checked, settings_of
from queue_server.operations.setting_preview import MOST_SHOWN, Consequence, Effect, SettingPreview
from queue_server.operations.settings_event import NOTHING, picture
from queue_server.protocol.words import Lane
from queue_server.storage import affected, closures, lane_days, offices, services, tickets
from queue_server.storage.offices import Office
from queue_server.storage.statement import Transaction
from queue_server.storage.visits import Booking


def preview_closure(
    tx: Transaction,
    *,
    service_id: int | None,
    first_date: date,
    last_date: date,
    names: Mapping[str, str],
    office_id: int,
    now: datetime,
) -> SettingPreview:
    """Return whom a closure would hit; refuses as the closure itself does."""
    del now
    office = offices.get(tx, office_id)
    wanted, code = checked(tx, office, Closure(0, service_id, first_date, last_date, dict(names)))
    old, new = differences(NOTHING, picture(settings_of(wanted, code)))
    booked = affected.booked_between(tx, office_id, first_date, last_date, service_id)
    day = office.business_date
    today = day is not None and first_date <= day <= last_date
    in_line = _in_line(tx, office, service_id) if today else ()
    return SettingPreview(
        old,
        new,
        consequences=(Consequence("closed_at_once"),) if today else (),
        turned_away=tuple(booked[:MOST_SHOWN]),
        turned_away_count=len(booked),
        in_line=in_line,
    )


def _in_line(tx: Transaction, office: Office, service_id: int | None) -> tuple[str, ...]:
    day = require.open_date(office)
    waiting = tickets.in_state(tx, office.id, day, TicketState.WAITING)
    return tuple(one.number for one in waiting if service_id in (None, one.service_id))


def booked_on_closed_days(tx: Transaction, *, office_id: int, now: datetime) -> dict[int, list[Booking]]:
    """Return by closure the bookings on its days, from today on, that nobody has moved yet."""
    today = booking_desk.today(tx, office_id=office_id, now=now)
    return {
        one.id: list(affected.booked_between(tx, office_id, max(one.first_date, today), one.last_date, one.service_id))
        for one in closures.every(tx, office_id)
        if one.last_date >= today
    }


def preview_quota(
    tx: Transaction,
    service_id: int,
    quota: int | None,
    reason: str,
    *,
    lane: Lane | None = None,
    office_id: int,
    now: datetime,
) -> SettingPreview:
    """Return how many places another quota for today would leave; refuses as the change itself does."""
    office = offices.get(tx, office_id)
    day = require.open_date(office)
    checked_quota(quota, reason)
    service = require.service(tx, office, service_id)
    places = services.days(tx, office_id, day).get(service.id)
    if places is None:
        raise UnknownServiceError(service=service_id)
    if lane is None:
        kept = services.kept_for_bookings(tx, office_id, day, expected_after(now, office.policy.bookings))
        return _places("quota_today", places.quota, quota, places.taken, kept.get(service.id, 0))
    require.prefix(tx, service, lane)
    found = lane_days.every(tx, office_id, day).get((service.id, lane))
    present = found.quota if found else None
    return _places(f"quota_today.{lane}", present, quota, lane_days.taken(tx, day, service.id, lane), None)


def _places(name: str, present: int | None, wanted: int | None, taken: int, kept: int | None) -> SettingPreview:
    """Return the places of today as they are and as they would be; bookings keep places of services, not of lanes."""
    old, new = differences({name: present}, {name: wanted})
    effects = [Effect("places_taken", "", taken, taken)]
    if kept is not None:
        effects.append(Effect("places_kept", "", kept, kept))
    left = (None if quota is None else max(0, quota - taken - (kept or 0)) for quota in (present, wanted))
    effects.append(Effect("places_left", "", *left))
    return SettingPreview(old, new, effects=tuple(effects))
