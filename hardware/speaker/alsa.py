"""A speaker at this machine's sound card, by ALSA's aplay, with a limit on each sound."""

import io
import subprocess
import wave
from typing import Annotated

import msgspec
from msgspec import Meta

from hardware.errors import SoundPlayerMissingError, SoundTimeoutError, SpeakerError


class AlsaSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of a sound card.

    Attributes:
        device: ALSA's name of it, as ``aplay -L`` lists.
        player: the program that plays; it takes aplay's arguments.
        grace_seconds: how much longer than its sound it may take.
    """

    device: str = "default"
    player: str = "aplay"
    grace_seconds: Annotated[float, Meta(gt=0, le=30)] = 3.0


class AlsaSpeaker:
    """A speaker at a sound card."""

    driver = "alsa"
    simulated = False
    in_browser = False

    def __init__(self, settings: AlsaSettings) -> None:
        self._settings = settings

    def play(self, wav: bytes) -> None:
        seconds = wav_seconds(wav)
        limit = seconds + self._settings.grace_seconds
        command = [self._settings.player, "-q", "-D", self._settings.device, "-"]
        try:
            result = subprocess.run(command, input=wav, capture_output=True, timeout=limit, check=False)  # noqa: S603
        except FileNotFoundError as error:
            raise SoundPlayerMissingError(self._settings.player) from error
        except OSError as error:
            raise SpeakerError(f"{self._settings.player}: {error.strerror}") from error
        except subprocess.TimeoutExpired as error:
            raise SoundTimeoutError(f"a sound of {seconds:.1f} s was not over after {limit:.1f} s") from error
        if result.returncode:
            words = result.stderr.decode("utf-8", "replace").strip().splitlines()
            raise SpeakerError(words[0] if words else f"exit status {result.returncode}")

    def close(self) -> None:
        pass


def wav_seconds(wav: bytes) -> float:
    """How long a WAV file plays.

    Raises:
        SpeakerError: it is no WAV file.
    """
    try:
        with wave.open(io.BytesIO(wav)) as reader:
            return float(reader.getnframes() / reader.getframerate())
    except (wave.Error, EOFError, ZeroDivisionError) as error:
        raise SpeakerError(f"it is no WAV file: {error}") from error
