"""A visitor comes, holds a ticket, is called, and the wall shows it: real server, real kiosk, real display."""

import time
from pathlib import Path

from queue_server.protocol.events import EventName
from tests.hardware.model_printer import FINE, OUT_OF_PAPER, ModelPrinter, on_terminal
from tests.journeys.conftest import House, NetworkPrinter
from tests.support.devices import running_display, running_kiosk, wait_for
from tests.support.escpos_decoder import decode
from tests.support.premises import SERVICE_NAMES


def printed_ticket(model: ModelPrinter) -> bytes:
    """Wait until a printer was asked to confirm the end of a ticket; that question is no part of the ticket."""
    wait_for("a ticket at the printer", lambda: model.received.endswith(b"\x1dr\x01"))
    return model.received.removesuffix(b"\x1dr\x01")


def test_from_the_button_to_the_board(house: House, printer: NetworkPrinter, tmp_path: Path) -> None:
    url, premises = house.server.url, house.premises
    with (
        running_display(url, premises, tmp_path / "display") as display,
        running_kiosk(url, premises, tmp_path / "kiosk", printer.table) as kiosk,
    ):
        kiosk.press("green")
        kiosk.wait_for_phase("measuring")
        kiosk.step_up()
        ticket = decode(printed_ticket(printer.model))
        assert ticket.unknown_commands == []
        assert "A-001" in ticket.text
        assert SERVICE_NAMES["id"] in ticket.text
        assert "36.4" not in ticket.text

        shown = kiosk.wait_for_phase("showing")
        assert shown["ticket"]["number"] == "A-001"

        call = house.client("counter").post(f"{house.counter(2)}/call-next")
        assert (call.status, call.body["number"], call.body["counter_name"]) == (200, "A-001", "3")
        wait_for("the call on the wall", lambda: display.calls() == [("A-001", "3")])

        printed = house.client("kiosk").get(f"/tickets/{call.body['ticket_id']}/print").body
        assert ticket.qr == printed["follow_url"]
        assert printed["follow_url"].startswith(url + "/v/")


def test_the_ticket_arrives_at_a_serial_printer(house: House, tmp_path: Path) -> None:
    model = ModelPrinter()
    with (
        on_terminal(model) as path,
        running_kiosk(
            house.server.url, house.premises, tmp_path / "kiosk", {"driver": "serial", "path": path}
        ) as kiosk,
    ):
        kiosk.visit()
        ticket = decode(printed_ticket(model))
        kiosk.wait_for_phase("showing")
    answer = house.client("counter").post(f"{house.counter(0)}/call-next").body
    printed = house.client("kiosk").get(f"/tickets/{answer['ticket_id']}/print").body
    assert answer["number"] == "A-001"
    assert "A-001" in ticket.text
    assert SERVICE_NAMES["id"] in ticket.text
    assert ticket.qr == printed["follow_url"]
    assert ticket.unknown_commands == []


def test_a_button_pressed_five_times_in_two_seconds_gives_one_ticket(
    house: House, printer: NetworkPrinter, tmp_path: Path
) -> None:
    with running_kiosk(house.server.url, house.premises, tmp_path / "kiosk", printer.table) as kiosk:
        for _ in range(5):
            kiosk.press("green")
            time.sleep(0.4)
            kiosk.sensor.show(36.4)
        kiosk.wait_for_phase("showing")
        printed_ticket(printer.model)
        kiosk.press("green")
        time.sleep(1.0)
    assert decode(printer.model.received.removesuffix(b"\x1dr\x01")).qr is not None
    services = house.client("kiosk").get("/office").body["services"]
    assert [one["quota_left"] for one in services if one["quota_left"] is not None] == [74]
    assert sum(one["waiting"] for one in services) == 1


def test_a_ticket_that_comes_out_once_the_roll_is_changed_counts_as_printed(
    house: House, printer: NetworkPrinter, tmp_path: Path
) -> None:
    printer.model.statuses = dict(OUT_OF_PAPER)
    ends: list[str] = []

    def told() -> list[str]:
        events = house.client("counter").get("/events?after=0").body["events"]
        ends[:] = [event["payload"]["reason"] for event in events if event["name"] == EventName.TICKET_PRINTED]
        return ends

    with running_kiosk(house.server.url, house.premises, tmp_path / "kiosk", printer.table) as kiosk:
        kiosk.visit()
        kiosk.wait_for_phase("number_on_screen")
        wait_for("the report of the failure", lambda: told() == ["failed"])
        printer.model.statuses = dict(FINE)
        printed_ticket(printer.model)
        kiosk.wait_for_phase("showing")
        wait_for("the report of the paper", lambda: told() == ["failed", "printed"])
