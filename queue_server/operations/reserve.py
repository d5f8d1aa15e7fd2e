"""What a kiosk works with while the server is away: numbers that only it may give, and when its lanes take visitors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from queue_server.domain.hours import instant_of, open_spans
from queue_server.domain.numbering import next_block
from queue_server.operations import require
from queue_server.operations.late_decision import deciders
from queue_server.protocol.reserve import NumberBlock, OpenSpan, Reserve, ReservedLane, ReserveRequest
from queue_server.protocol.words import Lane, Place
from queue_server.storage import number_reserves, offices, people, services
from queue_server.storage.number_reserves import Block, Holder
from queue_server.storage.offices import Office
from queue_server.storage.services import Service, ServiceDay, ServiceLane
from queue_server.storage.statement import Transaction

LANES = (Lane.GENERAL, Lane.PRIORITY)
"""A booking cannot be looked up without the server: who has one is sent to the staff."""


def renew_reserve(tx: Transaction, request: ReserveRequest, *, office_id: int, device_id: int, place: Place) -> Reserve:
    """Fill a kiosk's reserve up where half of it or more is used, and return all of it.

    Asking twice gives the same: what an outbox holds is kept here, so that an answer that was lost loses no number.
    Numbers that are never given are missing in the day's series, and nothing else.

    Args:
        place: where the kiosk stands; it gets numbers of the services that visitors choose there.
    """
    office = offices.claim(tx, office_id)
    day = office.business_date
    if day is None:
        return Reserve(business_date=None)
    offered = {one.id: one for one in services.every(tx, office.id) if one.at_kiosk and one.place is place}
    lanes = [one for one in services.lanes(tx, office.id) if one.service_id in offered and one.lane in LANES]
    holder = Holder(office.id, day, device_id, request.store)
    for lane in lanes:
        _fill_up(tx, holder, lane.prefix, request.size)
    held = number_reserves.held(tx, holder)
    today = _Today(office, day, services.days(tx, office.id, day))
    kiosks = sum(require.prints(one) for one in people.devices(tx, office.id))
    return Reserve(
        business_date=day,
        lanes=tuple(today.lane(offered[lane.service_id], lane, held) for lane in lanes),
        kiosks=max(1, kiosks),
        deciders=deciders(tx, office.id),
    )


def _fill_up(tx: Transaction, holder: Holder, prefix: str, size: int) -> None:
    held = [block for block in number_reserves.held(tx, holder) if block.prefix == prefix]
    free = sum(block.last - block.first + 1 - block.used for block in held)
    if 2 * free > size:
        return
    found = next_block(number_reserves.last(tx, holder.office_id, holder.business_date, prefix), size - free)
    if found:
        number_reserves.add(tx, holder, Block(prefix, *found, used=0))


@dataclass(frozen=True, slots=True)
class _Today:
    office: Office
    day: date
    places: dict[int, ServiceDay]

    def lane(self, service: Service, lane: ServiceLane, held: Sequence[Block]) -> ReservedLane:
        blocks = (NumberBlock(first=one.first, last=one.last) for one in held if one.prefix == lane.prefix)
        return ReservedLane(
            service_id=service.id,
            lane=lane.lane,
            prefix=lane.prefix,
            blocks=tuple(blocks),
            spans=self._spans(service, lane),
        )

    def _spans(self, service: Service, lane: ServiceLane) -> tuple[OpenSpan, ...]:
        places = self.places.get(service.id)
        if not service.open or places is None or places.closed_reason is not None:
            return ()
        return tuple(
            OpenSpan(opens_at=self._instant(opens), closes_at=self._instant(closes))
            for opens, closes in open_spans(service.hours, lane.hours, self.day)
        )

    def _instant(self, clock: str) -> datetime:
        return instant_of(self.day, clock, self.office.timezone)
