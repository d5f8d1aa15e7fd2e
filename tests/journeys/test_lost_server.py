"""The server goes away in the middle of the day and comes back: nothing is lost, nothing is doubled."""

from pathlib import Path

from tests.journeys.conftest import House, NetworkPrinter
from tests.journeys.test_visitor_to_board import printed_ticket
from tests.support.api_client import ApiClient
from tests.support.devices import running_display, running_kiosk, wait_for
from tests.support.escpos_decoder import decode, decode_all
from tests.support.premises import Premises, prepare
from tests.support.processes import ServerEndedError, ServerProcess


def test_kiosk_and_wall_recover_from_a_killed_server(house: House, printer: NetworkPrinter, tmp_path: Path) -> None:
    url, premises = house.server.url, house.premises
    with (
        running_display(url, premises, tmp_path / "display") as display,
        running_kiosk(url, premises, tmp_path / "kiosk", printer.table) as kiosk,
    ):
        kiosk.visit()
        printed_ticket(printer.model)
        kiosk.wait_for_phase("showing")
        house.client("counter").post(f"{house.counter(0)}/call-next")
        wait_for("the call on the wall", lambda: display.calls() == [("A-001", "1")])

        house.server.kill()
        wait_for("the wall says that it is old", lambda: display.picture is not None and display.picture.stale)
        assert display.calls() == [("A-001", "1")], "the last picture stays"
        wait_for("the kiosk knows", lambda: not kiosk.kiosk.status().online)

        house.server.start()
        wait_for("the wall is fresh", lambda: display.picture is not None and not display.picture.stale)
        wait_for("the kiosk is back", lambda: kiosk.kiosk.status().online)
        assert display.calls() == [("A-001", "1")]
        kiosk.kiosk.asks.reset()
        kiosk.wait_for_phase("idle")
        kiosk.visit()
        wait_for("a second ticket", lambda: printer.model.received.count(b"\x1dr\x01") == 2)
        kiosk.wait_for_phase("showing")
        house.client("counter").post(f"{house.counter(1)}/call-next")
        wait_for("both calls on the wall", lambda: sorted(display.calls()) == [("A-001", "1"), ("A-002", "2")])
    printed = decode_all(printer.model.received.replace(b"\x1dr\x01", b""))
    assert [number for ticket in printed for number in ("A-001", "A-002") if number in ticket.text] == [
        "A-001",
        "A-002",
    ]


def test_a_visitor_whose_check_in_met_a_dead_server_gets_one_ticket(
    house: House, printer: NetworkPrinter, tmp_path: Path
) -> None:
    with running_kiosk(house.server.url, house.premises, tmp_path / "kiosk", printer.table) as kiosk:
        kiosk.visit()
        wait_for("the visitor stands still", lambda: kiosk.picture["aim"] == "hold_still")
        house.server.kill()
        assert "A-501" in decode(printed_ticket(printer.model)).text, "a number of the kiosk's reserve"
        house.server.start()
        wait_for("the server has heard of the visitor", lambda: not kiosk.kiosk.status().undelivered)
    office = house.client("kiosk").get("/office").body
    assert [one["waiting"] for one in office["services"] if one["id"] == house.premises.service_id] == [1]


def test_visitors_of_the_time_without_a_server_are_called_in_the_order_in_which_they_came(
    house: House, printer: NetworkPrinter, tmp_path: Path
) -> None:
    with running_kiosk(house.server.url, house.premises, tmp_path / "kiosk", printer.table) as kiosk:
        kiosk.visit()
        kiosk.wait_for_phase("showing")
        house.server.kill()
        wait_for("the kiosk gives numbers alone", lambda: kiosk.kiosk.status().alone)
        for _ in range(2):
            kiosk.kiosk.asks.reset()
            kiosk.wait_for_phase("idle")
            kiosk.visit()
            kiosk.wait_for_phase("showing")
        house.server.start()
        wait_for("the kiosk is back", lambda: kiosk.kiosk.status().online)
        assert kiosk.kiosk.status().undelivered == 0
        kiosk.kiosk.asks.reset()
        kiosk.wait_for_phase("idle")
        kiosk.visit()
        kiosk.wait_for_phase("showing")
    counter = house.client("counter")
    called = []
    for _ in range(4):
        called.append(counter.post(f"{house.counter(0)}/call-next").body["number"])
        counter.post(f"{house.counter(0)}/start")
    assert called == ["A-001", "A-501", "A-502", "A-002"]


def test_of_two_servers_on_an_empty_folder_one_serves(tmp_path: Path) -> None:
    folder = tmp_path / "server"
    folder.mkdir()
    servers = [_beside(folder, tmp_path / name) for name in ("first", "second")]
    try:
        for server in servers:
            server.launch()
        listening = [server for server in servers if _listens(server)]
        assert len(listening) == 1
        (refused,) = (server for server in servers if server not in listening)
        assert refused.wait() != 0
        lines = refused.said().splitlines()
        assert len(lines) == 1, lines
        assert "another queue server" in lines[0]
        assert str(listening[0].pid) in lines[0]
        listening[0].stop()
    finally:
        for server in servers:
            server.end()
    _use(prepare(folder), servers[0])


def _beside(folder: Path, log_folder: Path) -> ServerProcess:
    log_folder.mkdir()
    return ServerProcess(folder, log_folder)


def _listens(server: ServerProcess) -> bool:
    try:
        server.wait_until_listening()
    except ServerEndedError:
        return False
    return True


def _use(premises: Premises, server: ServerProcess) -> None:
    """The database that the two left behind works."""
    try:
        server.start()
        kiosk = ApiClient(server.url, premises.tokens["kiosk"])
        assert kiosk.check_in(premises.service_id).body["ticket"]["number"] == "A-001"
        kiosk.close()
    finally:
        server.end()
