from typing import cast

import msgspec
import pytest

from queue_server.protocol.events import Event, EventName, VisitEvent
from tests.kiosk.acting import press, stand, tickets, wait_for
from tests.kiosk.conftest import StartKiosk
from tests.kiosk.scripted_office import DEVICE_ID, print_event
from tests.kiosk.scripted_server import Script, wait_until


def decision(seq: int, visit_id: int, name: EventName) -> Event:
    payload = VisitEvent(visit_id=visit_id, state=name.split(".")[1], device_id=DEVICE_ID)
    return print_event(seq, 1, name=name, payload=msgspec.Raw(msgspec.json.encode(payload)))


@pytest.mark.parametrize("name", [EventName.VISIT_CLEARED, EventName.VISIT_DEFERRED, EventName.VISIT_LEFT])
@pytest.mark.parametrize("streams", [True, False], ids=["stream", "polling"])
def test_the_warning_lamp_goes_out_with_the_last_decision(
    start_kiosk: StartKiosk, script: Script, name: EventName, streams: bool
) -> None:
    script.streams = streams
    application = start_kiosk()
    wait_for(application, "idle")
    stand(application, 38.2)
    press(application, "green")
    wait_for(application, "held")
    assert application.demo is not None
    pins = application.demo.pins
    assert pins is not None
    wait_until(pins.is_lit)
    script.events.append(decision(11, 99, name))
    script.events.append(print_event(12, 41))
    wait_until(lambda: script.reports)
    assert pins.is_lit()
    script.events.append(decision(13, 1, name))
    wait_until(lambda: not pins.is_lit())


@pytest.mark.parametrize("streams", [True, False], ids=["stream", "polling"])
def test_an_event_of_a_newer_server_is_passed_over(start_kiosk: StartKiosk, script: Script, streams: bool) -> None:
    script.streams = streams
    application = start_kiosk()
    wait_for(application, "idle")
    newer = msgspec.structs.replace(print_event(11, 40), name=cast("EventName", "ticket.folded"))
    script.events += [newer, print_event(12, 41)]
    wait_until(lambda: script.reports)
    assert [ticket_id for ticket_id, _ in script.reports] == [41]
    if streams:
        assert len(script.resumed_after) == 1


@pytest.mark.parametrize("name", [EventName.VISIT_CLEARED, EventName.TICKET_ISSUED])
@pytest.mark.parametrize("streams", [True, False], ids=["stream", "polling"])
def test_an_event_that_cannot_be_read_stops_no_kiosk_and_does_not_come_again(
    start_kiosk: StartKiosk, script: Script, name: EventName, streams: bool
) -> None:
    script.streams = streams
    application = start_kiosk()
    wait_for(application, "idle")
    broken = print_event(11, 40, name=name, payload=msgspec.Raw(b'{"visit_id": "none"}'))
    script.events += [broken, print_event(12, 41)]
    wait_until(lambda: script.reports)
    assert [ticket_id for ticket_id, _ in script.reports] == [41]


def test_a_ticket_that_an_event_asks_for_is_printed_here_and_only_here(start_kiosk: StartKiosk, script: Script) -> None:
    application = start_kiosk()
    wait_for(application, "idle")
    wait_until(lambda: script.resumed_after)
    script.events += [print_event(11, 40, device_id=DEVICE_ID + 1), print_event(12, 41)]
    wait_until(lambda: script.reports)
    assert [ticket_id for ticket_id, _ in script.reports] == [41]
    assert [path.with_suffix(".txt").read_text().count("A-041") for path in tickets(application)] == [1]


def test_a_copy_that_staff_ask_for_is_marked(start_kiosk: StartKiosk, script: Script) -> None:
    application = start_kiosk()
    wait_until(lambda: script.resumed_after)
    script.events.append(print_event(11, 41, name=EventName.TICKET_PRINTED))
    wait_until(lambda: script.reports)
    assert script.reports[0][1].copy
    assert "SALINAN" in tickets(application)[0].with_suffix(".txt").read_text()


def test_without_a_stream_the_kiosk_polls(start_kiosk: StartKiosk, script: Script) -> None:
    script.streams = False
    start_kiosk()
    script.events.append(print_event(11, 41))
    wait_until(lambda: script.reports)
    assert script.reports[0][0] == 41


def test_after_a_restart_the_stream_goes_on_where_it_was(start_kiosk: StartKiosk, script: Script) -> None:
    first = start_kiosk()
    wait_until(lambda: script.resumed_after)
    script.events.append(print_event(15, 41))
    wait_until(lambda: script.reports)
    first.kiosk.stop()
    wait_until(lambda: first.kiosk.published.closed)
    start_kiosk()
    wait_until(lambda: script.resumed_after[-1] == 15)
