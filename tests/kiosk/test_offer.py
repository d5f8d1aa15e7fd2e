"""What a kiosk says of a service that cannot be chosen: in the server's own facts, and in each language."""

from typing import Any

import pytest

from kiosk.catalogue import load_catalogue
from kiosk.service_views import declined, unavailable
from queue_server.protocol.messages import LaneInfo
from queue_server.protocol.words import Lane
from tests.kiosk.scripted_office import office_info, service

CATALOGUE = load_catalogue()
FULL_PRIORITY = (
    LaneInfo(lane=Lane.GENERAL, prefix="A"),
    LaneInfo(lane=Lane.PRIORITY, prefix="R", quota_left=0),
)


@pytest.mark.parametrize(
    ("changes", "indonesian", "english"),
    [
        (
            {"open": False, "hours": "07:30-10:00"},
            "Layanan ini sedang tutup. Hari ini buka pukul 07:30-10:00.",
            "This service is closed now. It is open today at 07:30-10:00.",
        ),
        ({"open": False, "closed_reason": {"id": "Libur", "en": "Holiday"}}, "Libur", "Holiday"),
        ({"open": False, "closed_reason": {"id": "Libur"}}, "Libur", "This service is closed now."),
    ],
)
def test_a_closed_service_tells_its_hours_or_its_reason(changes: dict[str, Any], indonesian: str, english: str) -> None:
    words = unavailable(service(1, "Paspor", "Passport", "A", **changes), Lane.GENERAL, CATALOGUE)
    assert (words["id"], words["en"]) == (indonesian, english)


def test_a_lane_outside_its_hours_tells_them_and_the_others_can_be_chosen() -> None:
    lanes = (FULL_PRIORITY[0], LaneInfo(lane=Lane.PRIORITY, prefix="R", open=False, hours="07:30-10:00"))
    office = office_info(services=(service(1, "Paspor", "Passport", "A", lanes=lanes),))
    assert declined(1, Lane.GENERAL, office, CATALOGUE) == {}
    told = declined(1, Lane.PRIORITY, office, CATALOGUE)["en"]
    assert told == "This service is closed now. It is open today at 07:30-10:00."


def test_a_full_lane_cannot_be_chosen_and_the_others_can() -> None:
    offered = service(1, "Paspor", "Passport", "A", lanes=FULL_PRIORITY)
    office = office_info(services=(offered,))
    assert declined(1, Lane.GENERAL, office, CATALOGUE) == {}
    assert declined(1, Lane.PRIORITY, office, CATALOGUE)["en"].startswith("All places for today are taken.")
