"""Nothing that a visitor reads claims that anybody is well or ill: no page, no ticket, no document."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CLAIM = re.compile(r"\b(sehat|demam|healthy|unhealthy|fever|feverish|febrile|sakit panas)\b", re.IGNORECASE)
PROGRAMS = ("kiosk", "display", "queue_server/web", "queue_server/protocol")
DOCUMENTS = (ROOT / "docs" / "visitor.md",)


def texts_of(source: str) -> Iterator[str]:
    """Every text in a Python program, but for its docstrings."""
    tree = ast.parse(source)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # of modules, classes, attributes
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def shown() -> Iterator[tuple[Path, str]]:
    """What visitors and staff may read: programs' texts, pages, their scripts, catalogues, printed tickets, guides."""
    for room in PROGRAMS:
        for path in sorted((ROOT / room).rglob("*")):
            if path.suffix == ".py":
                yield path, "\n".join(texts_of(path.read_text(encoding="utf-8")))
            elif path.suffix in (".html", ".js", ".css", ".po"):
                yield path, path.read_text(encoding="utf-8")
    for path in (*sorted((ROOT / "tests" / "kiosk" / "goldens").glob("*.txt")), *DOCUMENTS):
        yield path, path.read_text(encoding="utf-8")


def test_nothing_that_is_shown_claims_health() -> None:
    read = list(shown())
    kinds = {path.suffix for path, _text in read}
    assert {".py", ".html", ".js", ".po", ".txt", ".md"} <= kinds
    assert len(read) > 150
    claims = [(str(path.relative_to(ROOT)), found[0]) for path, text in read if (found := CLAIM.search(text))]
    assert claims == []


@pytest.mark.parametrize("text", ["Anda sehat", "no fever", "fever-free", "You are healthy.", "Bebas demam"])
def test_a_claim_would_be_found(text: str) -> None:
    assert CLAIM.search(text)


def test_the_texts_of_a_program_are_read_without_its_docstrings() -> None:
    source = (
        'def f():\n    """No fever here."""\n    return "shown"\n\nX = 1\n"""Not a fever."""\nY = {"a": "also shown"}\n'
    )
    assert sorted(texts_of(source)) == ["a", "also shown", "shown"]
