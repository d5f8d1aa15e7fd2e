"""Every code of the closed list is raised somewhere in the program, and brought about by a test of the application."""

import ast
from collections.abc import Iterator
from pathlib import Path

from queue_server.domain import errors
from queue_server.protocol.codes import RefusalCode
from queue_server.web.refusals import MEANINGS

ROOT = Path(__file__).resolve().parents[2]
BY_NAME = {
    name: kind.code.value
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.AntreError) and kind is not errors.AntreError
}
OVER_SOCKETS = {"too_many_streams": "test_serve: it takes a real server with its cap on streams"}
ON_THE_SIGN_IN_PAGE = {
    "wrong_credentials": "test_sessions: the form says it in its own place",
    "too_many_attempts": "test_sessions: the form says it in its own place",
}


def trees(folder: Path, pattern: str) -> Iterator[ast.AST]:
    return (ast.parse(path.read_text(encoding="utf-8")) for path in folder.rglob(pattern))


def raised() -> set[str]:
    """Codes of errors that the program makes or names outside of imports and ``except``."""
    found = set()
    for path in (ROOT / "queue_server").rglob("*.py"):
        if path.name != "errors.py" or path.parent.name != "domain":
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                made = node.func if isinstance(node, ast.Call) else node.exc if isinstance(node, ast.Raise) else None
                if isinstance(made, ast.Name) and made.id in BY_NAME:
                    found.add(BY_NAME[made.id])
    return found


def is_call(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def seen(tree: ast.AST) -> set[tuple[int, str]]:
    """Status and code of each refusal that a test module compares an answer with."""
    found = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Compare):
            continue
        right = node.comparators[0]
        if isinstance(right, ast.Tuple) and (is_call(node.left, "refusal") or is_call(node.left, "raw")):
            found.add(tuple(ast.literal_eval(right)))
        if is_call(node.left, "page_refusal") and isinstance(node.left, ast.Call):
            found.add((ast.literal_eval(right), ast.literal_eval(node.left.args[1])))
    return found


# refusals that the web layer makes from werkzeug's: by their class, in a table
BY_TABLE = {"not_found", "method_not_allowed"}


def test_every_code_is_raised_somewhere() -> None:
    assert set(RefusalCode) - raised() - BY_TABLE == set()


def test_every_code_is_brought_about_over_the_application() -> None:
    tested = set().union(*(seen(tree) for tree in trees(ROOT / "tests" / "web", "test_*.py")))
    known = {(status, code) for status, code in tested if code in set(RefusalCode)}
    assert {code for _status, code in known} | set(OVER_SOCKETS) | set(ON_THE_SIGN_IN_PAGE) == set(RefusalCode)
    assert [pair for pair in known if MEANINGS[RefusalCode(pair[1])].status != pair[0]] == []


def test_a_comparison_is_read() -> None:
    assert seen(ast.parse('assert refusal(x) == (404, "not_found")')) == {(404, "not_found")}
    assert seen(ast.parse('assert page_refusal(x, "forbidden") == 403')) == {(403, "forbidden")}
