"""Notices: kept in their order, on the board on their days, in the history, in the file of settings."""

from datetime import date
from typing import Any

import pytest

from queue_server.domain.errors import InvalidValueError, NotFoundError
from queue_server.domain.notice import MOST_NOTICES, Notice
from queue_server.operations import notices
from queue_server.operations.board import board_snapshot
from queue_server.operations.history import history
from queue_server.operations.office_settings import export_office, import_office, preview_import
from queue_server.storage import events
from tests.support.office import Office

DAY_SECONDS = 86_400
OPEN_DATE = date(2026, 3, 2)


def save(house: Office, text: str, **changes: Any) -> int:
    values: dict[str, Any] = {"id": 0, "position": 0, "first_date": None, "last_date": None, "texts": {"id": text}}
    notice_id: int = house.do(notices.save_notice, Notice(**values | changes), **house.by(house.admin))
    return notice_id


def shown(house: Office) -> list[str]:
    found = house.store.read(board_snapshot, office_id=house.id, now=house.now()).notices
    return [one.texts["id"] for one in found]


def test_the_board_has_the_notices_of_today_in_their_order(house: Office) -> None:
    save(house, "third", position=7)
    save(house, "first", position=0, last_date=OPEN_DATE)
    save(house, "second", position=3, first_date=OPEN_DATE)
    save(house, "tomorrow", first_date=date(2026, 3, 3))
    assert shown(house) == ["first", "second", "third"]
    house.clock.sleep(DAY_SECONDS)
    assert shown(house) == ["tomorrow", "second", "third"]


def test_a_notice_is_changed_and_removed(house: Office) -> None:
    notice_id = save(house, "  Bawa KTP  ")
    assert shown(house) == ["Bawa KTP"]
    save(house, "Bawa KTP asli", id=notice_id)
    assert shown(house) == ["Bawa KTP asli"]
    house.do(notices.remove_notice, notice_id, **house.by(house.admin))
    assert shown(house) == []


def test_each_change_is_an_event_for_the_displays_and_stands_in_the_history(house: Office) -> None:
    before = house.store.read(events.last_seq, house.id)
    notice_id = save(house, "Bawa KTP")
    save(house, "Bawa paspor", id=notice_id)
    house.do(notices.remove_notice, notice_id, **house.by(house.admin))
    assert house.store.read(events.last_seq, house.id) == before + 3
    made = house.store.read(history, office_id=house.id, subject="notice").changes
    assert [one.change for one in made] == ["removed", "changed", "created"]
    assert all(one.actor_name for one in made)
    [value] = made[1].values
    assert (value.path, value.before, value.after) == ("texts.id", "Bawa KTP", "Bawa paspor")


@pytest.mark.parametrize("change", [notices.save_notice, notices.remove_notice])
def test_a_notice_that_is_not_there_is_not_changed(house: Office, change: Any) -> None:
    wanted = Notice(99, 0, None, None, {"id": "x"}) if change is notices.save_notice else 99
    with pytest.raises(NotFoundError):
        house.do(change, wanted, **house.by(house.admin))


def test_there_are_not_more_than_can_be_seen(house: Office) -> None:
    for number in range(MOST_NOTICES):
        save(house, f"notice {number}")
    with pytest.raises(InvalidValueError, match="too_many"):
        save(house, "one more")


def test_the_file_of_settings_has_the_notices(house: Office) -> None:
    save(house, "Bawa KTP", first_date=OPEN_DATE)
    save(house, "Bawa KTP")
    taken = house.store.read(export_office, office_id=house.id)
    kept = house.store.read(notices.every_notice, office_id=house.id)
    house.do(notices.remove_notice, kept[1].id, **house.by(house.admin))
    save(house, "Bawa KTP", id=kept[0].id, position=5)
    steps = house.store.read(preview_import, taken, office_id=house.id)
    assert [(step.subject, step.name, step.new) for step in steps] == [
        ("notice", "Bawa KTP", False),
        ("notice", "Bawa KTP (2)", True),
    ]
    assert house.do(import_office, taken, **house.by(house.admin)) == len(steps)
    assert house.store.read(export_office, office_id=house.id) == taken
