"""A whole office on loopback: the real server in a process of its own, a model printer on a real socket."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.hardware.model_printer import ModelPrinter, on_network
from tests.support.api_client import ApiClient
from tests.support.premises import Premises, prepare
from tests.support.processes import ServerProcess, running


@dataclass
class House:
    """The running server and its office."""

    premises: Premises
    server: ServerProcess
    _clients: list[ApiClient] = field(default_factory=list)

    def client(self, name: str) -> ApiClient:
        """A new connection of a device: kiosk, display or counter."""
        client = ApiClient(self.server.url, self.premises.tokens[name])
        self._clients.append(client)
        return client

    def close(self) -> None:
        """Drop every connection."""
        for client in self._clients:
            client.close()

    def counter(self, nth: int) -> str:
        """Address of a counter."""
        return f"/counters/{self.premises.counter_ids[nth]}"


@dataclass
class NetworkPrinter:
    """A model printer and the settings that lead a kiosk to it."""

    model: ModelPrinter
    table: dict[str, Any]


@pytest.fixture
def quota() -> int | None:
    """Places of the day; a test that needs another number overrides it."""
    return 75


@pytest.fixture
def house(tmp_path: Path, quota: int | None) -> Iterator[House]:
    """An open office with eight counters, its server listening."""
    premises = prepare(tmp_path / "server", quota=quota, counters=8)
    with running(premises.folder) as server:
        house = House(premises, server)
        yield house
        house.close()


@pytest.fixture
def printer() -> Iterator[NetworkPrinter]:
    """A printer at a TCP port of the system's choice."""
    model = ModelPrinter()
    with on_network(model) as (port, _):
        yield NetworkPrinter(model, {"driver": "network", "host": "127.0.0.1", "port": port})
