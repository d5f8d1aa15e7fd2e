"""Says a sentence by the first voice that can, and remembers which one could not."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from hardware.clock import Clock
from hardware.errors import SpeechError
from hardware.speech.cache import SoundCache
from hardware.speech.port import Narrator, Utterance
from hardware.speech.sound import Sound, read_wav

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
        self._narrators = tuple(narrators)
        self._cache = cache
        self._clock = clock
        self._rests_until: dict[str, float] = {}
        self._one_at_a_time = threading.Lock()
        self._faults: dict[str, SpeechError] = {}

    @property
    def driver(self) -> str:
        """Names of the voices in their order; ``none`` where there is none."""
        return ", ".join(narrator.driver for narrator in self._narrators) or "none"

    @property
    def fault(self) -> SpeechError | None:
        """What is wrong with a voice that should have spoken; the next one may have stood in for it."""
        return next(iter(self._faults.values()), None)

    def say(self, utterance: Utterance) -> Spoken | None:
        """Turn a sentence into sound.

        Returns:
            The sound, or ``None`` where no voice is configured for it.

        Raises:
            SpeechError: the voices that should be able to say it all failed.
        """
        with self._one_at_a_time:
            failed: SpeechError | None = None
            for narrator in self._narrators:
                try:
                    sound = self._said(narrator, utterance)
                except SpeechError as error:
                    failed = self._faults[narrator.driver] = error
                    self._rests_until.setdefault(narrator.driver, self._clock.monotonic() + REST_SECONDS)
                    continue
                if sound is not None:
                    return Spoken(sound, narrator.driver)
        if failed is not None:
            raise failed
        return None

    def _said(self, narrator: Narrator, utterance: Utterance) -> Sound | None:
        named = (narrator.driver, narrator.manner, utterance.language, utterance.text, *utterance.clips)
        wav = self._cache.get(*named)
        if wav is not None:
            try:
                return read_wav(wav, "a kept sound")
            except SpeechError:
                pass  # a disk that was full or cut off: it is rendered anew
        if self._clock.monotonic() < self._rests_until.get(narrator.driver, 0.0):
            raise self._faults[narrator.driver]
        self._rests_until.pop(narrator.driver, None)
        wav = narrator.render(utterance)
        if wav is None:
            return None
        sound = read_wav(wav, narrator.driver)
        self._faults.pop(narrator.driver, None)
        self._cache.put(wav, *named)
        return sound
