import pytest

from kiosk.visit.commands import (
    Beep,
    CheckIn,
    Command,
    GiveUp,
    Print,
    Sound,
    Speak,
    StartMeasuring,
    StopMeasuring,
    Warn,
)
from kiosk.visit.dialogue import Held, Phase, Rules, Session, countdown_seconds
from kiosk.visit.inputs import (
    Answered,
    Availability,
    Choose,
    Contrast,
    Decided,
    Input,
    Language,
    Listen,
    Measured,
    OpenBooking,
    Printed,
    PrinterReady,
    Refused,
    Reset,
    Tick,
    Touch,
    Unreachable,
)
from kiosk.visit.session import ARROWS, RUN_OUT, step
from queue_server.protocol.bookings import BookingInfo
from queue_server.protocol.messages import CheckInAnswer
from queue_server.protocol.temperature import Measurement
from queue_server.protocol.words import Lane, MeasurementStatus, PrintOutcome
from tests.kiosk.scripted_office import ISSUED_AT, ticket_info

RULES = Rules()
NONCE = "n" * 32
GOOD = Measurement(status=MeasurementStatus.MEASURED, celsius=36.123456)
UNSURE = Measurement(status=MeasurementStatus.UNSURE, reason="too_low")
ADMITTED = CheckInAnswer(visit_id=1, outcome="admitted", ticket=ticket_info())
HELD = CheckInAnswer(visit_id=1, outcome="held")
BOOKING = BookingInfo(code="ABC-1", service_id=1, service_names={"id": "Paspor"}, slot_at=ISSUED_AT, party_size=1)
CHOOSE = Choose(service_id=1, lane=Lane.GENERAL, nonce=NONCE, at_seconds=0)


def follow(*inputs: Input, rules: Rules = RULES, session: Session | None = None) -> tuple[Session, list[Command]]:
    session = session or Session()
    commands: list[Command] = []
    for one in inputs:
        session, more = step(session, one, rules)
        commands += more
    return session, commands


def test_a_visit_from_choice_to_ticket_and_home() -> None:
    session, commands = follow(
        CHOOSE,
        Measured(nonce=NONCE, measurement=GOOD, at_seconds=2),
        Answered(nonce=NONCE, answer=ADMITTED, at_seconds=2.1),
        Printed(nonce=NONCE, outcome=PrintOutcome.PRINTED, at_seconds=3),
        Tick(at_seconds=3 + RULES.showing_seconds),
    )
    assert session.phase is Phase.IDLE
    assert [type(command) for command in commands] == [Beep, StartMeasuring, CheckIn, Print, Beep]


def test_five_presses_in_two_seconds_are_one_check_in() -> None:
    presses = [
        Choose(service_id=1, lane=Lane.GENERAL, nonce=f"{number}" * 32, at_seconds=number * 0.4) for number in range(5)
    ]
    _, commands = follow(*presses, rules=Rules(screening=False))
    assert len([command for command in commands if isinstance(command, CheckIn)]) == 1


def test_the_next_visitor_need_not_wait_for_the_last_ones_ticket_to_leave_the_screen() -> None:
    shown = Session(phase=Phase.SHOWING, since_seconds=10, language="en")
    early, _ = follow(CHOOSE.__class__(service_id=1, lane=Lane.GENERAL, nonce=NONCE, at_seconds=12.9), session=shown)
    late, _ = follow(CHOOSE.__class__(service_id=1, lane=Lane.GENERAL, nonce=NONCE, at_seconds=13.0), session=shown)
    assert (early.phase, late.phase) == (Phase.SHOWING, Phase.MEASURING)
    assert late.language == "id"


def test_unsure_is_tried_once_more_and_then_left_to_a_person() -> None:
    unsure = Measured(nonce=NONCE, measurement=UNSURE, at_seconds=5)
    session, commands = follow(CHOOSE, unsure)
    assert (session.phase, session.attempt) == (Phase.MEASURING, 2)
    session, commands = follow(unsure, session=session)
    assert session.phase is Phase.SUBMITTING
    assert isinstance(commands[0], CheckIn)
    assert commands[0].request.measurement is UNSURE


def test_a_sensor_that_never_answers_is_no_sensor() -> None:
    session, commands = follow(CHOOSE, Tick(at_seconds=RULES.measuring_seconds))
    assert session.phase is Phase.SUBMITTING
    checked_in = next(command for command in commands if isinstance(command, CheckIn))
    assert checked_in.request.measurement.status is MeasurementStatus.NO_SENSOR
    assert StopMeasuring(NONCE) in commands


def test_a_held_visitor_hears_the_ordinary_sound_and_security_sees_the_lamp() -> None:
    _, admitted = follow(CHOOSE)
    session, commands = follow(Answered(nonce=NONCE, answer=HELD, at_seconds=1), session=_submitting())
    assert session.phase is Phase.HELD
    assert commands == [admitted[0], Warn(on=True)]
    _, early = follow(Tick(at_seconds=RULES.warning_seconds), session=session)
    assert Warn(on=False) not in early
    _, later = follow(Tick(at_seconds=1 + RULES.warning_seconds), session=session)
    assert Warn(on=False) in later


def test_the_lamp_goes_out_when_the_last_held_visitor_is_decided_on() -> None:
    held = (Held(1, 1800.0), Held(2, 1800.0))
    one, commands = follow(Decided(visit_id=1, at_seconds=5), session=Session(held=held))
    assert (one.held, commands) == (held[1:], [])
    assert follow(Decided(visit_id=9, at_seconds=6), session=one)[1] == []
    none, commands = follow(Decided(visit_id=2, at_seconds=6), session=one)
    assert (none.held, commands) == ((), [Warn(on=False)])


def test_a_decision_that_overtakes_the_answer_leaves_the_lamp_dark() -> None:
    known, _ = follow(Decided(visit_id=1, at_seconds=1), session=_submitting())
    session, commands = follow(Answered(nonce=NONCE, answer=HELD, at_seconds=2), session=known)
    assert session.phase is Phase.HELD
    assert commands == [Beep(Sound.ACKNOWLEDGE)]


def _submitting() -> Session:
    return follow(CHOOSE, Measured(nonce=NONCE, measurement=GOOD, at_seconds=1))[0]


def test_away_keeps_asking_and_prints_the_answer_that_still_comes() -> None:
    away, commands = follow(Unreachable(nonce=NONCE, at_seconds=2), session=_submitting())
    assert (away.phase, commands) == (Phase.AWAY, [Beep(Sound.ATTENTION)])
    session, commands = follow(Answered(nonce=NONCE, answer=ADMITTED, at_seconds=30), session=away)
    assert session.phase is Phase.PRINTING
    assert commands == [Print(NONCE, ticket_info())]
    gone, commands = follow(Tick(at_seconds=2 + RULES.away_seconds), session=away)
    assert (gone.phase, commands) == (Phase.IDLE, [GiveUp(NONCE)])


def test_an_answer_for_somebody_else_changes_nothing() -> None:
    before = _submitting()
    session, commands = follow(Answered(nonce="x" * 32, answer=ADMITTED, at_seconds=2), session=before)
    assert (session, commands) == (before, [])


@pytest.mark.parametrize(
    ("outcome", "copy", "phase", "prints"),
    [
        (PrintOutcome.PRINTED, False, Phase.SHOWING, 0),
        (PrintOutcome.FAILED, False, Phase.NUMBER_ON_SCREEN, 0),
        (PrintOutcome.UNCERTAIN, False, Phase.NUMBER_ON_SCREEN, 1),
        (PrintOutcome.UNCERTAIN, True, Phase.NUMBER_ON_SCREEN, 0),
        (PrintOutcome.PRINTED, True, Phase.SHOWING, 0),
    ],
)
def test_what_follows_printing(outcome: PrintOutcome, copy: bool, phase: Phase, prints: int) -> None:
    printing, _ = follow(Answered(nonce=NONCE, answer=ADMITTED, at_seconds=2), session=_submitting())
    session, commands = follow(Printed(nonce=NONCE, outcome=outcome, copy=copy, at_seconds=3), session=printing)
    assert session.phase is phase
    assert [command.copy for command in commands if isinstance(command, Print)] == [True] * prints


def _printing() -> Session:
    return follow(Answered(nonce=NONCE, answer=ADMITTED, at_seconds=2), session=_submitting())[0]


def _printed(outcome: PrintOutcome, copy: bool = False) -> Printed:
    return Printed(nonce=NONCE, outcome=outcome, copy=copy, at_seconds=3)


@pytest.mark.parametrize(
    ("ends", "copy"),
    [
        pytest.param([_printed(PrintOutcome.FAILED)], False, id="nothing was sent"),
        pytest.param(
            [_printed(PrintOutcome.UNCERTAIN), _printed(PrintOutcome.FAILED, True)], True, id="no copy either"
        ),
    ],
)
def test_what_is_owed_is_printed_once_the_printer_works_again(ends: list[Printed], copy: bool) -> None:
    shown, _ = follow(*ends, session=_printing())
    assert (shown.phase, bool(shown.owed)) == (Phase.NUMBER_ON_SCREEN, True)
    again, commands = follow(PrinterReady(at_seconds=4), session=shown)
    assert again.phase is Phase.PRINTING
    assert commands == [Print(NONCE, ticket_info(), copy=copy)]
    assert follow(_printed(PrintOutcome.PRINTED, copy), session=again)[0].phase is Phase.SHOWING
    failed, _ = follow(_printed(PrintOutcome.FAILED, copy), session=again)
    assert follow(PrinterReady(at_seconds=5), session=failed) == (failed, []), "tried once, then it is the staff's"


def test_a_torn_copy_is_not_followed_by_another() -> None:
    shown, _ = follow(_printed(PrintOutcome.UNCERTAIN), _printed(PrintOutcome.UNCERTAIN, True), session=_printing())
    assert follow(PrinterReady(at_seconds=9), session=shown) == (shown, [])


def test_a_slow_printer_shows_the_number_and_still_hands_the_ticket_over() -> None:
    shown, _ = follow(Tick(at_seconds=2 + RULES.printing_seconds), session=_printing())
    assert shown.phase is Phase.NUMBER_ON_SCREEN
    assert follow(_printed(PrintOutcome.PRINTED), session=shown)[0].phase is Phase.SHOWING


def test_the_number_stays_on_the_screen_for_twenty_seconds() -> None:
    shown = Session(phase=Phase.NUMBER_ON_SCREEN, since_seconds=0, ticket=ticket_info())
    assert follow(Tick(at_seconds=19.9), session=shown)[0].phase is Phase.NUMBER_ON_SCREEN
    assert follow(Tick(at_seconds=20), session=shown)[0].phase is Phase.IDLE


def test_a_form_counts_down_one_touch_extends_it_and_a_reset_forgets_all() -> None:
    form, _ = follow(Language(language="en", at_seconds=0), OpenBooking(at_seconds=0))
    assert countdown_seconds(form, RULES, 39) is None
    assert countdown_seconds(form, RULES, 45) == 15
    form, _ = follow(Touch(at_seconds=45), Tick(at_seconds=60), session=form)
    assert form.phase is Phase.ENTERING
    home, _ = follow(Tick(at_seconds=105), session=form)
    assert (home.phase, home.language) == (Phase.IDLE, "id")


def test_large_letters_last_as_long_as_the_visit_and_no_longer() -> None:
    session, _ = follow(
        Contrast(at_seconds=0),
        CHOOSE,
        Measured(nonce=NONCE, measurement=GOOD, at_seconds=2),
        Language(language="en", at_seconds=2),
        Answered(nonce=NONCE, answer=ADMITTED, at_seconds=2.1),
        Printed(nonce=NONCE, outcome=PrintOutcome.PRINTED, at_seconds=3),
    )
    assert (session.phase, session.contrast, session.language) == (Phase.SHOWING, True, "en")
    next_visitor, _ = follow(
        CHOOSE.__class__(service_id=1, lane=Lane.GENERAL, nonce="m" * 32, at_seconds=7), session=session
    )
    assert (next_visitor.phase, next_visitor.contrast) == (Phase.MEASURING, False)
    session, _ = follow(Tick(at_seconds=3 + RULES.showing_seconds), session=session)
    assert (session.contrast, session.language) == (False, "id")
    assert follow(Contrast(at_seconds=0), Contrast(at_seconds=1))[0].contrast is False


def test_large_letters_nobody_would_take_back_are_not_given() -> None:
    lost = Session(phase=Phase.OUT_OF_SERVICE, lost="token")
    assert follow(Contrast(at_seconds=1), Language(language="en", at_seconds=1), session=lost)[0] == lost


@pytest.mark.parametrize("phase", Phase)
def test_every_page_can_be_heard_and_who_listens_has_more_time(phase: Phase) -> None:
    session, commands = follow(Listen(at_seconds=5), session=Session(phase=phase))
    assert (session.phase, session.active_seconds, commands) == (phase, 5, [Speak()])


def test_out_of_service_comes_and_goes() -> None:
    lost, _ = follow(Availability(lost="token", at_seconds=1))
    assert lost.phase is Phase.OUT_OF_SERVICE
    assert follow(CHOOSE, session=lost)[0] == lost
    assert follow(Availability(lost="", at_seconds=2), session=lost)[0].phase is Phase.IDLE


def test_a_kiosk_lost_during_a_visit_finishes_it_first() -> None:
    session, _ = follow(Availability(lost="token", at_seconds=2), session=_submitting())
    assert session.phase is Phase.SUBMITTING
    session, _ = follow(Refused(nonce=NONCE, words={"en": "No."}, at_seconds=3), Reset(at_seconds=4), session=session)
    assert session.phase is Phase.OUT_OF_SERVICE


def test_the_table_names_every_way_out_of_time() -> None:
    assert set(RUN_OUT) == set(Phase)
    assert all(arrow.to for arrow in ARROWS)
    assert len({(arrow.source, arrow.on) for arrow in ARROWS}) == len(ARROWS)
