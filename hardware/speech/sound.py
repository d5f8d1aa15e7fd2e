"""Sounds as samples: read, joined, made louder or softer, written. Mono, 16 bit."""

import io
import sys
import wave
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hardware.errors import SpeechError

RATE = 22_050
"""Samples a second of everything that is written here: that of espeak-ng and of piper's middle voices."""
_LOUDEST = 32_767


@dataclass(frozen=True)
class Sound:
    """Samples at ``RATE`` a second, -32768 to 32767."""

    samples: "array[int]"

    @classmethod
    def of(cls, samples: Iterable[int]) -> "Sound":
        """A sound of these samples."""
        return cls(array("h", samples))

    @property
    def seconds(self) -> float:
        """How long it plays."""
        return len(self.samples) / RATE


def read_wav(wav: bytes, label: str) -> Sound:
    """Read a WAV file of any rate, in mono, 16 bit.

    Args:
        wav: the file.
        label: its name, for the message.

    Raises:
        SpeechError: it is no such file.
    """
    try:
        with wave.open(io.BytesIO(wav)) as reader:
            if (reader.getnchannels(), reader.getsampwidth()) != (1, 2):
                raise SpeechError(f"{label} is not mono with 16 bit")
            rate, frames = reader.getframerate(), reader.readframes(reader.getnframes())
    except (wave.Error, EOFError) as error:
        raise SpeechError(f"{label} is no WAV file: {error}") from error
    samples = array("h", frames[: len(frames) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    return Sound(_at_our_rate(samples, rate))


def write_wav(sound: Sound) -> bytes:
    """Return the sound as a WAV file."""
    samples = sound.samples
    if sys.byteorder == "big":
        samples = array("h", samples)
        samples.byteswap()
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RATE)
        writer.writeframes(samples.tobytes())
    return file.getvalue()


def joined(sounds: Sequence[Sound], gap_seconds: float) -> Sound:
    """One sound after the other, with silence between them."""
    silence = array("h", bytes(2 * round(gap_seconds * RATE)))
    samples = array("h")
    for place, sound in enumerate(sounds):
        if place:
            samples.extend(silence)
        samples.extend(sound.samples)
    return Sound(samples)


def at_volume(sound: Sound, volume: float) -> Sound:
    """The sound made softer.

    Args:
        volume: 0 to 1; 1 leaves it as it is.
    """
    if volume == 1.0:
        return sound
    return Sound.of(round(sample * volume) for sample in sound.samples)


def without_silence(sound: Sound, threshold: float = 0.01, margin_seconds: float = 0.02) -> Sound:
    """The sound without the silence before and after it; a clip is rarely cut close.

    Args:
        threshold: what counts as silence, as a share of full loudness.
        margin_seconds: how much of it stays.
    """
    loud = [place for place, sample in enumerate(sound.samples) if abs(sample) > threshold * _LOUDEST]
    if not loud:
        return sound
    margin = round(margin_seconds * RATE)
    return Sound(sound.samples[max(0, loud[0] - margin) : loud[-1] + margin + 1])


def _at_our_rate(samples: "array[int]", rate: int) -> "array[int]":
    if rate == RATE or not samples:
        return samples
    last = len(samples) - 1
    resampled = array("h")
    for number in range(round(len(samples) * RATE / rate)):
        place = number * rate / RATE
        before = min(int(place), last)
        after, share = min(before + 1, last), place - before
        resampled.append(round(samples[before] * (1 - share) + samples[after] * share))
    return resampled
