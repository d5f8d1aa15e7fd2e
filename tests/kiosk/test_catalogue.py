"""No text without its Indonesian: every msgid in code and page is in the catalogue, and nothing else is."""

import ast
import re
from pathlib import Path

from jinja2 import Environment, nodes

import kiosk
from kiosk.away.standby import AT_THE_DESK, LATER
from kiosk.catalogue import load_catalogue
from kiosk.desk_view import DECISIONS
from kiosk.view import WITHOUT
from queue_server.languages import OPENING_TEXTS, pick

ROOT = Path(kiosk.__file__).parent
CALLS = {"words", "say", "text"}


def chosen_among(node: ast.expr) -> set[str]:
    """The texts that an expression may be: itself, or either side of a condition."""
    if isinstance(node, ast.IfExp):
        return chosen_among(node.body) | chosen_among(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def in_code() -> set[str]:
    found = {*WITHOUT.values(), *DECISIONS.values(), AT_THE_DESK, LATER, *OPENING_TEXTS}
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS:
                found |= {text for arg in node.args for text in chosen_among(arg)}
    return found


def in_pages() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "screen" / "templates").glob("*.html"):
        tree = Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in ("both", "words"):
                found |= {arg.value for arg in call.args if isinstance(arg, nodes.Const)}
        for pair in tree.find_all(nodes.Tuple):
            if len(pair.items) == 2 and all(isinstance(item, nodes.Const) for item in pair.items):
                found.add(pair.items[1].value)  # type: ignore[attr-defined] # a Const, as just asked
    return found


def test_every_text_has_its_indonesian_and_no_translation_is_left_over() -> None:
    assert in_code() | in_pages() == set(load_catalogue().texts["id"])


def test_the_places_in_a_text_are_the_same_in_both_languages() -> None:
    for english, indonesian in load_catalogue().texts["id"].items():
        assert set(re.findall(r"{\w+}", english)) == set(re.findall(r"{\w+}", indonesian))


def test_the_held_visitors_words_are_the_agreed_ones() -> None:
    words = load_catalogue().words("Please take a seat for a moment, our staff will help you")
    assert words["id"] == "Silakan duduk sebentar, petugas akan membantu Anda"


def test_a_language_that_is_missing_falls_back() -> None:
    assert load_catalogue().text("fr", "Back") == "Back"
    assert pick({"id": "Paspor"}, "en") == "Paspor"
