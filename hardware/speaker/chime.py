"""The chime that goes before a call, made of two soft tones."""

import io
import math
import struct
import wave

RATE = 22_050
CHIME_SECONDS = 1.2

_TONES = ((659.26, 0.0), (523.25, 0.4))
_VOLUME = 0.35
_FADE_IN_SECONDS = 0.01
_DECAY_PER_SECOND = 4.0


def chime_wav() -> bytes:
    """A WAV file, mono, 16 bit: e then c, each dying away like a bell."""
    samples = (_sample(number / RATE) for number in range(round(RATE * CHIME_SECONDS)))
    sound = b"".join(struct.pack("<h", round(32767 * _VOLUME * sample)) for sample in samples)
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RATE)
        writer.writeframes(sound)
    return file.getvalue()


def _sample(at_seconds: float) -> float:
    return sum(_tone(pitch, at_seconds - start) for pitch, start in _TONES) / len(_TONES)


def _tone(pitch: float, age_seconds: float) -> float:
    if age_seconds < 0:
        return 0.0
    loudness = min(1.0, age_seconds / _FADE_IN_SECONDS) * math.exp(-_DECAY_PER_SECOND * age_seconds)
    return loudness * math.sin(2 * math.pi * pitch * age_seconds)
