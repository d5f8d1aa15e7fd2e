"""A whole kiosk whose server is away, with a held visitor and a guard who has a PIN."""

import msgspec
import pytest

from hardware.controls.simulated import SimulatedPins
from kiosk.bootstrap import Application
from kiosk.visit.commands import CheckPin, KeepDecision, Print, Warn
from kiosk.visit.dialogue import Desk, Held, Phase, Rules, Session
from kiosk.visit.inputs import (
    DecisionKept,
    DecisionMade,
    Input,
    OpenDesk,
    PinChecked,
    PinTyped,
    Reset,
    StaffNamed,
    Tick,
    VisitorNamed,
)
from kiosk.visit.moves import Result
from kiosk.visit.session import step
from queue_server.protocol.temperature import TemperaturePolicy
from tests.kiosk.acting import picture, press, stand, tickets, wait_for
from tests.kiosk.conftest import StartKiosk
from tests.kiosk.deciding import DOCTOR, GUARD, PIN, WRONG, deciders
from tests.kiosk.scripted_office import office_info, ticket_info
from tests.kiosk.scripted_server import Script, wait_until
from tests.kiosk.standing_by import reserve


def pins_of(application: Application) -> SimulatedPins:
    assert application.demo is not None
    assert application.demo.pins is not None
    return application.demo.pins


def with_a_held_visitor(start_kiosk: StartKiosk, script: Script) -> Application:
    """A kiosk alone that has asked a warm visitor to take a seat."""
    script.office = office_info(temperature=TemperaturePolicy(screening=True))
    script.reserve = msgspec.structs.replace(reserve(), deciders=deciders())
    application = start_kiosk()
    wait_for(application, "idle")
    script.unavailable, script.streams = True, False
    wait_until(lambda: application.kiosk.status().alone)
    stand(application, 38.2)
    press(application, "green")
    wait_for(application, "held")
    wait_until(lambda: picture(application).desk)
    stand(application, None)
    application.kiosk.asks.reset()
    wait_for(application, "idle")
    return application


def sign_in(application: Application, pin: str = PIN) -> None:
    asks = application.kiosk.asks
    asks.open_desk()
    wait_for(application, "staff_who")
    asks.name_staff(GUARD)
    wait_for(application, "staff_pin")
    asks.type_pin(pin)


def test_a_guard_lets_a_held_visitor_in_by_pin(start_kiosk: StartKiosk, script: Script) -> None:
    application = with_a_held_visitor(start_kiosk, script)
    assert pins_of(application).is_lit()
    assert not picture(application).back
    sign_in(application, WRONG)
    wait_until(lambda: picture(application).told.get("en") == "This PIN is not right.")
    application.kiosk.asks.type_pin(PIN)
    shown = wait_for(application, "staff_decide")  # there is one visitor only
    assert [one.words["en"] for one in shown.options] == ["May enter: print the number", "Treat first", "Has gone home"]
    application.kiosk.asks.decide("cleared")
    ticket = wait_for(application, "showing").ticket
    assert ticket is not None
    assert ticket.number == "A-501"
    assert "A-501" in tickets(application)[0].with_suffix(".txt").read_text()
    wait_until(lambda: not pins_of(application).is_lit())
    script.unavailable, script.streams = False, True
    wait_until(lambda: script.late)
    told = script.late[0].decision
    assert told is not None
    assert (told.account_id, told.decision, told.number) == (GUARD, "cleared", "A-501")


def test_who_is_sent_for_treatment_gets_no_paper(start_kiosk: StartKiosk, script: Script) -> None:
    application = with_a_held_visitor(start_kiosk, script)
    sign_in(application)
    wait_for(application, "staff_decide")
    application.kiosk.asks.decide("deferred")
    wait_for(application, "idle")
    wait_until(lambda: not pins_of(application).is_lit() and not picture(application).desk)
    assert tickets(application) == []
    assert application.kiosk.status().undelivered == 1


def test_after_a_restart_the_lamp_and_the_visitor_are_there(start_kiosk: StartKiosk, script: Script) -> None:
    first = with_a_held_visitor(start_kiosk, script)
    first.kiosk.stop()
    wait_until(lambda: first.kiosk.published.closed)
    again = start_kiosk()
    wait_until(lambda: pins_of(again).is_lit())
    wait_until(lambda: picture(again).desk)


# --- the dialogue

DESK = Session(phase=Phase.STAFF_PIN, held=(Held(-4, 900.0), Held(-5, 900.0)), desk=Desk(account_id=GUARD))
DECIDING = Session(phase=Phase.STAFF_DECIDE, held=DESK.held, desk=Desk(account_id=GUARD, entry=4))


def after(session: Session, *inputs: Input) -> Result:
    commands: list[object] = []
    for one in inputs:
        session, more = step(session, one, Rules())
        commands += more
    return session, tuple(commands)  # type: ignore[arg-type]


def test_nobody_decides_without_a_pin() -> None:
    opened, _ = after(Session(), OpenDesk(at_seconds=1), PinTyped(pin=PIN, at_seconds=2))
    assert (opened.phase, opened.desk) == (Phase.STAFF_PIN, Desk())
    forced, commands = after(DESK, VisitorNamed(entry=4, at_seconds=1), DecisionMade(decision="cleared", at_seconds=2))
    assert (forced, commands) == (DESK, ())


def test_one_pin_is_checked_at_a_time_and_its_answer_is_of_its_account() -> None:
    checking, commands = after(DESK, *(PinTyped(pin=PIN, at_seconds=at) for at in (1, 2)))
    assert commands == (CheckPin(GUARD, PIN),)
    assert PIN not in repr(checking)
    other, _ = after(checking, StaffNamed(account_id=DOCTOR, at_seconds=3))
    late, _ = after(other, PinChecked(account_id=GUARD, right=True, at_seconds=4))
    assert (late.phase, late.desk) == (Phase.STAFF_PIN, Desk(account_id=DOCTOR))


def test_a_decision_is_asked_for_once_and_only_on_a_visitor() -> None:
    nobody, commands = after(
        Session(phase=Phase.STAFF_DECIDE, desk=Desk(GUARD)), DecisionMade(decision="left", at_seconds=1)
    )
    assert commands == ()
    chosen, commands = after(
        nobody,
        VisitorNamed(entry=5, at_seconds=2),
        DecisionMade(decision="left", at_seconds=3),
        DecisionMade(decision="cleared", at_seconds=4),
        VisitorNamed(entry=4, at_seconds=5),
    )
    assert commands == (KeepDecision(5, GUARD, "left"),)
    assert chosen.desk.entry == 5


def test_the_lamp_goes_out_with_the_last_visitor() -> None:
    one, commands = after(DECIDING, DecisionKept(entry=4, kept=True, at_seconds=1))
    assert (one.phase, one.held, Warn(on=False) in commands) == (Phase.IDLE, (Held(-5, 900.0),), False)
    last = Session(phase=Phase.STAFF_DECIDE, held=one.held, desk=Desk(GUARD, entry=5))
    assert Warn(on=False) in after(last, DecisionKept(entry=5, kept=True, at_seconds=1))[1]


@pytest.mark.parametrize("left", [Reset(at_seconds=1), Tick(at_seconds=31)])
def test_a_ticket_is_printed_though_the_person_has_gone_from_the_screen(left: Input) -> None:
    gone, _ = after(DECIDING, DecisionMade(decision="cleared", at_seconds=0.5), left)
    assert (gone.phase, gone.desk) == (Phase.IDLE, Desk())
    ticket = ticket_info()
    kept = DecisionKept(entry=4, kept=True, nonce="n" * 32, ticket=ticket, at_seconds=32)
    behind, commands = after(gone, kept)
    assert (behind.phase, commands) == (Phase.IDLE, (Print("n" * 32, ticket),))


def test_what_was_not_kept_is_told_and_the_lamp_stays() -> None:
    refused = DecisionKept(entry=4, kept=False, words={"en": "No."}, at_seconds=1)
    shown, commands = after(DECIDING, refused)
    assert (shown.phase, shown.words, shown.held) == (Phase.REFUSED, {"en": "No."}, DECIDING.held)
    assert not any(isinstance(one, Warn) for one in commands)
    assert after(DESK, refused)[0] == DESK
