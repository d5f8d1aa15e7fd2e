"""Builds the display from its settings, runs it, and stops it in order."""

import logging
import random
import secrets
import threading
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from display.board_file import BoardFile
from display.config import ConfigError, Settings, read_token
from display.follower import Follower
from display.letter_size import letter_sizes
from display.runner import Runner
from display.screen.app import create_app
from display.screen.server import PageServer
from display.screen.wall import WallFeed
from display.screen.words import UnknownLanguageError, Words
from display.server_client import ServerClient
from display.voice import Voice
from hardware.clock import SystemClock
from hardware.drivers import choose_speaker
from hardware.speech.choosing import choose_speech
from hardware.supervisor import Supervised
from queue_server.protocol.look import LatestLook

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
        self.voice = Voice(
            Supervised("speaker", driver, clock),
            choose_speech(settings.voice, Path(settings.data_dir) / "sounds", clock),
            in_browser=driver.name == "browser",
            volume=settings.volume,
        )
        self.runner = Runner(
            self.voice,
            self.wall,
            BoardFile(Path(settings.data_dir)),
            clock,
            rows=letters.rows,
            languages=settings.languages,
            caption_seconds=settings.caption_seconds,
            quiet_hours=settings.quiet_spans(),
        )
        looks = LatestLook()
        self._follower = Follower(client, self.runner.deliver, self.voice.parts, random.random, _version(), looks=looks)
        app = create_app(self.wall, letters, _words(settings), self.voice, secrets.token_hex(8), looks=looks)
        try:
            self._page = PageServer(app, settings.host, settings.port)
        except OSError as error:
            raise _address_error(settings, error) from error
        self.port = self._page.port
        if not letters.sufficient:
            log.warning("the letters can be read up to %.1f m only; see /status", letters.readable_metres)
        self._workers = [
            threading.Thread(target=self.runner.run, name="runner"),
            threading.Thread(target=self._follower.follow, name="feed"),
            threading.Thread(target=self._follower.look, name="look"),
        ]

    def start(self) -> None:
        """Start following the server and serving the page."""
        self.voice.start()
        for thread in self._workers:
            thread.start()
        self._page.start()

    def close(self) -> None:
        """Stop everything and keep the last picture."""
        self._follower.stop()
        self.wall.close()
        self.runner.stop()
        for thread in self._workers:
            thread.join(timeout=10)
        self.voice.close()
        self._page.close()

    def alive(self) -> bool:
        """Whether every thread runs and the wall is kept; a display with a dead one is better started anew."""
        threads = [self._page.alive(), *(thread.is_alive() for thread in self._workers)]
        return all(threads) and not self.runner.stuck()


def _address_error(settings: Settings, error: OSError) -> ConfigError:
    where = f"{settings.host}:{settings.port}"
    return ConfigError(f"cannot serve the wall page at {where}: {error.strerror}; set host and port to a free address")


def _words(settings: Settings) -> Words:
    try:
        return Words(settings.languages, Path(settings.translations_dir) if settings.translations_dir else None)
    except UnknownLanguageError as error:
        raise ConfigError(f"setting languages: {error}") from error
    except FileNotFoundError as error:
        raise ConfigError(f"setting translations_dir: {error}; make it, or leave the setting empty") from error


def _version() -> str:
    try:
        return version("antre")
    except PackageNotFoundError:
        return ""
