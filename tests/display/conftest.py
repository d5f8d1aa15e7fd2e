from collections.abc import Iterator

import pytest

from tests.display.scripted_server import ScriptedServer


@pytest.fixture
def scripted_server() -> Iterator[ScriptedServer]:
    """A server that obeys the test."""
    server = ScriptedServer()
    yield server
    server.close()
