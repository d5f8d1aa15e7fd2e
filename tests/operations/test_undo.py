"""The last action at a counter can be taken back for a minute, with the former times."""

from collections.abc import Callable
from typing import Any

import pytest

from queue_server.domain.errors import NothingToUndoError, UndoOvertakenError, UndoTooLateError
from queue_server.operations import calling, day, printing, serving
from queue_server.operations.undo import undo
from queue_server.protocol.messages import PrintReport
from queue_server.protocol.words import PrintOutcome
from tests.support.office import Office, new_nonce
from tests.support.stores import Rows, dump

Act = Callable[[Office, int], Any]


def tickets(house: Office) -> Rows:
    return dump(house.store)["ticket"]


def serve(house: Office, _: int) -> None:
    house.serve()


# What was done before, and the action that is taken back.
ACTIONS: dict[str, tuple[list[Act], Act]] = {
    "next": ([], lambda house, _: house.call_next()),
    "next after a visitor": ([serve], lambda house, _: house.call_next()),
    "next after a call": ([lambda house, _: house.call_next()], lambda house, _: house.call_next()),
    "call by number": ([], lambda house, ticket: house.do(calling.call_ticket, ticket, **house.at())),
    "start": ([lambda house, _: house.call_next()], lambda house, _: house.do(serving.start, **house.at())),
    "complete": ([serve], lambda house, _: house.do(serving.complete, "other", **house.at())),
    "no-show": ([lambda house, _: house.call_next()], lambda house, _: house.do(serving.no_show, **house.at())),
    "park": ([serve], lambda house, _: house.do(serving.park, **house.at())),
    "resume": (
        [serve, lambda house, _: house.do(serving.park, **house.at())],
        lambda house, ticket: house.do(calling.resume, ticket, **house.at()),
    ),
    "transfer": ([serve], lambda house, _: house.do(serving.transfer, house.collection, **house.at())),
    "another service": ([serve], lambda house, _: house.do(serving.add_service, house.collection, **house.at())),
    "next stage": (
        [serve, lambda house, _: house.do(serving.add_service, house.collection, **house.at())],
        lambda house, _: house.do(serving.next_stage, **house.at()),
    ),
    "reinstate": (
        [lambda house, _: house.call_next(), lambda house, _: house.do(serving.no_show, **house.at())],
        lambda house, ticket: house.do(serving.reinstate, ticket, **house.at()),
    ),
    "cancel": ([], lambda house, ticket: house.do(serving.cancel, ticket, **house.at())),
}


@pytest.mark.parametrize("name", ACTIONS)
def test_every_action_is_taken_back_with_its_times(house: Office, name: str) -> None:
    steps, action = ACTIONS[name]
    first = house.ticket()
    house.ticket()
    for step in steps:
        step(house, first.id)
    before = tickets(house)
    action(house, first.id)
    assert tickets(house) != before
    seq = house.last_seq()
    house.do(undo, **house.at())
    assert tickets(house) == before
    assert set(house.names(seq)) == {"ticket.undone"}


def test_what_was_taken_back_stays_in_the_record(house: Office) -> None:
    house.ticket()
    house.call_next()
    house.do(undo, **house.at())
    assert house.names()[-2:] == ["ticket.called", "ticket.undone"]
    undone = house.events()[-1].ticket()
    assert (undone.state, undone.came_from, undone.number) == ("waiting", "called", "A-001")


def test_there_is_one_step_back(house: Office) -> None:
    house.ticket()
    house.serve()
    house.do(undo, **house.at())
    before = dump(house.store)
    with pytest.raises(NothingToUndoError):
        house.do(undo, **house.at())
    assert dump(house.store) == before


def test_after_a_minute_it_is_too_late(house: Office) -> None:
    house.ticket()
    house.call_next()
    house.clock.sleep(60)
    before = dump(house.store)
    with pytest.raises(UndoTooLateError) as refused:
        house.do(undo, **house.at())
    assert refused.value.details == {"seconds": 60}
    assert dump(house.store) == before


def test_what_another_counter_has_gone_on_with_stays(house: Office) -> None:
    house.ticket()
    house.serve(0)
    house.do(serving.transfer, house.collection, **house.at(0))
    house.call_next(1)
    before = dump(house.store)
    with pytest.raises(UndoOvertakenError) as refused:
        house.do(undo, **house.at(0))
    assert refused.value.details == {"number": "A-001"}
    assert dump(house.store) == before


def test_a_print_report_in_between_is_kept(house: Office) -> None:
    ticket = house.ticket()
    house.call_next()
    report = PrintReport(nonce=new_nonce(), outcome=PrintOutcome.PRINTED)
    house.do(printing.report_print, ticket.id, report, office_id=house.id, device_id=house.kiosk, now=house.now())
    house.do(undo, **house.at())
    row = tickets(house)[0]
    assert (row["state"], row["print_state"]) == ("waiting", "printed")


def test_nothing_of_yesterday_is_taken_back(house: Office) -> None:
    house.ticket()
    house.call_next()
    house.do(day.close_day, **house.by(house.admin))
    house.do(day.open_day, **house.by(house.admin))
    house.open_counters()
    with pytest.raises((NothingToUndoError, UndoOvertakenError)):
        house.do(undo, **house.at())
