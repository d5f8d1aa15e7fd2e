"""Words for a case: every reason that a kiosk can give has its own, and what is doubtful about a reading is said."""

import ast
import inspect
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from textwrap import dedent

import pytest
from flask import Flask

from kiosk.measuring import drift, measurement
from queue_server.operations.views import ReadingView
from queue_server.protocol import temperature
from queue_server.protocol.words import MeasurementStatus
from queue_server.web.staff.case_words import REASONS, gauge, quality, reason_words
from queue_server.web.staff.mends import MENDS
from tests.web.house import House

KIOSK = ReadingView(
    celsius=38.25,
    source="kiosk",
    at=datetime(2026, 3, 2, 3, 0, tzinfo=UTC),
    limit_celsius=37.0,
    ambient_celsius=27.5,
    samples=14,
    spread_celsius=0.03,
)


@pytest.fixture
def app(house: House) -> Iterator[Flask]:
    with house.app.test_request_context():
        yield house.app


def given(function: Callable[..., object]) -> set[str]:
    """Short texts that a function answers or calls a reason."""
    tree = ast.parse(dedent(inspect.getsource(function)))
    answers = [node.value for node in ast.walk(tree) if isinstance(node, ast.Return) and node.value]
    named = [key.value for key in ast.walk(tree) if isinstance(key, ast.keyword) and key.arg == "reason"]
    parts = [part for answer in (*answers, *named) for part in ast.walk(answer)]
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node) == "_rejecting"]
    parts += [part for call in calls for argument in call.args for part in ast.walk(argument)]
    return {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)} - {""}


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def reasons() -> set[str]:
    """Every reason that the kiosk's own code and the office's rule can give; those of hardware are in its errors."""
    sources = (
        measurement._reason,
        measurement._out_of_range,
        measurement._judge,
        drift.doubted,
        temperature.why_unjudged,
    )
    found = set[str]().union(*(given(source) for source in sources))
    return found | {status.value for status in MeasurementStatus if status is not MeasurementStatus.MEASURED}


def test_every_reason_has_its_words() -> None:
    assert {"too_low", "too_high", "unsteady", "timeout", "nobody", "ambient", "ambient_drift"} <= reasons()
    assert reasons() == set(REASONS)


@pytest.mark.usefixtures("app")
def test_a_fault_of_hardware_is_told_with_its_code() -> None:
    for code in MENDS.keys() - REASONS.keys():
        assert code in reason_words(code)
        assert "termometer" in reason_words(code).lower()


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("reading", "words", "doubtful"),
    [
        (KIOSK, ["stabil: 14 sampel, sebaran 0,03 °C", "sekitar: 27,5 °C"], [False, False]),
        (replace(KIOSK, spread_celsius=0.1), ["stabil: 14 sampel, sebaran 0,10 °C", "sekitar: 27,5 °C"], [False] * 2),
        (
            replace(KIOSK, spread_celsius=0.11),
            ["tidak stabil: 14 sampel, sebaran 0,11 °C", "sekitar: 27,5 °C"],
            [True, False],
        ),
        (replace(KIOSK, spread_celsius=None, ambient_celsius=32.1), ["sekitar panas: 32,1 °C"], [True]),
        (replace(KIOSK, spread_celsius=None, ambient_celsius=32.0), ["sekitar: 32,0 °C"], [False]),
        (replace(KIOSK, spread_celsius=None, ambient_celsius=13.9), ["sekitar dingin: 13,9 °C"], [True]),
        (replace(KIOSK, spread_celsius=None, ambient_celsius=None), [], []),
        (replace(KIOSK, source="hand", samples=0), ["dibaca dari termometer dan diketik"], [False]),
    ],
)
def test_the_quality_of_a_reading_in_words(reading: ReadingView, words: list[str], doubtful: list[bool]) -> None:
    told = quality(reading)
    assert [one.words for one in told] == words
    assert [one.doubtful for one in told] == doubtful


@pytest.mark.parametrize(
    ("celsius", "limit", "place"),
    [
        (37.0, 37.0, 50.0),
        (38.0, 37.0, 74.0),
        (36.5, 37.0, 38.0),
        (42.0, 37.0, 97.0),
        (30.0, 37.0, 3.0),
        (38, None, None),
    ],
)
def test_a_reading_lies_beside_the_limit_on_its_scale(celsius: float, limit: float | None, place: float | None) -> None:
    assert gauge(replace(KIOSK, celsius=celsius, limit_celsius=limit)) == place
