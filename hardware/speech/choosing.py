"""The table ``[voice]`` of the configuration -> the voices in their order."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from hardware.clock import Clock
from hardware.settings import decode_settings
from hardware.speech.cache import SoundCache
from hardware.speech.clips import ClipNarrator
from hardware.speech.espeak import EspeakNarrator
from hardware.speech.piper import PiperNarrator
from hardware.speech.port import Narrator
from hardware.speech.speech import Speech


class VoiceSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which voices there are: clips first, then piper, then espeak-ng.

    Attributes:
        clips_folder: recorded clips by language; empty for none.
        piper_program: piper or its path.
        piper_voices: path of a voice file by language; without any, piper is not asked.
        espeak_program: espeak-ng or its path; empty to do without.
        espeak_voices: espeak-ng's voice for a language, where it bears another name.
        words_per_minute: of espeak-ng.
    """

    clips_folder: str = ""
    piper_program: str = "piper"
    piper_voices: dict[str, str] = {}
    espeak_program: str = "espeak-ng"
    espeak_voices: dict[str, str] = msgspec.field(default_factory=lambda: {"en": "en-us"})
    words_per_minute: Annotated[int, Meta(ge=80, le=300)] = 150


def choose_speech(table: Mapping[str, object], folder: Path, clock: Clock) -> Speech:
    """Choose the voices; none is tried yet.

    Args:
        table: ``[voice]`` of the configuration.
        folder: where sounds are kept.
        clock: for how long a voice that failed is left alone.

    Raises:
        HardwareConfigError: an unknown key or a value that cannot be.
    """
    return Speech(tuple(_narrators(decode_settings(table, VoiceSettings, "voice"))), SoundCache(folder), clock)


def _narrators(settings: VoiceSettings) -> Iterator[Narrator]:
    if settings.clips_folder:
        yield ClipNarrator(Path(settings.clips_folder))
    if settings.piper_voices:
        yield PiperNarrator(settings.piper_program, settings.piper_voices)
    if settings.espeak_program:
        yield EspeakNarrator(settings.espeak_program, settings.words_per_minute, settings.espeak_voices)
