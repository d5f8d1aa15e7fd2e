"""Everything that a wall can show, as pictures of fixed data."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from display.announcer import Announcing, announcement
from display.board import Board, from_snapshot
from display.picture import Manner, Picture, compose
from display.screen.words import Words
from queue_server.protocol.board import BoardCall, BoardNotice, BoardSnapshot
from tests.browser.visual.conftest import AT
from tests.browser.visual.kiosk_states import LONG, LONG_OFFICE
from tests.display.scripted_server import board_call, snapshot

ON_SECONDS = 100_000.0
"""So long the display has been on."""
LANGUAGES = ("id", "en")
WORDS = Words(LANGUAGES)
LONG_COUNTER = "Loket Wawancara dan Foto Lantai 2"


def calls(count: int, seconds_ago: float = 300.0, **changes: object) -> list[BoardCall]:
    """So many calls, the newest first and so long ago, those before it half a minute apart."""
    return [
        board_call(
            100 - nth,
            f"{'AB'[nth % 2]}-{140 - nth:03}",
            nth % 12 + 1,
            called_at=ago(seconds_ago + 30 * nth),
            **changes,
        )
        for nth in range(count)
    ]


def ago(seconds: float) -> datetime:
    return AT - timedelta(seconds=seconds)


def services(count: int) -> dict[str, Any]:
    names = {str(nth): {"id": f"Layanan paspor {nth}", "en": f"Passport service {nth}"} for nth in range(1, count + 1)}
    return {"service_names": names, "waiting": {str(nth): 12 * nth for nth in range(1, count + 1)}}


def burst(count: int) -> list[BoardCall]:
    """Calls within the same seconds."""
    return [board_call(50 - nth, f"A-{60 - nth:03}", 12 - nth, called_at=ago(1 + nth)) for nth in range(count)]


NOTICES = (
    BoardNotice(
        id=1,
        texts={
            "id": "Jumat, 27 November: loket tutup pukul 11.30 untuk salat Jumat dan buka lagi pukul 13.00.",
            "en": "Friday, 27 November: the counters close at 11:30 and open again at 13:00.",
        },
    ),
)
LONG_CALLS = calls(6, 2.0, service_names=LONG, counter_name=LONG_COUNTER)
SNAPSHOTS: dict[str, BoardSnapshot] = {
    "empty": snapshot(now=AT, waiting={}),
    "waiting": snapshot(now=AT),
    "waiting-one-service": snapshot(now=AT, **services(1)),
    "waiting-six-services": snapshot(now=AT, **services(6)),
    "closed": snapshot(now=AT, business_date=None, waiting={}, opens_at=AT + timedelta(days=1)),
    "one-call": snapshot(board_call(12, "A-012", 3, called_at=ago(2)), now=AT),
    "older-calls": snapshot(*calls(8), now=AT),
    "full": snapshot(board_call(112, "A-112", 12, called_at=ago(2)), *calls(8), now=AT, **services(6)),
    "recall": snapshot(board_call(12, "A-012", 3, attempt=2, called_at=ago(2)), *calls(5), now=AT),
    "three-at-once": snapshot(*burst(3), *calls(5), now=AT),
    "seven-in-a-minute": snapshot(*burst(7), now=AT),
    "twelve-in-a-minute": snapshot(*burst(12), now=AT),
    "notices": snapshot(*calls(3), now=AT, notices=NOTICES),
    "serving": snapshot(*calls(6, serving=True), now=AT),
    "long-names": snapshot(*LONG_CALLS, now=AT, office_name=LONG_OFFICE, service_names={"1": LONG, "2": LONG}),
}


def pictures(rows: int) -> Iterator[tuple[str, Picture]]:
    """Every state, for a wall of so many rows."""
    for name, said in SNAPSHOTS.items():
        yield name, drawn(from_snapshot(said, ON_SECONDS), rows)
    full = from_snapshot(SNAPSHOTS["full"], ON_SECONDS)
    yield "announcing", drawn(full, rows, Announcing(speaking=announcement(full.calls[:1], LANGUAGES), begun=1))
    yield "announcing-three", drawn(full, rows, Announcing(speaking=announcement(full.calls[:3], LANGUAGES), begun=2))
    yield "stale", drawn(replace(full, seen_at_seconds=ON_SECONDS - 60), rows)


def drawn(board: Board, rows: int, announcing: Announcing | None = None) -> Picture:
    """The picture of a moment."""
    return compose(
        board,
        announcing or Announcing(),
        ON_SECONDS,
        Manner(rows=rows, languages=LANGUAGES, simulated=True, opening=WORDS.opening),
        as_of=AT,
        local=AT.astimezone(ZoneInfo("Asia/Makassar")),
        lost="",
        sound="",
    )
