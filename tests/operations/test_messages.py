"""Messages to the task force: written with their event, taken once, settled."""

from collections.abc import Callable
from typing import Any

import pytest

from queue_server.domain.message import PAUSES_SECONDS, MessageKind
from queue_server.domain.policy import DeskPolicy, OfficePolicy
from queue_server.operations import admin, cases, day, messages, security
from queue_server.operations.messages import LEASE, Errand, Figures
from queue_server.retention import forget_due
from queue_server.storage import purge
from tests.operations.telling import SECRET, due, rows, settle, states, take, view
from tests.support.office import UNSURE, Office
from tests.support.stores import dump


def test_a_held_visit_writes_a_message_for_each_target_that_is_told_of_it(
    house: Office, targets: tuple[int, int]
) -> None:
    house.ticket()
    assert rows(house) == []
    case_id = house.held()
    (message,) = rows(house)
    assert (message["target_id"], message["kind"], message["case_id"]) == (targets[0], "held", case_id)
    assert (message["state"], message["attempts"], message["at"]) == ("pending", 0, house.now())
    house.held(measurement=UNSURE)
    assert len(rows(house)) == 2


def test_a_message_that_is_taken_says_where_and_when_and_no_more(house: Office, targets: tuple[int, int]) -> None:
    house.held()
    held_at = house.now()
    errand = take(house, 1)
    assert errand == Errand(1, SECRET, MessageKind.HELD, held_at, "Kantor uji", "Asia/Jakarta", "kiosk", None)
    assert targets[0] == rows(house)[0]["target_id"]


def test_a_message_is_taken_once(house: Office, targets: tuple[int, int]) -> None:
    house.held()
    assert due(house) == [1]
    assert take(house, 1) is not None
    assert due(house) == []
    before = dump(house.store)
    assert take(house, 1) is None
    assert dump(house.store) == before


def test_what_was_taken_by_a_server_that_went_away_is_tried_again(house: Office, targets: tuple[int, int]) -> None:
    house.held()
    take(house, 1)
    house.clock.sleep(LEASE.total_seconds())
    assert due(house) == [1]
    assert take(house, 1) is not None
    assert [row["attempts"] for row in rows(house)] == [2]


def test_a_delivered_message_keeps_nothing_of_the_visit(house: Office, targets: tuple[int, int]) -> None:
    house.held()
    take(house, 1)
    assert settle(house, 1) == ["message.sent"]
    (message,) = rows(house)
    assert (message["state"], message["case_id"], message["device_id"]) == ("sent", None, None)
    assert (due(house), settle(house, 1)) == ([], [])
    assert [one.last is not None and one.last.state for one in view(house)] == ["sent", False]


def test_a_message_is_tried_again_with_growing_pauses_and_then_has_failed(
    house: Office, targets: tuple[int, int]
) -> None:
    house.held()
    for pause in PAUSES_SECONDS:
        assert take(house, 1) is not None
        assert settle(house, 1, "http_503") == []
        assert states(house) == [("pending", "http_503")]
        assert (rows(house)[0]["next_at"] - house.now()).total_seconds() == pause
        house.clock.sleep(pause)
    take(house, 1)
    assert settle(house, 1, "http_503") == ["message.failed"]
    assert states(house) == [("failed", "http_503")]
    assert [one.troubled for one in view(house)] == [True, False]


@pytest.mark.parametrize("decide", [security.clear, security.defer, security.leave])
def test_nobody_is_called_to_a_visitor_who_does_not_wait_any_more(
    house: Office, targets: tuple[int, int], decide: Callable[..., Any]
) -> None:
    case_id = house.held()
    house.do(decide, case_id, **house.by(house.guard))
    assert take(house, 1) is None
    assert states(house) == [("overtaken", "")]


def test_nobody_else_is_called_while_somebody_is_on_the_way(house: Office, targets: tuple[int, int]) -> None:
    case_id = house.held()
    house.do(cases.take, case_id, **house.by(house.guard))
    assert take(house, 1) is None
    assert states(house) == [("overtaken", "")]


def test_when_nobody_comes_the_targets_that_are_told_of_it_have_a_message(
    house: Office, targets: tuple[int, int]
) -> None:
    case_id = house.held()
    house.clock.sleep(120)
    assert house.do(cases.escalate_due, office_id=house.id, now=house.now()) == 1
    held, *escalated = rows(house)
    assert held["kind"] == "held"
    assert [(row["target_id"], row["kind"], row["case_id"]) for row in escalated] == [
        (target, "escalated", case_id) for target in targets
    ]
    house.do(cases.take, case_id, **house.by(house.guard))
    assert [take(house, row["id"]) for row in rows(house)] == [None, None, None]
    assert {state for state, _error in states(house)} == {"overtaken"}


def allow_figures(house: Office) -> None:
    policy = OfficePolicy(desk=DeskPolicy(figures_in_messages=True))
    changed: dict[str, Any] = {"name": "Kantor uji", "timezone": "Asia/Jakarta", "policy": policy}
    house.do(admin.save_office, **changed, **house.by(house.admin))


def figures(house: Office, message_id: int) -> Figures | None:
    errand = take(house, message_id)
    assert errand is not None
    return errand.figures


def test_a_figure_is_read_only_where_the_office_allows_it(house: Office, targets: tuple[int, int]) -> None:
    case_id = house.held()
    assert figures(house, 1) is None
    house.do(messages.give_back, 1, now=house.now())
    allow_figures(house)
    assert figures(house, 1) == Figures(38.25, 37.0)
    house.do(messages.give_back, 1, now=house.now())
    house.do(security.measure, case_id, 36.9, **house.by(house.guard))
    assert figures(house, 1) == Figures(36.9, 37.0)
    house.held(measurement=UNSURE)
    assert figures(house, 2) is None


def test_a_figure_that_was_forgotten_is_not_told(house: Office, targets: tuple[int, int]) -> None:
    allow_figures(house)
    case_id = house.held()
    house.store.write(purge.forget_values, case_id)
    assert figures(house, 1) is None


def test_yesterday_s_message_is_not_sent(house: Office, targets: tuple[int, int]) -> None:
    house.held()
    house.clock.sleep(86_400)
    house.do(day.ensure_day_open, office_id=house.id, now=house.now())
    assert take(house, 1) is None
    assert states(house) == [("overtaken", "")]


def test_an_old_message_has_failed(house: Office, targets: tuple[int, int]) -> None:
    house.held()
    house.clock.sleep(3600)
    seq = house.last_seq()
    assert take(house, 1) is None
    assert (states(house), house.names(seq)) == ([("failed", "too_old")], ["message.failed"])


def test_a_clock_that_was_set_back_does_not_keep_a_message_waiting(house: Office, targets: tuple[int, int]) -> None:
    house.held()
    house.clock.jump(-86_400)
    assert due(house) == [1]
    assert take(house, 1) is not None
    assert due(house) == []


def test_a_message_that_is_given_back_counts_as_not_tried(house: Office, targets: tuple[int, int]) -> None:
    house.held()
    take(house, 1)
    house.do(messages.give_back, 1, now=house.now())
    assert (due(house), rows(house)[0]["attempts"]) == ([1], 0)


def test_what_ended_is_forgotten_after_a_week(house: Office, targets: tuple[int, int]) -> None:
    house.held()
    take(house, 1)
    settle(house, 1)
    house.held()
    house.clock.sleep(7 * 86_400 - 10)
    assert house.do(messages.forget_old, office_id=house.id, now=house.now()) == 0
    house.clock.sleep(10)
    assert house.do(messages.forget_old, office_id=house.id, now=house.now()) == 1
    assert [row["id"] for row in rows(house)] == [2]


def test_forgetting_temperatures_leaves_messages_alone(house: Office, targets: tuple[int, int]) -> None:
    case_id = house.held()
    house.do(security.leave, case_id, **house.by(house.guard))
    house.clock.sleep(4000)
    assert house.do(forget_due, office_id=house.id, now=house.now()) == 1
    assert take(house, 1) is None
