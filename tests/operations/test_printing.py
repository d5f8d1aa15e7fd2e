"""Tickets whose paper is uncertain: who is told, and the copy."""

from typing import Any

import pytest

from queue_server.domain.errors import (
    IllegalActionError,
    NonceReusedError,
    PrintElsewhereError,
    UnknownKioskError,
    UnknownTicketError,
)
from queue_server.domain.printing import PrintState, after_report
from queue_server.operations import day, devices, printing, serving
from queue_server.operations.views import Unprinted
from queue_server.protocol.messages import PrintReport
from queue_server.protocol.words import DeviceRole, PrintOutcome, ServiceOutcome
from queue_server.storage import events
from queue_server.storage.events import StoredEvent
from tests.support.office import Office, new_nonce
from tests.support.stores import dump

PRINTED, UNCERTAIN, FAILED = PrintOutcome.PRINTED, PrintOutcome.UNCERTAIN, PrintOutcome.FAILED


def report(
    house: Office, ticket_id: int, outcome: PrintOutcome, *, copy: bool = False, device_id: int | None = None
) -> None:
    told = PrintReport(nonce=new_nonce(), outcome=outcome, copy=copy)
    where = {"office_id": house.id, "device_id": device_id or house.kiosk}
    house.do(printing.report_print, ticket_id, told, **where, now=house.now())


def listed(house: Office) -> list[Unprinted]:
    return list(house.store.read(printing.unprinted_view, office_id=house.id).tickets)


def ask(house: Office, ticket_id: int, kiosk_id: int | None = None, nonce: str = "", **more: Any) -> list[StoredEvent]:
    """Ask for a copy, and return the events that came of it."""
    seq = house.last_seq()
    who = house.by(house.officers[0]) | more
    house.do(printing.print_copy, ticket_id, kiosk_id, nonce=nonce or new_nonce(), **who)
    return list(house.store.read(events.events_after, house.id, seq, 9))


@pytest.mark.parametrize(
    ("state", "outcome", "asked", "after"),
    [
        (PrintState.UNREPORTED, PRINTED, False, PrintState.PRINTED),
        (PrintState.UNREPORTED, UNCERTAIN, False, PrintState.UNCERTAIN),
        (PrintState.UNREPORTED, FAILED, False, PrintState.FAILED),
        (PrintState.UNCERTAIN, PRINTED, False, PrintState.PRINTED),
        (PrintState.UNCERTAIN, FAILED, False, PrintState.FAILED),
        (PrintState.PRINTED, UNCERTAIN, False, PrintState.PRINTED),
        (PrintState.PRINTED, FAILED, True, PrintState.PRINTED),
        (PrintState.COPY_ASKED, UNCERTAIN, False, PrintState.COPY_ASKED),
        (PrintState.COPY_ASKED, FAILED, True, PrintState.FAILED),
        (PrintState.COPY_ASKED, UNCERTAIN, True, PrintState.UNCERTAIN),
        (PrintState.COPY_ASKED, PRINTED, True, PrintState.PRINTED),
        (PrintState.COPY_ASKED, PRINTED, False, PrintState.PRINTED),
    ],
)
def test_what_a_report_makes_of_what_was_known(
    state: PrintState, outcome: PrintOutcome, asked: bool, after: PrintState
) -> None:
    assert after_report(state, outcome, asked=asked) is after


def test_an_uncertain_ticket_is_listed_until_its_copy_is_confirmed(house: Office) -> None:
    good, bad = house.ticket(), house.ticket()
    report(house, good.id, PRINTED)
    report(house, bad.id, UNCERTAIN)
    told_at = house.now()
    (row,) = listed(house)
    assert (row.number, row.print_state, row.kiosk_name, row.at) == (bad.number, "uncertain", "kiosk", told_at)
    (asked,) = ask(house, bad.id)
    assert asked.event.name == "ticket.copy_asked"
    assert asked.target_device_id == asked.event.ticket().print_at == house.kiosk
    assert asked.event.ticket().number == bad.number
    assert [(one.print_state, one.at) for one in listed(house)] == [("copy_asked", house.now())]
    report(house, bad.id, PRINTED, copy=True)
    assert listed(house) == []


def test_a_ticket_that_never_came_out_is_listed_too_and_the_oldest_stands_first(house: Office) -> None:
    tickets = [house.ticket() for _ in range(3)]
    for ticket, outcome in zip(tickets, (FAILED, UNCERTAIN, PRINTED), strict=True):
        report(house, ticket.id, outcome)
    assert [(row.number, row.print_state) for row in listed(house)] == [
        (tickets[0].number, "failed"),
        (tickets[1].number, "uncertain"),
    ]


def test_whose_visit_is_over_needs_no_paper(house: Office) -> None:
    ticket = house.ticket()
    report(house, ticket.id, UNCERTAIN)
    house.serve()
    assert len(listed(house)) == 1
    house.do(serving.complete, ServiceOutcome.DONE, **house.at())
    assert listed(house) == []
    with pytest.raises(IllegalActionError) as over:
        ask(house, ticket.id)
    assert over.value.details == {"state": "completed", "action": "print_copy"}


def test_a_copy_is_asked_for_once_per_request(house: Office) -> None:
    ticket, nonce = house.ticket(), new_nonce()
    report(house, ticket.id, UNCERTAIN)
    other = house.add_device("another kiosk", DeviceRole.KIOSK)
    assert len(ask(house, ticket.id, nonce=nonce)) == 1
    before = dump(house.store)
    assert ask(house, ticket.id, nonce=nonce) == []
    with pytest.raises(NonceReusedError):
        ask(house, ticket.id, other, nonce=nonce)
    assert dump(house.store) == before
    assert len(ask(house, ticket.id)) == 1


def test_a_copy_at_another_kiosk_calls_the_first_one_off(house: Office) -> None:
    ticket, other = house.ticket(), house.add_device("another kiosk", DeviceRole.KIOSK)
    report(house, ticket.id, UNCERTAIN)
    here = {"office_id": house.id}
    ask(house, ticket.id)
    assert house.store.read(printing.ticket_to_print, ticket.id, device_id=house.kiosk, **here) is not None
    (asked,) = ask(house, ticket.id, other)
    assert asked.target_device_id == other
    assert house.store.read(printing.ticket_to_print, ticket.id, device_id=other, **here).number == ticket.number
    with pytest.raises(PrintElsewhereError) as elsewhere:
        house.store.read(printing.ticket_to_print, ticket.id, device_id=house.kiosk, **here)
    assert elsewhere.value.details == {"number": ticket.number}
    report(house, ticket.id, UNCERTAIN, copy=True)  # the first kiosk's own try, told late
    assert [(row.print_state, row.kiosk_name) for row in listed(house)] == [("copy_asked", "another kiosk")]
    report(house, ticket.id, PRINTED, copy=True, device_id=other)
    assert listed(house) == []


def test_a_copy_needs_a_kiosk_that_there_is(house: Office) -> None:
    ticket = house.ticket()
    revoked = house.add_device("old kiosk", DeviceRole.KIOSK)
    house.do(devices.revoke_device, revoked, **house.by(house.admin))
    before = dump(house.store)
    for kiosk_id in (4711, house.program, revoked):
        with pytest.raises(UnknownKioskError):
            ask(house, ticket.id, kiosk_id)
    with pytest.raises(UnknownTicketError):
        ask(house, 4711)
    assert dump(house.store) == before
    kiosks = house.store.read(printing.unprinted_view, office_id=house.id).kiosks
    assert [kiosk.name for kiosk in kiosks] == ["kiosk"]


def test_a_copy_for_who_did_not_come_and_for_nobody_after_the_day(house: Office) -> None:
    ticket = house.ticket()
    house.call_next()
    house.do(serving.no_show, **house.at())
    assert len(ask(house, ticket.id)) == 1
    house.do(day.close_day, **house.by(house.admin))
    assert listed(house) == []
