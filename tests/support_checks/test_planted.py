"""The eye that looks for planted temperatures sees each form of them, and nothing else."""

import struct

import msgspec
import pytest

from tests.support.planted import Mark, found

MARK = Mark(38.7654321)
SHORT = Mark(38.77)


@pytest.mark.parametrize(
    "content",
    [
        "38.7654321",
        "celsius=38.7654321)",
        "38,77 °C",
        "<strong>38.77\u00a0°C</strong>",
        "38,8 °C",
        "38.8&nbsp;°C",
        msgspec.json.encode({"celsius": 38.7654321}).decode(),
        repr({"celsius": 38.7654321}),
        "38.765",
    ],
)
def test_it_is_seen_in_text(content: str) -> None:
    assert MARK.stands_in(content)
    assert found((SHORT, MARK), {"page": b"", "log": content.encode()}) == ["log"]


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("mark", [MARK, SHORT])
def test_it_is_seen_in_bytes(order: str, mark: Mark) -> None:
    content = b"\0\1page" + struct.pack(order + "d", mark.celsius) + b"more"
    assert mark.stands_in(content)
    assert mark.is_stored_in(content)
    assert not mark.is_stored_in(str(mark.celsius).encode())


@pytest.mark.parametrize(
    "content",
    [
        "2026-03-02T01:02:38.770001Z",
        "2026-03-02T01:02:38.77Z",
        "138.77",
        "38.775",
        "1.38.77",
        "38.8",
        "36.5 °C",
        "3877",
    ],
)
def test_other_numbers_are_not_it(content: str) -> None:
    assert not SHORT.stands_in(content)
