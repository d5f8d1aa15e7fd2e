"""A service that no counter in use serves is a dead end: admins are told, officers cannot send anybody there."""

from datetime import date
from typing import Any

import msgspec
import pytest

from queue_server.domain.errors import InvalidValueError
from queue_server.domain.setting import LaneSettings
from queue_server.operations import serving
from queue_server.operations.admin_page import office_setting
from queue_server.operations.counter_page import counter_view
from queue_server.operations.counter_settings import counter_settings
from queue_server.operations.service_settings import service_settings
from queue_server.operations.setting_preview import SettingPreview, preview_counter, preview_service
from queue_server.protocol.words import Lane
from tests.support.office import Office
from tests.support.stores import dump

LANES = {Lane.GENERAL: LaneSettings(prefix="Z")}


def unserved(house: Office) -> list[str]:
    setting = house.store.read(office_setting, office_id=house.id, now=house.now())
    return [one.code for one in setting.services if not one.served]


def preview(house: Office, counter_id: int, *, effective_on: date | None = None, **changes: Any) -> SettingPreview:
    wanted = msgspec.structs.replace(house.store.read(counter_settings, house.id, counter_id), **changes)
    here: dict[str, Any] = {"office_id": house.id, "now": house.now(), "effective_on": effective_on}
    return house.store.read(preview_counter, counter_id, wanted, **here)


def photo(house: Office) -> int:
    """A service that no counter serves."""
    return house.save_service("photo", {Lane.GENERAL: "F"})


def test_a_service_without_a_counter_is_told(house: Office) -> None:
    assert unserved(house) == []
    added = photo(house)
    assert unserved(house) == ["photo"]
    third = house.save_counter("3", service_ids=(added,))
    assert unserved(house) == []
    house.save_counter("3", third, active=False, service_ids=(added,))
    assert unserved(house) == ["photo"]


def test_the_preview_of_a_counter_tells_what_nobody_would_serve(house: Office) -> None:
    added = photo(house)
    third = house.save_counter("3", service_ids=(house.passport, added))
    assert preview(house, third, services=("passport",)).unserved == ({"id": "Layanan photo", "en": "Service photo"},)
    assert len(preview(house, third, active=False, effective_on=date(2026, 3, 3)).unserved) == 1
    assert preview(house, third, services=("photo",)).unserved == (), "other counters serve passports"
    house.save_service("photo", {Lane.GENERAL: "F"}, added, open=False)
    assert preview(house, third, services=("passport",)).unserved == ()


def test_the_preview_of_a_service_tells_of_itself_and_of_its_stages(house: Office) -> None:
    photo(house)
    here: dict[str, Any] = {"office_id": house.id, "now": house.now(), "effective_on": None}
    wanted = msgspec.structs.replace(house.store.read(service_settings, house.id, house.passport), stages=("photo",))
    found = house.store.read(preview_service, house.passport, wanted, **here)
    assert [names["en"] for names in found.unserved] == ["Service photo"]
    fresh = msgspec.structs.replace(wanted, code="baru", names={"id": "Baru"}, lanes=LANES, stages=())
    assert house.store.read(preview_service, None, fresh, **here).unserved == ({"id": "Baru"},)


def test_an_officer_cannot_send_a_visitor_into_a_dead_end(house: Office) -> None:
    added = photo(house)
    house.ticket()
    house.serve()
    before = dump(house.store)
    for operation in (serving.transfer, serving.add_service):
        with pytest.raises(InvalidValueError) as refused:
            house.do(operation, added, **house.at())
        assert refused.value.details == {"field": "service_id", "problem": "no_counter"}
    assert dump(house.store) == before
    here: dict[str, Any] = {"office_id": house.id, "counter_id": house.counters[0], "now": house.now()}
    places = house.store.read(counter_view, **here).destinations
    assert [(one.id, one.served, one.at_work) for one in places] == [
        (house.passport, True, True),
        (added, False, False),
        (house.collection, True, True),
    ]
    house.save_counter("3", service_ids=(added,))
    assert house.do(serving.transfer, added, **house.at()).state == "waiting"
