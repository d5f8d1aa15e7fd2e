"""An office in a real store, on both databases."""

import pytest

from queue_server.domain.message import MessageKind
from queue_server.storage.store import Store
from tests.operations.telling import add
from tests.support.clock import FakeClock
from tests.support.office import Office, office


@pytest.fixture
def house(store: Store, clock: FakeClock) -> Office:
    """An office that has opened its day, with an officer at each of its two counters."""
    made = office(store, clock, quota=5)
    made.open()
    return made


@pytest.fixture
def targets(house: Office) -> tuple[int, int]:
    """One that is told of everything, one only of what nobody took."""
    return add(house), add(house, "Satgas", MessageKind.ESCALATED)
