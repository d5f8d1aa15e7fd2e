"""A real office behind the real application: a database in a file, devices with tokens, accounts with passwords."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from queue_server.config import WebSettings
from queue_server.feed import Feed, StoreEvents
from queue_server.storage.opening import open_store
from queue_server.web.app import create_app
from queue_server.web.context import Services
from tests.support import empty_database
from tests.support.clock import FakeClock
from tests.web.house import House, furnish


@pytest.fixture
def settings() -> WebSettings:
    """Settings of the application; a test module may have others."""
    return WebSettings()


@pytest.fixture
def monotonic(clock: FakeClock) -> Callable[[], float]:
    """The clock for durations; a test over real sockets has a real one."""
    return clock.monotonic


@pytest.fixture
def house(tmp_path: Path, clock: FakeClock, settings: WebSettings, monotonic: Callable[[], float]) -> Iterator[House]:
    """An open office with everything that the API speaks of."""
    store = open_store(f"sqlite:///{empty_database.lay(tmp_path / 'antre.db')}")
    feed = Feed(StoreEvents(store))
    services = Services(store, feed, clock.now, settings, b"a secret of this test", monotonic)
    feed.start()
    yield furnish(create_app(services), services, clock)
    feed.close()
    feed.join()
    store.close()
