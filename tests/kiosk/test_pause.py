"""Staff pause a kiosk by holding their button, and go on the same way; a visitor's visit is never cut."""

from kiosk.bootstrap import Application
from queue_server.protocol.words import Lane
from tests.kiosk.acting import picture, press, stand, tickets, wait_for
from tests.kiosk.conftest import StartKiosk
from tests.kiosk.scripted_server import wait_until

HOLD = {
    "driver": "simulated",
    "buttons": {"green": 5, "blue": 6, "staff": 13},
    "hold_seconds": 0.5,
    "stuck_seconds": 30.0,
}


def hold(application: Application, button: str) -> None:
    """Hold a button until that is noticed, and let it go."""
    assert application.demo is not None
    assert application.demo.pins is not None
    before = picture(application).phase
    application.demo.pins.hold(button)
    wait_until(lambda: picture(application).phase != before, 10)
    application.demo.pins.let_go(button)


def controls_of(application: Application) -> tuple[str, str]:
    (part,) = (one for one in application.kiosk.parts() if one.name == "controls")
    return part.state, part.code


def test_holding_the_staff_button_pauses_and_goes_on(start_kiosk: StartKiosk) -> None:
    application = start_kiosk(controls=HOLD)
    wait_for(application, "idle")
    hold(application, "staff")
    assert picture(application).phase == "paused"
    assert application.kiosk.status().lost == "paused"
    assert controls_of(application) == ("degraded", "kiosk_paused")
    application.kiosk.asks.choose(1, Lane.GENERAL)
    press(application, "green")
    assert picture(application).phase == "paused"
    hold(application, "staff")
    assert picture(application).phase == "idle"
    wait_until(lambda: controls_of(application) == ("ok", ""))


def test_a_short_press_and_a_visitors_button_pause_nothing(start_kiosk: StartKiosk) -> None:
    application = start_kiosk(controls=HOLD)
    wait_for(application, "idle")
    press(application, "staff")
    hold(application, "green")
    assert picture(application).phase == "measuring"
    assert application.kiosk.status().lost == ""


def test_who_is_being_served_gets_the_ticket_before_the_pause(start_kiosk: StartKiosk) -> None:
    application = start_kiosk(controls=HOLD)
    wait_for(application, "idle")
    application.kiosk.asks.choose(1, Lane.GENERAL)
    wait_for(application, "measuring")
    application.kiosk.hold("staff")
    stand(application, 36.4)
    wait_until(lambda: len(tickets(application)) == 1, 20)
    wait_for(application, "paused", seconds=60)
