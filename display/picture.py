"""The wall as the page draws it: plain words and numbers, ready to show. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from display.announcer import Announcing
from display.board import Board, Call, is_stale
from display.sentences import counter_label, recall_words
from display.wall import FRESH_SECONDS, lay_out, now_serving

MOST_SERVICES = 6


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
    """The announcement that is being made; ``number`` rises with each."""

    number: int
    texts: tuple[str, ...]


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


def compose(
    board: Board,
    announcing: Announcing,
    now_seconds: float,
    *,
    rows: int,
    languages: Sequence[str],
    as_of: datetime | None,
    lost: str,
    sound: str,
    sounds_here: bool,
    simulated: bool,
) -> Picture:
    """Draw the wall.

    Args:
        board: what stands on it.
        announcing: what is being said.
        now_seconds: monotonic, on the board's clock.
        rows: calls that fit the list.
        languages: the first is shown large.
        as_of: the server's time of the last sign of life.
        lost: code of what broke the feed.
        sound: number of the announcement and name of its sound.
        sounds_here: the page plays the sounds.
        simulated: no real speaker.
    """
    stale = is_stale(board, now_seconds)
    # The banner of an old picture takes its room from the list: one row fewer, and the letters keep their size.
    rows = rows - 1 if stale else rows
    wall = lay_out(board, now_seconds, rows)
    return Picture(
        office_name=board.office_name,
        timezone=board.timezone,
        open=board.business_date is not None,
        stale=stale,
        as_of=as_of if stale else None,
        lost=lost,
        current=tuple(_call(call, languages, now_seconds, stale) for call in wall.current),
        recent=tuple(_call(call, languages, now_seconds, stale) for call in wall.recent),
        rows=rows,
        services=_services(board, languages),
        caption=_caption(announcing),
        sound=sound,
        sounds_here=sounds_here,
        simulated=simulated,
    )


def in_languages(words: Mapping[str, str], languages: Sequence[str]) -> tuple[str, ...]:
    """The words in each language; where one is missing, any other stands in, and equal ones are not repeated."""
    anything = next(iter(words.values()), "")
    return tuple(dict.fromkeys(words.get(language, anything) for language in languages))


def _call(call: Call, languages: Sequence[str], now_seconds: float, stale: bool) -> CallPicture:
    return CallPicture(
        key="-".join(map(str, call.key)),
        number=call.number,
        counter=counter_label(call.counter_name),
        services=in_languages(call.service_names, languages),
        attempt=call.attempt,
        recall=tuple(filter(None, (recall_words(call.attempt, language) for language in languages))),
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
    return CaptionPicture(number=announcing.begun, texts=tuple(text for _, text in announcing.speaking.texts))
