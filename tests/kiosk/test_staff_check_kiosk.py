"""A whole kiosk that measures for staff: the sensor is off, the office's offset mends it, no visitor is disturbed."""

from datetime import date

import msgspec
import pytest

from kiosk.bootstrap import Application
from queue_server.protocol.calibration import SensorCalibration, SensorOrder
from queue_server.protocol.codes import RefusalCode
from queue_server.protocol.events import Event, EventName, SubjectEvent
from queue_server.protocol.words import Lane
from tests.kiosk.acting import picture, press, stand, tickets, wait_for
from tests.kiosk.conftest import StartKiosk
from tests.kiosk.scripted_office import DEVICE_ID, ISSUED_AT, TODAY, office_info
from tests.kiosk.scripted_server import Script, wait_until

OFFSET = SensorCalibration(offset_celsius=0.8, calibrated_on=date(2026, 11, 25), days=180)


def say(script: Script, calibration: SensorCalibration | None = None, measurement_id: int | None = None) -> None:
    """What the server says of the thermometer from now on, and the event that tells of news."""
    script.office = office_info(sensor=SensorOrder(calibration=calibration, measurement_id=measurement_id))
    news(script, EventName.DEVICE_MEASURE_ASKED if measurement_id else EventName.DEVICE_CALIBRATED)


def news(script: Script, name: EventName) -> None:
    payload = msgspec.Raw(msgspec.json.encode(SubjectEvent(subject="device", subject_id=DEVICE_ID)))
    seq = 20 + len(script.events)
    script.events.append(Event(seq=seq, name=name, at=ISSUED_AT, business_date=TODAY, payload=payload))


def off_by(celsius: float) -> dict[str, object]:
    plain = {"driver": "simulated", "auto": False, "noise_celsius": 0.0, "unit_offset_celsius": 0.0}
    return plain | {"error_celsius": celsius}


def note(application: Application) -> str:
    return next(part.message for part in application.kiosk.parts() if part.name == "thermometer")


def visit(application: Application, script: Script, celsius: float) -> float:
    """Let a visitor be measured, and return what the server is sent."""
    before = len(script.check_ins)
    stand(application, None)
    application.kiosk.asks.choose(1, Lane.GENERAL)
    wait_for(application, "measuring")
    stand(application, celsius)
    wait_until(lambda: len(script.check_ins) > before, 15)
    found = script.check_ins[-1].measurement.celsius
    assert found is not None
    return found


def test_a_kiosk_measures_for_staff_and_takes_the_offset_into_use_without_a_restart(
    start_kiosk: StartKiosk, script: Script
) -> None:
    application = start_kiosk(thermometer=off_by(-0.8))
    wait_for(application, "idle")
    assert visit(application, script, 37.4) == pytest.approx(36.6, abs=0.02)
    wait_for(application, "showing")
    press(application, "staff")
    wait_for(application, "idle")
    stand(application, 37.0)
    say(script, measurement_id=3)
    wait_until(lambda: len(script.staff_reports) == 1, 25)
    report = script.staff_reports[0]
    assert report.measurement.celsius == pytest.approx(36.2, abs=0.02)
    assert (report.measurement_id, report.offset_celsius) == (3, 0.0)
    say(script, OFFSET)
    wait_until(lambda: "offset +0.80 C, kept by the office" in note(application), 15)
    wait_for(application, "idle")
    assert visit(application, script, 37.4) == pytest.approx(37.4, abs=0.02)
    assert len(script.staff_reports) == 1


def test_the_offset_holds_after_a_restart_without_the_server(start_kiosk: StartKiosk, script: Script) -> None:
    say(script, OFFSET)
    first = start_kiosk(thermometer=off_by(-0.8))
    wait_until(lambda: "kept by the office" in note(first), 15)
    script.unavailable = True
    again = start_kiosk(thermometer=off_by(-0.8))
    wait_until(lambda: "offset +0.80 C, kept by the office" in note(again), 15)


def test_what_is_measured_with_an_offset_is_reported_without_it(start_kiosk: StartKiosk, script: Script) -> None:
    say(script, OFFSET, measurement_id=4)
    application = start_kiosk(thermometer=off_by(-0.8))
    stand(application, 37.0)
    wait_until(lambda: len(script.staff_reports) == 1, 25)
    report = script.staff_reports[0]
    assert report.measurement.celsius == pytest.approx(36.2, abs=0.02)
    assert report.offset_celsius == 0.8


def test_staff_wait_for_the_visitor_and_the_screen_says_so_to_the_next(start_kiosk: StartKiosk, script: Script) -> None:
    application = start_kiosk()
    wait_for(application, "idle")
    application.kiosk.asks.choose(1, Lane.GENERAL)
    wait_for(application, "measuring")
    say(script, measurement_id=5)
    stand(application, 36.4)
    wait_for(application, "showing")
    stand(application, None)
    wait_for(application, "staff_check", seconds=30)
    assert script.staff_reports == []
    application.kiosk.asks.choose(2, Lane.GENERAL)
    stand(application, 36.6)
    wait_until(lambda: len(script.staff_reports) == 1, 25)
    assert (len(script.check_ins), len(tickets(application))) == (1, 1)
    wait_for(application, "idle")


def test_nothing_before_the_sensor_is_told_and_the_button_ends_it(start_kiosk: StartKiosk, script: Script) -> None:
    script.refusal = (RefusalCode.MEASUREMENT_OVER, {"id": "Sudah lewat.", "en": "Over."})
    application = start_kiosk()
    stand(application, None)
    say(script, measurement_id=6)
    wait_for(application, "staff_check", seconds=15)
    assert (picture(application).aim, picture(application).ticket) == ("", None)
    press(application, "staff")
    wait_until(lambda: len(script.staff_reports) == 1, 15)
    assert script.staff_reports[0].measurement.reason == "stopped"
    wait_for(application, "idle")


def test_a_server_that_went_away_is_measured_for_no_more(start_kiosk: StartKiosk, script: Script) -> None:
    application = start_kiosk()
    wait_for(application, "idle")
    application.kiosk.asks.choose(1, Lane.GENERAL)
    wait_for(application, "measuring")
    say(script, measurement_id=8)
    wait_until(lambda: application.kiosk._orders._asked == 8, 15)
    script.unavailable = True
    wait_until(lambda: not application.kiosk.status().online, 15)
    press(application, "staff")
    wait_for(application, "offline")
    assert application.kiosk._orders._asked is None


def test_an_answer_of_an_older_server_changes_no_offset(start_kiosk: StartKiosk, script: Script) -> None:
    say(script, OFFSET)
    application = start_kiosk()
    wait_until(lambda: "kept by the office" in note(application), 15)
    script.office = office_info(name="Kantor Lain")
    news(script, EventName.SETTINGS_CHANGED)
    wait_until(lambda: picture(application).office_name == "Kantor Lain", 15)
    assert "kept by the office" in note(application)
