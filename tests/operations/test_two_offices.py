from collections.abc import Callable
from typing import Any

import pytest

from queue_server.domain.errors import (
    AntreError,
    InvalidValueError,
    NotSignedInError,
    UnknownBookingError,
    UnknownCaseError,
    UnknownCounterError,
    UnknownKioskError,
    UnknownServiceError,
    UnknownTicketError,
)
from queue_server.operations import accounts, admin, booking, calling, counter, devices, printing, security, serving
from queue_server.protocol.messages import Heartbeat
from queue_server.retention import forget_due
from queue_server.storage.store import Store
from tests.support.clock import FakeClock
from tests.support.office import Office, new_nonce, office
from tests.support.stores import dump_but_answers


@pytest.fixture
def offices_(store: Store, clock: FakeClock) -> tuple[Office, Office]:
    """Two offices in one database, both open."""
    mine, theirs = office(store, clock, code="sini"), office(store, clock, code="sana")
    mine.open()
    theirs.open()
    return mine, theirs


Attempt = tuple[type[AntreError], Callable[[], object]]


def attempts(mine: Office, theirs: Office) -> list[Attempt]:
    """Everything that names something by its id, with an id of the other office."""
    own, ticket, case = mine.ticket(), theirs.ticket(), theirs.held()
    theirs.book("SANA", theirs.now())
    guard, boss, at = mine.by(mine.guard), mine.by(mine.admin), mine.at()
    foreign = {**at, "counter_id": theirs.counters[0]}
    person: dict[str, Any] = {"display_name": "x", "roles": frozenset(), "active": False}
    here = {"office_id": mine.id}
    beat = Heartbeat()
    return [
        (UnknownServiceError, lambda: mine.check_in(service_id=theirs.passport)),
        (UnknownBookingError, lambda: mine.check_in(booking_code="SANA")),
        (UnknownBookingError, lambda: mine.store.read(booking.find_booking, "SANA", now=mine.now(), **here)),
        (UnknownServiceError, lambda: mine.book("SINI", mine.now(), service_id=theirs.passport)),
        (
            UnknownTicketError,
            lambda: mine.store.read(printing.ticket_to_print, ticket.id, device_id=mine.kiosk, **here),
        ),
        (UnknownTicketError, lambda: mine.do(printing.print_copy, ticket.id, nonce=new_nonce(), **guard)),
        (UnknownKioskError, lambda: mine.do(printing.print_copy, own.id, theirs.kiosk, nonce=new_nonce(), **guard)),
        (UnknownCounterError, lambda: mine.do(counter.open_counter, **foreign)),
        (UnknownCounterError, lambda: mine.do(calling.call_next, **foreign)),
        (UnknownTicketError, lambda: mine.do(calling.call_ticket, ticket.id, **at)),
        (UnknownTicketError, lambda: mine.do(serving.cancel, ticket.id, **at)),
        (UnknownTicketError, lambda: mine.do(serving.reinstate, ticket.id, **at)),
        (UnknownCaseError, lambda: mine.do(security.clear, case, **guard)),
        (UnknownCaseError, lambda: mine.do(security.defer, case, **guard)),
        (UnknownCaseError, lambda: mine.do(security.measure, case, 36.5, **guard)),
        (UnknownServiceError, lambda: mine.do(admin.set_quota_today, theirs.passport, 1, "x", **boss)),
        (UnknownCounterError, lambda: mine.save_counter("9", theirs.counters[0], service_ids=())),
        (UnknownServiceError, lambda: mine.save_counter("9", service_ids=(theirs.passport,))),
        (InvalidValueError, lambda: mine.do(devices.revoke_device, theirs.kiosk, **boss)),
        (
            NotSignedInError,
            lambda: mine.do(devices.record_heartbeat, theirs.kiosk, beat, now=mine.now(), **here),
        ),
        (InvalidValueError, lambda: mine.do(accounts.save_account, theirs.admin.id, **person, **boss)),
        (InvalidValueError, lambda: mine.do(accounts.set_password, theirs.admin.id, "x", **boss)),
    ]


def test_nothing_of_another_office_can_be_touched(offices_: tuple[Office, Office]) -> None:
    mine, theirs = offices_
    for error, attempt in attempts(mine, theirs):
        before = dump_but_answers(mine.store)
        with pytest.raises(error):
            attempt()
        assert dump_but_answers(mine.store) == before


def test_each_office_counts_and_hears_for_itself(offices_: tuple[Office, Office]) -> None:
    mine, theirs = offices_
    seq = theirs.last_seq()
    assert (mine.ticket().number, mine.ticket().number) == ("A-001", "A-002")
    assert theirs.names(seq) == []
    assert theirs.ticket().number == "A-001"


def test_each_office_forgets_its_own_temperatures(offices_: tuple[Office, Office]) -> None:
    mine, theirs = offices_
    theirs.do(security.clear, theirs.held(), **theirs.by(theirs.guard))
    mine.clock.sleep(4000)
    assert mine.do(forget_due, office_id=mine.id, now=mine.now()) == 0
    assert theirs.do(forget_due, office_id=theirs.id, now=theirs.now()) == 1
