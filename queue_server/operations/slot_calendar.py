"""What visitors can book by themselves: offices, services, days, slots."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from queue_server.domain.booking import BookingState, expected_after
from queue_server.domain.closures import reason_closed
from queue_server.domain.errors import SelfBookingOffError, SlotNotOfferedError, UnknownServiceError
from queue_server.domain.policy import SelfBookingPolicy
from queue_server.domain.setting import ServiceSettings
from queue_server.domain.slots import DayFacts, Slot, SlotDay, bookable, last_day, slot_day
from queue_server.operations.service_settings import settings_of
from queue_server.protocol.words import Lane
from queue_server.storage import closures, lane_days, offices, self_bookings, services, setting_changes
from queue_server.storage.offices import Office
from queue_server.storage.self_bookings import Held
from queue_server.storage.services import Service
from queue_server.storage.statement import Transaction


@dataclass(frozen=True, slots=True)
class BookingOffice:
    """An office whose visitors book by themselves."""

    id: int
    code: str
    name: str
    timezone: str
    policy: SelfBookingPolicy


@dataclass(frozen=True, slots=True)
class BookableService:
    """A service that visitors can book."""

    id: int
    code: str
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class ServicePreview:
    """The slots of a service on one day, for the admin; ``bookable`` is false where visitors cannot book it at all."""

    names: dict[str, str]
    bookable: bool
    day: SlotDay


def booking_offices(tx: Transaction) -> tuple[BookingOffice, ...]:
    """Return the offices whose visitors book by themselves.

    Raises:
        SelfBookingOffError: there is none.
    """
    found = tuple(
        BookingOffice(one.id, one.code, one.name, one.timezone, one.policy.self_booking)
        for one in offices.every(tx)
        if one.policy.self_booking.switched_on
    )
    if not found:
        raise SelfBookingOffError
    return found


def bookable_services(tx: Transaction, *, office_id: int, now: datetime) -> tuple[BookableService, ...]:
    """Return the services that visitors can book now or within the days ahead.

    Raises:
        SelfBookingOffError: visitors of this office do not book by themselves.
    """
    calendar = Calendar(tx, switched_on(offices.get(tx, office_id)), now)
    offered = (one for one in calendar.services if calendar.ever_bookable(one))
    return tuple(BookableService(one.id, one.code, one.names) for one in offered)


def free_days(tx: Transaction, *, office_id: int, now: datetime) -> dict[int, date]:
    """Return by service id the first day with a place; a service without one is left out.

    Raises:
        SelfBookingOffError: visitors of this office do not book by themselves.
    """
    calendar = Calendar(tx, switched_on(offices.get(tx, office_id)), now)
    found = {one.id: first_free(calendar.days(one)) for one in calendar.services if calendar.ever_bookable(one)}
    return {service_id: day for service_id, day in found.items() if day}


def first_free(days: Iterable[SlotDay], party_size: int = 1) -> date | None:
    """Return the first day on which a party finds room."""
    return next((one.day for one in days if one.left >= party_size), None)


def next_free(days: Sequence[SlotDay], party_size: int, after: date | None) -> date | None:
    """Return the first day after a date on which a party finds room; where there is none, the first before it."""
    later = (one for one in days if after is None or one.day > after)
    return first_free(later, party_size) or first_free(days, party_size)


def offered_days(
    tx: Transaction, service_id: int, *, office_id: int, now: datetime, but_id: int = 0
) -> tuple[SlotDay, ...]:
    """Return every day of a service that can be booked, from today on.

    Args:
        but_id: a booking that is about to be moved; its places count as free.

    Raises:
        SelfBookingOffError, UnknownServiceError: there is nothing to book.
    """
    calendar = Calendar(tx, switched_on(offices.get(tx, office_id)), now)
    return tuple(calendar.days(calendar.service(service_id), but_id=but_id))


def preview_day(
    tx: Transaction, day: date, policy: SelfBookingPolicy, *, office_id: int, now: datetime
) -> tuple[ServicePreview, ...]:
    """Return what visitors would find on a day under a policy that need not be saved yet."""
    calendar = Calendar(tx, offices.get(tx, office_id), now, policy)
    return tuple(
        ServicePreview(one.names, bookable(calendar.on(one, day)), calendar.day(one, day)) for one in calendar.services
    )


def switched_on(office: Office) -> Office:
    """Return an office whose visitors book by themselves, or raise `SelfBookingOffError`."""
    if not office.policy.self_booking.switched_on:
        raise SelfBookingOffError
    return office


class Calendar:
    """The slots of an office at one moment, under its settings and those that are planned for later days."""

    def __init__(self, tx: Transaction, office: Office, now: datetime, policy: SelfBookingPolicy | None = None) -> None:
        """Look up what holds for all services."""
        self._tx = tx
        self.office = office
        self._now = now
        self.policy = policy or office.policy.self_booking
        self.zone = ZoneInfo(office.timezone)
        self.today = now.astimezone(self.zone).date()
        self.services = services.every(tx, office.id)
        self._ended = office.business_date != self.today and offices.day_known(tx, office.id, self.today)
        self._lanes = services.lanes(tx, office.id)
        self._codes = {one.id: one.code for one in self.services}
        self._closures = closures.every(tx, office.id)
        self._planned = [one for one in setting_changes.planned(tx, office.id) if one.subject == "service"]

    def service(self, service_id: int) -> Service:
        """Return a service, or raise `UnknownServiceError`."""
        for one in self.services:
            if one.id == service_id:
                return one
        raise UnknownServiceError(service=service_id)

    def on(self, service: Service, day: date) -> ServiceSettings:
        """Return the settings that a service will have on a day, as far as is known today."""
        wanted = settings_of(service, self._lanes, self._codes)
        for change in self._planned:
            if change.subject_id == service.id and change.effective_on is not None and change.effective_on <= day:
                wanted = msgspec.convert(change.payload, ServiceSettings)
        return wanted

    def ever_bookable(self, service: Service) -> bool:
        """Tell whether a service can be booked on one of the days ahead."""
        return any(bookable(self.on(service, day)) for day in self._dates())

    def days(self, service: Service, *, but_id: int = 0) -> Iterator[SlotDay]:
        """Yield every day that can be booked, from today on; days without hours are among them."""
        dates = self._dates()
        held = self._held(service, dates[0], dates[-1], but_id)
        return (self._day(service, day, held.get(day, ())) for day in dates)

    def day(self, service: Service, day: date, *, but_id: int = 0) -> SlotDay:
        """Return a day; one that cannot be booked has no slots."""
        if not self.today <= day <= last_day(self.today, self.policy):
            return SlotDay(day, ())
        return self._day(service, day, self._held(service, day, day, but_id).get(day, ()))

    def slot(self, service: Service, slot_at: datetime, *, but_id: int = 0) -> Slot:
        """Return a slot by its time.

        Raises:
            SlotNotOfferedError: nothing can be booked at this time.
        """
        for one in self.day(service, slot_at.astimezone(self.zone).date(), but_id=but_id).slots:
            if one.at == slot_at:
                return one
        raise SlotNotOfferedError

    def _dates(self) -> list[date]:
        days = (last_day(self.today, self.policy) - self.today).days
        return [self.today + timedelta(days=nth) for nth in range(days + 1)]

    def _held(self, service: Service, first: date, last: date, but_id: int) -> Mapping[date, Sequence[Held]]:
        found: dict[date, list[Held]] = {}
        for one in self_bookings.held(self._tx, self.office.id, service.id, first, last, but_id=but_id):
            found.setdefault(one.day, []).append(one)
        return found

    def _day(self, service: Service, day: date, held: Sequence[Held]) -> SlotDay:
        if self._ended and day == self.today:
            return SlotDay(day, ())
        settings = self.on(service, day)
        booked: dict[datetime, int] = {}
        for one in held:
            booked[one.slot_at] = booked.get(one.slot_at, 0) + one.places
        facts = DayFacts(
            day=day,
            hours=settings.hours if bookable(settings) else {},
            booked=booked,
            limits=self._limits(service, settings, day, held),
            closed_reason=reason_closed(self._closures, service.id, day),
        )
        return slot_day(facts, self.policy, self.zone, self._now)

    def _limits(
        self, service: Service, settings: ServiceSettings, day: date, held: Sequence[Held]
    ) -> tuple[int | None, ...]:
        """Return what the quotas of the day leave: of the open day as it stands, of a later one as it is booked."""
        lane = settings.lanes.get(Lane.BOOKING)
        if day != self.office.business_date:
            total = sum(one.places for one in held)
            return _left(settings.quota_per_day, total), _left(lane.quota if lane else None, total)
        kept_after = expected_after(self._now, self.office.policy.bookings)
        kept = sum(one.places for one in held if one.state == BookingState.BOOKED and one.slot_at > kept_after)
        places = services.days(self._tx, self.office.id, day).get(service.id)
        lane_places = lane_days.every(self._tx, self.office.id, day).get((service.id, Lane.BOOKING))
        return (
            _left(places.quota, places.taken + kept) if places else None,
            _left(lane_places.quota, lane_places.taken + kept) if lane_places else None,
        )


def _left(quota: int | None, taken: int) -> int | None:
    return None if quota is None else quota - taken
