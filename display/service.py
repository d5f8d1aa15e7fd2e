"""Builds the display from its settings, runs it, and stops it in order."""

import logging
import random
import secrets
import threading
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from waitress.server import create_server

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
from hardware.speaker import Speaker
from hardware.supervisor import Driver, Supervised

log = logging.getLogger(__name__)


class Display:
    """One display: built stopped, ``start`` returns at once, ``close`` waits for its threads."""

    def __init__(self, settings: Settings, speaker: Driver[Speaker], *, speaker_in_browser: bool) -> None:
        """Build every part and bind the page's address.

        Args:
            settings: see ``example.toml``.
            speaker: the driver that the settings name.
            speaker_in_browser: the page plays the sounds.

        Raises:
            ConfigError: no usable token, no words for a language, or the address is taken.
        """
        clock = SystemClock()
        letters = letter_sizes(settings.viewing_distance_metres, settings.screen_diagonal_inches, settings.aspect)
        client = ServerClient(settings.server_url, read_token(Path(settings.token_file)))
        self.wall = WallFeed()
        self.voice = Voice(Supervised("speaker", speaker, clock), in_browser=speaker_in_browser)
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
        try:
            self._server = create_server(
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
        self.port = int(self._server.effective_port)
        if not letters.sufficient:
            log.warning("letters can be read up to %.1f m only; see /status", letters.readable_metres)
        self._threads = [
            threading.Thread(target=self.runner.run, name="runner"),
            threading.Thread(target=self._follower.follow, name="feed"),
            threading.Thread(target=self._follower.look, name="look"),
            threading.Thread(target=self._serve, name="page", daemon=True),
        ]

    def start(self) -> None:
        """Start following the server and serving the page."""
        self.voice.start()
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Stop everything and keep the last picture."""
        self._follower.stop()
        self.wall.close()
        self.runner.stop()
        for thread in self._threads[:3]:
            thread.join(timeout=10)
        self.voice.close()
        self._server.close()
        self._threads[3].join(timeout=5)

    def alive(self) -> bool:
        """Whether every thread runs; a display with a dead one is better started anew."""
        return all(thread.is_alive() for thread in self._threads)

    def _serve(self) -> None:
        self._server.run()


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
