"""Where messages go: added, switched, tested, removed; the address stays where it is."""

from collections.abc import Callable
from typing import Any

import pytest

from queue_server.domain.errors import DuplicateNameError, InvalidValueError, UnknownTargetError
from queue_server.domain.message import MessageKind
from queue_server.operations import message_targets, messages
from tests.operations.telling import SECRET, add, rows, settle, states, take, view
from tests.support.office import Office
from tests.support.office import office as another_office
from tests.support.stores import dump


def test_a_target_that_is_off_is_told_nothing(house: Office, targets: tuple[int, int]) -> None:
    house.held()
    house.do(message_targets.switch_target, targets[0], active=False, **house.by(house.admin))
    assert take(house, 1) is None
    assert states(house) == [("overtaken", "")]
    house.held()
    assert len(rows(house)) == 1
    before = dump(house.store)
    house.do(message_targets.switch_target, targets[0], active=False, **house.by(house.admin))
    assert dump(house.store) == before
    house.do(message_targets.switch_target, targets[0], active=True, **house.by(house.admin))
    house.held()
    assert len(rows(house)) == 2


def test_a_target_is_removed_with_all_that_belongs_to_it(house: Office, targets: tuple[int, int]) -> None:
    house.held()
    assert take(house, 1) is not None
    house.do(message_targets.remove_target, targets[0], **house.by(house.admin))
    assert (settle(house, 1), take(house, 1)) == ([], None)
    house.do(messages.give_back, 1, now=house.now())
    assert [one.name for one in view(house)] == ["Satgas"]
    after = dump(house.store)
    assert (after["message"], [row["name"] for row in after["message_target"]]) == ([], ["Satgas"])


def test_a_test_is_sent_once_at_a_time_and_tried_once(house: Office, targets: tuple[int, int]) -> None:
    house.do(message_targets.switch_target, targets[0], active=False, **house.by(house.admin))
    seq = house.last_seq()
    for _ in range(3):
        house.do(message_targets.send_test, targets[0], **house.by(house.admin))
    assert house.names(seq) == ["message.asked"]
    errand = take(house, 1)
    assert errand is not None
    assert (errand.kind, errand.kiosk_name) == ("test", "")
    assert settle(house, 1, "no_connection") == ["message.failed"]
    house.do(message_targets.send_test, targets[0], **house.by(house.admin))
    assert [row["state"] for row in rows(house)] == ["failed", "pending"]


def test_the_address_is_in_its_own_table_only(house: Office, targets: tuple[int, int]) -> None:
    house.held()
    house.do(message_targets.send_test, targets[0], **house.by(house.admin))
    house.do(message_targets.switch_target, targets[0], active=False, **house.by(house.admin))
    house.do(message_targets.remove_target, targets[1], **house.by(house.admin))
    everything = dump(house.store)
    assert "geheim" in str(everything.pop("message_target"))
    assert "geheim" not in str(everything)
    assert [row["change"] for row in everything["setting_change"]][-4:] == ["created", "created", "changed", "removed"]


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"name": "  "}, "name", "missing"),
        ({"kinds": ()}, "kinds", "missing"),
        ({"kinds": ("test",)}, "kinds", "missing"),
    ],
)
def test_a_target_has_a_name_and_something_to_be_told(
    house: Office, changes: dict[str, Any], field: str, problem: str
) -> None:
    wanted: dict[str, Any] = {"name": "x", "url": SECRET, "shown": "json://", "kinds": (MessageKind.HELD,)}
    before = dump(house.store)
    with pytest.raises(InvalidValueError) as refused:
        house.do(message_targets.add_target, **wanted | changes, **house.by(house.admin))
    assert refused.value.details == {"field": field, "problem": problem}
    assert dump(house.store) == before


def test_a_name_is_given_once_and_there_is_an_end_of_targets(house: Office) -> None:
    for nth in range(message_targets.MOST_TARGETS):
        add(house, f"target {nth}")
    with pytest.raises(DuplicateNameError):
        add(house, "target 3")
    with pytest.raises(InvalidValueError) as refused:
        add(house, "one more")
    assert refused.value.details == {"field": "name", "problem": "too_many"}


@pytest.mark.parametrize("operation", [message_targets.send_test, message_targets.remove_target])
def test_a_target_of_another_office_is_not_known(house: Office, operation: Callable[..., Any]) -> None:
    other = another_office(house.store, house.clock, code="lain")
    target = add(other)
    before = dump(house.store)
    with pytest.raises(UnknownTargetError):
        house.do(operation, target, **house.by(house.admin))
    with pytest.raises(UnknownTargetError):
        house.do(message_targets.switch_target, target, active=False, **house.by(house.admin))
    house.held()
    assert dump(house.store)["message"] == before["message"]
