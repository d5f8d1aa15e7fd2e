"""Whether the server can do its whole work, for who waits for it or sends others to it."""

from enum import StrEnum

from queue_server.feed import Feed
from queue_server.housekeeper import Housekeeper
from queue_server.storage.store import Store

SILENT_SECONDS = 120.0
"""The housekeeper may have to wait for a slow disk, but not for so long."""


class Lack(StrEnum):
    """What is missing for the whole work."""

    NOTHING = ""
    FEED = "feed_stopped"
    WRITER = "writer_stopped"
    HOUSEKEEPER = "housekeeper_stopped"
    ROOM = "cannot_store"


def what_lacks(store: Store, feed: Feed, housekeeper: Housekeeper) -> Lack:
    """Say what is missing; asks memory only, since the housekeeper tries the disk."""
    if not feed.reader_lives:
        return Lack.FEED
    if not store.writer_lives:
        return Lack.WRITER
    if housekeeper.silent_seconds() > SILENT_SECONDS:
        return Lack.HOUSEKEEPER
    return Lack.ROOM if store.trouble else Lack.NOTHING
