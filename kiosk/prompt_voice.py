"""Says the prompts on a thread of its own, by speaker or page; silent as soon as the page has changed."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from enum import StrEnum
from threading import Event

import msgspec

from hardware.errors import HardwareError
from hardware.speaker import Speaker
from hardware.speech import Utterance
from hardware.speech.kept import KeptSounds
from hardware.speech.sound import at_volume, write_wav
from hardware.speech.speech import Speech
from hardware.supervisor import DeviceHealth, DeviceState, Supervised
from kiosk.prompts import prompt
from kiosk.view import View
from queue_server.languages import Catalogue

START_SECONDS = 0.3
"""A page begins a sound so much later than it was told, at most."""


class VoiceState(StrEnum):
    """What the page shows of the voice."""

    ABSENT = ""
    READY = "ready"
    SPEAKING = "speaking"
    FAILED = "failed"


class PromptVoice:
    """One prompt at a time, sentence by sentence."""

    def __init__(
        self, speaker: Supervised[Speaker], speech: Speech, catalogue: Catalogue, *, in_browser: bool, volume: float
    ) -> None:
        """Prepare.

        Args:
            speaker: the supervised speaker.
            speech: turns sentences into sound.
            catalogue: the words.
            in_browser: the page plays the sounds.
            volume: 0 to 1.
        """
        self._speaker = speaker
        self._speech = speech
        self._catalogue = catalogue
        self._in_browser = in_browser
        self._volume = volume
        self._sounds = KeptSounds()
        self._thread = ThreadPoolExecutor(1, "voice")
        self._about: tuple[str, str] | None = None
        self._over = Event()
        self._over.set()
        self._failed = False
        self._given: tuple[Event, str] = (self._over, "")

    @property
    def playing(self) -> str:
        """Name of the sound that the page plays now; empty for none, and where a sound card plays."""
        over, name = self._given
        return "" if over.is_set() else name

    @property
    def state(self) -> VoiceState:
        """What the page shows of it."""
        if self._speech.health.state is DeviceState.ABSENT:
            return VoiceState.ABSENT
        if not self._over.is_set():
            return VoiceState.SPEAKING
        return VoiceState.FAILED if self._failed else VoiceState.READY

    @property
    def health(self) -> tuple[DeviceHealth, DeviceHealth]:
        """How speaker and voices are."""
        return self._speaker.health, self._speech.health

    def say(self, shown: View) -> "Future[None] | None":
        """Say what stands on the page; ``None`` while it is being said already. From the runner's thread only."""
        if self.state in (VoiceState.ABSENT, VoiceState.SPEAKING):
            return None
        self._about, self._over, self._failed = _subject(shown), Event(), False
        return self._thread.submit(self._say, prompt(shown, self._catalogue), self._over)

    def turn_to(self, shown: View) -> View:
        """Fall silent where the page has changed, and add to its picture what can be heard; likewise."""
        if _subject(shown) != self._about:
            self._about, self._failed = _subject(shown), False
            self._over.set()
        return msgspec.structs.replace(shown, voice=self.state.value, sound=self.playing)

    def wav(self, name: str) -> bytes | None:
        """A sound for the page, as a WAV file."""
        return self._sounds.wav(name)

    def end(self) -> None:
        """Finish the sentence that is being said, and release the speaker."""
        self._over.set()
        self._thread.shutdown(cancel_futures=True)
        self._speaker.close()

    def _say(self, utterances: Sequence[Utterance], over: Event) -> None:
        try:
            heard = False
            for utterance in utterances:
                if over.is_set():
                    return
                heard = self._say_one(utterance, over) or heard
            self._failed = bool(utterances) and not (heard or over.is_set())  # no voice speaks the visitor's language
        except HardwareError:
            self._failed = not over.is_set()  # the supervisor has told it
        finally:
            over.set()

    def _say_one(self, utterance: Utterance, over: Event) -> bool:
        """Say a sentence; ``False`` where no voice is meant to."""
        spoken = self._speech.say(utterance)
        if spoken is None:
            return False
        sound = at_volume(spoken.sound, self._volume)
        if not self._in_browser:
            self._speaker.call(lambda speaker: speaker.play(write_wav(sound)))
        else:
            self._given = over, self._sounds.keep(sound)
            over.wait(sound.seconds + START_SECONDS)
        return True


def _subject(shown: View) -> tuple[str, str]:
    """What a prompt is about: a visitor who has gone on, or changed the language, hears no more of it."""
    return shown.phase, shown.language
