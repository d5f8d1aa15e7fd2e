"""Some seconds of bad weather in every run of the tests, and two broken programs that the judge must not call sound."""

import random
from pathlib import Path

import pytest

from tests.net.messages import RequestCutter
from tests.net.rounds import Programs, net_rounds
from tests.net.weather import BAD, LEAST_SECONDS, MOST_SECONDS, spells

LONG_ENOUGH_SECONDS = 60.0
"""Within which a broken program was always found out; a sound one stands it all."""


def test_a_bad_network_loses_and_doubles_nothing_and_leaves_no_wall_wrong(tmp_path: Path) -> None:
    (one,) = net_rounds(tmp_path, seconds=8, seed=1)
    assert not one.unsound, one.unsound
    assert one.answers > 40
    assert one.papers > 0
    assert one.again > 0, "the weather was not bad enough to prove anything"


def test_the_judge_finds_what_a_server_without_nonces_doubles(tmp_path: Path) -> None:
    programs = Programs(server="tests.crash.without_nonces", with_kiosk=False)
    rounds = net_rounds(tmp_path, LONG_ENOUGH_SECONDS, seed=2, programs=programs, round_seconds=4)
    assert any(one.verdict.doubled for one in rounds)


def test_the_judge_finds_what_a_display_without_its_cursor_does_not_show(tmp_path: Path) -> None:
    programs = Programs(display="tests.net.forgetful_display", with_kiosk=False, wall_seconds=6)
    rounds = net_rounds(tmp_path, LONG_ENOUGH_SECONDS, seed=3, programs=programs, round_seconds=4)
    assert any(one.wall for one in rounds)


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_whole_requests_are_found_however_they_arrive(size: int) -> None:
    requests = [b"POST /a HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi", b"GET /b HTTP/1.1\r\n\r\n"]
    sent = b"".join(requests) + b"POST /c HTTP/1.1\r\ncontent-length: 9\r\n\r\nhalf"
    cutter = RequestCutter()
    found = [one for at in range(0, len(sent), size) for one in cutter.feed(sent[at : at + size])]
    assert found == requests


def test_in_the_time_of_a_round_every_weather_comes_and_none_stays_too_long() -> None:
    drawn = list(spells(random.Random(1), MOST_SECONDS * len(BAD)))
    assert {weather for weather, _ in drawn} == set(BAD)
    assert sum(lasts for _, lasts in drawn) == pytest.approx(MOST_SECONDS * len(BAD))
    assert all(lasts <= MOST_SECONDS for _, lasts in drawn)
    assert sum(lasts < LEAST_SECONDS for _, lasts in drawn) <= 1
