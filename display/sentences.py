"""A call and a language -> what is written below the wall, and what is said. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from display.board import Call
from hardware.speech.port import Utterance, spelt

_DIGITS = {
    "id": ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"),
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
}
_ENGLISH_TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_ENGLISH_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ENGLISH_ORDINALS = ("", "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth")
_COUNTER_WORD = re.compile(r"^(loket|counter)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Phrases:
    """The sentences of a language that has no rules of its own here, as its catalogue has them.

    Its voice reads the digits: they stay digits, with commas between them.

    Attributes:
        call: what is said for a call, with places for ``number`` and ``counter``.
        recall: which call it is, with a place for ``attempt``; said before the call from the second one on.
        way: where a number goes, with the same places as ``call``: one of several calls in one breath.
    """

    call: str
    recall: str
    way: str


ENGLISH_PHRASES = Phrases(
    call="Number {number}, please go to counter {counter}.",
    recall="Call {attempt}",
    way="{number} to counter {counter}",
)
"""The originals, which a catalogue translates."""
PhrasesByLanguage = Mapping[str, Phrases]
NO_PHRASES: PhrasesByLanguage = MappingProxyType({})


def counter_label(counter_name: str) -> str:
    """A counter's name without the word for counter, which each language adds itself.

    >>> counter_label("Loket 3"), counter_label("3"), counter_label("Foto")
    ('3', '3', 'Foto')
    """
    return _COUNTER_WORD.sub("", counter_name.strip()) or counter_name


def spoken_number(number: str, language: str) -> str:
    """A ticket's number letter by letter and digit by digit, as a voice must read it.

    >>> spoken_number("A-012", "id")
    'A, nol, satu, dua'
    """
    digits = _DIGITS.get(language, _DIGITS["en"])
    return ", ".join(
        digits[int(sign)] if sign.isascii() and sign.isdigit() else sign for sign in number if sign.isalnum()
    )


def spoken_counter(label: str, language: str) -> str:
    """A counter's label; a plain number below one hundred becomes a word.

    >>> spoken_counter("12", "id"), spoken_counter("21", "en"), spoken_counter("Foto", "id")
    ('dua belas', 'twenty-one', 'Foto')
    """
    if not re.fullmatch(r"[0-9]{1,2}", label):
        return label
    return _indonesian_number(int(label)) if language == "id" else _english_number(int(label))


def recall_words(attempt: int, language: str, phrases: PhrasesByLanguage = NO_PHRASES) -> str:
    """Which call this is, in words; empty for the first one.

    >>> recall_words(2, "id"), recall_words(3, "en"), recall_words(1, "id")
    ('Panggilan kedua', 'Third call', '')
    """
    if attempt < 2:
        return ""
    if language in phrases:
        return phrases[language].recall.format(attempt=attempt)
    if language == "id":
        return f"Panggilan ke{_indonesian_number(attempt)}" if attempt < 100 else f"Panggilan ke-{attempt}"
    return f"{_ENGLISH_ORDINALS[attempt]} call" if attempt < len(_ENGLISH_ORDINALS) else f"Call {attempt}"


def announcement_text(call: Call, language: str, phrases: PhrasesByLanguage = NO_PHRASES) -> str:
    """What is said for a call.

    Args:
        call: the call, which also says the how many-th it is.
        language: ``id``, ``en`` or one of the phrases; any other language is spoken to in English.
        phrases: the sentences of the other languages.
    """
    known = phrases.get(language)
    sentence = _filled(known.call, call, spelt(call.number)) if known else _rules(language)(call)
    recall = recall_words(call.attempt, language, phrases)
    return f"{recall}. {sentence}" if recall else sentence


def caption_text(calls: Sequence[Call], language: str, phrases: PhrasesByLanguage = NO_PHRASES) -> str:
    """What stands below the wall while calls are announced: the sentence, or of several where each goes.

    >>> calls = [Call(1, "A-012", 3, "Loket 3", 1, {}, 1, 0.0), Call(2, "B-004", 1, "Foto", 1, {}, 1, 0.0)]
    >>> caption_text(calls, "id")
    'A-012 ke loket 3 · B-004 ke loket Foto'
    """
    if len(calls) == 1:
        return announcement_text(calls[0], language, phrases)
    if language in phrases:
        return " · ".join(_filled(phrases[language].way, call, call.number) for call in calls)
    towards = "ke loket" if language == "id" else "to counter"
    return " · ".join(f"{call.number} {towards} {counter_label(call.counter_name)}" for call in calls)


def _filled(phrase: str, call: Call, number: str) -> str:
    return phrase.format(number=number, counter=counter_label(call.counter_name))


def _rules(language: str) -> Callable[[Call], str]:
    return _SENTENCES.get(language, _english_sentence)


def _indonesian_sentence(call: Call) -> str:
    counter = spoken_counter(counter_label(call.counter_name), "id")
    return f"Nomor antrean {spoken_number(call.number, 'id')}, silakan menuju loket {counter}."


def _english_sentence(call: Call) -> str:
    counter = spoken_counter(counter_label(call.counter_name), "en")
    return f"Number {spoken_number(call.number, 'en')}, please go to counter {counter}."


_SENTENCES: dict[str, Callable[[Call], str]] = {"id": _indonesian_sentence, "en": _english_sentence}


def _indonesian_number(value: int) -> str:
    """Words for 0 to 99."""
    units = _DIGITS["id"]
    if value < 10:
        return units[value]
    if value < 12:
        return ("sepuluh", "sebelas")[value - 10]
    if value < 20:
        return f"{units[value - 10]} belas"
    tens, unit = divmod(value, 10)
    return f"{units[tens]} puluh" + (f" {units[unit]}" if unit else "")


def _english_number(value: int) -> str:
    """Words for 0 to 99."""
    if value < 10:
        return _DIGITS["en"][value]
    if value < 20:
        return _ENGLISH_TEENS[value - 10]
    tens, unit = divmod(value, 10)
    return _ENGLISH_TENS[tens] + (f"-{_DIGITS['en'][unit]}" if unit else "")


# What a voice gets: digits as digits, each read by itself, and the names of the recordings that say the same.


def utterance(calls: Sequence[Call], language: str, phrases: PhrasesByLanguage = NO_PHRASES) -> Utterance:
    """What is said for one call, or for several in one breath.

    Args:
        calls: at least one; of several each is said without the how many-th call it is.
        language: ``id``, ``en`` or one of the phrases; any other language is spoken to in English.
        phrases: the sentences of the other languages; no recordings say them.

    >>> call = Call(1, "A-012", 3, "Loket 3", 1, {}, 1, 0.0)
    >>> utterance([call], "id").text
    'Nomor antrean A, 0, 1, 2. Silakan menuju loket 3.'
    >>> utterance([call], "id").clips
    ('nomor-antrean', 'a', '0', '1', '2', 'silakan-menuju-loket', '3')
    """
    if language in phrases:
        return Utterance(language, _read_aloud(calls, language, phrases))
    spoken = language if language in _SPOKEN else "en"
    before, go, _ = _SPOKEN[spoken]
    if len(calls) > 1:
        return _in_one_breath(calls, spoken)
    [call] = calls
    counter = counter_label(call.counter_name)
    recall = recall_words(call.attempt, spoken)
    text = f"{before} {spelt(call.number)}. {go} {counter}."
    clips = (*filter(None, [_clip(recall)]), _clip(before), *_clips(call.number), _clip(go), _clip(counter))
    return Utterance(spoken, f"{recall}. {text}" if recall else text, clips)


def _read_aloud(calls: Sequence[Call], language: str, phrases: PhrasesByLanguage) -> str:
    if len(calls) == 1:
        return announcement_text(calls[0], language, phrases)
    return " ".join(f"{_filled(phrases[language].way, call, _closely(call.number))}." for call in calls)


def _closely(number: str) -> str:
    """A number for one breath: without a pause between its digits it takes 2.8 instead of 3.8 seconds."""
    return " ".join(sign for sign in number if sign.isalnum())


def _in_one_breath(calls: Sequence[Call], language: str) -> Utterance:
    before, _, at = _SPOKEN[language]
    counters = [counter_label(call.counter_name) for call in calls]
    numbers = [_closely(call.number) for call in calls]  # a recogniser hears 39 of 40 so, and 40 with the pauses
    parts = [f"{number}, {at} {counter}" for number, counter in zip(numbers, counters, strict=True)]
    clips = [
        clip
        for call, counter in zip(calls, counters, strict=True)
        for clip in (*_clips(call.number), _clip(at), _clip(counter))
    ]
    return Utterance(language, f"{before} {'. '.join(parts)}.", (_clip(before), *clips))


_SPOKEN = {
    "id": ("Nomor antrean", "Silakan menuju loket", "loket"),
    "en": ("Number", "Please go to counter", "counter"),
}


def _clips(number: str) -> tuple[str, ...]:
    return tuple(sign.lower() for sign in number if sign.isalnum())


def _clip(words: str) -> str:
    return "-".join(re.findall(r"\w+", words.lower()))
