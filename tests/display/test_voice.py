import queue
from collections.abc import Iterator

import pytest

from display.announcer import Announcement
from display.board import Call
from display.voice import Voice
from hardware.drivers import choose_speaker
from hardware.errors import SpeakerError
from hardware.speaker.quiet import SimulatedSpeaker
from hardware.supervisor import Supervised
from tests.support.clock import FakeClock

CALL = Call(1, "A-012", 3, "Loket 3", 1, {}, 1, 100.0)


class Room:
    """A voice with its simulated speaker."""

    def __init__(self, clock: FakeClock) -> None:
        driver = choose_speaker({"driver": "simulated"})
        assert isinstance(driver.simulation, SimulatedSpeaker)
        self.speaker = driver.simulation
        self.voice = Voice(Supervised("speaker", driver, clock), in_browser=False)
        self.ended: queue.SimpleQueue[int] = queue.SimpleQueue()

    def say(self, number: int) -> int:
        """Say one announcement and wait for its end."""
        self.voice.say(Announcement(CALL, (("id", "Nomor antrean"),)), lambda: self.ended.put(number))
        return self.ended.get(timeout=10)


@pytest.fixture
def room(clock: FakeClock) -> Iterator[Room]:
    made = Room(clock)
    made.voice.start()
    yield made
    made.voice.close()


def test_each_announcement_sounds_and_ends(room: Room) -> None:
    assert [room.say(1), room.say(2)] == [1, 2]
    assert room.speaker.played == ("chime", "chime")
    assert [part.state for part in room.voice.parts()] == ["ok"]


def test_a_speaker_fault_is_reported_and_the_next_call_goes_on(room: Room, clock: FakeClock) -> None:
    room.speaker.set_fault(SpeakerError("the cable is out"))
    assert room.say(1) == 1
    [part] = room.voice.parts()
    assert (part.name, part.state, part.simulated) == ("speaker", "faulty", True)
    assert part.code == SpeakerError.code
    assert "the cable is out" in part.message
    room.speaker.set_fault(None)
    clock.sleep(60)
    assert room.say(2) == 2
    assert [part.state for part in room.voice.parts()] == ["ok"]


def test_no_speaker_is_no_fault(clock: FakeClock) -> None:
    voice = Voice(Supervised("speaker", choose_speaker({"driver": "none"}), clock), in_browser=False)
    ended: queue.SimpleQueue[bool] = queue.SimpleQueue()
    voice.start()
    voice.say(Announcement(CALL, ()), lambda: ended.put(True))
    assert ended.get(timeout=10)
    assert [part.state for part in voice.parts()] == ["not_fitted"]
    voice.close()
