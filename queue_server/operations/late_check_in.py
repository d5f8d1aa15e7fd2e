"""Visitors whom a kiosk received while the server was away: heard of later, and in line by when they came."""

from datetime import datetime, timedelta

from queue_server.domain.actor import Actor
from queue_server.domain.errors import MalformedError
from queue_server.domain.hours import WHOLE_DAY, instant_of
from queue_server.operations import require, reserved_numbers
from queue_server.operations.check_in import Arrival, Door, enter
from queue_server.operations.late_decision import decide_late
from queue_server.operations.nonce import answer_once
from queue_server.protocol.messages import CheckInAnswer
from queue_server.protocol.reserve import LateCheckIn, LateCheckInAnswer
from queue_server.protocol.temperature import judge
from queue_server.protocol.words import Verdict
from queue_server.storage import number_reserves, offices
from queue_server.storage.offices import Office
from queue_server.storage.statement import Transaction


def check_in_late(
    tx: Transaction, late: LateCheckIn, *, office_id: int, device_id: int, now: datetime
) -> LateCheckInAnswer:
    """Record a visitor of a time without the server; places are taken whatever is left, for the visitor is there.

    The nonce is the one that the check-in would have had, or had: where the server had carried it out and only its
    answer was lost, the visitor has one ticket, and it gets the number on the paper.

    Returns:
        What became of the visitor. The same nonce gives the same answer, for ever.

    Raises:
        InvalidValueError: the number is not in this kiosk's reserve, or another visitor has it.
        UnknownServiceError, LaneNotOfferedError: there is no such service or lane.
        MalformedError: it is about a booking.

    Records:
        As `check_in`, and as `decide_late`; ``ticket.renumbered`` where the ticket had another number.
    """
    office, asked = offices.claim(tx, office_id), late.check_in
    if asked.service_id is None or asked.booking_code is not None:
        raise MalformedError(problem="missing_field", field="service_id")
    if office.business_date != late.business_date:
        return LateCheckInAnswer(outcome="day_over")
    answer = answer_once(
        tx,
        lambda: _receive(tx, _arrival(tx, office, late, device_id, now), late),
        CheckInAnswer,
        device_id=device_id,
        nonce=asked.nonce,
        # as the check-in itself is known by: it may come after all, held up in the network
        asked=(asked.service_id, asked.lane, asked.booking_code),
        now=now,
        although_refused=True,  # the kiosk never heard that, and the visitor has a number
    )
    if late.decision is not None:
        return decide_late(tx, office, answer.visit_id, late.decision, device_id=device_id, now=now)
    ticket_id = answer.ticket.id if answer.ticket else None
    if ticket_id is not None and late.number is not None:
        known = require.ticket(tx, office, ticket_id)
        reserved_numbers.give(tx, office, known, late.number, device_id=device_id, now=now)
    return LateCheckInAnswer(outcome=answer.outcome, visit_id=answer.visit_id, ticket_id=ticket_id)


def _arrival(tx: Transaction, office: Office, late: LateCheckIn, device_id: int, now: datetime) -> Arrival:
    lane, service = late.check_in.lane, require.service(tx, office, late.check_in.service_id or 0)
    opened = instant_of(late.business_date, WHOLE_DAY[0], office.timezone)
    return Arrival(
        office=office,
        business_date=late.business_date,
        service=service,
        lane=lane,
        prefix=require.prefix(tx, service, lane),
        lane_quota=None,
        booking=None,
        times=None,
        door=Door(Actor.device(device_id), device_id),
        request=late.check_in,
        now=now,
        came_at=max(opened, now - timedelta(seconds=late.waited_seconds)),
    )


def _receive(tx: Transaction, arrival: Arrival, late: LateCheckIn) -> CheckInAnswer:
    number_reserves.take_place(tx, late.business_date, arrival.service.id, arrival.lane)
    if late.number is None:
        verdict = judge(arrival.temperature, late.check_in.measurement)
        # the kiosk asked this visitor to wait for a person, and only a person ends that
        return enter(tx, arrival, Verdict.UNMEASURED if verdict is Verdict.PASS else verdict)
    reserved_numbers.use(tx, arrival.office, late.number, arrival.door.device_id or 0)
    return enter(tx, arrival, Verdict.PASS, late.number)
