"""Hears announcements: CMU's recogniser, whose English sounds stand in for the few Indonesian words of a call."""

import tempfile
from pathlib import Path

import numpy as np
from pocketsphinx import Decoder, get_model_path

from hardware.speech.sound import RATE, Sound

HEARD_RATE = 16_000
"""Samples a second of what the recogniser's model was trained on."""

DIGITS = {
    "id": ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"),
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
}
_LETTERS = "(a | b | r | u)"
_SENTENCES = {
    "id": f"nomor antrean {_LETTERS} <digit> <digit> <digit> silakan menuju loket <digit>",
    "en": f"number {_LETTERS} <digit> <digit> <digit> please go to counter <digit>",
}
_SEVERAL = {
    "id": f"nomor antrean ({_LETTERS} <digit> <digit> <digit> loket <digit>)+",
    "en": f"number ({_LETTERS} <digit> <digit> <digit> counter <digit>)+",
}
_INDONESIAN = {
    "nol": ("N AO L", "N OW L", "M AO L", "N OW"),
    "satu": ("S AA T UW",),
    "dua": ("D UW AA",),
    "tiga": ("T IY G AA",),
    "empat": ("AH M P AA T", "M P AA T", "AH M P AH T"),
    "lima": ("L IY M AA",),
    "enam": ("AH N AA M", "AH N AH M"),
    "tujuh": ("T UW JH UW", "T UW JH UH HH", "T UW JH UH"),
    "delapan": ("D AH L AA P AA N", "D L AA P AA N", "D AH L AH P AA N", "D AH L AA P AH N"),
    "sembilan": ("S AH M B IY L AA N",),
    "nomor": ("N OW M OW R",),
    "antrean": ("AA N T R IY AA N",),
    "silakan": ("S IY L AA K AA N",),
    "menuju": ("M AH N UW JH UW", "M AH N UW D UW"),
    "loket": ("L OW K EH T", "L AO K EH T", "L AO K AE T"),
    "a": ("AA",),
    "b": ("B EY",),
    "r": ("EH R",),
    "u": ("UW",),
}


class Listener:
    """Hears the digits of a call, or of several in one breath, in one language."""

    def __init__(self, language: str, *, several: bool = False) -> None:
        """Load the model; ``language`` is ``id`` or ``en``."""
        self._digits = DIGITS[language]
        with tempfile.TemporaryDirectory(prefix="antre-hearing-") as folder:
            self._decoder = Decoder(
                hmm=get_model_path("en-us/en-us"),
                dict=_dictionary(language, Path(folder)),
                jsgf=_grammar(language, (_SEVERAL if several else _SENTENCES)[language], Path(folder)),
                samprate=HEARD_RATE,
                loglevel="FATAL",
                # What is not in the model's language fits it badly: keep many guesses, and judge by the whole sentence.
                beam=1e-120,
                wbeam=1e-100,
                pbeam=1e-120,
                maxhmmpf=-1,
                cmn="batch",
                bestpath=False,
            )

    def digits(self, sound: Sound) -> str:
        """Return the digits heard: of each call three of the number, one of the counter."""
        self._decoder.start_utt()
        self._decoder.process_raw(_as_heard(sound), full_utt=True)
        self._decoder.end_utt()
        heard = self._decoder.hyp()
        words = heard.hypstr.split() if heard else []
        return "".join(str(self._digits.index(word)) for word in words if word in self._digits)


def _grammar(language: str, sentence: str, folder: Path) -> str:
    path = folder / "call.gram"
    digits = " | ".join(DIGITS[language])
    path.write_text(f"#JSGF V1.0;\ngrammar call;\n<digit> = {digits};\npublic <call> = {sentence};\n")
    return str(path)


def _dictionary(language: str, folder: Path) -> str:
    if language == "en":
        return str(get_model_path("en-us/cmudict-en-us.dict"))
    path = folder / "words.dict"
    lines = [
        f"{word}{f'({number})' if number > 1 else ''} {phones}\n"
        for word, ways in sorted(_INDONESIAN.items())
        for number, phones in enumerate(ways, start=1)
    ]
    path.write_text("".join(lines))
    return str(path)


def _as_heard(sound: Sound) -> bytes:
    """Samples at the model's rate, with what lies above left out and silence around."""
    wave = np.array(sound.samples, dtype=float)
    length = len(wave) * HEARD_RATE // RATE
    narrow = np.fft.irfft(np.fft.rfft(wave)[: length // 2 + 1], length) * (length / len(wave) * 0.6)
    silence = np.zeros(HEARD_RATE // 2)
    hiss = np.random.default_rng(1).normal(0, 20, length + 2 * len(silence))  # no room is without
    heard = np.concatenate([silence, narrow, silence]) + hiss
    return bytes(np.clip(heard, -32768, 32767).astype("<i2").tobytes())
