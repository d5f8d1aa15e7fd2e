"""Builds the display from its settings, runs it, and stops it in order."""

import logging
import random
import secrets
import threading
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from waitress.server import BaseWSGIServer, create_server

from display.board_file import BoardFile
from display.config import ConfigError, Settings, read_token
from display.follower import Follower
from display.letter_size import letter_sizes
from display.runner import Runner
from display.screen.app import THREADS, create_app
from display.screen.wall import WallFeed
from display.screen.words import UnknownLanguageError, Words
from display.server_client import ServerClient
from display.voice import Voice
from hardware.clock import SystemClock
from hardware.drivers import choose_speaker
from hardware.supervisor import Supervised

log = logging.getLogger(__name__)


class Display:
    """One display: built stopped, ``start`` returns at once, ``close`` waits for its threads."""

    def __init__(self, settings: Settings) -> None:
        """Build every part and bind the page's address.

        Args:
            settings: see ``example.toml``.

        Raises:
            ConfigError: no usable token, no words for a language, or the address is taken.
            HardwareConfigError: the speaker's table is wrong.
        """
        clock = SystemClock()
        driver = choose_speaker(settings.speaker)
        letters = letter_sizes(settings.viewing_distance_metres, settings.screen_diagonal_inches, settings.aspect)
        client = ServerClient(settings.server_url, read_token(Path(settings.token_file)))
        self.wall = WallFeed()
        self.voice = Voice(Supervised("speaker", driver, clock), in_browser=driver.name == "browser")
        self.runner = Runner(
            self.voice,
            self.wall,
            BoardFile(Path(settings.data_dir)),
            clock,
            rows=letters.rows,
            languages=settings.languages,
            caption_seconds=settings.caption_seconds,
        )
        self._follower = Follower(client, self.runner.deliver, self.voice.parts, random.random, _version())
        app = create_app(self.wall, letters, _words(settings), self.voice.parts, secrets.token_hex(8))
        self._server = _bind(app, settings)
        self.port = int(self._server.effective_port)
        if not letters.sufficient:
            log.warning("the letters can be read up to %.1f m only; see /status", letters.readable_metres)
        self._page = threading.Thread(target=self._server.run, name="page", daemon=True)
        self._workers = [
            threading.Thread(target=self.runner.run, name="runner"),
            threading.Thread(target=self._follower.follow, name="feed"),
            threading.Thread(target=self._follower.look, name="look"),
        ]

    def start(self) -> None:
        """Start following the server and serving the page."""
        self.voice.start()
        for thread in (*self._workers, self._page):
            thread.start()

    def close(self) -> None:
        """Stop everything and keep the last picture."""
        self._follower.stop()
        self.wall.close()
        self.runner.stop()
        for thread in self._workers:
            thread.join(timeout=10)
        self.voice.close()
        _stop_serving(self._server, self._page)

    def alive(self) -> bool:
        """Whether every thread runs; a display with a dead one is better started anew."""
        return all(thread.is_alive() for thread in (*self._workers, self._page))


def _bind(app: Flask, settings: Settings) -> BaseWSGIServer:
    try:
        return create_server(
            app,
            host=settings.host,
            port=settings.port,
            threads=THREADS,
            channel_request_lookahead=1,
            max_request_body_size=1024,
            asyncore_use_poll=True,
            ident=None,
        )
    except OSError as error:
        raise ConfigError(
            f"cannot serve the wall page at {settings.host}:{settings.port}: {error.strerror}; "
            "stop the other program or set port to another number"
        ) from error


def _stop_serving(server: BaseWSGIServer, thread: threading.Thread) -> None:
    """Let the running requests end, then the loop: once it has no socket left it returns."""
    server.task_dispatcher.shutdown(timeout=3)
    if thread.is_alive():
        server.pull_trigger()
        for channel in list(server._map.values()):  # noqa: SLF001 - waitress has no public way to end its loop
            channel.close()
        thread.join(timeout=5)


def _words(settings: Settings) -> Words:
    try:
        return Words(settings.languages)
    except UnknownLanguageError as error:
        raise ConfigError(f"setting languages: {error}") from error


def _version() -> str:
    try:
        return version("antre")
    except PackageNotFoundError:
        return ""
