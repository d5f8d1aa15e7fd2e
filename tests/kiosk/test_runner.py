from pathlib import Path

import msgspec
import pytest

from hardware.printer.simulated import PrinterFault
from hardware.thermometer.simulated import SensorFault
from queue_server.protocol.bookings import BookingInfo
from queue_server.protocol.codes import RefusalCode
from queue_server.protocol.temperature import TemperaturePolicy
from queue_server.protocol.words import Lane, MeasurementStatus, PrintOutcome
from tests.kiosk.acting import picture, press, stand, tickets, wait_for
from tests.kiosk.conftest import StartKiosk
from tests.kiosk.scripted_office import ISSUED_AT, office_info, service
from tests.kiosk.scripted_server import Script, scripted_app, serve, wait_until


def test_a_visitor_holds_a_ticket_and_the_server_knows_it_is_printed(start_kiosk: StartKiosk, script: Script) -> None:
    application = start_kiosk()
    wait_for(application, "idle")
    stand(application, 36.4)
    application.kiosk.asks.choose(1, Lane.GENERAL)
    shown = wait_for(application, "showing")
    assert shown.ticket is not None
    assert shown.ticket.number == "A-001"
    text = tickets(application)[0].with_suffix(".txt").read_text()
    assert "A-001" in text
    assert "36.4" not in text
    wait_until(lambda: script.reports)
    assert script.reports[0][0] == 1
    assert script.reports[0][1].outcome is PrintOutcome.PRINTED
    assert script.check_ins[0].measurement.celsius == pytest.approx(36.4, abs=0.011)
    wait_until(lambda: application.kiosk.status().software.count == 1)


def test_a_button_pressed_five_times_in_two_seconds_gives_one_ticket(start_kiosk: StartKiosk, script: Script) -> None:
    script.office = office_info(temperature=TemperaturePolicy(screening=False))
    application = start_kiosk()
    wait_for(application, "idle")
    for pause in range(5):
        press(application, "green")
        application.kiosk.asks.choose(1, Lane.GENERAL)  # and by touch, which has no guard of its own
        wait_until(lambda: script.check_ins, 0.4) if pause == 0 else None
    wait_for(application, "showing")
    wait_until(lambda: script.reports)
    assert len(script.check_ins) == 1
    assert len(tickets(application)) == 1


@pytest.mark.parametrize(
    ("celsius", "outcome"), [(36.99, "showing"), (37.01, "held")], ids=["36.99 passes", "37.01 is held"]
)
def test_the_threshold_through_the_whole_kiosk(
    start_kiosk: StartKiosk, script: Script, celsius: float, outcome: str
) -> None:
    application = start_kiosk()
    wait_for(application, "idle")
    stand(application, celsius)
    application.kiosk.asks.choose(1, Lane.GENERAL)
    wait_for(application, outcome)
    assert script.check_ins[0].measurement.celsius == pytest.approx(celsius, abs=1e-6)
    assert len(tickets(application)) == (1 if outcome == "showing" else 0)


def test_a_held_visitor_sees_no_number_and_the_warning_lamp_lights(start_kiosk: StartKiosk) -> None:
    application = start_kiosk()
    wait_for(application, "idle")
    stand(application, 38.2)
    press(application, "green")
    shown = wait_for(application, "held")
    assert shown.ticket is None
    assert b"38" not in msgspec.json.encode(msgspec.structs.replace(shown, services=()))
    assert application.demo is not None
    assert application.demo.pins is not None
    assert application.demo.pins.is_lit()


@pytest.mark.parametrize("fault", [SensorFault.ABSENT, SensorFault.FLAG, SensorFault.FLOATING, SensorFault.BAD_PEC])
def test_a_broken_sensor_is_neither_a_fever_nor_a_pass(
    start_kiosk: StartKiosk, script: Script, fault: SensorFault
) -> None:
    application = start_kiosk()
    wait_for(application, "idle")
    assert application.demo is not None
    assert application.demo.bus is not None
    application.demo.bus.set_fault(fault)
    application.kiosk.asks.choose(1, Lane.GENERAL)
    wait_for(application, "held")
    measurement = script.check_ins[0].measurement
    assert measurement.status is MeasurementStatus.NO_SENSOR
    assert measurement.celsius is None
    assert measurement.reason
    assert tickets(application) == []


def test_a_cold_forehead_is_asked_to_come_closer_and_then_measured_by_hand(
    start_kiosk: StartKiosk, script: Script
) -> None:
    application = start_kiosk()
    wait_for(application, "idle")
    stand(application, 32.8)
    application.kiosk.asks.choose(1, Lane.GENERAL)
    wait_until(lambda: picture(application).aim == "come_closer")
    wait_for(application, "held", seconds=15)
    assert script.check_ins[0].measurement.status is MeasurementStatus.UNSURE
    assert script.check_ins[0].measurement.reason == "too_low"


def test_paper_out_puts_the_number_on_the_screen_and_tells_the_server(start_kiosk: StartKiosk, script: Script) -> None:
    script.office = office_info(temperature=TemperaturePolicy(screening=False))
    application = start_kiosk()
    wait_for(application, "idle")
    assert application.demo is not None
    assert application.demo.printer is not None
    application.demo.printer.set_fault(PrinterFault.OUT_OF_PAPER)
    application.kiosk.asks.choose(1, Lane.GENERAL)
    shown = wait_for(application, "number_on_screen")
    assert shown.ticket is not None
    assert shown.ticket.qr
    wait_until(lambda: script.reports)
    assert script.reports[0][1].outcome is PrintOutcome.FAILED
    printer = next(part for part in application.kiosk.parts() if part.name == "printer")
    assert (printer.state, printer.code) == ("faulty", "printer_paper_out")


def test_a_printer_that_does_not_confirm_gets_a_copy_marked_as_one(start_kiosk: StartKiosk, script: Script) -> None:
    script.office = office_info(temperature=TemperaturePolicy(screening=False))
    application = start_kiosk()
    wait_for(application, "idle")
    assert application.demo is not None
    assert application.demo.printer is not None
    application.demo.printer.set_fault(PrinterFault.UNKNOWN)
    application.kiosk.asks.choose(1, Lane.GENERAL)
    wait_for(application, "number_on_screen")
    wait_until(lambda: len(script.reports) == 2)
    texts = [path.with_suffix(".txt").read_text() for path in tickets(application)]
    assert ["SALINAN" in text for text in texts] == [False, True]
    nonces = {report.nonce for _, report in script.reports}
    assert len(nonces) == 2


def test_a_new_roll_brings_the_ticket_while_the_visitor_still_sees_the_number(
    start_kiosk: StartKiosk, script: Script
) -> None:
    script.office = office_info(temperature=TemperaturePolicy(screening=False))
    application = start_kiosk()
    wait_for(application, "idle")
    assert application.demo is not None
    assert application.demo.printer is not None
    application.demo.printer.set_fault(PrinterFault.OUT_OF_PAPER)
    application.kiosk.asks.choose(1, Lane.GENERAL)
    wait_for(application, "number_on_screen")
    assert application.kiosk.status().without == ("printer",)
    application.demo.printer.set_fault(None)
    wait_for(application, "showing")
    assert application.kiosk.status().without == ()
    (ticket,) = tickets(application)
    assert "SALINAN" not in ticket.with_suffix(".txt").read_text()


def test_a_booking_is_looked_up_and_brings_its_own_service(start_kiosk: StartKiosk, script: Script) -> None:
    names = {"id": "Paspor baru", "en": "New passport"}
    script.booking = BookingInfo(code="ABC-1234", service_id=1, service_names=names, slot_at=ISSUED_AT, party_size=1)
    application = start_kiosk()
    wait_for(application, "idle")
    stand(application, 36.4)
    application.kiosk.asks.open_booking()
    wait_for(application, "entering")
    application.kiosk.asks.enter_booking("ABC-1234")
    wait_for(application, "showing")
    asked = script.check_ins[0]
    assert (asked.booking_code, asked.service_id) == ("ABC-1234", None)


def test_an_unknown_booking_is_refused_in_the_servers_words(start_kiosk: StartKiosk) -> None:
    application = start_kiosk()
    wait_for(application, "idle")
    application.kiosk.asks.enter_booking("NONE-1")
    assert wait_for(application, "refused").words["en"] == "This booking code is not known."


def test_a_full_service_is_declined_before_anybody_is_measured(start_kiosk: StartKiosk, script: Script) -> None:
    script.office = office_info(services=(service(1, "Paspor baru", "New passport", "A", quota_left=0),))
    application = start_kiosk()
    wait_for(application, "full")
    press(application, "green")
    assert "Kuota" in wait_for(application, "refused").words["id"]
    assert script.check_ins == []


def test_the_servers_refusal_is_shown_in_both_languages(start_kiosk: StartKiosk, script: Script) -> None:
    words = {"id": "Kuota habis.", "en": "The quota is full."}
    script.refusal = (RefusalCode.QUOTA_FULL, words)
    application = start_kiosk()
    wait_for(application, "idle")
    stand(application, 36.4)
    application.kiosk.asks.choose(1, Lane.GENERAL)
    assert wait_for(application, "refused").words == words


def test_an_answer_that_comes_late_is_printed_once_for_the_same_nonce(start_kiosk: StartKiosk, script: Script) -> None:
    script.office = office_info(temperature=TemperaturePolicy(screening=False))
    application = start_kiosk()
    wait_for(application, "idle")
    script.delay_seconds = 1.6
    application.kiosk.asks.choose(1, Lane.GENERAL)
    wait_for(application, "away")
    wait_until(lambda: len(script.check_ins) >= 2)
    script.delay_seconds = 0.0
    wait_for(application, "showing")
    assert len({asked.nonce for asked in script.check_ins}) == 1
    assert len(tickets(application)) == 1


def test_a_kiosk_whose_server_comes_back_serves_again(start_kiosk: StartKiosk, script: Script) -> None:
    with serve(scripted_app(script)) as url:
        application = start_kiosk(url=url)
        wait_for(application, "idle")
        script.unavailable = True
        wait_for(application, "offline", seconds=15)
        script.unavailable = False
        wait_for(application, "idle")


def test_a_revoked_kiosk_says_that_it_is_out_of_service(start_kiosk: StartKiosk, token_file: Path) -> None:
    token_file.write_text("another-token")
    application = start_kiosk()
    wait_for(application, "out_of_service")


def test_a_closed_office_is_shown_as_closed_and_its_buttons_are_dark(start_kiosk: StartKiosk, script: Script) -> None:
    script.office = office_info(business_date=None)
    application = start_kiosk()
    wait_for(application, "closed")
    assert application.demo is not None
    assert application.demo.pins is not None
    assert not application.demo.pins.is_lit("green")


def test_heartbeats_tell_how_every_part_is(start_kiosk: StartKiosk, script: Script) -> None:
    start_kiosk()
    wait_until(lambda: script.heartbeats)
    parts = {part.name: part for part in script.heartbeats[0].parts}
    assert set(parts) == {"thermometer", "printer", "controls"}
    assert all(part.simulated for part in parts.values())
