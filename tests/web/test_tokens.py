"""The design tokens: enough contrast in each theme, and one set of values for the high-contrast one."""

import re
from importlib.resources import files

import pytest

CSS = (files("queue_server.protocol") / "static" / "tokens.css").read_text()
PAIRS = [
    ("--ink", "--surface-page"), ("--ink", "--surface-card"), ("--ink", "--surface-sunken"),
    ("--ink-soft", "--surface-page"), ("--ink-soft", "--surface-card"), ("--ink-soft", "--surface-sunken"),
    ("--accent", "--surface-page"), ("--accent-strong", "--accent-soft"), ("--on-accent", "--accent"),
    ("--notice", "--notice-soft"), ("--on-notice-solid", "--notice-solid"), ("--problem", "--problem-soft"),
    ("--on-problem-solid", "--problem-solid"), ("--settled", "--settled-soft"), ("--settled", "--surface-card"),
]  # fmt: skip


def values(selector: str) -> dict[str, str]:
    """The tokens of the first rule with this selector."""
    start = CSS.index(selector + " {") + len(selector) + 2
    return dict(re.findall(r"(--[\w-]+): ([^;]+);", CSS[start : CSS.index("}", start)]))


LIGHT = values(":root")
DARK = LIGHT | values(':root[data-theme="dark"]')
CONTRAST = LIGHT | values(':root[data-theme="contrast"]')


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_measure_knows_black_on_white() -> None:
    assert ratio("#000000", "#ffffff") == pytest.approx(21)


def test_the_large_call_of_a_dark_wall_has_contrast() -> None:
    assert ratio(DARK["--ink"], DARK["--accent-soft"]) >= 7


def test_the_two_ways_to_high_contrast_have_the_same_values() -> None:
    assert values(':root:not([data-theme="light"])') == values(':root[data-theme="contrast"]')


def test_the_two_ways_to_the_dark_theme_have_the_same_values() -> None:
    assert values(':root[data-theme="system"]') == values(':root[data-theme="dark"]')


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_has_contrast(text: str, ground: str) -> None:
    assert ratio(LIGHT[text], LIGHT[ground]) >= 4.5
    assert ratio(DARK[text], DARK[ground]) >= 4.5
    assert ratio(CONTRAST[text], CONTRAST[ground]) >= 7


@pytest.mark.parametrize("ground", ["--surface-page", "--surface-card"])
def test_the_edge_of_a_control_has_contrast(ground: str) -> None:
    for theme in (LIGHT, DARK, CONTRAST):
        assert ratio(theme["--line-control"], theme[ground]) >= 3
