"""Around visitors whom security look after: measured again, back from the rest, a decision taken back."""

import pytest

from kiosk.visit.commands import Beep, CheckIn, Command, Print, ReportMeasurement, ReportReturn, StartMeasuring, Warn
from kiosk.visit.dialogue import Held, Phase, Rules, Session
from kiosk.visit.inputs import (
    Answered,
    CameBack,
    Choose,
    Decided,
    Input,
    MeasureAgain,
    Measured,
    Ready,
    Reopened,
    Reset,
    ReturnAnswered,
    Tick,
    Unreachable,
)
from kiosk.visit.session import step
from queue_server.protocol.messages import CheckInAnswer
from queue_server.protocol.temperature import Measurement
from queue_server.protocol.words import Lane, MeasurementStatus

RULES = Rules()
NONCE, OTHER = "n" * 32, "o" * 32
WARM = Measurement(status=MeasurementStatus.MEASURED, celsius=38.25)
UNSURE = Measurement(status=MeasurementStatus.UNSURE, reason="unsteady")
HOLDING = Session(held=(Held(1, 1800.0),))
INVITED = Session(phase=Phase.INVITED, held=(Held(1, 1800.0),), measured_again=1, since_seconds=5, active_seconds=5)


def follow(session: Session, *inputs: Input) -> tuple[Session, list[Command]]:
    commands: list[Command] = []
    for one in inputs:
        session, more = step(session, one, RULES)
        commands += more
    return session, commands


def test_an_idle_kiosk_invites_the_visitor_and_hands_the_measurement_over() -> None:
    session, commands = follow(
        HOLDING,
        MeasureAgain(visit_id=1, at_seconds=4),
        Tick(at_seconds=5),
        Ready(nonce=NONCE, at_seconds=10),
        Measured(nonce=NONCE, measurement=WARM, at_seconds=12),
    )
    assert session.phase is Phase.HELD
    assert [type(one) for one in commands] == [Beep, Beep, StartMeasuring, ReportMeasurement, Beep]
    assert commands[3] == ReportMeasurement(NONCE, 1, WARM)
    assert "38.25" not in repr(session)
    assert session.held == HOLDING.held  # a person decides; the lamp stays lit


def test_a_button_is_enough_where_there_is_no_screen() -> None:
    session, commands = follow(INVITED, Choose(service_id=3, lane=Lane.GENERAL, nonce=NONCE, at_seconds=9))
    assert session.phase is Phase.MEASURING
    assert not any(isinstance(one, CheckIn) for one in commands)
    _, commands = follow(session, Measured(nonce=NONCE, measurement=WARM, at_seconds=11))
    assert isinstance(commands[0], ReportMeasurement)


def test_whoever_stands_there_is_served_first() -> None:
    busy = Session(phase=Phase.PRINTING, held=HOLDING.held)
    session, _ = follow(busy, MeasureAgain(visit_id=1, at_seconds=1), Tick(at_seconds=2))
    assert session.phase is Phase.PRINTING
    touched = Session(held=HOLDING.held, asked_again=(1,), active_seconds=10)
    assert follow(touched, Tick(at_seconds=12))[0].phase is Phase.IDLE
    assert follow(touched, Tick(at_seconds=13))[0].phase is Phase.INVITED


def test_asked_twice_is_asked_once() -> None:
    session, _ = follow(HOLDING, *[MeasureAgain(visit_id=1, at_seconds=at) for at in (1, 2)])
    assert session.asked_again == (1,)
    assert follow(INVITED, MeasureAgain(visit_id=1, at_seconds=9))[0].asked_again == ()


@pytest.mark.parametrize("end", [Tick(at_seconds=5 + RULES.invited_seconds), Reset(at_seconds=8)])
def test_who_does_not_come_keeps_nobody_waiting(end: Input) -> None:
    session, commands = follow(INVITED, end)
    assert (session.phase, session.measured_again, session.held) == (Phase.IDLE, None, INVITED.held)
    assert commands == []


def test_an_invitation_ends_with_the_decision() -> None:
    session, commands = follow(INVITED, Decided(visit_id=1, at_seconds=8))
    assert session.phase is Phase.IDLE
    assert commands == [Warn(on=False)]
    session, _ = follow(INVITED, Decided(visit_id=2, at_seconds=8))
    assert session.phase is Phase.INVITED


def test_an_unsteady_one_is_tried_once_more_then_told_as_it_is() -> None:
    session, commands = follow(
        INVITED, Ready(nonce=NONCE, at_seconds=9), Measured(nonce=NONCE, measurement=UNSURE, at_seconds=12)
    )
    assert session.phase is Phase.MEASURING
    _, commands = follow(session, Measured(nonce=NONCE, measurement=UNSURE, at_seconds=15))
    assert ReportMeasurement(NONCE, 1, UNSURE) in commands


def test_who_leaves_in_the_middle_is_told_as_not_measured() -> None:
    session, _ = follow(INVITED, Ready(nonce=NONCE, at_seconds=9))
    session, commands = follow(session, Tick(at_seconds=9 + RULES.measuring_seconds))
    assert session.phase is Phase.HELD
    (report,) = [one for one in commands if isinstance(one, ReportMeasurement)]
    assert report.measurement.status is MeasurementStatus.NO_SENSOR


def test_back_from_the_rest_the_only_one_is_measured_at_once() -> None:
    session, commands = follow(
        HOLDING, CameBack(nonce=NONCE, at_seconds=400), ReturnAnswered(nonce=NONCE, visit_id=1, at_seconds=401)
    )
    assert session.phase is Phase.MEASURING
    assert ReportReturn(NONCE) in commands
    _, commands = follow(session, Measured(nonce=NONCE, measurement=WARM, at_seconds=403))
    assert commands[0] == ReportMeasurement(NONCE, 1, WARM)


def test_back_from_the_rest_of_several_a_person_comes() -> None:
    asking, _ = follow(HOLDING, CameBack(nonce=NONCE, at_seconds=400))
    late, commands = follow(asking, ReturnAnswered(nonce=OTHER, visit_id=1, at_seconds=401))
    assert (late, commands) == (asking, [])
    session, _ = follow(asking, ReturnAnswered(nonce=NONCE, visit_id=None, at_seconds=401))
    assert session.phase is Phase.HELD


def test_back_while_the_server_is_away_a_person_is_asked() -> None:
    session, _ = follow(HOLDING, CameBack(nonce=NONCE, at_seconds=400), Unreachable(nonce=NONCE, at_seconds=402))
    assert session.phase is Phase.AWAY
    assert session.held == HOLDING.held


def test_nobody_comes_back_where_nobody_was_asked_to_sit() -> None:
    assert follow(Session(), CameBack(nonce=NONCE, at_seconds=1)) == (Session(), [])


def test_a_decision_that_is_taken_back_lights_the_lamp_again() -> None:
    session, commands = follow(HOLDING, Decided(visit_id=1, at_seconds=1), Reopened(visit_id=1, at_seconds=2))
    assert commands == [Warn(on=False), Warn(on=True)]
    assert [held.visit_id for held in session.held] == [1]
    assert session.decided == ()


# The server is away


def away_with(measurement: Measurement) -> tuple[Session, list[Command]]:
    return follow(
        Session(),
        Choose(service_id=1, lane=Lane.GENERAL, nonce=NONCE, at_seconds=0),
        Measured(nonce=NONCE, measurement=measurement, at_seconds=2),
        Unreachable(nonce=NONCE, at_seconds=4),
    )


def test_with_the_server_away_the_lamp_lights_for_who_needs_a_person() -> None:
    session, commands = away_with(WARM)
    assert session.phase is Phase.AWAY
    assert Warn(on=True) in commands
    assert not any(isinstance(one, Print) for one in commands)
    normal, commands = away_with(Measurement(status=MeasurementStatus.MEASURED, celsius=36.4))
    assert (normal.held, Warn(on=True) in commands) == ((), False)


@pytest.mark.parametrize("end", [Tick(at_seconds=4 + RULES.away_seconds), Reset(at_seconds=20)])
def test_their_check_in_goes_on_being_tried_and_the_lamp_stays_lit(end: Input) -> None:
    session, commands = follow(away_with(WARM)[0], end)
    assert (session.phase, commands) == (Phase.IDLE, [])
    assert [held.visit_id for held in session.held] == [0]
    heard = Answered(nonce=NONCE, answer=CheckInAnswer(visit_id=7, outcome="held"), at_seconds=90)
    session, _ = follow(session, heard)
    assert (session.phase, [held.visit_id for held in session.held]) == (Phase.IDLE, [7])
    assert follow(session, Decided(visit_id=7, at_seconds=95))[1] == [Warn(on=False)]


def test_who_waits_before_the_screen_is_held_once_the_server_answers() -> None:
    heard = Answered(nonce=NONCE, answer=CheckInAnswer(visit_id=7, outcome="held"), at_seconds=9)
    session, _ = follow(away_with(WARM)[0], heard)
    assert (session.phase, [held.visit_id for held in session.held]) == (Phase.HELD, [7])
    decided = follow(away_with(WARM)[0], Decided(visit_id=7, at_seconds=8), heard)
    assert (decided[0].held, decided[1][-1]) == ((), Warn(on=False))
