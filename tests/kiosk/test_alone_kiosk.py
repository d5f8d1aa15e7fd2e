"""A whole kiosk whose server goes away, and comes back."""

from secrets import token_urlsafe

from hardware.printer.simulated import PrinterFault
from kiosk.bootstrap import Application
from queue_server.protocol.messages import CheckInRequest, OfficeInfo
from queue_server.protocol.temperature import TemperaturePolicy
from queue_server.protocol.words import Lane, PrintOutcome
from tests.kiosk.acting import picture, press, stand, tickets, wait_for
from tests.kiosk.conftest import StartKiosk
from tests.kiosk.scripted_office import office_info
from tests.kiosk.scripted_server import Script, wait_until
from tests.kiosk.standing_by import reserve


def cut_off(start_kiosk: StartKiosk, script: Script, *, screening: bool = False) -> Application:
    """A kiosk that has a reserve, and whose server does not answer any more."""
    script.office = office_info(temperature=TemperaturePolicy(screening=screening))
    script.reserve = reserve()
    application = start_kiosk()
    wait_for(application, "idle")
    script.unavailable, script.streams = True, False
    wait_until(lambda: application.kiosk.status().alone)
    return application


def test_a_visitor_without_a_server_holds_a_ticket_and_the_server_hears_of_it(
    start_kiosk: StartKiosk, script: Script
) -> None:
    application = cut_off(start_kiosk, script)
    waiting = picture(application)
    assert waiting.phase == "idle"
    assert waiting.notices[0]["en"].startswith("The network is away for a moment.")
    assert not waiting.booking
    assert waiting.services[0].wait == {}
    application.kiosk.asks.choose(1, Lane.GENERAL)
    shown = wait_for(application, "showing")
    assert shown.ticket is not None
    assert (shown.ticket.number, shown.ticket.qr) == ("A-501", ())
    assert "A-501" in tickets(application)[0].with_suffix(".txt").read_text()
    assert application.kiosk.status().undelivered == 1
    script.unavailable, script.streams = False, True
    wait_until(lambda: script.reports)
    assert [late.number for late in script.late] == ["A-501"]
    assert [(ticket_id, report.outcome) for ticket_id, report in script.reports] == [(101, PrintOutcome.PRINTED)]
    wait_until(lambda: application.kiosk.status().online)
    assert (application.kiosk.status().alone, application.kiosk.status().undelivered) == (False, 0)
    assert picture(application).notices == ()
    assert script.check_ins == []


def test_a_server_that_dies_under_a_check_in_leads_to_one_number(start_kiosk: StartKiosk, script: Script) -> None:
    script.office = office_info(temperature=TemperaturePolicy(screening=False))
    script.reserve = reserve()
    application = start_kiosk()
    wait_for(application, "idle")
    script.unavailable = True
    application.kiosk.asks.choose(1, Lane.GENERAL)
    shown = wait_for(application, "showing")
    assert shown.ticket is not None
    assert shown.ticket.number == "A-501"
    script.unavailable, script.streams = False, True
    wait_until(lambda: script.late)
    assert len(tickets(application)) == 1


def test_a_warm_visitor_without_a_server_takes_a_seat_until_the_decision(
    start_kiosk: StartKiosk, script: Script
) -> None:
    application = cut_off(start_kiosk, script, screening=True)
    stand(application, 38.2)
    press(application, "green")
    assert wait_for(application, "held").ticket is None
    assert application.demo is not None
    pins = application.demo.pins
    assert pins is not None
    wait_until(pins.is_lit)
    script.unavailable, script.streams = False, True
    wait_until(lambda: script.late)
    assert (script.late[0].number, script.late[0].check_in.measurement.celsius is None) == (None, False)
    assert tickets(application) == []
    assert pins.is_lit()


def test_a_ticket_that_could_not_be_printed_is_reported_so(start_kiosk: StartKiosk, script: Script) -> None:
    application = cut_off(start_kiosk, script)
    assert application.demo is not None
    assert application.demo.printer is not None
    application.demo.printer.set_fault(PrinterFault.OUT_OF_PAPER)
    application.kiosk.asks.choose(1, Lane.GENERAL)
    wait_for(application, "number_on_screen")
    script.unavailable, script.streams = False, True
    wait_until(lambda: script.reports)
    assert [(ticket_id, report.outcome) for ticket_id, report in script.reports] == [(101, PrintOutcome.FAILED)]


def request_for(office: OfficeInfo) -> CheckInRequest:
    """A visitor of the first lane that has a number left."""
    service_id, lane = next(
        (one.id, lane.lane) for one in office.services if one.open and not one.closed_reason for lane in one.lanes
    )
    return CheckInRequest(nonce=token_urlsafe(24), service_id=service_id, lane=lane)


def test_when_the_last_number_is_given_visitors_are_sent_to_the_staff(start_kiosk: StartKiosk, script: Script) -> None:
    application = cut_off(start_kiosk, script)
    standby = application.kiosk._standby
    while (office := standby.office()) is not None:
        assert standby.check_in(request_for(office)) is not None
    wait_for(application, "offline")
    script.unavailable, script.streams = False, True
    wait_until(lambda: len(script.late) == 15)
