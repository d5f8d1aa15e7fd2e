"""What the screening desk shows. Values are shown only to whoever asks to see them, and each look is kept."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from queue_server.domain.actor import Actor
from queue_server.domain.screening import Decision
from queue_server.operations import require
from queue_server.operations.case_booking import booking_of
from queue_server.operations.cases import who
from queue_server.operations.decided_case import DecidedCaseView
from queue_server.operations.security import held_visit
from queue_server.operations.views import CaseView, DeskView, Kiosk, LookView, ReadingView
from queue_server.storage import events, offices, people, screening, screening_counts, tickets
from queue_server.storage.offices import Office
from queue_server.storage.screening import Case
from queue_server.storage.screening_counts import CountRow
from queue_server.storage.statement import Transaction


def desk_view(tx: Transaction, *, office_id: int, now: datetime) -> DeskView:
    """Return the screening desk without any value: open cases, today's decisions, counts per hour."""
    return _desk(tx, offices.get(tx, office_id), now, values=False)


def look(tx: Transaction, *, office_id: int, actor: Actor, now: datetime) -> DeskView:
    """Return the screening desk with the values of the open cases, and keep who saw them.

    Each look at a value is kept once for each person; a page that draws itself again does not count anew.
    """
    view = _desk(tx, offices.claim(tx, office_id), now, values=True)
    for case in view.open_cases:
        if case.readings:
            screening.keep_look(tx, office_id, case.id, str(actor), len(case.readings), now)
    return view


def looks_today(tx: Transaction, *, office_id: int) -> tuple[LookView, ...]:
    """Return who looked at the values of which case today."""
    office = offices.get(tx, office_id)
    if office.business_date is None:
        return ()
    found = screening.looks(tx, office_id, office.business_date)
    return tuple(LookView(one.case_id, who(tx, one.actor), one.first_at, one.times) for one in found)


def counts(
    tx: Transaction, *, office_id: int, first: date, last: date
) -> tuple[Sequence[CountRow], Sequence[tuple[date, str, int]]]:
    """Return counts of results by hour and kiosk, and of decisions by day: no values, no visitors."""
    found = screening_counts.between(tx, office_id, first, last)
    return found, screening_counts.decisions_between(tx, office_id, first, last)


def _desk(tx: Transaction, office: Office, now: datetime, *, values: bool) -> DeskView:
    day, seq, undo_seconds = office.business_date, events.last_seq(tx, office.id), office.policy.desk.undo_seconds
    if day is None:
        return DeskView(None, (), (), (), (), undo_seconds, seq)
    opened = tuple(
        _case_view(tx, office, case, now, values=values) for case in screening.open_cases(tx, office.id, day)
    )
    decided = tuple(_decided_view(tx, office, case, now) for case in screening.decided_cases(tx, office.id, day))
    kiosks = tuple(Kiosk(one.id, one.name) for one in people.devices(tx, office.id) if require.prints(one))
    counted = tuple(screening_counts.counts(tx, office.id, day))
    return DeskView(day, opened, decided, counted, kiosks, undo_seconds, seq)


def _case_view(tx: Transaction, office: Office, case: Case, now: datetime, *, values: bool) -> CaseView:
    visit = held_visit(tx, office, case)
    policy = office.policy.temperature.on(case.business_date)
    service = require.service(tx, office, visit.service_id)
    waited = max(0.0, (now - case.opened_at).total_seconds())
    stored = screening.readings(tx, case.id)
    shown = [
        ReadingView(
            one.celsius, one.source, one.at, one.limit_celsius, one.ambient_celsius, one.samples, one.spread_celsius
        )
        for one in stored
    ]
    return CaseView(
        id=case.id,
        visit_id=visit.id,
        kind=case.kind,
        reason=case.reason,
        kiosk_id=case.device_id,
        kiosk_name=_kiosk_name(tx, office, case),
        service_names=service.names,
        measured=len(stored),
        measurements=policy.measurements,
        readings=tuple(shown) if values else (),
        limit_celsius=policy.limit_celsius(len(stored) + 1),
        opened_at=case.opened_at,
        waited_seconds=waited,
        rest_seconds_left=max(0.0, policy.rest_seconds - waited),
        taken_by=who(tx, case.taken_by) if case.taken_by else "",
        taken_by_actor=case.taken_by,
        escalates_in_seconds=max(0.0, office.policy.desk.escalate_seconds - waited),
        measure_asked=case.measure_asked_at is not None,
        returned_at=case.returned_at,
    )


def _decided_view(tx: Transaction, office: Office, case: Case, now: datetime) -> DecidedCaseView:
    if case.decision is None or case.decided_at is None:
        raise LookupError(f"case {case.id} is not decided")
    kept = case.visit_id is not None
    booking = booking_of(tx, office, case) if kept and case.decision is Decision.DEFERRED else None
    left = case.decided_at + timedelta(seconds=office.policy.desk.undo_seconds) - now
    return DecidedCaseView(
        id=case.id,
        decision=case.decision,
        decided_at=case.decided_at,
        decided_by=who(tx, case.decided_by),
        decided_by_actor=case.decided_by,
        kiosk_name=_kiosk_name(tx, office, case),
        ticket_number=_number(tx, office, case),
        slot_at=booking.slot_at if booking else None,
        moved=booking is not None and booking.business_date > case.business_date,
        undo_seconds_left=max(0.0, left.total_seconds()) if kept else 0.0,
        doubt=case.doubt or "",
        doubt_by=who(tx, case.doubt_by) if case.doubt_by else "",
        doubt_number=case.doubt_number,
    )


def _kiosk_name(tx: Transaction, office: Office, case: Case) -> str:
    kiosk = people.device_by_id(tx, office.id, case.device_id) if case.device_id else None
    return kiosk.name if kiosk else ""


def _number(tx: Transaction, office: Office, case: Case) -> str:
    if case.visit_id is None or case.decision is not Decision.CLEARED:
        return ""
    ticket = tickets.of_visit(tx, office.id, case.business_date, case.visit_id)
    return ticket.number if ticket else ""
