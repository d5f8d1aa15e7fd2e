"""Bookings that a head of office may want all the same: on a closed day, outside the hours, beyond the quota."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from queue_server.domain.booking_doubts import Bookable, DoubtfulDay, Slot, doubts
from queue_server.protocol.words import Lane
from queue_server.storage import affected, closures, imports, lane_days, offices, services, visits
from queue_server.storage.offices import Office
from queue_server.storage.statement import Transaction


def doubts_of_one(
    tx: Transaction, service_id: int, slot_at: datetime, party_size: int, *, office_id: int, moved: str = ""
) -> list[DoubtfulDay]:
    """Return what speaks against one booking.

    Args:
        slot_at: aware.
        moved: code of the booking that is moved there; it does not count twice.
    """
    office = offices.get(tx, office_id)
    local = slot_at.astimezone(ZoneInfo(office.timezone))
    own = visits.booking_by_code(tx, office_id, moved) if moved else None
    people = party_size if own is None or own.business_date != local.date() else 0
    return _doubts(tx, office, [Slot(service_id, local, 1, people)])


def doubts_of_file(tx: Transaction, import_id: int, *, office_id: int) -> list[DoubtfulDay]:
    """Return what speaks against the new bookings of a file."""
    office = offices.get(tx, office_id)
    zone = ZoneInfo(office.timezone)
    found = imports.fresh_slots(tx, import_id)
    return _doubts(
        tx, office, [Slot(service_id, at.astimezone(zone), count, people) for service_id, at, count, people in found]
    )


def _doubts(tx: Transaction, office: Office, slots: list[Slot]) -> list[DoubtfulDay]:
    known = _bookable(tx, office)
    slots = [slot for slot in slots if slot.service_id in known]
    if not slots:
        return []
    booked = affected.people_booked(tx, office.id, min(slot.local.date() for slot in slots))
    return doubts(slots, known, closures.every(tx, office.id), booked)


def _bookable(tx: Transaction, office: Office) -> dict[int, Bookable]:
    lanes = {one.service_id: one for one in services.lanes(tx, office.id) if one.lane is Lane.BOOKING}
    today = office.business_date
    places = services.days(tx, office.id, today) if today else {}
    lane_places = lane_days.every(tx, office.id, today) if today else {}
    found = {}
    for one in services.every(tx, office.id):
        if one.id in lanes:
            quotas = (one.quota_per_day, lanes[one.id].quota)
            now = [day.quota for day in (places.get(one.id), lane_places.get((one.id, Lane.BOOKING))) if day]
            on = {today: _fewest(now)} if today and now else {}
            found[one.id] = Bookable(one.hours, lanes[one.id].hours, _fewest(quotas), on)
    return found


def _fewest(quotas: Iterable[int | None]) -> int | None:
    return min((quota for quota in quotas if quota is not None), default=None)
