"""Whatever colour an office chooses, all text in it and on it can be read."""

import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.colour import GROUNDS, READABLE, contrast, is_colour, lowest_contrast, shades
from queue_server.protocol.look import NO_LOOK, accent_sheet

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
WHITE = "#ffffff"


@given(colours)
def test_every_colour_becomes_one_that_can_be_read_everywhere(colour: str) -> None:
    found = shades(colour)
    for ground in (*GROUNDS, found.soft):
        assert contrast(found.accent, ground) >= READABLE
        assert contrast(found.strong, ground) >= READABLE
    assert contrast(WHITE, found.accent) >= READABLE
    assert contrast(WHITE, found.strong) >= READABLE
    assert contrast("#142334", found.soft) >= READABLE


@given(colours)
def test_a_colour_that_can_be_read_is_left_as_it_is(colour: str) -> None:
    assert (shades(colour).accent == colour) == (lowest_contrast(colour) >= READABLE)


@pytest.mark.parametrize(("one", "other", "ratio"), [("#777777", WHITE, 4.48), ("#0000ff", WHITE, 8.59)])
def test_the_contrast_is_that_of_the_standard(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.01)


def test_the_grounds_are_those_of_the_tokens() -> None:
    sheet = (files("queue_server.protocol") / "static" / "tokens.css").read_text(encoding="utf-8")
    light = sheet[: sheet.index("@media")]
    assert set(re.findall(r"--surface-(?:page|card|sunken): (#\w{6})", light)) == set(GROUNDS)
    assert "--on-accent: #ffffff" in light


def test_antres_own_colour_passes_its_own_rule() -> None:
    assert shades("#124e8f").accent == "#124e8f"


@pytest.mark.parametrize("text", ["", "#fff", "#12345G", "#124E8F", "123456", "#1234567", "#123456\n"])
def test_what_is_no_colour_is_known(text: str) -> None:
    assert not is_colour(text)


def test_the_stylesheet_names_the_tokens_and_nothing_without_a_colour() -> None:
    sheet = accent_sheet(shades("#7a1f5c"))
    assert re.findall(r"(--[\w-]+): (#\w{6});", sheet) == [
        ("--accent", "#7a1f5c"),
        ("--accent-strong", "#551640"),
        ("--accent-soft", "#efe4eb"),
        ("--on-accent", WHITE),
    ]
    assert "--" not in accent_sheet(NO_LOOK.shades)
