"""A collection lane outside, with a kiosk, a window and a board of its own, beside the hall."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from queue_server.domain.actor import SYSTEM
from queue_server.operations.admin import save_counter, save_service
from queue_server.operations.counter import open_counter
from queue_server.operations.devices import register_device
from queue_server.protocol.words import DeviceRole, Lane, Place
from queue_server.tokens import hash_token
from tests.journeys.conftest import House, NetworkPrinter
from tests.journeys.test_visitor_to_board import printed_ticket
from tests.support.devices import running_display, running_kiosk, wait_for
from tests.support.escpos_decoder import decode
from tests.support.premises import COLLECTION_NAMES, Premises, prepare
from tests.support.processes import running

QUOTA = 2


@dataclass
class Site:
    """The office, and what stands outside."""

    house: House
    outside: Premises
    window_id: int


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    premises = prepare(tmp_path / "server", counters=1)
    service_id, window_id = _build_outside(premises)
    (tmp_path / "outside").mkdir()
    tokens = {"kiosk": "token-of-the-kiosk-outside", "display": "token-of-the-display-outside"}
    outside = replace(premises, folder=tmp_path / "outside", service_id=service_id, tokens=tokens)
    with running(premises.folder) as server:
        house = House(premises, server)
        yield Site(house, outside, window_id)
        house.close()


def _build_outside(premises: Premises) -> tuple[int, int]:
    store = premises.open_store()
    here: dict[str, Any] = {"office_id": premises.office_id, "actor": SYSTEM, "now": datetime.now(UTC)}
    wanted: dict[str, Any] = {"code": "drive", "names": COLLECTION_NAMES, "position": 9, "open": True}
    wanted |= {"quota_per_day": QUOTA, "service_seconds": 180, "lanes": {Lane.GENERAL: "D"}, "place": Place.DRIVE_THRU}
    try:
        service_id = store.write(save_service, None, **wanted, **here)
        window: dict[str, Any] = {"name": "Jendela", "active": True, "service_ids": (service_id,)}
        window_id = store.write(save_counter, None, **window, **here)
        store.write(open_counter, counter_id=window_id, **here)
        for role in (DeviceRole.KIOSK, DeviceRole.DISPLAY):
            token_hash = hash_token(f"token-of-the-{role}-outside")
            known: dict[str, Any] = {"name": f"{role} outside", "role": role, "token_hash": token_hash}
            store.write(register_device, place=Place.DRIVE_THRU, **known, **here)
    finally:
        store.close()
    return service_id, window_id


def test_a_car_is_served_outside_only(site: Site, printer: NetworkPrinter, tmp_path: Path) -> None:
    url, house = site.house.server.url, site.house
    with (
        running_display(url, house.premises, tmp_path / "wall") as hall,
        running_display(url, site.outside, tmp_path / "board") as board,
        running_kiosk(url, site.outside, tmp_path / "kiosk", printer.table) as kiosk,
    ):
        kiosk.visit()
        ticket = decode(printed_ticket(printer.model))
        assert "D-001" in ticket.text
        assert COLLECTION_NAMES["id"] in ticket.text
        counter = house.client("counter")
        assert counter.post(f"{house.counter(0)}/call-next").status == 409, "no counter inside serves the car"
        call = counter.post(f"/counters/{site.window_id}/call-next")
        assert (call.status, call.body["number"]) == (200, "D-001")
        wait_for("the call on the board outside", lambda: board.calls() == [("D-001", "Jendela")])
        inside = house.client("kiosk").check_in(house.premises.service_id).body["ticket"]["number"]
        counter.post(f"{house.counter(0)}/call-next")
        wait_for("the call on the wall inside", lambda: hall.calls() == [(inside, "1")])
        assert board.calls() == [("D-001", "Jendela")]


def test_the_places_outside_are_counted_apart(site: Site, printer: NetworkPrinter, tmp_path: Path) -> None:
    url, house = site.house.server.url, site.house
    with running_kiosk(url, site.outside, tmp_path / "kiosk", printer.table) as kiosk:
        for _ in range(QUOTA):
            kiosk.visit()
            kiosk.wait_for_phase("showing")
            kiosk.kiosk.asks.reset()
            kiosk.wait_for_phase("idle", "full")
        offered = wait_for(
            "the kiosk outside is full",
            lambda: [one for one in kiosk.picture["services"] if one["closed"]],
        )
        assert [one["closed"]["id"] for one in offered] == ["Penuh hari ini"]
    assert house.client("kiosk").check_in(house.premises.service_id).status == 200
