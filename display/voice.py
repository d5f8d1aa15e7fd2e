"""Says the announcements one after the other in a thread of its own, so that the wall never waits for a speaker."""

import queue
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as RenderTimeoutError
from dataclasses import dataclass

import msgspec

from display.announcer import Announcement
from hardware.errors import HardwareError, SpeechError, SpeechLanguageMissingError, SpeechTimeoutError
from hardware.speaker import Speaker
from hardware.speaker.chime import chime_wav
from hardware.speech import Utterance
from hardware.speech.kept import SOUNDS_KEPT, KeptSounds
from hardware.speech.sound import Sound, at_volume, joined, read_wav
from hardware.speech.speech import Speech
from hardware.supervisor import DeviceHealth, DeviceState, Supervised
from queue_server.protocol.messages import PartHealth

RENDER_SECONDS = 1.5
"""A voice that is not ready by then leaves the call to the chime: a late voice would speak into the next one."""
PAUSE_SECONDS = 0.45
START_SECONDS = 0.5
"""A page begins a sound so much later than it was told, at most."""
_SILENCE = joined([], 0)

Begun = Callable[[str], None]
Ended = Callable[[], None]


@dataclass(frozen=True)
class Rehearsal:
    """An announcement that was made to be tried: name of its sound, its length, and the voices that spoke."""

    name: str
    seconds: float
    drivers: tuple[str, ...]


@dataclass(frozen=True)
class _Job:
    announcement: Announcement
    quiet: bool
    begun: Begun
    ended: Ended


class Voice:
    """The speaker with its thread, and the voices that speak through it: a chime, then the words in each language.

    Attributes:
        volume: 0 to 1, of chime and words, where a rehearsal asks for no other.
        in_browser: the page plays the sounds.
        simulated: no real speaker is behind it.
        speaker: the simulated one, which remembers what it played.
    """

    def __init__(
        self,
        speaker: Supervised[Speaker],
        speech: Speech,
        *,
        in_browser: bool,
        volume: float,
        unspoken: Sequence[str] = (),
    ) -> None:
        """Prepare the voice.

        Args:
            speaker: the supervised speaker.
            speech: turns sentences into sound.
            in_browser: the page plays the sounds.
            volume: 0 to 1, of chime and words.
            unspoken: languages of the wall that no voice speaks: what is said in them is left out.
        """
        self._speaker = speaker
        self._speech = speech
        self.volume = volume
        self.in_browser = in_browser
        self.simulated = speaker.driver.simulated
        self.speaker = speaker.driver.simulation
        self._chime = read_wav(chime_wav(), "chime")
        self._sounds = KeptSounds()
        self._ready: OrderedDict[tuple[Utterance, ...], Future[Sound]] = OrderedDict()
        self._renderer = ThreadPoolExecutor(1, thread_name_prefix="speech")
        self._late: SpeechError | None = None
        self._unspoken = SpeechLanguageMissingError(", ".join(unspoken)) if unspoken else None
        self._playing = threading.Lock()
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._work, name="voice", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def close(self) -> None:
        """Finish the sound that is playing, drop the rest, release the speaker."""
        self._closed.set()
        self._jobs.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout=5)
        self._renderer.shutdown(wait=False, cancel_futures=True)
        self._speaker.close()

    def prepare(self, announcement: Announcement) -> None:
        """Turn an announcement into sound before its turn comes; from the runner's thread only."""
        utterances = announcement.utterances
        known = self._ready.get(utterances)
        failed = known is not None and known.done() and known.exception() is not None
        if (known is not None and not failed) or self._closed.is_set():
            return
        self._ready[utterances] = self._renderer.submit(self._words, utterances)
        while len(self._ready) > SOUNDS_KEPT:
            self._ready.popitem(last=False)

    def say(self, announcement: Announcement, quiet: bool, begun: Begun, ended: Ended) -> None:
        """Sound an announcement; from the runner's thread only.

        Args:
            announcement: what is said.
            quiet: nothing is to be heard now; the caption stands in for it.
            begun: told the name of the sound when it begins.
            ended: called when it is over, also where the speaker failed.
        """
        if not quiet:
            self.prepare(announcement)
        self._jobs.put(_Job(announcement, quiet, begun, ended))

    def rehearse(self, announcement: Announcement, volume: float) -> Rehearsal:
        """Make the sound of an announcement, to be tried; safe from any thread.

        Args:
            announcement: what is said.
            volume: 0 to 1.

        Raises:
            HardwareError: no voice could say it; mostly a ``SpeechError``.
        """
        spoken = [one for one in map(self._speech.say, announcement.utterances) if one]
        sound = self._announced(joined([one.sound for one in spoken], PAUSE_SECONDS), volume)
        return Rehearsal(self._sounds.keep(sound), sound.seconds, tuple(dict.fromkeys(one.driver for one in spoken)))

    def play(self, name: str) -> None:
        """Play a sound at this machine's speaker now; announcements wait for its end.

        Raises:
            SpeakerError: it could not be played.
        """
        wav = self._sounds.wav(name)
        if wav is not None:
            with self._playing:
                self._speaker.call(lambda speaker: speaker.play(wav))

    def sound(self, name: str) -> bytes | None:
        """A sound that began lately, as a WAV file."""
        return self._sounds.wav(name)

    def parts(self) -> tuple[PartHealth, ...]:
        """How speaker and voice are, for the server's device page."""
        return part_health(self._speaker.health), self._voice_health()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                if not job.quiet:
                    self._sound(job)
            except HardwareError:
                pass  # the supervisor has logged it and the health shows it; the caption stands in for the sound
            finally:
                job.ended()

    def _sound(self, job: _Job) -> None:
        sound = self._announced(self._in_time(job.announcement), self.volume)
        name = self._sounds.keep(sound)
        job.begun(name)
        self.play(name)
        if self.in_browser:
            self._closed.wait(sound.seconds + START_SECONDS)

    def _in_time(self, announcement: Announcement) -> Sound:
        """The words, or nothing where they are not ready: the chime calls all the same, and the health says why."""
        words = self._ready.get(announcement.utterances)
        try:
            spoken = words.result(RENDER_SECONDS) if words else _SILENCE
        except RenderTimeoutError:
            self._late = SpeechTimeoutError(f"not ready within {RENDER_SECONDS:g} s")
            return _SILENCE
        except HardwareError:
            return _SILENCE
        self._late = None
        return spoken

    def _announced(self, words: Sound, volume: float) -> Sound:
        whole = joined([self._chime, words], PAUSE_SECONDS) if words.samples else self._chime
        return at_volume(whole, volume)

    def _words(self, utterances: tuple[Utterance, ...]) -> Sound:
        spoken = [self._speech.say(utterance) for utterance in utterances]
        return joined([one.sound for one in spoken if one], PAUSE_SECONDS)

    def _voice_health(self) -> PartHealth:
        told, wrong = part_health(self._speech.health), self._late or self._unspoken
        if wrong is None or told.state == "faulty":
            return told
        return msgspec.structs.replace(told, state="faulty", code=wrong.code, message=str(wrong)[:300])


def part_health(health: DeviceHealth) -> PartHealth:
    """Say how a device is in the published words."""
    if health.state is DeviceState.ABSENT:
        return PartHealth(name=health.name, driver=health.driver, state="not_fitted", simulated=health.simulated)
    untried = health.code == "device_not_opened"
    if health.state is DeviceState.OK or untried:
        return PartHealth(name=health.name, driver=health.driver, state="ok", simulated=health.simulated)
    return PartHealth(
        name=health.name,
        driver=health.driver,
        state="faulty",
        simulated=health.simulated,
        code=health.code,
        message=health.message[:300],
    )
