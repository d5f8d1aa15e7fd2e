import io
import stat
import struct
import wave
from pathlib import Path

import pytest

from hardware.drivers import choose_speaker
from hardware.errors import SoundPlayerMissingError, SoundTimeoutError, SpeakerError
from hardware.speaker.chime import CHIME_SECONDS, chime_wav
from hardware.speaker.quiet import SimulatedSpeaker


def player(folder: Path, script: str) -> str:
    """A program that stands for aplay."""
    program = folder / "player"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)


def test_the_chime_is_a_wav_that_can_be_heard_and_does_not_clip() -> None:
    with wave.open(io.BytesIO(chime_wav())) as reader:
        assert reader.getnframes() / reader.getframerate() == pytest.approx(CHIME_SECONDS)
        frames = reader.readframes(reader.getnframes())
    loudest = max(abs(sample) for (sample,) in struct.iter_unpack("<h", frames))
    assert 3000 < loudest < 32000


def test_the_player_gets_device_and_sound(tmp_path: Path) -> None:
    program = player(tmp_path, f'echo "$@" > {tmp_path}/arguments; cat > {tmp_path}/sound')
    speaker = choose_speaker({"driver": "alsa", "player": program, "device": "plughw:1"}).open()
    speaker.play(chime_wav())
    assert (tmp_path / "arguments").read_text() == "-q -D plughw:1 -\n"
    assert (tmp_path / "sound").read_bytes() == chime_wav()


def test_a_player_that_hangs_is_cut_off(tmp_path: Path) -> None:
    speaker = choose_speaker(
        {"driver": "alsa", "player": player(tmp_path, "exec sleep 30"), "grace_seconds": 0.1}
    ).open()
    with pytest.raises(SoundTimeoutError):
        speaker.play(chime_wav())


def test_a_player_that_fails_says_why(tmp_path: Path) -> None:
    program = player(tmp_path, "cat > /dev/null; echo 'no such sound card' >&2; exit 1")
    with pytest.raises(SpeakerError, match="no such sound card"):
        choose_speaker({"driver": "alsa", "player": program}).open().play(chime_wav())


def test_a_missing_player_says_what_to_install() -> None:
    with pytest.raises(SoundPlayerMissingError, match="alsa-utils"):
        choose_speaker({"driver": "alsa", "player": "/there/is/no/player"}).open().play(chime_wav())


@pytest.mark.parametrize("driver", ["alsa", "simulated"])
def test_what_is_no_sound_is_refused(driver: str) -> None:
    with pytest.raises(SpeakerError, match="no WAV"):
        choose_speaker({"driver": driver}).open().play(b"not a sound")


def test_the_simulated_speaker_remembers_and_can_break() -> None:
    speaker = choose_speaker({"driver": "simulated"}).simulation
    assert isinstance(speaker, SimulatedSpeaker)
    speaker.play(chime_wav())
    assert speaker.played == pytest.approx((CHIME_SECONDS,))
    speaker.set_fault(SpeakerError("unplugged"))
    with pytest.raises(SpeakerError, match="unplugged"):
        speaker.play(chime_wav())
    assert len(speaker.played) == 1


@pytest.mark.parametrize(("driver", "in_browser"), [("browser", True), ("none", False)])
def test_a_speaker_elsewhere_or_nowhere_is_silent(driver: str, in_browser: bool) -> None:
    speaker = choose_speaker({"driver": driver}).open()
    speaker.play(chime_wav())
    assert (speaker.in_browser, speaker.simulated) == (in_browser, False)
