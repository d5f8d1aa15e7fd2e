"""The voice with a simulated speaker: chime and words, in time or the chime alone; faults, quiet hours, rehearsals."""

import queue
import threading
from collections.abc import Iterator
from datetime import time
from pathlib import Path

import pytest

from display.announcer import Announcement, announcement
from display.board import Call
from display.config import Settings
from display.quiet_hours import is_quiet, read_spans
from display.service import Display
from display.voice import PAUSE_SECONDS, Voice
from hardware.drivers import choose_speaker
from hardware.errors import SpeakerError, SpeechError
from hardware.speaker.chime import CHIME_SECONDS
from hardware.speaker.quiet import SimulatedSpeaker
from hardware.speech.cache import SoundCache
from hardware.speech.speech import REST_SECONDS, Speech
from hardware.supervisor import Supervised
from tests.display.voices import CountingNarrator, mute
from tests.support.clock import FakeClock
from tests.support.third_language import write_language

CALL = Call(1, "A-012", 3, "Loket 3", 1, {}, 1, 100.0)
SAID = announcement([CALL], ["id", "en"])
WORDS_SECONDS = sum(len(utterance.text) for utterance in SAID.utterances) / 10 + PAUSE_SECONDS
WHOLE_SECONDS = CHIME_SECONDS + PAUSE_SECONDS + WORDS_SECONDS


class Room:
    """A voice with its simulated speaker."""

    def __init__(self, folder: Path, clock: FakeClock) -> None:
        driver = choose_speaker({"driver": "simulated"})
        assert isinstance(driver.simulation, SimulatedSpeaker)
        self.speaker = driver.simulation
        self.narrator = CountingNarrator()
        speech = Speech([self.narrator], SoundCache(folder / "sounds"), clock)
        self.voice = Voice(Supervised("speaker", driver, clock), speech, in_browser=False, volume=0.5)
        self.begun: list[str] = []
        self.ended: queue.SimpleQueue[int] = queue.SimpleQueue()

    def say(self, number: int, said: Announcement = SAID, *, quiet: bool = False) -> int:
        """Say one announcement and wait for its end."""
        self.voice.say(said, quiet, self.begun.append, lambda: self.ended.put(number))
        return self.ended.get(timeout=20)

    def part(self, name: str) -> tuple[str, str]:
        return next((part.state, part.code) for part in self.voice.parts() if part.name == name)


@pytest.fixture
def room(tmp_path: Path, clock: FakeClock) -> Iterator[Room]:
    made = Room(tmp_path, clock)
    made.voice.start()
    yield made
    made.voice.close()


def test_chime_and_both_languages_sound_as_one(room: Room) -> None:
    assert [room.say(1), room.say(2)] == [1, 2]
    assert room.speaker.played == pytest.approx((WHOLE_SECONDS, WHOLE_SECONDS), abs=0.01)
    assert room.narrator.said == [utterance.text for utterance in SAID.utterances], "the second time it was kept"
    assert (room.part("speaker"), room.part("voice")) == (("ok", ""), ("ok", ""))
    assert room.begun[0] == room.begun[1]
    assert room.voice.sound(room.begun[0]) is not None
    assert room.voice.sound("another") is None


def test_what_was_made_ready_begins_at_once(room: Room) -> None:
    made = threading.Event()
    room.narrator.wait = lambda: made.set() if len(room.narrator.said) == len(SAID.utterances) - 1 else None
    room.voice.prepare(SAID)
    assert made.wait(20)
    assert room.say(1) == 1
    assert len(room.narrator.said) == len(SAID.utterances), "nothing was made a second time"
    assert room.speaker.played == pytest.approx((WHOLE_SECONDS,), abs=0.01)


def test_a_voice_that_is_late_leaves_the_call_to_the_chime(room: Room) -> None:
    late = threading.Event()
    room.narrator.wait = lambda: late.wait(20)
    assert room.say(1) == 1
    assert room.speaker.played == pytest.approx((CHIME_SECONDS,), abs=0.01)
    assert room.part("voice") == ("faulty", "speech_timeout")
    late.set()
    assert room.say(2) == 2
    assert room.part("voice") == ("ok", "")


def test_a_voice_that_fails_leaves_the_call_to_the_chime_and_is_told(room: Room, clock: FakeClock) -> None:
    room.narrator.fault = SpeechError("no such voice")
    assert room.say(1) == 1
    assert room.speaker.played == pytest.approx((CHIME_SECONDS,), abs=0.01)
    assert room.part("voice") == ("faulty", "speech_fault")
    room.narrator.fault = None
    clock.sleep(REST_SECONDS)
    assert room.say(2) == 2, "the same words, made anew"
    assert room.speaker.played[1] == pytest.approx(WHOLE_SECONDS, abs=0.01)
    assert room.part("voice") == ("ok", "")


def test_a_speaker_fault_is_reported_and_the_next_call_goes_on(room: Room, clock: FakeClock) -> None:
    room.speaker.set_fault(SpeakerError("the cable is out"))
    assert room.say(1) == 1
    [part, _] = room.voice.parts()
    assert (part.name, part.state, part.simulated) == ("speaker", "faulty", True)
    assert part.code == SpeakerError.code
    assert "the cable is out" in part.message
    room.speaker.set_fault(None)
    clock.sleep(60)
    assert room.say(2) == 2
    assert room.part("speaker") == ("ok", "")


def test_in_quiet_hours_nothing_sounds_and_the_next_call_goes_on(room: Room) -> None:
    assert room.say(1, quiet=True) == 1
    assert (room.speaker.played, room.begun) == ((), [])
    assert room.say(2) == 2
    assert len(room.speaker.played) == 1


def test_a_rehearsal_tells_who_spoke_and_can_be_played(room: Room) -> None:
    rehearsal = room.voice.rehearse(SAID, 0.5)
    assert rehearsal.drivers == ("counting",)
    assert rehearsal.seconds == pytest.approx(WHOLE_SECONDS, abs=0.01)
    assert room.speaker.played == ()
    room.voice.play(rehearsal.name)
    assert room.speaker.played == pytest.approx((WHOLE_SECONDS,), abs=0.01)


def test_a_language_that_no_voice_speaks_is_left_out_and_told(room: Room) -> None:
    room.narrator.silent_in = ("en",)
    room.say(1)
    assert room.narrator.said == [SAID.utterances[0].text]


def test_a_display_asks_its_voices_for_the_languages_of_the_wall(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write_language(tmp_path / "languages", "display", "jv")
    token = tmp_path / "token"
    token.touch(mode=0o600)
    token.write_text("secret")
    espeak = tmp_path / "espeak"
    espeak.write_text("#!/bin/sh\necho 'Pty Language Age/Gender'\n")
    espeak.chmod(0o755)
    settings = Settings(
        server_url="http://127.0.0.1:9",
        token_file=str(token),
        data_dir=str(tmp_path),
        port=0,
        languages=("id", "jv", "en"),
        translations_dir=str(tmp_path / "languages"),
        speaker={"driver": "none"},
        voice={"espeak_program": str(espeak)},
    )
    display = Display(settings)
    display.start()
    display.close()
    voice = next(part for part in display.parts() if part.name == "voice")
    assert (voice.state, voice.code) == ("faulty", "speech_language_missing")
    assert "jv" in voice.message
    assert "no voice speaks jv" in caplog.text


def test_no_speaker_and_no_voice_are_no_fault(tmp_path: Path, clock: FakeClock) -> None:
    speaker = Supervised("speaker", choose_speaker({"driver": "none"}), clock)
    voice = Voice(speaker, mute(tmp_path), in_browser=False, volume=1.0)
    ended: queue.SimpleQueue[bool] = queue.SimpleQueue()
    voice.start()
    voice.say(SAID, False, lambda _: None, lambda: ended.put(True))
    assert ended.get(timeout=10)
    assert [part.state for part in voice.parts()] == ["not_fitted", "not_fitted"]
    voice.close()


@pytest.mark.parametrize(
    ("now", "quiet"), [("19:59", False), ("20:00", True), ("06:59", True), ("07:00", False), ("12:15", True)]
)
def test_quiet_hours_may_go_over_midnight(now: str, quiet: bool) -> None:
    assert is_quiet(read_spans(["20:00-07:00", "12:00-12:30"]), time.fromisoformat(now)) is quiet


@pytest.mark.parametrize("span", ["20-7", "25:00-07:00", "20:00 - 07:00", "20:00-20:00", ""])
def test_what_is_no_span_is_refused(span: str) -> None:
    with pytest.raises(ValueError, match="begins when it ends" if span == "20:00-20:00" else "no span of hours"):
        read_spans([span])
