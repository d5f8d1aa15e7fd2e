"""The tiles: the wait as a range where one is known, what is left, and the page when nothing is."""

from typing import Any

import pytest

from kiosk.catalogue import load_catalogue
from kiosk.service_views import ServiceView, all_taken, service_views
from queue_server.protocol.messages import LaneInfo, WaitEstimate
from queue_server.protocol.words import Lane
from tests.kiosk.scripted_office import office_info, service

CATALOGUE = load_catalogue()
TWO_LANES = (LaneInfo(lane=Lane.GENERAL, prefix="A"), LaneInfo(lane=Lane.PRIORITY, prefix="R", quota_left=4))


def tile(lane: Lane = Lane.GENERAL, **changes: Any) -> ServiceView:
    [shown] = service_views(office_info(services=(service(1, "Paspor", "Passport", "A", **changes),)), lane, CATALOGUE)
    return shown


def test_the_wait_is_a_range_in_minutes() -> None:
    shown = tile(estimate=WaitEstimate(low_minutes=15, high_minutes=25))
    assert (shown.wait["id"], shown.wait["en"]) == ("15-25 menit", "15-25 minutes")


def test_without_a_range_it_is_told_how_many_wait() -> None:
    assert tile(waiting=7, estimate=None).wait["id"] == "7 menunggu"


@pytest.mark.parametrize(
    ("lane", "quota_left", "told"),
    [
        (Lane.GENERAL, 12, "Sisa tempat: 12"),
        (Lane.GENERAL, None, ""),
        (Lane.PRIORITY, 12, "Sisa tempat: 4"),
        (Lane.PRIORITY, 3, "Sisa tempat: 3"),
        (Lane.PRIORITY, None, "Sisa tempat: 4"),
    ],
)
def test_what_is_left_is_the_smaller_of_service_and_lane(lane: Lane, quota_left: int | None, told: str) -> None:
    assert tile(lane, quota_left=quota_left, lanes=TWO_LANES).left.get("id", "") == told


def test_a_full_tile_says_so_and_a_closed_one_says_when_it_opens() -> None:
    assert tile(quota_left=0).closed["id"] == "Penuh hari ini"
    assert tile(open=False, hours="07:30-10:00").closed["id"] == "Buka 07:30-10:00"


@pytest.mark.parametrize(
    ("others", "taken"),
    [({"quota_left": 0}, True), ({"quota_left": 3}, False), ({"quota_left": 0, "open": False}, False)],
)
def test_the_day_is_taken_when_every_service_is_open_and_full(others: dict[str, Any], taken: bool) -> None:
    services = (service(1, "Paspor", "Passport", "A", quota_left=0), service(2, "Izin", "Permit", "C", **others))
    assert all_taken(service_views(office_info(services=services), Lane.GENERAL, CATALOGUE)) is taken


def test_an_office_without_services_is_not_full() -> None:
    assert not all_taken(())
