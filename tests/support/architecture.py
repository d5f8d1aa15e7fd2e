"""The rules of the house, `house_rules.py`, as functions of a module's source."""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tests.support.house_rules import (
    ARROWS,
    BROAD_EXCEPT_HOMES,
    HOMES,
    IMPURE_CALLS,
    IMPURE_MODULES,
    MAX_FILE_LINES,
    MAX_FUNCTION_LINES,
    MIGRATIONS,
    PURE,
    ROOMS,
)


@dataclass(frozen=True)
class Module:
    """One Python file: its dotted name and its source."""

    name: str
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed source."""
        return ast.parse(self.source)

    @cached_property
    def imports(self) -> frozenset[str]:
        """Dotted names that it imports, wherever in the file; ``from a import b`` counts as a.b."""
        return frozenset(_imports(self.tree))


def within(name: str, room: str) -> bool:
    """Whether a module is a room or in it."""
    return name == room or name.startswith(room + ".")


def modules(root: Path, rooms: Iterable[str] = ROOMS) -> list[Module]:
    """Read every module of the rooms."""
    paths = sorted(path for room in rooms for path in (root / room).rglob("*.py"))
    return [Module(_dotted(path.relative_to(root)), path.read_text(encoding="utf-8")) for path in paths]


def _dotted(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def arrow_violations(module: Module) -> list[str]:
    """Imports of our own rooms that the table of arrows lacks."""
    room = max((name for name in ARROWS if within(module.name, name)), key=len, default="")
    if not room:
        return [] if not _own(module) else [f"{module.name} is in no room of the table of arrows: give it one"]
    allowed = (room, *ARROWS[room])
    bad = [name for name in sorted(_own(module)) if not any(within(name, target) for target in allowed)]
    return [f"{module.name} imports {name}, but {room} may import only {', '.join(allowed)}" for name in bad]


def _own(module: Module) -> set[str]:
    return {name for name in module.imports if name.split(".")[0] in ROOMS}


def home_violations(module: Module) -> list[str]:
    """Third parties that are imported outside their home."""
    found = {name.split(".")[0] for name in module.imports} & HOMES.keys()
    return [
        f"{module.name} imports {party}, which is at home only in {', '.join(HOMES[party])}"
        for party in sorted(found)
        if not any(within(module.name, home) for home in HOMES[party])
    ]


def purity_violations(module: Module) -> list[str]:
    """I/O, clocks and chance in a module that must have none."""
    if not any(within(module.name, room) for room in PURE):
        return []
    imported = sorted({name.split(".")[0] for name in module.imports} & IMPURE_MODULES)
    calls = [node for node in ast.walk(module.tree) if isinstance(node, ast.Call)]
    called = [(call.lineno, name) for call in calls if (name := _called(call)) in IMPURE_CALLS]
    return [f"{module.name} is pure but imports {name}: have it passed in" for name in imported] + [
        f"{module.name}:{line} is pure but calls {name}(): have it passed in" for line, name in called
    ]


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def foreign_protocol_imports(module: Module) -> list[str]:
    """What the published language imports besides msgspec and the standard library."""
    if not within(module.name, "queue_server.protocol"):
        return []
    known = {*sys.stdlib_module_names, "msgspec", "queue_server"}
    return [f"{module.name} imports {name}" for name in sorted(module.imports) if name.split(".")[0] not in known]


def size_violations(module: Module) -> list[str]:
    """Files and functions that have grown too large to read at once; a migration is a record, not a text."""
    if module.name.startswith(MIGRATIONS):
        return []
    lines = len(module.source.splitlines())
    found = [f"{module.name} has {lines} lines; at most {MAX_FILE_LINES}: split it"] if lines > MAX_FILE_LINES else []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1 - _docstring_lines(node)
            if length > MAX_FUNCTION_LINES:
                found.append(
                    f"{module.name}:{node.lineno} {node.name}() has {length} lines; at most {MAX_FUNCTION_LINES}"
                )
    return found


def _docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[0]
    if ast.get_docstring(node) is None or first.end_lineno is None:
        return 0
    return first.end_lineno - first.lineno + 1


def broad_excepts(module: Module) -> list[str]:
    """Handlers that would swallow a mistake of ours, outside the three kinds of place that may."""
    if module.name in BROAD_EXCEPT_HOMES:
        return []
    handlers = [node for node in ast.walk(module.tree) if isinstance(node, ast.ExceptHandler)]
    return [f"{module.name}:{node.lineno} catches everything: name the error" for node in handlers if _is_broad(node)]


def _is_broad(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    return any(isinstance(n, ast.Name) and n.id in {"Exception", "BaseException"} for n in ast.walk(handler.type))


def mock_imports(module: Module) -> list[str]:
    """Tests use simulated devices and fake clocks, which are part of the product, in place of mocks."""
    names = sorted(name for name in module.imports if "mock" in name.split(".") and name.split(".")[0] != "gpiozero")
    return [f"{module.name} imports {name}: use a simulated driver" for name in names]


def cycle(all_modules: Iterable[Module]) -> list[str]:
    """Return one cycle of imports as the modules on it, or nothing."""
    listed = list(all_modules)
    known = {module.name for module in listed}
    graph = {
        module.name: {t for n in module.imports if (t := _target(n, known)) not in ("", module.name)}
        for module in listed
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [str(name) for name in error.args[1]]
    return []


def _target(name: str, known: set[str]) -> str:
    return name if name in known else name.rpartition(".")[0] if name.rpartition(".")[0] in known else ""


_MACHINE_PATHS = re.compile(r"/(?:root|work)/[\w.]|/home/(?!pi\b|antre\b)\w")
_INDEX_ADDRESSES = re.compile(
    r"--(?:extra-)?index-url|--find-links|file:///|https?://[^\s/]*(?:pypi|npm)[^\s/]*/simple"
)


def machine_traces(name: str, text: str) -> list[str]:
    """Paths of somebody's machine and addresses of package indexes in a committed text."""
    found = [*_MACHINE_PATHS.finditer(text), *_INDEX_ADDRESSES.finditer(text)]
    return [f"{name}:{text.count(chr(10), 0, m.start()) + 1} names {m.group()!r}" for m in found]
