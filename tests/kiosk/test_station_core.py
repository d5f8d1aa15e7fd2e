"""What lamp and buzzer of the guards' post do."""

from dataclasses import dataclass, field
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from hardware.controls import BuzzerPattern, LampState
from kiosk.station.core import Command, Input, Passed, Post, Pressed, Rules, Sound, Take, Told, lamp, step

RULES = Rules(repeat_seconds=10, away_seconds=15)
ATTENTION, LOST = Sound(BuzzerPattern.ATTENTION), Sound(BuzzerPattern.REFUSED)


@dataclass
class Guards:
    """A post whose time a test lets pass, and what it did when."""

    post: Post = field(default_factory=lambda: Post(since_seconds=0.0))
    now: float = 0.0
    done: list[tuple[float, Command]] = field(default_factory=list)

    def take(self, event: Input) -> None:
        self.post, commands = step(self.post, event, RULES)
        self.done += [(self.now, command) for command in commands]

    def told(self, opened: int, untaken: int) -> LampState:
        self.take(Told(opened, untaken, self.now))
        return lamp(self.post, RULES, self.now)

    def press(self) -> None:
        self.take(Pressed(self.now))

    def wait(self, seconds: int, told: tuple[int, int] | None = None) -> list[tuple[float, Command]]:
        """Let time pass, with the server telling the same every five seconds, or not at all."""
        before = len(self.done)
        for _ in range(seconds):
            self.now += 1
            if told and self.now % 5 == 0:
                self.take(Told(*told, self.now))
            self.take(Passed(self.now))
        return self.done[before:]

    def shows(self, state: LampState) -> bool:
        return lamp(self.post, RULES, self.now) is state


def test_the_lamp_tells_who_is_needed() -> None:
    guards = Guards()
    assert guards.told(0, 0) is LampState.OFF
    assert guards.told(1, 1) is LampState.SLOW_PULSE
    assert guards.told(2, 1) is LampState.SLOW_PULSE
    assert guards.told(2, 0) is LampState.ON
    assert guards.told(0, 0) is LampState.OFF


def test_it_sounds_at_once_and_again_until_somebody_is_on_the_way() -> None:
    guards = Guards()
    guards.told(0, 0)
    guards.told(1, 1)
    assert guards.done == [(0, ATTENTION)]
    assert guards.wait(25, (1, 1)) == [(10, ATTENTION), (20, ATTENTION)]
    assert guards.wait(30, (1, 0)) == []


def test_another_visitor_sounds_at_once() -> None:
    guards = Guards()
    guards.told(1, 1)
    guards.wait(4)
    guards.told(2, 2)
    assert guards.done == [(0, ATTENTION), (4, ATTENTION)]
    assert guards.wait(9, (2, 2)) == []


def test_a_press_tells_the_server_and_is_quiet_until_it_answers() -> None:
    guards = Guards()
    guards.told(2, 2)
    guards.wait(3)
    guards.press()
    assert guards.done[-1] == (3.0, Take())
    assert guards.wait(9, (2, 1)) == []
    assert guards.wait(2, (2, 1)) == [(13, ATTENTION)]
    guards.told(2, 0)
    assert guards.wait(30, (2, 0)) == []


def test_a_press_with_nobody_to_go_to_tells_nothing() -> None:
    guards = Guards()
    guards.told(1, 0)
    guards.press()
    assert guards.done == []


def test_before_the_server_has_told_anything_the_lamp_does_not_look_calm() -> None:
    guards = Guards()
    assert guards.shows(LampState.DOUBLE_FLASH)
    assert guards.wait(60) == [(16, LOST)]
    assert guards.shows(LampState.DOUBLE_FLASH)


def test_a_server_that_is_lost_is_shown_and_sounded_once() -> None:
    guards = Guards()
    guards.told(0, 0)
    assert guards.wait(15) == []
    assert guards.shows(LampState.OFF)
    assert guards.wait(60) == [(16, LOST)]
    assert guards.shows(LampState.DOUBLE_FLASH)
    assert guards.told(0, 0) is LampState.OFF
    assert guards.wait(20) == [(guards.now - 4, LOST)]


def test_a_visitor_who_was_waiting_when_the_server_was_lost_is_not_forgotten() -> None:
    guards = Guards()
    guards.told(1, 1)
    sounds = [command for _at, command in guards.wait(60)]
    assert sounds.count(ATTENTION) == 6
    assert guards.shows(LampState.DOUBLE_FLASH)
    guards.press()
    assert guards.wait(60) == []
    guards.told(1, 1)
    assert guards.done[-1] == (guards.now, ATTENTION)


@given(st.lists(st.one_of(st.sampled_from(["press", "wait"]), st.tuples(st.integers(0, 3), st.integers(0, 3)))))
def test_a_dark_lamp_means_that_the_server_said_so_a_moment_ago(
    steps: list[Literal["press", "wait"] | tuple[int, int]],
) -> None:
    guards, told, told_at = Guards(), (1, 1), -100.0
    for each in steps:
        if each == "press":
            guards.press()
        elif each == "wait":
            guards.wait(7)
        else:
            told, told_at = (each[0] + each[1], each[1]), guards.now
            guards.told(*told)
        assert (guards.shows(LampState.OFF)) == (told == (0, 0) and guards.now - told_at <= RULES.away_seconds)
