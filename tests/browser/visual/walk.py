"""A walk through the server's pages as somebody: in both languages, at each size of a desk or a phone."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page
from werkzeug.exceptions import NotFound

from queue_server.domain.actor import SYSTEM, Actor
from queue_server.operations.admin_page import office_setting
from tests.browser.staff import enter
from tests.browser.visual.conftest import StillPage
from tests.browser.visual.gallery import Gallery
from tests.browser.visual.visited import VISITED
from tests.support.live_server import LiveServer
from tests.support.page_checks import DESK_PX, PHONE_PX

Size = tuple[int, int]
OnPage = Callable[[Page], object]
DESKS: tuple[Size, ...] = ((1280, 800), (1920, 1080))
PHONES: tuple[Size, ...] = ((320, 640), (390, 844))
STANDING = "performance.now = () => 1000"
"""Durations that count on a page stand as the server said them."""
HAND: Size = (390, 844)


@dataclass
class Walk:
    """Somebody's walk: every state is looked at in each language and at each size.

    Attributes:
        name: of the screen; names its references, and its addresses in ``visited.py``.
        live: the server.
        pages: a page for each language.
        galleries: the references, one for each size.
        thorough: ask axe and look for flashes as well, at the first size.
        visited: rules of the addresses that were looked at.
    """

    name: str
    live: LiveServer
    pages: dict[str, Page]
    galleries: tuple[Gallery, ...]
    thorough: bool = True
    visited: set[str] = field(default_factory=set)

    def sees(self, state: str, path: str, prepare: OnPage | None = None) -> None:
        """Go to an address, prepare the page, and look at it."""
        for language, page in self.pages.items():
            page.goto(self.live.url + path)
            if prepare is not None:
                prepare(page)
            self.visited.add(self._rule(page.url))
            for gallery in self.galleries:
                thorough = self.thorough and gallery is self.galleries[0] and language == "id"
                gallery.look(page, f"{state}-{language}", thorough=thorough)

    def does(self, operation: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """Let something happen in the office."""
        here: dict[str, Any] = {"office_id": self.live.office_id, "now": self.live.clock.now(), "actor": SYSTEM}
        return self.live.server.store.write(operation, *arguments, **(here | named))

    def at_counter(self, counter_id: int, username: str = "petugas1") -> Callable[..., Any]:
        """Return how an officer acts at a counter."""
        who = account(self.live, username)
        return lambda operation, *arguments, **named: self.does(
            operation, *arguments, counter_id=counter_id, actor=who, **named
        )

    def _rule(self, url: str) -> str:
        router = self.live.server.app.url_map.bind("127.0.0.1")
        try:
            rule, _ = router.match(urlsplit(url).path, method="GET", return_rule=True)
        except NotFound:
            return ""
        return str(rule.rule)


def account(live: LiveServer, username: str) -> Actor:
    """The actor that an account of the demo office is."""
    setting = live.server.store.read(office_setting, office_id=live.office_id, now=live.clock.now())
    return next(Actor.account(one.id) for one in setting.accounts if one.username == username)


@contextmanager
def walk(
    name: str,
    live: LiveServer,
    still_page: StillPage,
    sizes: tuple[Size, ...],
    username: str = "",
    *,
    thorough: bool = True,
) -> Iterator[Walk]:
    """Walk as somebody; at the end whatever was wrong is told at once."""
    pages = {language: still_page(sizes[0], locale=language) for language in ("id", "en")}
    for language, page in pages.items():
        page.add_init_script(STANDING)
        if username:
            enter(page, live.url, username)
        if language != "id":
            page.goto(live.url + ("/" if username else "/book/mine"))
            page.click(f".languages button[value={language}]")
    with ExitStack() as stack:
        galleries = tuple(
            stack.enter_context(Gallery(name, size, DESK_PX if size in DESKS else PHONE_PX)) for size in sizes
        )
        walking = Walk(name, live, pages, galleries, thorough)
        yield walking
        assert walking.visited == VISITED[name], "visited.py tells which addresses this walk leads to"
