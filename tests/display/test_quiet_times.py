"""Between the calls: notices in turns, pictures only when nothing is called, a picture that moves and dims."""

from dataclasses import replace
from datetime import datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.announcer import Announcing, announce, step
from display.board import STALE_AFTER_SECONDS, Board, from_snapshot, seen, take_event
from display.picture import Manner, Picture, compose
from display.quiet_hours import read_spans
from display.quiet_times import NOTICE_SECONDS, SHIFT_SECONDS, SHIFTS, is_dim, nothing_called, notice_turn, shift
from queue_server.protocol.board import BoardNotice
from queue_server.protocol.events import EventName
from tests.display.scripted_server import day_event, snapshot, ticket_event

MANNER = Manner(rows=4, languages=("id", "en"), media_seconds=10.0, quiet_seconds=60.0, burn_in_care=True)
MORNING = datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Asia/Makassar"))
NOTICES = (
    BoardNotice(id=1, texts={"id": "Bawa KTP", "en": "Bring your card"}),
    BoardNotice(id=2, texts={"jv": "Sugeng rawuh"}),
    BoardNotice(id=3, texts={}),
)


def draw(board: Board, now: float, *, media: tuple[str, ...] = ("a", "b")) -> Picture:
    return compose(board, Announcing(), now, MANNER, as_of=None, local=MORNING, lost="", sound="", media=media)


def test_notices_take_turns_in_each_language_of_the_wall() -> None:
    shown = [notice_turn(NOTICES, ("id", "en"), NOTICE_SECONDS * n + 0.1) for n in range(4)]
    assert shown == [(1, "id", "Bawa KTP"), (1, "en", "Bring your card"), (2, "jv", "Sugeng rawuh"), shown[0]]
    assert notice_turn((), ("id",), 5.0) is None
    assert notice_turn(NOTICES[2:], ("id",), 5.0) is None


any_texts = st.dictionaries(st.sampled_from(["id", "en", "jv"]), st.text(max_size=3))


@given(st.lists(any_texts, max_size=5), st.floats(0, 1e6))
def test_each_notice_that_has_a_text_gets_its_turn(texts: list[dict[str, str]], begin: float) -> None:
    notices = [BoardNotice(id=place, texts=each) for place, each in enumerate(texts)]
    lines = sum(len(each.texts) for each in notices)
    turns = [notice_turn(notices, ("id", "en"), begin + NOTICE_SECONDS * n) for n in range(lines + 1)]
    assert {found[0] for found in turns if found} == {one.id for one in notices if any(one.texts.values())}


def test_a_picture_is_shown_when_nothing_was_called_and_a_call_takes_the_screen_at_once() -> None:
    board = from_snapshot(snapshot(), 100.0)
    assert draw(board, 100.0).media == "a"
    assert draw(board, 110.0).media == "b"
    called = take_event(board, ticket_event(1), 111.0)
    picture = draw(called, 111.0)
    assert (picture.media, [call.number for call in picture.current]) == ("", ["A-012"])
    assert draw(seen(called, 170.9), 170.9).media == ""
    later = draw(seen(called, 171.0), 171.0)
    assert later.media
    assert ([call.number for call in later.recent], later.current) == (["A-012"], ())


def test_a_call_that_waits_to_be_said_keeps_pictures_away() -> None:
    board = from_snapshot(snapshot(), 100.0)
    called = take_event(board, ticket_event(1), 100.0)
    quiet = seen(called, 170.0)
    assert nothing_called(quiet, Announcing(), 170.0, 60.0)
    waiting = announce(Announcing(), called.calls, 100.0)
    assert not nothing_called(quiet, waiting, 170.0, 60.0)
    speaking, _ = step(waiting, ["id"], 170.0, 4.0)
    assert not nothing_called(quiet, speaking, 170.0, 60.0)


def test_no_picture_hides_that_the_wall_is_old_or_the_office_closed() -> None:
    board = from_snapshot(snapshot(), 100.0)
    assert draw(board, 100.1 + STALE_AFTER_SECONDS).media == ""
    assert draw(take_event(board, day_event(1, EventName.DAY_CLOSED), 101.0), 101.0).media == ""
    assert draw(board, 100.0, media=()).media == ""


def test_an_old_picture_has_no_notices() -> None:
    board = replace(from_snapshot(snapshot(), 100.0), notices=NOTICES)
    assert draw(board, 100.0).notice is not None
    assert draw(board, 100.1 + STALE_AFTER_SECONDS).notice is None


def test_the_picture_moves_by_one_step_at_a_time_and_comes_by_every_place() -> None:
    places = [shift(SHIFT_SECONDS * n) for n in range(len(SHIFTS) + 1)]
    assert {(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)} == set(places)
    for (x, y), (next_x, next_y) in pairwise(places):
        assert max(abs(next_x - x), abs(next_y - y)) == 1


@pytest.mark.parametrize(("now", "dim"), [(time(5, 59), True), (time(6), False), (time(19), True), (None, False)])
def test_the_wall_is_dim_in_its_dim_hours(now: time | None, dim: bool) -> None:
    assert is_dim(from_snapshot(snapshot(), 100.0), read_spans(["19:00-06:00"]), now) is dim


def test_the_wall_is_dim_while_the_office_is_closed_but_not_before_it_knows() -> None:
    assert is_dim(from_snapshot(snapshot(business_date=None), 100.0), (), time(10))
    assert not is_dim(from_snapshot(snapshot(), 100.0), (), time(10))
    assert not is_dim(Board(), (), None)


def test_without_care_nothing_moves_and_nothing_dims() -> None:
    manner = Manner(rows=4, languages=("id",))
    board = from_snapshot(snapshot(business_date=None), 100.0)
    for n in range(9):
        now = 100.0 + SHIFT_SECONDS * n
        drawn = compose(board, Announcing(), now, manner, as_of=None, local=MORNING.replace(hour=3), lost="", sound="")
        assert (drawn.shift, drawn.dim) == ((0, 0), False)
