"""The kiosk's voice with a simulated speaker: one prompt at a time, silent when the page turns, faults told."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from hardware.drivers import choose_speaker
from hardware.errors import SpeakerError, SpeechError
from hardware.speaker.quiet import SimulatedSpeaker
from hardware.speech.cache import SoundCache
from hardware.speech.speech import Speech
from hardware.supervisor import DeviceState, Supervised
from kiosk.catalogue import load_catalogue
from kiosk.prompt_voice import PromptVoice, VoiceState
from tests.display.voices import CountingNarrator
from tests.kiosk.acting import picture as shown_by
from tests.kiosk.acting import press, stand, wait_for
from tests.kiosk.conftest import StartKiosk
from tests.kiosk.pictures import picture
from tests.kiosk.scripted_server import wait_until
from tests.support.clock import FakeClock

CATALOGUE = load_catalogue()
HELD = "Silakan duduk sebentar, petugas akan membantu Anda"


class Booth:
    """A voice with its speaker and its narrator."""

    def __init__(self, folder: Path, driver: str = "simulated") -> None:
        clock, chosen = FakeClock(), choose_speaker({"driver": driver})
        self.narrator = CountingNarrator()
        speech = Speech([self.narrator], SoundCache(folder / "sounds"), clock)
        self.speaker = chosen.simulation
        self.voice = PromptVoice(
            Supervised("speaker", chosen, clock), speech, CATALOGUE, in_browser=driver == "browser", volume=0.5
        )

    def say(self, name: str) -> "Future[None] | None":
        self.voice.turn_to(picture(name))
        return self.voice.say(picture(name))

    def heard(self, name: str) -> None:
        saying = self.say(name)
        assert saying is not None
        saying.result(20)


@pytest.fixture
def booth(tmp_path: Path) -> Iterator[Booth]:
    made = Booth(tmp_path)
    yield made
    made.voice.end()


def test_a_prompt_is_heard_sentence_by_sentence(booth: Booth) -> None:
    booth.heard("held")
    booth.heard("closed")
    assert isinstance(booth.speaker, SimulatedSpeaker)
    assert booth.narrator.said[0] == HELD
    assert len(booth.speaker.played) == 3
    assert booth.speaker.played[0] == pytest.approx(len(HELD) / 10, abs=0.01)
    assert booth.voice.state is VoiceState.READY


def test_a_second_press_while_it_speaks_is_not_another_prompt(booth: Booth) -> None:
    going_on = threading.Event()
    booth.narrator.wait = lambda: going_on.wait(20)
    saying = booth.say("held")
    assert booth.voice.turn_to(picture("held")).voice == "speaking"
    assert booth.say("held") is None
    going_on.set()
    assert saying is not None
    saying.result(20)
    assert booth.narrator.said == [HELD]


def test_it_falls_silent_when_the_page_turns(booth: Booth) -> None:
    begun, going_on = threading.Event(), threading.Event()

    def hold_up() -> None:
        begun.set()
        going_on.wait(20)

    booth.narrator.wait = hold_up
    saying = booth.say("showing")
    assert begun.wait(20)
    booth.voice.turn_to(picture("idle"))
    going_on.set()
    assert saying is not None
    saying.result(20)
    assert len(booth.narrator.said) == 1, "the rest of the sentences was not begun"


def test_a_broken_speaker_is_told_until_the_page_turns(booth: Booth) -> None:
    assert isinstance(booth.speaker, SimulatedSpeaker)
    booth.speaker.set_fault(SpeakerError("unplugged"))
    booth.heard("held")
    assert booth.voice.state is VoiceState.FAILED
    assert booth.voice.health[0].state is DeviceState.FAULTY
    assert booth.voice.turn_to(picture("idle")).voice == "ready"


def test_a_voice_that_fails_is_told_too(booth: Booth) -> None:
    booth.narrator.fault = SpeechError("no voice")
    booth.heard("held")
    assert booth.voice.turn_to(picture("held")).voice == "failed"
    assert booth.voice.health[1].code == SpeechError.code


def test_a_voice_that_does_not_speak_the_visitor_s_language_is_told_and_is_no_fault(booth: Booth) -> None:
    booth.narrator.silent_in = ("id",)
    booth.heard("held")
    assert booth.voice.turn_to(picture("held")).voice == "failed"
    assert booth.voice.health[1].state is DeviceState.OK


def test_a_page_is_given_one_sound_after_the_other_and_none_at_the_end(tmp_path: Path) -> None:
    booth = Booth(tmp_path, "browser")
    saying = booth.say("looking_up")
    wait_until(lambda: booth.voice.playing)
    name = booth.voice.turn_to(picture("looking_up")).sound
    assert (booth.voice.wav(name) or b"").startswith(b"RIFF")
    booth.voice.turn_to(picture("idle"))
    assert booth.voice.playing == ""
    assert saying is not None
    saying.result(20)
    booth.voice.end()


def test_a_kiosk_says_what_stands_there_on_touch_and_by_a_button(start_kiosk: StartKiosk) -> None:
    application = start_kiosk(
        speaker={"driver": "simulated"},
        buttons={"green": {"do": "service", "service": 1}, "blue": {"do": "listen"}, "staff": {"do": "reset"}},
    )
    wait_for(application, "idle")
    assert application.voice is not None
    speaker = application.voice._speaker.driver.simulation
    assert isinstance(speaker, SimulatedSpeaker)
    assert "speaker" in shown_by(application).simulated
    press(application, "blue")
    wait_until(lambda: len(speaker.played) == 6)  # choose, three services, two other ways in
    stand(application, 36.4)
    press(application, "green")
    wait_for(application, "showing")
    before = len(speaker.played)
    application.kiosk.asks.listen()
    wait_until(lambda: len(speaker.played) == before + 4)
    parts = {part.name: part for part in application.kiosk.parts()}
    assert (parts["speaker"].simulated, parts["voice"].state) == (True, "ok")


def test_without_a_speaker_there_is_no_voice(start_kiosk: StartKiosk) -> None:
    application = start_kiosk()
    assert wait_for(application, "idle").voice == ""
    application.kiosk.asks.listen()
    assert application.voice is None
    assert wait_for(application, "idle").voice == ""
    assert {"speaker", "voice"}.isdisjoint(part.name for part in application.kiosk.parts())


def test_without_any_voice_there_is_no_button_either(start_kiosk: StartKiosk) -> None:
    application = start_kiosk(speaker={"driver": "simulated"}, voice={"espeak_program": ""})
    assert wait_for(application, "idle").voice == ""
