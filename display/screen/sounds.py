"""The sounds that the wall plays, and a page to hear and try every announcement."""

import time
from dataclasses import dataclass
from ipaddress import ip_address

from babel import Locale
from flask import Flask, Response, abort, render_template, request

from display.announcer import announcement
from display.board import Call
from display.screen.words import Words
from display.voice import Rehearsal, Voice
from hardware.errors import HardwareError

OWN_NAMES = ("127.0.0.1", "localhost", "[::1]")
MOST_LETTERS = 40
MOST_ATTEMPTS = 9
EVERY = ""
"""The choice of all languages, one after the other, as the hall hears them."""


@dataclass(frozen=True)
class Asked:
    """What the form asks for; the values are those of a form that nobody has touched.

    Attributes:
        attempt: which call it is, 0 for what is no number.
        language: one of the wall's, or `EVERY`.
        percent: the volume, -1 for what is no number.
    """

    number: str = "A-012"
    counter: str = "3"
    attempt: int = 1
    language: str = EVERY
    percent: int = 100

    def usable(self, languages: tuple[str, ...]) -> bool:
        """Whether it can be said."""
        known = self.language in (EVERY, *languages)
        return bool(self.number and self.counter) and 1 <= self.attempt <= MOST_ATTEMPTS and known and self.loud

    @property
    def loud(self) -> bool:
        """Whether the volume is one."""
        return 0 <= self.percent <= 100


@dataclass(frozen=True)
class Trial:
    """An announcement that was tried.

    Attributes:
        texts: language and caption.
        rehearsal: the sound and who made it; ``None`` where none could be made.
        seconds: how long it took to make.
        fault: what is wrong, in one line.
        played: it was heard at this machine's speaker.
    """

    texts: tuple[tuple[str, str], ...]
    rehearsal: Rehearsal | None
    seconds: float
    fault: str = ""
    played: bool = False


def serve_sounds(app: Flask, voice: Voice, words: Words, hosts: frozenset[str]) -> None:
    """Add the pages to the wall's application.

    Args:
        app: the application.
        voice: what is tried.
        words: the page's words.
        hosts: names besides the machine's own by which the page may be reached.
    """

    @app.get("/sounds/<name>.wav")
    def sound(name: str) -> Response:
        wav = voice.sound(name)
        return Response(wav, mimetype="audio/wav") if wav else Response("no such sound", 404)

    @app.get("/voice")
    def untried() -> str:
        return _page(words, voice, Asked(percent=round(100 * voice.volume)), None)

    @app.post("/voice")
    def tried() -> Response:
        refuse_strangers(hosts)
        aloud = "aloud" in request.form
        if aloud and not ip_address(request.remote_addr or "::").is_loopback:
            abort(403)  # the hall hears only who stands at this machine
        asked = _asked(voice)
        if not asked.usable(words.languages):
            return Response(_page(words, voice, asked, None, refused=True), 422)
        return Response(_page(words, voice, asked, try_out(voice, asked, words, aloud=aloud)))


def refuse_strangers(hosts: frozenset[str]) -> None:
    """Let only this page act: a page of another site, or a name that was pointed at this machine, may not."""
    port = request.environ["SERVER_PORT"]
    names = {f"{name}:{port}" for name in (*OWN_NAMES, *hosts)} | ({*OWN_NAMES, *hosts} if port == "80" else set())
    if request.host not in names:
        abort(403, "this address is not the display's own; see allowed_hosts in display.toml")
    if request.headers.get("Origin") != f"http://{request.host}":
        abort(403, "only the display's own page may do this")


def try_out(voice: Voice, asked: Asked, words: Words, *, aloud: bool) -> Trial:
    """Say a call now, by the voices that the wall has.

    Args:
        voice: the wall's.
        asked: what is announced, in which language and how loud.
        words: the wall's languages in their order, and their sentences.
        aloud: at this machine's speaker as well.
    """
    call = Call(0, asked.number, 0, asked.counter, 0, {}, asked.attempt, 0.0)
    said = announcement([call], [asked.language] if asked.language else words.languages, words.phrases)
    begun = time.monotonic()
    try:
        rehearsal = voice.rehearse(said, asked.percent / 100)
    except HardwareError as error:
        return Trial(said.texts, None, time.monotonic() - begun, str(error))
    trial = Trial(said.texts, rehearsal, time.monotonic() - begun)
    if not aloud:
        return trial
    try:
        voice.play(rehearsal.name)
    except HardwareError as error:
        return Trial(said.texts, rehearsal, trial.seconds, str(error))
    return Trial(said.texts, rehearsal, trial.seconds, played=True)


def _asked(voice: Voice) -> Asked:
    return Asked(
        number=request.form.get("number", "")[:MOST_LETTERS].strip(),
        counter=request.form.get("counter", "")[:MOST_LETTERS].strip(),
        attempt=request.form.get("attempt", 0, type=int),
        language=request.form.get("language", EVERY),
        percent=_percent(request.form.get("volume", str(round(100 * voice.volume)))),
    )


def _percent(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() else -1


def _page(words: Words, voice: Voice, asked: Asked, trial: Trial | None, *, refused: bool = False) -> str:
    return render_template(
        "voice.html",
        languages=words.languages,
        asked=asked,
        most_attempts=MOST_ATTEMPTS,
        most_letters=MOST_LETTERS,
        trial=trial,
        refused=refused,
        parts=voice.parts(),
        in_browser=voice.in_browser,
        names={language: Locale.parse(language).get_display_name() for language in words.languages},
    )
