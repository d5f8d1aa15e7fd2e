"""In which order calls are announced: none overlaps, none is lost, and many at once share one announcement. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from display.board import Call
from display.sentences import NO_PHRASES, PhrasesByLanguage, caption_text, utterance
from hardware.speech.port import Utterance

SPOKEN_WHEN_YOUNGER_SECONDS = 30.0
"""After a reconnection older calls are shown only: nobody waits to hear them any more."""
MANY_WAITING = 4
"""So many waiting calls share one announcement: a queue of whole sentences would outlast the patience."""
CROWD_WAITING = 8
"""So many are called in the first language first, so that the last of them hears of it in half the time; the other
languages follow when nobody waits to be called for the first time, for those who have not come by then."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """Calls as they are said.

    Attributes:
        calls: mostly one.
        texts: language and caption, in the order of the languages.
        utterances: what is said, one after the other; nothing twice, where a language is spoken to in another's words.
    """

    calls: tuple[Call, ...]
    texts: tuple[tuple[str, str], ...]
    utterances: tuple[Utterance, ...]


@dataclass(frozen=True, slots=True)
class Announcing:
    """What is being said and what waits for its turn.

    Attributes:
        waiting: not called yet in any language.
        later: called in the first language; the other languages are owed to them.
        speaking: the announcement that now holds the speaker and the caption.
        sounding: its sound has not ended yet.
        until_seconds: the caption stays at least until then.
        begun: how many announcements have begun; names each of them.
    """

    waiting: tuple[Call, ...] = ()
    later: tuple[Call, ...] = ()
    speaking: Announcement | None = None
    sounding: bool = False
    until_seconds: float = 0.0
    begun: int = 0


def announcement(
    calls: Sequence[Call], languages: Sequence[str], phrases: PhrasesByLanguage = NO_PHRASES
) -> Announcement:
    """Put calls into words, in every language of the wall.

    Args:
        calls: at least one.
        languages: in the order in which they are said.
        phrases: the sentences of the languages without rules of their own.
    """
    texts = tuple((language, caption_text(calls, language, phrases)) for language in languages)
    said = dict.fromkeys(utterance(calls, language, phrases) for language in languages)
    return Announcement(tuple(calls), texts, tuple(said))


def announce(queue: Announcing, calls: Sequence[Call], now_seconds: float) -> Announcing:
    """Put calls in the queue, in their order; calls of 30 s and older are left out."""
    young = (call for call in calls if call.age_seconds(now_seconds) < SPOKEN_WHEN_YOUNGER_SECONDS)
    return replace(queue, waiting=(*queue.waiting, *young))


@dataclass(frozen=True, slots=True)
class Turn:
    """What is said next: calls, and in which of the wall's languages."""

    calls: tuple[Call, ...]
    languages: tuple[str, ...]


def upcoming(queue: Announcing, languages: Sequence[str]) -> Turn:
    """What comes next if nothing else arrives: it can be made ready. Without calls, nothing comes."""
    if len(queue.waiting) >= CROWD_WAITING and len(languages) > 1:
        return Turn(queue.waiting[:CROWD_WAITING], tuple(languages[:1]))
    if queue.waiting:
        return Turn(queue.waiting[: MANY_WAITING if len(queue.waiting) >= MANY_WAITING else 1], tuple(languages))
    return Turn(queue.later[:CROWD_WAITING], tuple(languages[1:]))


def still_called(queue: Announcing, calls: Sequence[Call]) -> Announcing:
    """Owe no further language to who has come to the counter, or is called no more.

    Args:
        queue: what is being said and what waits; what was not called yet in any language stays.
        calls: those on the wall.
    """
    called = {call.key for call in calls if not (call.serving or call.ended)}
    return replace(queue, later=tuple(call for call in queue.later if call.key in called))


def step(
    queue: Announcing,
    languages: Sequence[str],
    now_seconds: float,
    caption_seconds: float,
    phrases: PhrasesByLanguage = NO_PHRASES,
) -> tuple[Announcing, Announcement | None]:
    """Go on with the next announcement if the speaker is free and the caption has been up long enough.

    Args:
        queue: what is being said and what waits.
        languages: in the order in which they are said.
        now_seconds: monotonic.
        caption_seconds: how long a caption stands at least.
        phrases: the sentences of the languages without rules of their own.

    Returns:
        The queue, and the announcement that begins now: whoever asked must sound it and report its end.
    """
    if queue.sounding or (queue.speaking is not None and now_seconds < queue.until_seconds):
        return queue, None
    turn = upcoming(queue, languages)
    if not turn.calls:
        return replace(queue, speaking=None), None
    waiting, later = queue.waiting[len(turn.calls) :], queue.later
    if not queue.waiting:
        waiting, later = (), later[len(turn.calls) :]
    elif len(turn.languages) < len(languages):
        later = (*later, *turn.calls)
    begins = announcement(turn.calls, turn.languages, phrases)
    return Announcing(waiting, later, begins, True, now_seconds + caption_seconds, queue.begun + 1), begins


def sound_ended(queue: Announcing, number: int) -> Announcing:
    """Note that the sound of announcement ``number`` has ended, well or not."""
    return replace(queue, sounding=False) if number == queue.begun else queue
