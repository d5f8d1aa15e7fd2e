"""A call and a language -> what is said; and the order in which it is said. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from display.board import Call

SPOKEN_WHEN_YOUNGER_SECONDS = 30.0
"""After a reconnection older calls are shown only: nobody waits to hear them any more."""

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


def recall_words(attempt: int, language: str) -> str:
    """Which call this is, in words; empty for the first one.

    >>> recall_words(2, "id"), recall_words(3, "en"), recall_words(1, "id")
    ('Panggilan kedua', 'Third call', '')
    """
    if attempt < 2:
        return ""
    if language == "id":
        return f"Panggilan ke{_indonesian_number(attempt)}" if attempt < 100 else f"Panggilan ke-{attempt}"
    return f"{_ENGLISH_ORDINALS[attempt]} call" if attempt < len(_ENGLISH_ORDINALS) else f"Call {attempt}"


def announcement_text(call: Call, language: str) -> str:
    """What is said for a call.

    Args:
        call: the call, which also says the how many-th it is.
        language: ``id`` or ``en``; any other language is spoken to in English.
    """
    sentence = _SENTENCES.get(language, _english_sentence)(call)
    recall = recall_words(call.attempt, language)
    return f"{recall}. {sentence}" if recall else sentence


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


# --- the order ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Announcement:
    """One call as it is said: the texts by language, in the order in which they are said."""

    call: Call
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Announcing:
    """What is being said and what waits for its turn.

    Attributes:
        speaking: the announcement that now holds the speaker and the caption.
        sounding: its sound has not ended yet.
        until_seconds: the caption stays at least until then.
        begun: how many announcements have begun; names each of them.
    """

    waiting: tuple[Announcement, ...] = ()
    speaking: Announcement | None = None
    sounding: bool = False
    until_seconds: float = 0.0
    begun: int = 0


def announce(queue: Announcing, calls: Sequence[Call], languages: Sequence[str], now_seconds: float) -> Announcing:
    """Put calls in the queue, in their order; calls of 30 s and older are left out."""
    return replace(queue, waiting=queue.waiting + tuple(_worth_saying(calls, languages, now_seconds)))


def step(queue: Announcing, now_seconds: float, caption_seconds: float) -> tuple[Announcing, Announcement | None]:
    """Go on with the next announcement if the speaker is free and the caption has been up long enough.

    Args:
        queue: what is being said and what waits.
        now_seconds: monotonic.
        caption_seconds: how long a caption stands at least.

    Returns:
        The queue, and the announcement that begins now: whoever asked must sound it and report its end.
    """
    if queue.sounding or (queue.speaking is not None and now_seconds < queue.until_seconds):
        return queue, None
    if not queue.waiting:
        return replace(queue, speaking=None), None
    first, *rest = queue.waiting
    begun = Announcing(tuple(rest), first, True, now_seconds + caption_seconds, queue.begun + 1)
    return begun, first


def sound_ended(queue: Announcing, number: int) -> Announcing:
    """Note that the sound of announcement ``number`` has ended, well or not."""
    return replace(queue, sounding=False) if number == queue.begun else queue


def _worth_saying(calls: Sequence[Call], languages: Sequence[str], now_seconds: float) -> Iterator[Announcement]:
    for call in calls:
        if call.age_seconds(now_seconds) < SPOKEN_WHEN_YOUNGER_SECONDS:
            yield Announcement(call, tuple((language, announcement_text(call, language)) for language in languages))
