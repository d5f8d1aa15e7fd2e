"""A warm visitor is held without a word on paper; a person decides, and the place in line or the quota follows."""

import re
from pathlib import Path

import msgspec

from hardware.thermometer.simulated import SensorFault
from queue_server.protocol.words import Lane
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


def readings(security: StaffSession) -> list[str]:
    """The values that security see when they ask to look."""
    return re.findall(r'class="reading-value">([^<]+)<', security.send("/screening/", "/screening/look"))


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


def test_who_has_left_gives_the_place_back_and_nothing_is_printed(
    house: House, printer: NetworkPrinter, tmp_path: Path
) -> None:
    security = StaffSession(house.server.url, SECURITY)
    with running_kiosk(house.server.url, house.premises, tmp_path / "kiosk", printer.table) as kiosk:
        case_id = hold_a_visitor(kiosk, security)
        assert service(house)["quota_left"] == 74
        security.decide(case_id, "leave")
        assert service(house)["quota_left"] == 75
        assert security.open_cases() == []
    assert printer.model.received == b""
    assert service(house)["waiting"] == 0


def test_who_is_to_be_treated_first_gives_the_place_back_and_gets_a_slip_that_tells_nobody_why(
    house: House, printer: NetworkPrinter, tmp_path: Path
) -> None:
    security = StaffSession(house.server.url, SECURITY)
    with running_kiosk(house.server.url, house.premises, tmp_path / "kiosk", printer.table) as kiosk:
        case_id = hold_a_visitor(kiosk, security)
        security.decide(case_id, "defer")
        slip = decode(printed_ticket(printer.model))
    assert "Terima kasih atas kedatangan Anda" in slip.text
    assert not re.search(r"[A-Z]-\d{3}|\d\d[.,]\d|suhu|temperature|sehat|health", slip.text, re.IGNORECASE)
    assert service(house)["quota_left"] == 75
    assert service(house)["waiting"] == 0


def test_a_decision_that_is_taken_back_holds_the_visitor_again(
    house: House, printer: NetworkPrinter, tmp_path: Path
) -> None:
    security = StaffSession(house.server.url, SECURITY)
    with running_kiosk(house.server.url, house.premises, tmp_path / "kiosk", printer.table) as kiosk:
        case_id = hold_a_visitor(kiosk, security)
        security.decide(case_id, "clear")
        printed_ticket(printer.model)
        assert service(house)["waiting"] == 1
        security.decide(case_id, "take-back")
        assert security.open_cases() == [case_id]
        assert (service(house)["waiting"], service(house)["quota_left"]) == (0, 74)
        wait_for("the lamp is lit again", lambda: kiosk.warns)


def test_measured_again_at_the_kiosk_after_security_asked_and_let_in(
    house: House, printer: NetworkPrinter, tmp_path: Path
) -> None:
    security = StaffSession(house.server.url, SECURITY)
    with running_kiosk(house.server.url, house.premises, tmp_path / "kiosk", printer.table) as kiosk:
        case_id = hold_a_visitor(kiosk, security)
        kiosk.sensor.show(None)
        security.decide(case_id, "measure-at-kiosk")
        kiosk.wait_for_phase("invited")
        kiosk.kiosk.asks.ready()
        kiosk.step_up()
        kiosk.wait_for_phase("held")
        wait_for("the second reading at the desk", lambda: len(readings(security)) == 2)
        assert printer.model.received == b"", "a normal reading gives no number: a person decides"
        security.decide(case_id, "clear")
        assert "A-001" in decode(printed_ticket(printer.model)).text


def test_a_visitor_whom_the_sensor_could_not_measure_is_let_in_by_a_measurement_by_hand(
    house: House, printer: NetworkPrinter, tmp_path: Path
) -> None:
    security = StaffSession(house.server.url, SECURITY)
    with running_kiosk(house.server.url, house.premises, tmp_path / "kiosk", printer.table) as kiosk:
        kiosk.sensor.set_fault(SensorFault.ABSENT)
        kiosk.kiosk.asks.choose(house.premises.service_id, Lane.GENERAL)
        kiosk.wait_for_phase("held")
        (case_id,) = wait_for("a case at the desk", security.open_cases)
        assert readings(security) == []
        security.decide(case_id, "clear", celsius="36.6")
        assert "A-001" in decode(printed_ticket(printer.model)).text


def test_with_the_server_away_the_lamp_lights_and_nobody_gets_a_number_without_a_decision(
    house: House, printer: NetworkPrinter, tmp_path: Path
) -> None:
    with running_kiosk(house.server.url, house.premises, tmp_path / "kiosk", printer.table) as kiosk:
        house.server.kill()
        kiosk.visit(WARM_CELSIUS)
        kiosk.wait_for_phase("held")
        wait_for("the lamp", lambda: kiosk.warns)
        assert printer.model.received == b""
        house.server.start()
        security = StaffSession(house.server.url, SECURITY)
        (case_id,) = wait_for("a case at the desk", security.open_cases)
        assert printer.model.received == b""
        security.decide(case_id, "clear", celsius="36.6")
        assert "A-001" in decode(printed_ticket(printer.model)).text
        wait_for("the lamp goes out", lambda: not kiosk.warns)
