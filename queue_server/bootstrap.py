"""Builds the server once: store, feed, housekeeper, messenger, web application."""

import fcntl
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from flask import Flask

from queue_server.backups import Backups
from queue_server.config import ConfigError, Settings, secret_key
from queue_server.courier import Courier
from queue_server.feed import Feed, StoreEvents
from queue_server.housekeeper import Housekeeper
from queue_server.messenger import Messenger
from queue_server.storage.opening import open_store, sqlite_file
from queue_server.storage.store import Store
from queue_server.web.app import create_app
from queue_server.web.catalogue import Catalogue
from queue_server.web.context import Services
from queue_server.web.message_words import write_letter

log = logging.getLogger(__name__)


class FolderInUseError(RuntimeError):
    """Another queue server works on the data folder; the message says which one and what to do."""

    code = "folder_in_use"


@dataclass(frozen=True, slots=True)
class Server:
    """A built server; its threads run between ``start`` and ``stop``."""

    store: Store
    feed: Feed
    housekeeper: Housekeeper
    messenger: Messenger
    backups: Backups | None
    app: Flask

    def start(self) -> None:
        """Open the day if it is time, and begin to follow the events."""
        self.feed.start()
        self.housekeeper.start()
        self.messenger.start()
        if self.backups is not None:
            self.backups.start()

    def stop(self) -> None:
        """End the streams, finish the round, let messages arrive or wait, commit what was taken on."""
        self.feed.close()
        self.feed.join()
        self.housekeeper.stop()
        self.messenger.stop()
        if self.backups is not None:
            self.backups.stop()
        self.store.close()


def utc_now() -> datetime:
    """Return the time that the server stamps."""
    return datetime.now(UTC)


def build(
    settings: Settings, now: Callable[[], datetime] = utc_now, monotonic: Callable[[], float] = time.monotonic
) -> Server:
    """Open the database, bring it up to date, and build the application on it.

    Raises:
        ConfigError: there is no folder of further languages where the settings say.
    """
    catalogue = _catalogue(settings)
    folder = Path(settings.data_dir)
    key = secret_key(folder)
    store = open_store(settings.database())
    feed, courier = Feed(StoreEvents(store)), Courier()
    app = create_app(Services(store, feed, now, settings.web, key, courier=courier, catalogue=catalogue))
    messenger = Messenger(store, courier, partial(write_letter, catalogue), now)
    source = sqlite_file(settings.database())
    backups = Backups(source, settings.backups(), settings.backup, now, monotonic) if source else None
    return Server(store, feed, Housekeeper(store, now, monotonic), messenger, backups, app)


def _catalogue(settings: Settings) -> Catalogue:
    try:
        return Catalogue(Path(settings.translations_dir) if settings.translations_dir else None)
    except FileNotFoundError as error:
        raise ConfigError(f"setting translations_dir: {error}; make it, or leave the setting empty") from error


@contextmanager
def own_folder(folder: Path) -> Iterator[None]:
    """Keep other servers from the data folder: SQLite has one writer, and streams wake within one process.

    Raises:
        FolderInUseError: another server has the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "server.lock"
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise FolderInUseError(
                f"another queue server (process {holder}) works on {folder.absolute()}; stop it, or set another "
                "folder with ANTRE_DATA_DIR"
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
