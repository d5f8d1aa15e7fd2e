"""Builds the display from its settings, runs it, and stops it in order."""

import logging
import random
import secrets
import threading
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from display.board import Call
from display.board_file import BoardFile
from display.choice import Choice
from display.config import ConfigError, Settings, read_token
from display.follower import Follower
from display.letter_size import CARE_SCALE, LetterSizes, letter_sizes
from display.media import MediaFolder
from display.picture import Manner
from display.runner import Runner
from display.screen.app import WallPage, create_app
from display.screen.server import PageServer
from display.screen.wall import WallFeed
from display.screen.words import UnknownLanguageError, Words
from display.sentences import utterance
from display.server_client import ServerClient
from display.voice import Voice
from hardware.clock import Clock, SystemClock
from hardware.drivers import choose_speaker
from hardware.speech.choosing import choose_speech
from hardware.speech.speech import Speech
from hardware.supervisor import Supervised
from queue_server.device_token import DeviceToken
from queue_server.protocol.look import LatestLook
from queue_server.protocol.messages import PartHealth
from queue_server.trust import Trust, TrustFileError, choose_trust

SAMPLE = Call(0, "A-012", 0, "3", 0, {}, 1, 0.0)
"""A call to ask the voices with whether they speak a language."""
log = logging.getLogger(__name__)


class Display:
    """One display: built stopped, ``start`` returns at once, ``close`` waits for its threads."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        """Build every part and bind the page's address.

        Args:
            settings: see ``example.toml``.
            clock: for all durations; the machine's own where none is given.

        Raises:
            ConfigError: no usable token or certificate, no words for a language, or the address is taken.
            HardwareConfigError: the speaker's table is wrong.
        """
        self.clock = clock = clock or SystemClock()
        driver = choose_speaker(settings.speaker)
        letters = _letters(settings)
        self._url, self._trust = settings.server_url, _trust(settings)
        client = ServerClient(self._url, _token(settings), trust=self._trust)
        self.wall = WallFeed()
        self.media = MediaFolder(Path(settings.media.folder) if settings.media.folder else None)
        words = _words(settings)
        speech = choose_speech(settings.voice, Path(settings.data_dir) / "sounds", clock)
        self.voice = Voice(
            Supervised("speaker", driver, clock),
            speech,
            in_browser=driver.name == "browser",
            volume=settings.volume,
            unspoken=_unspoken(speech, words),
        )
        self.runner = Runner(
            self.voice,
            self.wall,
            BoardFile(Path(settings.data_dir)),
            clock,
            _manner(settings, self.voice, letters, words),
            caption_seconds=settings.caption_seconds,
            quiet_hours=settings.quiet_spans(),
            choice=Choice(settings.only.services, settings.only.counters),
            media=self.media.names,
        )
        self._looks = LatestLook()
        self._follower = Follower(client, self.runner.deliver, self.parts, random.random, _version(), looks=self._looks)
        self._page = self._serve(settings, letters, words)
        self.port = self._page.port
        self._stopped = threading.Event()
        self._workers = [
            threading.Thread(target=self.runner.run, name="runner"),
            threading.Thread(target=self._follower.follow, name="feed"),
            threading.Thread(target=self._follower.look, name="look"),
        ]
        if self.media.fitted:
            self._workers.append(threading.Thread(target=self.media.watch, args=[self._stopped], name="media"))

    def _serve(self, settings: Settings, letters: LetterSizes, words: Words) -> PageServer:
        page = WallPage(
            instance=secrets.token_hex(8),
            letters=letters,
            parts=self.parts,
            theme=settings.screen.theme,
            care=settings.screen.burn_in_care,
            hosts=frozenset({settings.host, *settings.allowed_hosts}),
        )
        app = create_app(self.wall, words, self.voice, self.media, looks=self._looks, page=page)
        try:
            return PageServer(app, settings.host, settings.port)
        except OSError as error:
            raise _address_error(settings, error) from error

    def parts(self) -> tuple[PartHealth, ...]:
        """How the display's parts are, for the server's device page and the technician's."""
        shown = self.wall.shown().picture
        choice = (_choice_part(shown.unknown),) if shown is not None and shown.unknown else ()
        return (*self.voice.parts(), self.media.part(), *choice, *self._trust.parts(self._url))

    def start(self) -> None:
        """Start following the server and serving the page."""
        self.voice.start()
        for thread in self._workers:
            thread.start()
        self._page.start()

    def close(self) -> None:
        """Stop everything and keep the last picture."""
        self._stopped.set()
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


def _letters(settings: Settings) -> LetterSizes:
    """The sizes of the letters; the log says where they cannot be read from everywhere."""
    scale = CARE_SCALE if settings.screen.burn_in_care else 1.0
    sizes = letter_sizes(settings.viewing_distance_metres, scale * settings.screen_diagonal_inches, settings.aspect)
    if not sizes.sufficient:
        log.warning("the letters can be read up to %.1f m only; see /status", sizes.readable_metres)
    return sizes


def _token(settings: Settings) -> DeviceToken:
    return DeviceToken(read_token(Path(settings.token_file)), Path(settings.data_dir))


def _trust(settings: Settings) -> Trust:
    try:
        return choose_trust(settings.server_url, settings.server_ca_file)
    except TrustFileError as error:
        raise ConfigError(str(error)) from error


def _manner(settings: Settings, voice: Voice, letters: LetterSizes, words: Words) -> Manner:
    return Manner(
        rows=letters.rows,
        languages=words.languages,
        opening=words.opening,
        phrases=words.phrases,
        sounds_here=voice.in_browser,
        simulated=voice.simulated,
        burn_in_care=settings.screen.burn_in_care,
        dim_hours=settings.screen.dim_spans(),
        media_seconds=settings.media.seconds,
        quiet_seconds=settings.media.quiet_seconds,
    )


def _unspoken(speech: Speech, words: Words) -> tuple[str, ...]:
    """The wall's languages that no voice speaks, and tell the log; none where there is no voice at all."""
    if not speech.fitted:
        return ()
    found = tuple(code for code in words.languages if not speech.can_say(utterance([SAMPLE], code, words.phrases)))
    for code in found:
        log.warning("no voice speaks %s: it is left out of the announcements; see /status and [voice]", code)
    return found


def _choice_part(unknown: tuple[str, ...]) -> PartHealth:
    message = f"the office has no service or counter of this name: {', '.join(unknown)}; see only in display.toml"
    return PartHealth(name="calls", driver="only", state="faulty", code="unknown_name", message=message[:300])


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
