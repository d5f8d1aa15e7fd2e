"""A short round of each part of the fuzzing in every run of the tests, and planted faults that it must find."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Response

from hardware.thermometer import mlx90614
from queue_server.protocol.sse import FrameParser
from queue_server.protocol.words import DeviceRole
from queue_server.web.access import allow
from tests.fuzz import api, sensors, streams
from tests.fuzz.house import open_house
from tests.fuzz.parts import PARTS, Part
from tests.web.house import House

SHORT = 20
"""So much shorter than a round of ``make fuzz``."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path) as house:
        yield house


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_a_short_round_finds_nothing(part: Part, tmp_path: Path) -> None:
    assert part.run(tmp_path, max(1, part.examples // SHORT), 1) > 0


def test_a_server_that_fails_is_found(house: House) -> None:
    @allow(*DeviceRole)
    def broken(**_: object) -> Response:
        raise ZeroDivisionError

    house.app.view_functions["api_v1.ticket_to_print"] = broken
    with pytest.raises(BaseException, match="Server error"):
        api.ask_everything(house, 1, 1)


def test_an_answer_that_is_not_as_described_is_found(house: House) -> None:
    @allow(*DeviceRole)
    def other(**_: object) -> Response:
        return Response('{"counters": 3}', mimetype="application/json")

    house.app.view_functions["api_v1.counters"] = other
    with pytest.raises(BaseException, match="violates schema"):
        api.ask_everything(house, 1, 1)


def test_a_parser_that_depends_on_the_pieces_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = FrameParser.feed

    def forgetful(self: FrameParser, chunk: bytes) -> object:
        yield from whole(self, chunk)
        self._buffer.clear()

    monkeypatch.setattr(FrameParser, "feed", forgetful)
    with pytest.raises(AssertionError):
        streams.run(tmp_path, 100, 1)


def test_a_driver_that_does_not_look_at_the_flag_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mlx90614, "decode_celsius", lambda word: (2 * (word & 0x7FFF) - 27315) / 100)
    with pytest.raises(AssertionError, match="read as a temperature"):
        sensors.run(tmp_path, 100, 1)
