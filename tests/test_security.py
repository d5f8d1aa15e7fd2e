"""The threat model tells the truth: each threat has an answer and a test that exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODEL = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (?P<threat>[^|]+) \| (?P<answer>[^|]+) \| (?P<shown>\[[^|]+) \|$", re.MULTILINE)
TEST = re.compile(r"\[(?P<words>[^\]]+)\]\((?P<file>tests/[^)]+\.py)\)")
THREATS = [(row["threat"], row["shown"]) for row in ROW.finditer(MODEL)]


@cache
def defined_in(file: str) -> dict[str, ast.FunctionDef]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def missing(shown: str) -> list[str]:
    """Which named tests are not there, or are always skipped; a row without any is missing itself."""
    named = [(found["file"], "test_" + found["words"].replace(" ", "_")) for found in TEST.finditer(shown)]
    return [f"{file}::{name}" for file, name in named if not _runs(defined_in(file).get(name))] if named else [shown]


def _runs(test: ast.FunctionDef | None) -> bool:
    return test is not None and not any("mark.skip" in ast.unparse(one) for one in test.decorator_list)


@pytest.mark.parametrize(("threat", "shown"), THREATS, ids=[threat for threat, _ in THREATS])
def test_each_threat_has_tests_that_are_there(threat: str, shown: str) -> None:
    assert missing(shown) == [], threat


def test_each_line_of_the_threats_is_read() -> None:
    _, _, tables = MODEL.partition("## Threats, answers, tests")
    lines = [line for line in tables.splitlines() if line.startswith("| ") and not line.startswith("| threat")]
    assert len(THREATS) == len(lines) > 25
    attackers = re.findall(r"^\d\. \*\*(.+?)\*\*", MODEL, re.MULTILINE)
    assert re.findall(r"^### (.+)$", tables, re.MULTILINE) == attackers


@pytest.mark.parametrize("shown", ["[no such test](tests/test_security.py)", "we looked at it"])
def test_a_test_that_is_not_there_is_missed(shown: str) -> None:
    assert missing(shown)
