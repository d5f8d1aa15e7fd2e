"""Builds the server once: store, feed, housekeeper, messengers, web application."""

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
from typing import Any

from flask import Flask

from queue_server.backups import Backups
from queue_server.config import ConfigError, Settings
from queue_server.courier import Courier
from queue_server.feed import Feed, StoreEvents
from queue_server.housekeeper import Housekeeper
from queue_server.messenger import Messenger, to_phones, to_programs, to_task_force
from queue_server.push import PostOffice, Sender, new_key
from queue_server.readiness import what_lacks
from queue_server.secret_files import PUSH_KEY_FILE, kept_secret, metrics_token, secret_key
from queue_server.storage.faults import named_faults
from queue_server.storage.opening import open_store, sqlite_file
from queue_server.storage.store import Store
from queue_server.version import build_version
from queue_server.web.app import create_app
from queue_server.web.catalogue import Catalogue
from queue_server.web.context import Monitoring, Services
from queue_server.web.follow import follow_key
from queue_server.web.message_words import write_letter
from queue_server.web.phone_letters import PhoneLetters

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
    messengers: tuple[Messenger[Any], ...]
    backups: Backups | None
    app: Flask

    def start(self) -> None:
        """Open the day if it is time, and begin to follow the events."""
        self.feed.start()
        self.housekeeper.start()
        for messenger in self.messengers:
            messenger.start()
        if self.backups is not None:
            self.backups.start()

    def stop(self) -> None:
        """End the streams, finish the round, let messages arrive or wait, commit what was taken on."""
        self.feed.close()
        self.feed.join()
        self.housekeeper.stop()
        for messenger in self.messengers:
            messenger.stop()
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
        StoreFaultError: data folder or database cannot be used as they are; each kind is a class of its own.
        ConfigError: there is no folder of further languages where the settings say, or the key for phones is damaged.
    """
    catalogue = _catalogue(settings)
    folder = Path(settings.data_dir)
    with named_faults(folder):
        key, post = secret_key(folder), _post(settings, folder)
    store = open_store(settings.database(), settings.backups())
    feed, courier, housekeeper = Feed(StoreEvents(store)), Courier(), Housekeeper(store, now, monotonic)
    source = sqlite_file(settings.database())
    backups = Backups(source, settings.backups(), settings.backup, now, monotonic) if source else None
    monitoring = _monitoring(settings, folder, backups, partial(what_lacks, store, feed, housekeeper))
    inside = tuple(settings.webhooks.inside.split())
    services = Services(
        store,
        feed,
        now,
        settings.web,
        key,
        courier=courier,
        catalogue=catalogue,
        post=post,
        monitoring=monitoring,
        programs_inside=inside,
    )
    app = create_app(services)
    messengers: list[Messenger[Any]] = [Messenger(store, courier, to_task_force(partial(write_letter, catalogue)), now)]
    if post is not None:
        seal = PhoneLetters(post, catalogue, follow_key(key), now).seal
        messengers.append(Messenger(store, Courier(), to_phones(seal), now))
    messengers.append(Messenger(store, Courier(), to_programs(inside, now), now))
    return Server(store, feed, housekeeper, tuple(messengers), backups, app)


def _monitoring(settings: Settings, folder: Path, backups: Backups | None, lacks: Callable[[], str]) -> Monitoring:
    return Monitoring(
        metrics_token(folder) if settings.web.metrics else b"",
        build_version(),
        backups.newest_at if backups else lambda: None,
        backups.lack if backups else lambda: None,
        lacks,
    )


def _post(settings: Settings, folder: Path) -> PostOffice | None:
    """Take up the key by which push services know this server, made where phones are first told."""
    push = settings.push
    if not push.enabled:
        return None
    if settings.web.public_address.startswith("http://"):
        log.warning("setting push.enabled: phones take messages by https only, and web.public_address begins with http")
    path = folder / PUSH_KEY_FILE
    try:
        sender = Sender.kept(kept_secret(path, new_key), push.contact)
    except ValueError as error:
        raise ConfigError(f"{path} is damaged; move it away, and phones that ask again get messages again") from error
    return PostOffice(sender, tuple(push.services.split()), push.own_service)


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
        StoreFaultError: the folder cannot be made or written.
    """
    path = folder / "server.lock"
    with named_faults(folder):
        folder.mkdir(parents=True, exist_ok=True)
        opened = path.open("a+")
    with opened as file:
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
