"""The wall as the page draws it: plain words and numbers, ready to show. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from display.announcer import Announcing
from display.board import Board, Call, is_stale
from display.quiet_hours import QuietSpan
from display.quiet_times import is_dim, nothing_called, notice_turn, shift, turn
from display.sentences import PhrasesByLanguage, counter_label, recall_words
from display.wall import FRESH_SECONDS, Wall, lay_out, now_serving

MOST_SERVICES = 6
MOST_SHOWN = 2
"""Languages that the wall is written in; a further one is heard, and stands in captions and notices."""


class CallPicture(msgspec.Struct, frozen=True, kw_only=True):
    """One call; ``key`` tells one announcement from every other, ``recall`` has words by language order."""

    key: str
    number: str
    counter: str
    services: tuple[str, ...]
    attempt: int
    recall: tuple[str, ...]
    fresh: bool
    serving: bool


class ServicePicture(msgspec.Struct, frozen=True, kw_only=True):
    """One service: its names by language order, the number served now, who waits."""

    id: int
    names: tuple[str, ...]
    number: str
    waiting: int


class CaptionPicture(msgspec.Struct, frozen=True, kw_only=True):
    """The announcement that is being made; ``number`` rises with each; a text for each of its languages."""

    number: int
    languages: tuple[str, ...]
    texts: tuple[str, ...]


class NoticePicture(msgspec.Struct, frozen=True, kw_only=True):
    """The notice whose turn it is, in one language; ``key`` tells it from the next."""

    key: str
    language: str
    text: str


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """The whole page.

    Attributes:
        stale: the picture may be old; it is never shown as the present then.
        as_of: the server's time of the last sign of life.
        lost: code of what broke the feed, empty while it stands.
        rows: calls that fit the list at full size; more are shown smaller.
        sound: number of the announcement and name of its sound, ``12-name``; empty before the first.
        sounds_here: the page plays the sounds.
        simulated: no real speaker.
        notice: stands only while the picture is the present one.
        media: name of the picture that stands in place of the large call, empty for none; the calls are in the list.
        shift: where the whole page stands, in steps right and down.
        dim: the page is darkened.
        opens: when the closed office opens next, by language order; empty where that is not known.
        unknown: names of the settings that the office does not have.
    """

    office_name: str
    timezone: str
    open: bool
    stale: bool
    as_of: datetime | None
    lost: str
    current: tuple[CallPicture, ...]
    recent: tuple[CallPicture, ...]
    rows: int
    services: tuple[ServicePicture, ...]
    caption: CaptionPicture | None
    sound: str
    sounds_here: bool
    simulated: bool
    notice: NoticePicture | None
    media: str
    shift: tuple[int, int]
    dim: bool
    opens: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How this wall draws, from its settings.

    Attributes:
        rows: calls that fit the list.
        languages: the first is shown large; those in which it speaks.
        phrases: the sentences of the languages without rules of their own.
        sounds_here: the page plays the sounds.
        simulated: no real speaker.
        burn_in_care: the picture moves a little, and is dim while the office is closed.
        dim_hours: when it is dim as well.
        media_seconds: how long each picture of the quiet times stands.
        quiet_seconds: how long nothing was called before the first of them.
        opening: says when the office opens, given that time and now, both by the office's clock; by language order.
    """

    rows: int
    languages: Sequence[str]
    phrases: PhrasesByLanguage = field(default_factory=dict)
    sounds_here: bool = False
    simulated: bool = False
    burn_in_care: bool = False
    dim_hours: Sequence[QuietSpan] = ()
    media_seconds: float = 12.0
    quiet_seconds: float = 90.0
    opening: Callable[[datetime, datetime], tuple[str, ...]] = lambda _opens, _now: ()

    @property
    def shown(self) -> Sequence[str]:
        """The languages that the wall is written in."""
        return self.languages[:MOST_SHOWN]


def compose(
    board: Board,
    announcing: Announcing,
    now_seconds: float,
    manner: Manner,
    *,
    as_of: datetime | None,
    local: datetime | None,
    lost: str,
    sound: str,
    media: Sequence[str] = (),
) -> Picture:
    """Draw the wall.

    Args:
        board: what stands on it.
        announcing: what is being said.
        now_seconds: monotonic, on the board's clock.
        manner: how this wall draws.
        as_of: the server's time of the last sign of life.
        local: now by the office's clock; ``None`` while it is not known.
        lost: code of what broke the feed.
        sound: number of the announcement and name of its sound.
        media: names of the pictures for the quiet times.
    """
    stale = is_stale(board, now_seconds)
    dim = manner.burn_in_care and is_dim(board, manner.dim_hours, local.time() if local else None)
    # The banner of an old picture takes its room from the list: one row fewer, and the letters keep their size.
    rows = manner.rows - 1 if stale else manner.rows
    quiet = bool(media) and not dim and nothing_called(board, announcing, now_seconds, manner.quiet_seconds)
    wall = _in_the_list(board, now_seconds, rows) if quiet else lay_out(board, now_seconds, rows)
    return Picture(
        office_name=board.office_name,
        timezone=board.timezone,
        open=board.business_date is not None,
        stale=stale,
        as_of=as_of if stale else None,
        lost=lost,
        current=tuple(_call(call, manner, now_seconds, stale) for call in wall.current),
        recent=tuple(_call(call, manner, now_seconds, stale) for call in wall.recent),
        rows=rows,
        services=_services(board, manner.shown),
        caption=_caption(announcing),
        sound=sound,
        sounds_here=manner.sounds_here,
        simulated=manner.simulated,
        notice=None if stale else _notice(board, manner.languages, now_seconds),
        media=media[turn(len(media), manner.media_seconds, now_seconds)] if quiet else "",
        shift=shift(now_seconds) if manner.burn_in_care else (0, 0),
        dim=dim,
        opens=_opens(board, manner, local),
        unknown=board.chosen.unknown,
    )


def _opens(board: Board, manner: Manner, local: datetime | None) -> tuple[str, ...]:
    if board.business_date is not None or board.opens_at is None or local is None:
        return ()
    return manner.opening(board.opens_at.astimezone(local.tzinfo), local)


def _in_the_list(board: Board, now_seconds: float, rows: int) -> Wall:
    """Every call in the list: a picture has the place of the large one. All have had their minute by then."""
    wall = lay_out(board, now_seconds, rows)
    return Wall(current=(), recent=(wall.current + wall.recent)[:rows])


def _notice(board: Board, languages: Sequence[str], now_seconds: float) -> NoticePicture | None:
    found = notice_turn(board.notices, languages, now_seconds)
    if found is None:
        return None
    notice_id, language, text = found
    return NoticePicture(key=f"{notice_id}-{language}", language=language, text=text)


def in_languages(words: Mapping[str, str], languages: Sequence[str]) -> tuple[str, ...]:
    """The words in each language; where one is missing, any other stands in, and equal ones are not repeated."""
    anything = next(iter(words.values()), "")
    return tuple(dict.fromkeys(words.get(language, anything) for language in languages))


def _call(call: Call, manner: Manner, now_seconds: float, stale: bool) -> CallPicture:
    return CallPicture(
        key="-".join(map(str, call.key)),
        number=call.number,
        counter=counter_label(call.counter_name),
        services=in_languages(call.service_names, manner.shown),
        attempt=call.attempt,
        recall=tuple(filter(None, (recall_words(call.attempt, language, manner.phrases) for language in manner.shown))),
        fresh=not stale and call.age_seconds(now_seconds) < FRESH_SECONDS,
        serving=call.serving,
    )


def _services(board: Board, languages: Sequence[str]) -> tuple[ServicePicture, ...]:
    """The services in the office's order; where more than fit, those with nobody in line are left out first."""
    serving = now_serving(board)
    idle = {
        service_id: not (board.waiting.get(service_id) or service_id in serving) for service_id in board.service_names
    }
    fitting = sorted(board.service_names, key=idle.__getitem__)[:MOST_SERVICES]
    return tuple(
        ServicePicture(
            id=service_id,
            names=in_languages(names, languages),
            number=serving.get(service_id, ""),
            waiting=board.waiting.get(service_id, 0),
        )
        for service_id, names in board.service_names.items()
        if service_id in fitting
    )


def _caption(announcing: Announcing) -> CaptionPicture | None:
    if announcing.speaking is None:
        return None
    languages, texts = zip(*announcing.speaking.texts, strict=True)
    return CaptionPicture(number=announcing.begun, languages=languages, texts=texts)
