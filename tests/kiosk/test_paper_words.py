"""No text of a ticket or slip without its Indonesian, and none left over."""

import ast
from pathlib import Path

import queue_server.paper
from queue_server.paper import load_paper_words


def in_code() -> set[str]:
    found: set[str] = set()
    for path in Path(queue_server.paper.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("say", "text")
            ):
                constants = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
                found |= {value for value in constants if isinstance(value, str)}
    return found


def test_every_text_has_its_indonesian_and_no_translation_is_left_over() -> None:
    assert len(in_code()) > 10
    assert in_code() == set(load_paper_words().texts["id"])
