"""An office whose messages are really sent: over loopback, by the courier's own process."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from queue_server.courier import Courier
from queue_server.domain.message import MessageKind
from queue_server.messenger import Messenger, to_task_force
from queue_server.operations import message_targets
from queue_server.operations.messages import Errand
from queue_server.storage.store import Store
from queue_server.web.catalogue import Catalogue
from queue_server.web.message_words import write_letter
from tests.support.clock import FakeClock
from tests.support.message_ends import Received, mail_end, web_end
from tests.support.office import Office, office

Start = Callable[..., Messenger[Errand]]
Told = Callable[..., int]


@pytest.fixture(params=["sqlite"])
def backend(request: pytest.FixtureRequest) -> str:
    """One database is enough where a process starts for each message; the operations are tested on both."""
    return str(request.param)


@pytest.fixture
def house(store: Store, clock: FakeClock) -> Office:
    """An office that has opened its day."""
    made = office(store, clock)
    made.open()
    return made


@pytest.fixture
def web() -> Iterator[Received]:
    """A web server that takes messages."""
    with web_end() as received:
        yield received


@pytest.fixture
def slow_web() -> Iterator[Received]:
    """Another one, that takes what is sent and never answers."""
    with web_end() as received:
        received.open.clear()
        yield received


@pytest.fixture
def mail() -> Iterator[Received]:
    """A mail server that takes messages."""
    with mail_end() as received:
        yield received


@pytest.fixture
def told(house: Office) -> Told:
    """Adds a target to the office."""

    def add(url: str, name: str = "Pos jaga") -> int:
        kinds = (MessageKind.HELD, MessageKind.ESCALATED)
        wanted: dict[str, Any] = {"name": name, "url": url, "shown": "shown", "kinds": kinds}
        return house.do(message_targets.add_target, **wanted, **house.by(house.admin))

    return add


@pytest.fixture
def start(house: Office) -> Iterator[Start]:
    """Starts a messenger, as the server does."""
    started: list[Messenger[Errand]] = []

    def begin(courier: Courier | None = None) -> Messenger[Errand]:
        write = partial(write_letter, Catalogue())
        messenger = Messenger(house.store, courier or Courier(), to_task_force(write), house.clock.now)
        messenger.start()
        started.append(messenger)
        return messenger

    yield begin
    for messenger in started:
        messenger.stop(grace_seconds=0)
