"""What the web layer works with, kept in the Flask application and nowhere else."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, cast

from flask import Flask, current_app

from queue_server.config import WebSettings
from queue_server.courier import Courier
from queue_server.domain.rotation import NoBackup
from queue_server.push import PostOffice
from queue_server.web.catalogue import Catalogue

if TYPE_CHECKING:
    from queue_server.feed import Feed
    from queue_server.storage.store import Store

EXTENSION = "antre"


@dataclass(frozen=True, slots=True)
class Monitoring:
    """What is told to a monitoring program besides what the application knows itself.

    Attributes:
        token: who has it may read the metrics; empty: nobody may.
        version: of the program.
        newest_backup: returns when the newest copy of the database was made; ``None``: there is none.
        no_backup: returns since when no copy could be made, and why, once that is too long; ``None``: it is not.
        what_lacks: returns the code of what is missing for the server's whole work; empty: nothing.
    """

    token: bytes = b""
    version: str = ""
    newest_backup: Callable[[], datetime | None] = lambda: None
    no_backup: Callable[[], NoBackup | None] = lambda: None
    what_lacks: Callable[[], str] = lambda: ""


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that a request may need.

    Attributes:
        store: the door to the database.
        feed: the events, for streams and polls.
        now: the time, aware UTC; a fixed clock in tests.
        settings: how to serve.
        secret_key: signs sessions and form tokens.
        monotonic: seconds for durations.
        courier: says whether an address for messages can be used.
        catalogue: the sentences of all languages.
        post: seals messages to phones; ``None`` where the settings do not allow any.
        monitoring: who may read the metrics, and what they tell besides.
        programs_inside: beginnings of addresses in our own network at which programs may be told of events.
    """

    store: "Store"
    feed: "Feed"
    now: Callable[[], datetime]
    settings: WebSettings
    secret_key: bytes
    monotonic: Callable[[], float] = time.monotonic
    courier: Courier = field(default_factory=Courier)
    catalogue: Catalogue = field(default_factory=Catalogue)
    post: PostOffice | None = None
    monitoring: Monitoring = Monitoring()
    programs_inside: tuple[str, ...] = ()


def services() -> Services:
    """Return the services of the application that answers the present request."""
    return services_of(current_app)


def services_of(app: Flask) -> Services:
    """Return the services of an application, where no request is answered."""
    return cast("Services", app.extensions[EXTENSION])
