"""What a kiosk offers while the server is away."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from kiosk.away.alone import Kept, picture, ticket
from queue_server.protocol.messages import CheckInRequest, OfficeInfo, ServiceInfo
from queue_server.protocol.reserve import OpenSpan, Reserve
from queue_server.protocol.words import Lane
from tests.kiosk.scripted_office import ISSUED_AT, TODAY, lanes, office_info, service
from tests.kiosk.standing_by import at, reserve, reserved

GENERAL = Lane.GENERAL
FREE = {(1, GENERAL): 5, (1, Lane.PRIORITY): 5, (2, GENERAL): 5}
NO_NUMBERS = {"en": "No numbers."}


def seen(office: OfficeInfo | None = None, reserved: Reserve | None = None, **changes: Any) -> OfficeInfo | None:
    asked: dict[str, Any] = {"free": FREE, "waiting": {}, "now": ISSUED_AT, "no_numbers": NO_NUMBERS}
    return picture(Kept(office or office_info(), reserved or reserve()), **asked | changes)


def first(office: OfficeInfo | None) -> ServiceInfo:
    assert office is not None
    return office.services[0]


def test_lanes_with_numbers_are_offered_and_bookings_are_not() -> None:
    office = seen()
    assert [lane.lane for lane in first(office).lanes] == [GENERAL, Lane.PRIORITY]
    assert first(office).open
    assert first(office).estimate is None


def test_a_service_without_numbers_in_reserve_takes_nobody() -> None:
    office = seen()
    assert office is not None
    assert [one.open for one in office.services] == [True, True, False]


def test_a_lane_whose_numbers_are_given_is_gone_and_a_service_without_any_says_so() -> None:
    office = seen(free=FREE | {(1, GENERAL): 0, (2, GENERAL): 0})
    assert [lane.lane for lane in first(office).lanes] == [Lane.PRIORITY]
    assert office is not None
    assert office.services[1].closed_reason == NO_NUMBERS


def test_nothing_is_offered_without_numbers_or_for_another_day() -> None:
    assert seen(free={}) is None
    assert seen(office_info(business_date=None)) is None
    assert seen(reserved=reserve(TODAY - timedelta(days=1))) is None


@pytest.mark.parametrize(
    ("hour", "minute", "open_"), [(0, 59, False), (1, 0, True), (2, 59, True), (3, 0, False)], ids=str
)
def test_hours_go_on_without_the_server(hour: int, minute: int, open_: bool) -> None:
    span = OpenSpan(opens_at=at(1), closes_at=at(3))
    held = Reserve(
        business_date=TODAY, lanes=(reserved(1, "A", (501, 505), spans=(span,)), reserved(2, "C", (501, 505)))
    )
    office = seen(reserved=held, now=at(hour, minute))
    assert first(office).open is open_


def test_the_kiosks_share_what_was_left_of_a_quota() -> None:
    few = office_info(services=(service(1, "Paspor", "Passport", "A", lanes=lanes("A"), quota_left=7),))
    alone = seen(few, reserve(kiosks=3))
    assert first(alone).quota_left == 2
    assert first(seen(few, reserve(kiosks=3), waiting={(1, GENERAL): 1})).quota_left == 1
    assert first(seen(few, reserve(kiosks=3), waiting={(1, GENERAL): 2, (1, Lane.PRIORITY): 1})).quota_left == 0


def test_the_ticket_tells_nothing_that_nobody_knows() -> None:
    request = CheckInRequest(nonce="nonce-of-visitor-01", service_id=1, language="en")
    made = ticket(office_info(), request, "A-501", ISSUED_AT)
    assert (made.number, made.ahead, made.estimate, made.follow_url) == ("A-501", None, None, "")
    assert made.deadline_at == ISSUED_AT + timedelta(hours=2)
    assert made.language == "en"
    assert "celsius" not in msgspec.json.encode(made).decode()
