"""The documents tell the truth: diagrams, links, settings, refusals."""

import re
import tomllib
from pathlib import Path

import msgspec
import pytest

from docs import draw_diagrams
from queue_server.config import PushSettings, Settings, WebSettings

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#\s]+)")


def names(documents: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in documents]


def test_the_diagrams_are_those_of_the_tables() -> None:
    assert draw_diagrams.DOCUMENT.read_text(encoding="utf-8") == draw_diagrams.drawn(), "run `make diagrams`"


def test_a_place_for_a_diagram_is_filled_anew() -> None:
    old = "a\n<!-- diagram: ticket -->\nold\n<!-- end -->\nb"
    assert draw_diagrams.with_diagrams(old, {"ticket": "new"}) == (
        "a\n<!-- diagram: ticket -->\n```mermaid\nnew\n```\n<!-- end -->\nb"
    )


@pytest.mark.parametrize("document", DOCUMENTS, ids=names(DOCUMENTS))
def test_every_link_leads_somewhere(document: Path) -> None:
    targets = [link for link in LINK.findall(document.read_text(encoding="utf-8")) if "://" not in link]
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_every_guide_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    guides = {str(path.relative_to(ROOT / "docs")) for path in (ROOT / "docs").rglob("*.md")} - {"README.md"}
    assert {guide for guide in guides if f"({guide})" not in index} == set()


def test_the_example_of_the_server_names_every_setting_with_its_default() -> None:
    example = tomllib.loads((ROOT / "queue_server" / "example.toml").read_text(encoding="utf-8"))
    assert msgspec.convert(example, Settings) == Settings()
    assert set(example) == {field.name for field in msgspec.structs.fields(Settings)}
    assert set(example["web"]) == {field.name for field in msgspec.structs.fields(WebSettings)}
    assert set(example["push"]) == {field.name for field in msgspec.structs.fields(PushSettings)}


def test_every_test_that_a_document_names_exists() -> None:
    named = [
        (path.name, *found)
        for path in (ROOT / "docs").glob("*.md")
        for found in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", path.read_text(encoding="utf-8"))
    ]
    assert named
    assert [
        (document, file, test)
        for document, file, test in named
        if not (ROOT / file).is_file() or f"def {test}" not in (ROOT / file).read_text(encoding="utf-8")
    ] == []


def test_every_story_is_told_in_the_table_of_its_file() -> None:
    folder = ROOT / "tests" / "browser" / "stories"
    chapters = re.split(r"^## ", (folder / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    told = {re.findall(r"`(\w+\.py)`", one)[0]: re.findall(r"`(test_\w+)` \|$", one, re.MULTILINE) for one in chapters}
    found = {
        path.name: re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        for path in folder.glob("test_*.py")
    }
    assert {file: sorted(tests) for file, tests in told.items()} == {file: sorted(found[file]) for file in found}
