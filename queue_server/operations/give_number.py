"""A number given by a member of staff, where there is no kiosk or it cannot: the same check-in, with another author."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from queue_server.domain.actor import Actor
from queue_server.domain.errors import InvalidValueError, NumbersBySecurityError
from queue_server.operations import require
from queue_server.operations.admission import ticket_info
from queue_server.operations.case_readings import HIGHEST_CELSIUS, LOWEST_CELSIUS
from queue_server.operations.check_in import Door, receive
from queue_server.operations.nonce import answer_writer_once
from queue_server.operations.offer import office_info
from queue_server.operations.views import Kiosk
from queue_server.protocol.messages import CheckInAnswer, CheckInRequest, ServiceInfo, TicketInfo
from queue_server.protocol.temperature import NOT_ASKED, Measurement
from queue_server.protocol.words import MeasurementStatus, Place, StaffRole
from queue_server.storage import offices, people, visits
from queue_server.storage.offices import Office
from queue_server.storage.statement import Transaction

MAY_MEASURE = frozenset({StaffRole.SECURITY.value, StaffRole.HEALTH.value})


def give_number(
    tx: Transaction,
    request: CheckInRequest,
    kiosk_id: int | None = None,
    *,
    office_id: int,
    actor: Actor,
    now: datetime,
) -> CheckInAnswer:
    """Check a visitor in for whom a member of staff fills the form in.

    Args:
        request: its measurement was made by hand; where nobody is measured it is left aside.
        kiosk_id: which kiosk prints; ``None`` for no paper.

    Returns:
        As `check_in`: the ticket, or ``held`` without one. The same nonce gives the same answer, for ever.

    Raises:
        NumbersBySecurityError: visitors are measured today, and this account may not see a temperature.
        InvalidValueError: the measurement is missing, or no thermometer for people shows it.
        UnknownKioskError: there is no such kiosk.
        AntreError: as `check_in` refuses.

    Records:
        As `check_in`, by this account.
    """
    office = offices.claim(tx, office_id)
    measured = _measured(tx, office, request, actor)
    kiosk = None if kiosk_id is None else require.kiosk(tx, office, kiosk_id)
    door = Door(actor, print_at=kiosk.id if kiosk else None)
    return answer_writer_once(
        tx,
        lambda: receive(tx, office, measured, door, now),
        CheckInAnswer,
        writer=actor,
        nonce=request.nonce,
        asked=("give_number", request.service_id, request.lane, request.booking_code, kiosk_id),
        now=now,
    )


def may_give(tx: Transaction, office: Office, actor: Actor) -> bool:
    """Tell whether an account may give numbers now: while visitors are measured only who may see a temperature."""
    if not office.policy.temperature.on(office.business_date).screening:
        return True
    account = people.account_by_id(tx, actor.id)
    return account is not None and not account.roles.isdisjoint(MAY_MEASURE)


def _measured(tx: Transaction, office: Office, request: CheckInRequest, actor: Actor) -> CheckInRequest:
    if not may_give(tx, office, actor):
        raise NumbersBySecurityError
    if not office.policy.temperature.on(office.business_date).screening:
        return msgspec.structs.replace(request, measurement=NOT_ASKED)
    celsius = request.measurement.celsius
    if celsius is None:
        raise InvalidValueError(field="celsius", problem="missing")
    if not LOWEST_CELSIUS <= celsius <= HIGHEST_CELSIUS:
        raise InvalidValueError(field="celsius", problem="not_a_body_temperature")
    by_hand = Measurement(status=MeasurementStatus.MEASURED, celsius=celsius)
    return msgspec.structs.replace(request, measurement=by_hand)


@dataclass(frozen=True, slots=True)
class GivingView:
    """What the form needs: the services by their place, the kiosks, and whether a measurement is asked for."""

    offered: tuple[tuple[Place, tuple[ServiceInfo, ...]], ...]
    kiosks: tuple[Kiosk, ...]
    open: bool
    screening: bool
    allowed: bool


def giving_view(tx: Transaction, *, office_id: int, actor: Actor, now: datetime) -> GivingView:
    """Return what is needed to give a number."""
    office = offices.get(tx, office_id)
    offered = tuple((place, office_info(tx, office_id=office_id, place=place, now=now).services) for place in Place)
    return GivingView(
        offered=offered,
        kiosks=tuple(Kiosk(one.id, one.name) for one in people.devices(tx, office_id) if require.prints(one)),
        open=office.business_date is not None,
        screening=office.policy.temperature.on(office.business_date).screening,
        allowed=may_give(tx, office, actor),
    )


def given_number(tx: Transaction, ticket_id: int, *, office_id: int) -> TicketInfo:
    """Return a number of today as it is shown to the visitor.

    Raises:
        UnknownTicketError: there is no such number today.
    """
    office = offices.get(tx, office_id)
    ticket = require.ticket(tx, office, ticket_id)
    visit = visits.get(tx, office_id, ticket.visit_id)
    service = require.service(tx, office, ticket.service_id)
    return ticket_info(tx, office, service, ticket, language=visit.language if visit else "id")
