"""In which order calls are announced: none overlaps, none is lost, and many at once share one announcement. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from display.board import Call
from display.sentences import caption_text, utterance
from hardware.speech.port import Utterance

SPOKEN_WHEN_YOUNGER_SECONDS = 30.0
"""After a reconnection older calls are shown only: nobody waits to hear them any more."""
MANY_WAITING = 4
"""So many waiting calls share one announcement: a queue of whole sentences would outlast the patience."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """Calls as they are said.

    Attributes:
        calls: mostly one.
        texts: language and caption, in the order of the languages.
        utterances: what is said, one after the other.
    """

    calls: tuple[Call, ...]
    texts: tuple[tuple[str, str], ...]
    utterances: tuple[Utterance, ...]


@dataclass(frozen=True, slots=True)
class Announcing:
    """What is being said and what waits for its turn.

    Attributes:
        speaking: the announcement that now holds the speaker and the caption.
        sounding: its sound has not ended yet.
        until_seconds: the caption stays at least until then.
        begun: how many announcements have begun; names each of them.
    """

    waiting: tuple[Call, ...] = ()
    speaking: Announcement | None = None
    sounding: bool = False
    until_seconds: float = 0.0
    begun: int = 0


def announcement(calls: Sequence[Call], languages: Sequence[str]) -> Announcement:
    """Put calls into words, in every language of the wall."""
    texts = tuple((language, caption_text(calls, language)) for language in languages)
    return Announcement(tuple(calls), texts, tuple(utterance(calls, language) for language in languages))


def announce(queue: Announcing, calls: Sequence[Call], now_seconds: float) -> Announcing:
    """Put calls in the queue, in their order; calls of 30 s and older are left out."""
    young = (call for call in calls if call.age_seconds(now_seconds) < SPOKEN_WHEN_YOUNGER_SECONDS)
    return replace(queue, waiting=(*queue.waiting, *young))


def upcoming(queue: Announcing) -> tuple[Call, ...]:
    """The calls of the announcement that comes next if nothing else arrives: it can be made ready."""
    return queue.waiting[: MANY_WAITING if len(queue.waiting) >= MANY_WAITING else 1]


def step(
    queue: Announcing, languages: Sequence[str], now_seconds: float, caption_seconds: float
) -> tuple[Announcing, Announcement | None]:
    """Go on with the next announcement if the speaker is free and the caption has been up long enough.

    Args:
        queue: what is being said and what waits.
        languages: in the order in which they are said.
        now_seconds: monotonic.
        caption_seconds: how long a caption stands at least.

    Returns:
        The queue, and the announcement that begins now: whoever asked must sound it and report its end.
    """
    if queue.sounding or (queue.speaking is not None and now_seconds < queue.until_seconds):
        return queue, None
    calls = upcoming(queue)
    if not calls:
        return replace(queue, speaking=None), None
    begins = announcement(calls, languages)
    rest = queue.waiting[len(calls) :]
    return Announcing(rest, begins, True, now_seconds + caption_seconds, queue.begun + 1), begins


def sound_ended(queue: Announcing, number: int) -> Announcing:
    """Note that the sound of announcement ``number`` has ended, well or not."""
    return replace(queue, sounding=False) if number == queue.begun else queue
