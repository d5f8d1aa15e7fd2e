"""Some seconds of bad weather in every run of the tests, and two broken programs that the judge must not call sound."""

import random
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from queue_server.domain.errors import QuotaFullError
from queue_server.operations.check_in import check_in
from queue_server.protocol.messages import CheckInRequest
from tests.net.messages import RequestCutter
from tests.net.rounds import Programs, carried_out, net_rounds
from tests.net.weather import BAD, LEAST_SECONDS, MOST_SECONDS, spells
from tests.support.api_client import check_in_body
from tests.support.premises import prepare

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


def test_the_judge_tells_a_request_that_was_carried_out_from_one_that_stayed_refused(tmp_path: Path) -> None:
    premises, nonces = prepare(tmp_path, quota=1), ("n" * 16, "m" * 16)
    with closing(premises.open_store()) as store:
        for nonce in nonces:
            request = msgspec.convert(check_in_body(premises.service_id, nonce), CheckInRequest)
            with suppress(QuotaFullError):
                store.write(check_in, request, office_id=premises.office_id, device_id=1, now=datetime.now(UTC))
    assert [nonce for nonce, _ in carried_out(tmp_path / "antre.db", nonces)] == ["n" * 16]


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
