"""A child at the buttons makes the kiosk pause for a moment; a queue at the door never does."""

from dataclasses import replace

from kiosk.catalogue import load_catalogue
from kiosk.door import Door
from kiosk.pace import FORGOTTEN_SECONDS, LONGEST_PAUSE_SECONDS, VISITOR_SECONDS, Pace
from kiosk.visit.dialogue import Phase
from kiosk.visit.inputs import Choose, Declined
from queue_server.protocol.words import Lane
from tests.kiosk.acting import stand, wait_for
from tests.kiosk.conftest import StartKiosk


def taken(pace: Pace, count: int, every_seconds: float, since_seconds: float = 0.0) -> Pace:
    for nth in range(count):
        pace = pace.after(since_seconds + nth * every_seconds)
    return pace


def test_a_queue_is_never_held_up_however_long_it_is() -> None:
    pace = taken(Pace(6), 500, VISITOR_SECONDS)
    assert not pace.told(500 * VISITOR_SECONDS)


def test_a_family_that_presses_once_each_is_not_held_up() -> None:
    assert not taken(Pace(6), 5, 1.0).told(5.0)


def test_six_that_were_faster_than_people_come_make_a_pause() -> None:
    pace = taken(Pace(6), 6, 4.0)
    assert pace.waits(20.0 + 9.9)
    assert not pace.waits(20.0 + 10.0)
    assert pace.told(20.0 + 10.0 + FORGOTTEN_SECONDS - 1)
    assert not pace.told(20.0 + 10.0 + FORGOTTEN_SECONDS)


def test_the_pause_grows_up_to_a_minute_and_is_forgotten() -> None:
    pace, at, pauses = Pace(6), 0.0, []
    for _ in range(5):
        pace = taken(pace, 6, 4.0, at)
        pauses.append(pace.pause_seconds)
        at = pace.until_seconds
    assert pauses == [10.0, 20.0, 40.0, LONGEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS]
    assert taken(pace, 6, 4.0, at + FORGOTTEN_SECONDS).pause_seconds == 10.0


def test_who_chooses_too_fast_is_told_and_who_was_invited_is_not_kept_out() -> None:
    door, chosen = Door(load_catalogue(), 2), Choose(service_id=1, lane=Lane.GENERAL, nonce="n" * 16, at_seconds=2.0)
    assert door.let_in(chosen, Phase.IDLE, None) is chosen
    for at_seconds in (0.0, 1.0):
        door.went(Phase.SUBMITTING, Phase.HELD, at_seconds)
    assert isinstance(door.let_in(chosen, Phase.IDLE, None), Declined)
    assert door.let_in(chosen, Phase.INVITED, None) is chosen
    assert door.care(2.0) == "many_tickets"
    later = replace(chosen, at_seconds=11.0)
    assert door.let_in(later, Phase.IDLE, None) is later


def test_it_can_be_switched_off() -> None:
    assert not taken(Pace(0), 100, 0.1).told(10.0)


def test_a_kiosk_at_which_a_child_presses_says_so_and_takes_nobody_for_a_moment(start_kiosk: StartKiosk) -> None:
    application = start_kiosk(fast_tickets=3)
    kiosk, door = application.kiosk, application.kiosk._door
    wait_for(application, "idle")
    kiosk.asks.choose(1, Lane.GENERAL)
    wait_for(application, "measuring")
    stand(application, 36.4)
    wait_for(application, "showing")
    kiosk.asks.reset()
    wait_for(application, "idle")
    assert len(door._pace.taken) == 1
    for _ in range(2):  # as fast as the test's machine does not go
        door.went(Phase.SUBMITTING, Phase.PRINTING, door._pace.taken[0])
    kiosk.asks.choose(1, Lane.GENERAL)
    assert wait_for(application, "refused").words["en"].startswith("Many numbers were taken here just now.")
    (printer,) = (part for part in kiosk.parts() if part.name == "printer")
    assert (printer.state, printer.code) == ("degraded", "many_tickets")
