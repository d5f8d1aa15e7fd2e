"""Sentences into sound: each voice with a real program, the order of the voices, what is kept, and every failure."""

import stat
from pathlib import Path

import pytest

from hardware.errors import ClipError, HardwareConfigError, SpeechError, SpeechProgramMissingError
from hardware.speech import Utterance
from hardware.speech.cache import SoundCache
from hardware.speech.choosing import choose_speech
from hardware.speech.clips import GAP_SECONDS
from hardware.speech.espeak import pronounced
from hardware.speech.sound import RATE, Sound, at_volume, joined, read_wav, without_silence, write_wav
from hardware.speech.speech import REST_SECONDS
from tests.display.voices import tone
from tests.support.clock import FakeClock

SAID = Utterance("id", "Nomor antrean A, 0, 1, 2. Silakan menuju loket 3.", ("nomor-antrean", "a"))


def program(folder: Path, script: str) -> str:
    """A program that stands for one that speaks; the file that it is to write is its last argument but one."""
    path = folder / "speaker-program"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def record(folder: Path, name: str, sound: Sound) -> Path:
    path = folder / "id" / f"{name}.wav"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(write_wav(sound))
    return path


def test_espeak_says_indonesian_and_english(tmp_path: Path) -> None:
    speech = choose_speech({}, tmp_path, FakeClock())
    for utterance in (SAID, Utterance("en", "Number A, 0, 1, 2. Please go to counter 3.")):
        spoken = speech.say(utterance)
        assert spoken is not None
        assert spoken.driver == "espeak"
        assert 2.0 < spoken.sound.seconds < 9.0
        assert max(spoken.sound.samples) > 3000
    assert speech.fault is None


def test_what_stands_in_a_name_is_no_order_to_the_program() -> None:
    assert pronounced(Utterance("id", "menuju Loket [[x]] 3")) == "menuju [[lok'Et]]  x  3"
    assert pronounced(Utterance("en", "go to counter 3")) == "go to counter 3"


def test_a_sound_is_kept_and_made_once(tmp_path: Path) -> None:
    sound = record(tmp_path, "a", tone(0.5))
    espeak = program(tmp_path, f'echo x >> {tmp_path}/made; cat > /dev/null; cp {sound} "$8"')
    for _ in range(2):
        spoken = choose_speech({"espeak_program": espeak}, tmp_path / "kept", FakeClock()).say(SAID)
        assert spoken is not None
        assert spoken.sound.seconds == pytest.approx(0.5)
    assert (tmp_path / "made").read_text() == "x\n"
    [kept] = (tmp_path / "kept").iterdir()
    kept.write_bytes(b"cut off")
    assert choose_speech({"espeak_program": espeak}, tmp_path / "kept", FakeClock()).say(SAID) is not None
    assert (tmp_path / "made").read_text() == "x\nx\n", "what is broken is made anew"


def test_the_oldest_sounds_are_forgotten(tmp_path: Path) -> None:
    cache = SoundCache(tmp_path, most_files=20)
    for number in range(30):
        cache.put(b"sound", str(number))
    assert 15 <= len(list(tmp_path.iterdir())) <= 20
    assert cache.get("29") == b"sound"


def test_a_disk_that_takes_nothing_costs_only_time(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = SoundCache(tmp_path / "file")
    cache.put(b"sound", "a")
    cache.put(b"sound", "b")
    assert cache.get("a") is None
    assert len(caplog.records) == 1


def test_clips_come_first_where_every_word_is_there(tmp_path: Path) -> None:
    record(tmp_path, "nomor-antrean", tone(0.6))
    settings = {"clips_folder": str(tmp_path)}
    spoken = choose_speech(settings, tmp_path / "kept", FakeClock()).say(SAID)
    assert spoken is not None
    assert spoken.driver == "espeak", "a word is missing"
    record(tmp_path, "a", joined([Sound.of([0] * RATE), tone(0.3), Sound.of([0] * RATE)], 0.0))
    spoken = choose_speech(settings, tmp_path / "kept", FakeClock()).say(SAID)
    assert spoken is not None
    assert spoken.driver == "clips"
    assert spoken.sound.seconds == pytest.approx(0.6 + GAP_SECONDS + 0.34, abs=0.05)


def test_a_clip_that_cannot_be_used_is_named_and_the_next_voice_speaks(tmp_path: Path) -> None:
    record(tmp_path, "nomor-antrean", tone(0.6)).write_bytes(b"not a sound")
    record(tmp_path, "a", tone(0.3))
    speech = choose_speech({"clips_folder": str(tmp_path)}, tmp_path / "kept", FakeClock())
    spoken = speech.say(SAID)
    assert spoken is not None
    assert spoken.driver == "espeak"
    assert speech.fault is not None
    assert speech.fault.code == ClipError.code
    assert "nomor-antrean.wav" in speech.fault.message


def test_piper_says_the_languages_that_it_has_a_voice_for(tmp_path: Path) -> None:
    sound = record(tmp_path, "a", tone(0.4))
    piper = program(tmp_path, f'cat > {tmp_path}/text; cp {sound} "$4"; echo "$2" > {tmp_path}/voice')
    settings = {"piper_program": piper, "piper_voices": {"id": "/voices/id.onnx"}}
    speech = choose_speech(settings, tmp_path / "kept", FakeClock())
    spoken = speech.say(SAID)
    assert spoken is not None
    assert (spoken.driver, round(spoken.sound.seconds, 2)) == ("piper", 0.4)
    assert (tmp_path / "text").read_text() == SAID.text + "\n"
    assert (tmp_path / "voice").read_text() == "/voices/id.onnx\n"
    english = speech.say(Utterance("en", "Number"))
    assert english is not None
    assert english.driver == "espeak"


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("cat > /dev/null; echo 'no such voice' >&2; exit 3", "no such voice"),
        ("cat > /dev/null; exit 3", "exit status 3"),
        ("cat > /dev/null", "wrote no sound"),
        ('cat > /dev/null; echo text > "$8"', "no WAV file"),
    ],
)
def test_a_program_that_fails_says_why(tmp_path: Path, script: str, told: str) -> None:
    speech = choose_speech({"espeak_program": program(tmp_path, script)}, tmp_path / "kept", FakeClock())
    with pytest.raises(SpeechError, match=told):
        speech.say(SAID)
    assert speech.fault is not None


def test_a_voice_that_failed_is_left_alone_for_a_while_and_then_asked_again(tmp_path: Path) -> None:
    sound, clock = record(tmp_path, "a", tone(0.4)), FakeClock()
    script = f'echo x >> {tmp_path}/asked; cat > /dev/null; test -e {tmp_path}/mended && cp {sound} "$4"'
    settings = {"piper_program": program(tmp_path, script), "piper_voices": {"id": "/voices/id.onnx"}}
    speech = choose_speech(settings, tmp_path / "kept", clock)
    spoken = [speech.say(Utterance("id", text)) for text in ("satu", "dua", "tiga")]
    assert [one.driver for one in spoken if one] == ["espeak"] * 3
    assert (tmp_path / "asked").read_text() == "x\n"
    failed = speech.fault
    assert failed is not None
    (tmp_path / "mended").touch()
    clock.sleep(REST_SECONDS)
    again = speech.say(SAID)
    assert again is not None
    assert again.driver == "piper"
    assert speech.fault is None


def test_a_missing_program_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(SpeechProgramMissingError, match="Install espeak-ng"):
        choose_speech({"espeak_program": "/there/is/none"}, tmp_path, FakeClock()).say(SAID)


def test_espeak_says_whether_it_speaks_a_language(tmp_path: Path) -> None:
    listing = "Pty Language Age/Gender VoiceName File Other\n 5  nb  --/M  Norwegian  gmq/nb  (no 5)"
    settings = {"espeak_program": program(tmp_path, f"echo '{listing}'"), "espeak_voices": {"jv": "id"}}
    speech = choose_speech(settings, tmp_path, FakeClock())
    spoken = [code for code in ("id", "en", "nb", "no", "jv", "tlh") if speech.can_say(Utterance(code, "1"))]
    assert spoken == ["id", "en", "nb", "no", "jv"], "what the settings name a voice for is tried"
    assert speech.say(Utterance("tlh", "1")) is None


def test_a_voice_that_cannot_be_asked_speaks_no_further_language(tmp_path: Path) -> None:
    speech = choose_speech({"espeak_program": program(tmp_path, "exit 1")}, tmp_path, FakeClock())
    assert not speech.can_say(Utterance("nb", "1"))


def test_without_any_voice_nothing_is_said(tmp_path: Path) -> None:
    speech = choose_speech({"espeak_program": ""}, tmp_path, FakeClock())
    assert speech.say(SAID) is None
    assert (speech.driver, speech.fault) == ("none", None)


@pytest.mark.parametrize("table", [{"words_per_minute": 20}, {"espeak": "x"}, {"piper_voices": "x"}])
def test_a_setting_that_cannot_be_is_refused(table: dict[str, object], tmp_path: Path) -> None:
    with pytest.raises(HardwareConfigError, match=r"\[voice\]"):
        choose_speech(table, tmp_path, FakeClock())


def test_sounds_of_another_rate_and_loudness() -> None:
    sound = tone(0.2)
    assert read_wav(write_wav(sound), "a tone") == sound
    wav = bytearray(write_wav(sound))
    wav[24:28] = (RATE // 2).to_bytes(4, "little")
    assert read_wav(bytes(wav), "a slow tone").seconds == pytest.approx(0.4, abs=0.001)
    assert max(at_volume(sound, 0.5).samples) == 4500
    assert without_silence(Sound.of([0] * 100)).samples.tolist() == [0] * 100
