"""Says a sentence by the first voice that can; each voice is supervised as any other device is."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hardware.clock import Clock
from hardware.errors import HardwareError, NotOpenedError, SpeechError
from hardware.speech.cache import SoundCache
from hardware.speech.port import Narrator, Utterance
from hardware.speech.sound import Sound, read_wav
from hardware.supervisor import Backoff, DeviceHealth, DeviceState, Driver, Supervised

REST_SECONDS = 60.0
"""A voice that failed is left alone for so long: one that hangs must not hold up each sentence anew."""


@dataclass(frozen=True)
class Spoken:
    """A sentence as sound, and which voice said it."""

    sound: Sound
    driver: str


class Speech:
    """The voices in their order. Safe from several threads; one sentence is rendered at a time."""

    def __init__(self, narrators: Sequence[Narrator], cache: SoundCache, clock: Clock) -> None:
        """Take the voices, the best first.

        Args:
            narrators: the voices.
            cache: where sounds are kept.
            clock: for how long a voice that failed is left alone.
        """
        self._voices = tuple((narrator, _supervised(narrator, clock)) for narrator in narrators)
        self._cache = cache
        self._one_at_a_time = threading.Lock()

    @property
    def driver(self) -> str:
        """Names of the voices in their order; ``none`` where there is none."""
        return ", ".join(narrator.driver for narrator, _ in self._voices) or "none"

    @property
    def fitted(self) -> bool:
        """Whether there is any voice."""
        return bool(self._voices)

    @property
    def fault(self) -> DeviceHealth | None:
        """How a voice is that should have spoken and failed; the next one may have stood in for it."""
        healths = (voice.health for _, voice in self._voices)
        tried = (health for health in healths if health.code != NotOpenedError.code)
        return next((health for health in tried if health.state is DeviceState.FAULTY), None)

    @property
    def health(self) -> DeviceHealth:
        """How the voices are, as one part named ``voice``."""
        fault = self.fault
        if fault is not None:
            return replace(fault, name="voice", driver=self.driver)
        state, code = (DeviceState.OK, "ok") if self._voices else (DeviceState.ABSENT, "not_fitted")
        return DeviceHealth("voice", self.driver, False, state, code, "", False, 0.0)

    def can_say(self, utterance: Utterance) -> bool:
        """Whether a voice is meant to say this; it may fail all the same."""
        return any(narrator.can_say(utterance) for narrator, _ in self._voices)

    def say(self, utterance: Utterance) -> Spoken | None:
        """Turn a sentence into sound.

        Returns:
            The sound, or ``None`` where no voice is configured for it.

        Raises:
            HardwareError: the voices that should be able to say it all failed; a ``SpeechError`` but for defects.
        """
        with self._one_at_a_time:
            failed: HardwareError | None = None
            for narrator, voice in self._voices:
                if not narrator.can_say(utterance):
                    continue
                try:
                    return Spoken(self._said(narrator, voice, utterance), narrator.driver)
                except HardwareError as error:
                    failed = error
        if failed is not None:
            raise failed
        return None

    def _said(self, narrator: Narrator, voice: Supervised[Narrator], utterance: Utterance) -> Sound:
        named = (narrator.driver, narrator.manner, utterance.language, utterance.text, *utterance.clips)
        wav = self._cache.get(*named)
        if wav is not None:
            try:
                return read_wav(wav, "a kept sound")
            except SpeechError:
                pass  # a disk that was full or cut off: it is rendered anew
        wav, sound = voice.call(lambda awake: _rendered(awake, utterance))
        self._cache.put(wav, *named)
        return sound


def _supervised(narrator: Narrator, clock: Clock) -> Supervised[Narrator]:
    driver: Driver[Narrator] = Driver(narrator.driver, False, lambda: narrator)
    return Supervised(f"voice {narrator.driver}", driver, clock, Backoff(REST_SECONDS, REST_SECONDS))


def _rendered(narrator: Narrator, utterance: Utterance) -> tuple[bytes, Sound]:
    wav = narrator.render(utterance)
    return wav, read_wav(wav, narrator.driver)
