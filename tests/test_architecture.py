"""The house as built against the plan of it. Each rule is also shown to fail on a snippet that breaks it."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import architecture, house_rules
from tests.support.architecture import Module

ROOT = Path(__file__).resolve().parents[1]
PRODUCT = architecture.modules(ROOT)
TESTS = architecture.modules(ROOT, ["tests"])
EVERYTHING = [*PRODUCT, *TESTS, *architecture.modules(ROOT, ["deploy"])]
THIS_RULE_BOOK = ("tests/support/architecture.py", "tests/test_architecture.py")

Rule = Callable[[Module], list[str]]


def found_by(rule: Rule, modules: list[Module]) -> str:
    return "\n".join(violation for module in modules for violation in rule(module))


def test_there_is_something_to_check() -> None:
    rooms = {module.name.split(".")[0] for module in PRODUCT}
    assert rooms == set(house_rules.ROOMS)


@pytest.mark.parametrize(
    "rule",
    [
        architecture.arrow_violations,
        architecture.home_violations,
        architecture.purity_violations,
        architecture.foreign_protocol_imports,
        architecture.size_violations,
        architecture.broad_excepts,
    ],
    ids=lambda rule: rule.__name__,
)
def test_the_product_keeps_the_rule(rule: Rule) -> None:
    assert found_by(rule, PRODUCT) == ""


def test_tests_and_deployment_are_small_too() -> None:
    assert found_by(architecture.size_violations, EVERYTHING) == ""


def test_only_process_mains_of_the_deployment_catch_everything() -> None:
    assert found_by(architecture.broad_excepts, EVERYTHING) == ""


def test_no_test_uses_mocks() -> None:
    assert found_by(architecture.mock_imports, TESTS) == ""


def test_no_module_imports_itself_in_a_circle() -> None:
    assert architecture.cycle(EVERYTHING) == []


def committed_texts() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    return [
        name for name in listed.stdout.split("\0") if name and name not in THIS_RULE_BOOK and (ROOT / name).is_file()
    ]


def test_no_committed_text_tells_of_a_machine() -> None:
    names = committed_texts()
    assert "pyproject.toml" in names
    texts = [(name, (ROOT / name).read_bytes()) for name in names]
    assert [
        trace
        for name, content in texts
        if b"\0" not in content
        for trace in architecture.machine_traces(name, content.decode("utf-8"))
    ] == []


LONG_FUNCTION = "def long():\n" + "    x = 1\n" * 40


@pytest.mark.parametrize(
    ("rule", "name", "source"),
    [
        (architecture.arrow_violations, "hardware.i2c", "from kiosk.visit.session import State"),
        (architecture.arrow_violations, "kiosk.runner", "import queue_server.domain.ticket"),
        (architecture.arrow_violations, "display.runner", "def late():\n    from kiosk import runner"),
        (architecture.arrow_violations, "queue_server.domain.visit", "from queue_server.storage import store"),
        (architecture.arrow_violations, "queue_server.storage.tables", "from queue_server.operations import check_in"),
        (architecture.arrow_violations, "queue_server.web.app", "from queue_server.storage.tables import tickets"),
        (architecture.arrow_violations, "queue_server.protocol.sse", "from queue_server.domain import ticket"),
        (architecture.arrow_violations, "queue_server.paper.sample", "from kiosk.catalogue import load_catalogue"),
        (architecture.arrow_violations, "queue_server.web.staff.admin_look", "from kiosk import view"),
        (architecture.arrow_violations, "queue_server.paper.ticket", "from hardware.printer import port"),
        (architecture.arrow_violations, "queue_server.attic", "from queue_server.domain import ticket"),
        (architecture.home_violations, "queue_server.bootstrap", "import sqlalchemy"),
        (architecture.home_violations, "queue_server.operations.calls", "from sqlalchemy import select"),
        (architecture.home_violations, "kiosk.runner", "from flask import Flask"),
        (architecture.home_violations, "kiosk.devices", "import gpiozero"),
        (architecture.purity_violations, "queue_server.domain.calling", "import random"),
        (architecture.purity_violations, "kiosk.visit.session", "from time import monotonic"),
        (architecture.purity_violations, "display.board", "def stale(t):\n    return datetime.now(UTC) - t"),
        (architecture.purity_violations, "queue_server.paper.ticket", "def day():\n    return date.today()"),
        (architecture.foreign_protocol_imports, "queue_server.protocol.messages", "import flask"),
        (architecture.size_violations, "kiosk.runner", "x = 1\n" * 301),
        (architecture.size_violations, "kiosk.runner", LONG_FUNCTION),
        (architecture.broad_excepts, "kiosk.runner", "try:\n    f()\nexcept Exception:\n    pass"),
        (architecture.broad_excepts, "kiosk.runner", "try:\n    f()\nexcept (OSError, BaseException):\n    pass"),
        (architecture.broad_excepts, "kiosk.runner", "try:\n    f()\nexcept:\n    pass"),
        (architecture.mock_imports, "tests.kiosk.test_runner", "from unittest import mock"),
        (architecture.mock_imports, "tests.kiosk.test_runner", "from unittest.mock import patch"),
    ],
)
def test_the_rule_can_fail(rule: Rule, name: str, source: str) -> None:
    [violation] = rule(Module(name, source))
    assert name in violation


@pytest.mark.parametrize(
    ("rule", "name", "source"),
    [
        (architecture.arrow_violations, "kiosk.runner", "from queue_server.protocol import events"),
        (architecture.arrow_violations, "queue_server.bootstrap", "from queue_server.storage import opening"),
        (architecture.home_violations, "queue_server.storage.tables", "import sqlalchemy"),
        (architecture.purity_violations, "display.board", "from datetime import datetime, timedelta"),
        (architecture.purity_violations, "kiosk.runner", "import time"),
        (architecture.size_violations, "kiosk.runner", "def told():\n    '''" + "why\n" * 60 + "'''\n    return 1"),
        (architecture.broad_excepts, "hardware.supervisor", "try:\n    f()\nexcept Exception:\n    pass"),
        (architecture.broad_excepts, "kiosk.runner", "try:\n    f()\nexcept OSError:\n    pass"),
        (architecture.mock_imports, "tests.hardware.test_lamp", "from gpiozero.pins.mock import MockFactory"),
    ],
)
def test_the_rule_lets_good_code_pass(rule: Rule, name: str, source: str) -> None:
    assert rule(Module(name, source)) == []


def test_a_circle_is_named() -> None:
    circle = [Module("kiosk.a", "from kiosk import b"), Module("kiosk.b", "from kiosk.a import name")]
    assert set(architecture.cycle(circle)) == {"kiosk.a", "kiosk.b"}


@pytest.mark.parametrize(
    "text", ["cd /root/.cache", "--index-url x", "file:///srv/wheels", "see /home/budi/antre", "\n/work/main"]
)
def test_a_trace_of_a_machine_is_found(text: str) -> None:
    [trace] = architecture.machine_traces("README.md", text)
    assert trace.startswith("README.md:")


def test_ordinary_paths_are_no_trace() -> None:
    assert architecture.machine_traces("README.md", "/var/lib/antre /usr/bin/chromium /dev/usb/lp0 /home/pi/x") == []
