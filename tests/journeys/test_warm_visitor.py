"""A warm visitor is held without a word on paper; a person decides, and the place in line or the quota follows."""

from pathlib import Path

import msgspec
import pytest

from tests.journeys.conftest import House, NetworkPrinter
from tests.journeys.test_visitor_to_board import printed_ticket
from tests.support.api_client import ApiClient
from tests.support.devices import WARM_CELSIUS, RunningKiosk, running_kiosk, wait_for
from tests.support.escpos_decoder import decode
from tests.support.premises import SECURITY
from tests.support.staff_session import StaffSession


def service(house: House) -> dict[str, int]:
    """Places left and people waiting of the first service."""
    found = house.client("kiosk").get("/office").body["services"]
    return next(one for one in found if one["id"] == house.premises.service_id)


def hold_a_visitor(kiosk: RunningKiosk, security: StaffSession) -> str:
    """Let a warm visitor come, and return the case that security sees."""
    kiosk.visit(WARM_CELSIUS)
    page = kiosk.wait_for_phase("held")
    assert "37" not in msgspec.json.encode(page).decode(), "the page tells a temperature"
    assert page["ticket"] is None
    return wait_for("a case on the screening page", security.open_cases)[0]


def public_events(display: ApiClient) -> list[dict[str, object]]:
    """Everything that the wall may hear, from the beginning."""
    found: list[dict[str, object]] = display.get("/events?after=0").body["events"]
    return found


def test_held_then_cleared_keeps_the_place(house: House, printer: NetworkPrinter, tmp_path: Path) -> None:
    security = StaffSession(house.server.url, SECURITY)
    with running_kiosk(house.server.url, house.premises, tmp_path / "kiosk", printer.table) as kiosk:
        before = public_events(house.client("display"))
        case_id = hold_a_visitor(kiosk, security)
        assert public_events(house.client("display")) == before, "the public feed tells of a held visitor"
        assert printer.model.received == b""
        assert service(house)["quota_left"] == 74

        later = house.client("kiosk").check_in(house.premises.service_id)
        assert later.body["ticket"]["number"] == "A-001"

        security.decide(case_id, "clear", celsius="36.8")
        ticket = decode(printed_ticket(printer.model))
        assert "A-002" in ticket.text
    counter = house.client("counter")
    called = [counter.post(f"{house.counter(nth)}/call-next").body["number"] for nth in range(2)]
    assert called == ["A-002", "A-001"], "who came first is called first"
    assert service(house)["quota_left"] == 73
    assert b"36.8" not in msgspec.json.encode(public_events(house.client("display")))


@pytest.mark.parametrize("decision", ["defer", "leave"])
def test_sent_away_gives_the_quota_back(house: House, printer: NetworkPrinter, tmp_path: Path, decision: str) -> None:
    security = StaffSession(house.server.url, SECURITY)
    with running_kiosk(house.server.url, house.premises, tmp_path / "kiosk", printer.table) as kiosk:
        case_id = hold_a_visitor(kiosk, security)
        assert service(house)["quota_left"] == 74
        security.decide(case_id, decision)
        assert service(house)["quota_left"] == 75
        assert security.open_cases() == []
    assert printer.model.received == b""
    assert service(house)["waiting"] == 0
