"""An office behind the real application for as long as a part of the fuzzing lasts."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from queue_server.config import WebSettings
from queue_server.feed import Feed, StoreEvents
from queue_server.storage.opening import open_store
from queue_server.web.app import create_app
from queue_server.web.context import Services
from tests.support import empty_database
from tests.support.clock import FakeClock
from tests.web.house import House, furnish


@contextmanager
def open_house(folder: Path) -> Iterator[House]:
    """Open an office in an empty folder until the block ends."""
    clock = FakeClock()
    store = open_store(f"sqlite:///{empty_database.lay(folder / 'antre.db')}")
    feed = Feed(StoreEvents(store))
    services = Services(store, feed, clock.now, WebSettings(), b"a secret of this test", clock.monotonic)
    feed.start()
    try:
        yield furnish(create_app(services), services, clock)
    finally:
        feed.close()
        feed.join()
        store.close()
