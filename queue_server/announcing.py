"""What this server says of itself in its network."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from queue_server.certificates.reading import read
from queue_server.certificates.site import TLS_FOLDER, Site
from queue_server.config import Settings
from queue_server.discovery import Announced, Announcement
from queue_server.operations.admin_page import every_office
from queue_server.storage.store import Store
from queue_server.trust import encrypted


@contextmanager
def announced(settings: Settings, store: Store) -> Iterator[None]:
    """Tell the network of this server until the block ends, where the settings want it."""
    if not wanted(settings):
        yield
        return
    announcement = Announcement(describe(settings, store))
    announcement.start()
    try:
        yield
    finally:
        announcement.stop()


def wanted(settings: Settings) -> bool:
    """Tell whether others in the network could reach this server at all, and may know of it."""
    web = settings.web
    host = f"[{web.host}]" if ":" in web.host else web.host
    return web.announce and web.port != 0 and not encrypted(f"http://{host}")


def describe(settings: Settings, store: Store) -> Announced:
    """Return what is said: whose it is, where, and which authority devices would have to believe."""
    offices = ", ".join(name for _id, _code, name in store.read(every_office))
    return Announced(offices, settings.web.port, settings.web.tls, _fingerprint(settings))


def _fingerprint(settings: Settings) -> str:
    if not settings.web.tls:
        return ""
    try:
        return read(Site(Path(settings.data_dir) / TLS_FOLDER).authority.read_bytes()).fingerprint
    except (OSError, ValueError):
        return ""  # a certificate of somebody else's: there is no authority of the site
