"""Staff have the sensor measure: between visitors, without any offset, and the offset that comes of it holds."""

import logging
from datetime import date
from pathlib import Path

import pytest

from hardware.thermometer.correction import Calibration
from kiosk.measuring.kept_calibration import KeptCalibration
from kiosk.measuring.measurement import Measuring, MeasuringRules, expire
from kiosk.measuring.offset import Offset, staff_rules, without_offset
from kiosk.visit.commands import Command, ReportStaff, StartStaffMeasuring, StopMeasuring, Warn
from kiosk.visit.dialogue import Held, Phase, Rules, Session
from kiosk.visit.inputs import (
    Aimed,
    Availability,
    Choose,
    Decided,
    EnterBooking,
    Input,
    Measured,
    OpenBooking,
    Reset,
    StaffAsked,
    StaffMeasured,
    Tick,
)
from kiosk.visit.session import step
from queue_server.protocol.calibration import SensorCalibration
from queue_server.protocol.staff_measurements import StaffReport
from queue_server.protocol.temperature import Measurement
from queue_server.protocol.words import Lane, MeasurementStatus

RULES = Rules()
NONCE = "staff-measurement-00000007"
GOOD = Measurement(status=MeasurementStatus.MEASURED, celsius=36.987654)
ASKED = StaffAsked(measurement_id=7, at_seconds=1)
OFFSET = SensorCalibration(offset_celsius=0.8, calibrated_on=date(2026, 11, 25), days=180)


def follow(*inputs: Input, session: Session | None = None) -> tuple[Session, list[Command]]:
    session, commands = session or Session(), list[Command]()
    for one in inputs:
        session, more = step(session, one, RULES)
        commands += more
    return session, commands


# The dialogue


def test_staff_measure_and_the_kiosk_is_there_for_visitors_again() -> None:
    measuring, commands = follow(ASKED)
    assert (measuring.phase, commands) == (Phase.STAFF_CHECK, [StartStaffMeasuring(NONCE)])
    home, commands = follow(
        Aimed(nonce=NONCE, aim="hold_still", fraction=0.5, at_seconds=2),
        StaffMeasured(nonce=NONCE, measurement=GOOD, offset_celsius=0.25, at_seconds=3),
        session=measuring,
    )
    report = StaffReport(nonce=NONCE, measurement_id=7, measurement=GOOD, offset_celsius=0.25)
    assert (home.phase, commands) == (Phase.IDLE, [ReportStaff(report)])
    assert "36.987654" not in repr(home)
    assert (home.nonce, home.staff_measurement_id, home.fraction) == ("", 0, 0.0)


@pytest.mark.parametrize("phase", sorted(set(Phase) - {Phase.IDLE, Phase.OUT_OF_SERVICE}))
def test_a_visitors_visit_is_never_interrupted(phase: Phase) -> None:
    before = Session(phase=phase, nonce="v" * 32)
    assert follow(ASKED, session=before) == (before, [])


@pytest.mark.parametrize(
    "given",
    [
        Choose(service_id=1, lane=Lane.GENERAL, nonce="v" * 32, at_seconds=2),
        OpenBooking(at_seconds=2),
        EnterBooking(booking_code="ABC-1", nonce="v" * 32, at_seconds=2),
        Measured(nonce=NONCE, measurement=GOOD, at_seconds=2),
        StaffMeasured(nonce="x" * 32, measurement=GOOD, offset_celsius=0.0, at_seconds=2),
        Aimed(nonce="x" * 32, aim="hold_still", fraction=0.5, at_seconds=2),
    ],
    ids=lambda given: type(given).__name__,
)
def test_nothing_of_a_visitor_is_mixed_with_it(given: Input) -> None:
    measuring, _ = follow(ASKED)
    assert follow(given, session=measuring) == (measuring, [])


@pytest.mark.parametrize(
    ("given", "status", "reason"),
    [
        (Reset(at_seconds=2), MeasurementStatus.UNSURE, "stopped"),
        (Tick(at_seconds=1 + RULES.staff_seconds), MeasurementStatus.NO_SENSOR, "timeout"),
    ],
    ids=["reset", "tick"],
)
def test_it_ends_when_staff_stop_it_and_when_it_takes_too_long(
    given: Input, status: MeasurementStatus, reason: str
) -> None:
    measuring, _ = follow(ASKED)
    home, (stop, report) = follow(given, session=measuring)
    assert (home.phase, stop) == (Phase.IDLE, StopMeasuring(NONCE))
    assert isinstance(report, ReportStaff)
    told = report.report
    assert (told.measurement.status, told.measurement.reason, told.measurement.celsius) == (status, reason, None)
    assert (told.nonce, told.measurement_id) == (NONCE, 7)


def test_time_that_is_left_is_left() -> None:
    measuring, _ = follow(ASKED)
    assert follow(Tick(at_seconds=RULES.staff_seconds), session=measuring) == (measuring, [])


def test_a_held_visitor_is_not_forgotten_meanwhile() -> None:
    measuring, commands = follow(ASKED, session=Session(held=(Held(1, 2.0), Held(2, 99.0))))
    assert Warn(on=False) not in commands
    one, _ = follow(Tick(at_seconds=3), session=measuring)
    assert (one.phase, one.held) == (Phase.STAFF_CHECK, (Held(2, 99.0),))
    none, commands = follow(Decided(visit_id=2, at_seconds=4), session=one)
    assert (none.phase, commands) == (Phase.STAFF_CHECK, [Warn(on=False)])


def test_a_paused_kiosk_measures_for_staff_and_stays_paused() -> None:
    paused, _ = follow(Availability(lost="paused", at_seconds=0))
    measuring, _ = follow(ASKED, session=paused)
    assert measuring.phase is Phase.STAFF_CHECK
    ended = StaffMeasured(nonce=NONCE, measurement=GOOD, offset_celsius=0.0, at_seconds=3)
    assert follow(ended, session=measuring)[0].phase is Phase.OUT_OF_SERVICE
    lost, _ = follow(Availability(lost="printer", at_seconds=2), session=follow(ASKED)[0])
    assert lost.phase is Phase.STAFF_CHECK, "it ends first"
    assert follow(ended, session=lost)[0].phase is Phase.OUT_OF_SERVICE


# The offset


def test_what_the_office_keeps_takes_the_place_of_the_configuration() -> None:
    mine, kept = Calibration(0.5, date(2026, 1, 1)), Calibration(-0.25, date(2026, 11, 1))
    told = [
        (one.celsius, one.shift_celsius) for one in (Offset(), Offset(mine), Offset(None, kept), Offset(mine, kept))
    ]
    assert told == [(0.0, 0.0), (0.5, 0.0), (-0.25, -0.25), (-0.25, -0.75)]
    assert str(Offset(mine, kept)) == "compared with a reference on 2026-11-01, offset -0.25 C, kept by the office"
    assert str(Offset(mine)).endswith("offset +0.50 C, from the configuration")
    assert str(Offset()) == ""


def test_staff_measure_a_sensor_that_is_off_by_as_much_as_an_offset_mends() -> None:
    plain = MeasuringRules()
    wide = staff_rules(plain)
    assert (wide.lowest_celsius, wide.closer_below_celsius, wide.highest_celsius) == (28.0, 32.0, 45.0)
    assert (wide.settle_seconds, wide.spread_celsius) == (plain.settle_seconds, plain.spread_celsius)


def test_staff_are_waited_for_longer_than_a_visitor() -> None:
    nobody = Measuring(staff_rules(MeasuringRules()), 0.0)
    assert expire(nobody, 19.9)[1] is None
    assert expire(nobody, 20.0)[1] == Measurement(status=MeasurementStatus.UNSURE, reason="nobody")
    assert RULES.staff_seconds > 20.0, "the dialogue waits for the measurement's own end"


def test_a_value_is_reported_without_the_offset_and_no_value_as_it_is() -> None:
    assert without_offset(GOOD, 0.5).celsius == pytest.approx(36.487654)
    nobody = Measurement(status=MeasurementStatus.UNSURE, reason="nobody")
    assert without_offset(nobody, 0.5) == nobody


def test_an_offset_survives_a_restart_and_goes_when_the_office_keeps_none(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    kept = KeptCalibration(path)
    assert kept.calibration is None
    assert [kept.learn(OFFSET), kept.learn(OFFSET)] == [True, False]
    again = KeptCalibration(path)
    assert again.calibration == Calibration(0.8, date(2026, 11, 25), 180)
    assert again.learn(None)
    assert not path.exists()
    assert KeptCalibration(path).calibration is None


def test_a_torn_file_is_told_and_counts_as_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "calibration.json"
    path.write_text('{"offset_celsius": 0.')
    assert KeptCalibration(path).calibration is None
    assert "holds no offset" in caplog.text


def test_what_cannot_be_written_holds_all_the_same_and_is_written_later(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "not yet there"
    kept = KeptCalibration(folder / "calibration.json")
    with caplog.at_level(logging.INFO):
        assert kept.learn(OFFSET)
        assert not kept.learn(OFFSET)
    assert kept.calibration == Calibration(0.8, date(2026, 11, 25), 180)
    assert caplog.text.count("cannot keep the offset") == 1
    folder.mkdir()
    kept.learn(OFFSET)
    assert KeptCalibration(folder / "calibration.json").calibration == kept.calibration
