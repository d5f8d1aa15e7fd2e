"""The sounds that the wall plays, and a page to hear and try every announcement."""

import time
from dataclasses import dataclass
from ipaddress import ip_address

from flask import Flask, Response, abort, render_template, request

from display.announcer import announcement
from display.board import Call
from display.screen.words import Words
from display.voice import Rehearsal, Voice
from hardware.errors import HardwareError

OWN_NAMES = ("127.0.0.1", "localhost", "[::1]")
MOST_LETTERS = 40
MOST_ATTEMPTS = 9
FIRST = ("A-012", "3", 1)
"""What the form holds before anything was tried."""


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
        return _page(words, voice, FIRST, None)

    @app.post("/voice")
    def tried() -> Response:
        refuse_strangers(hosts)
        aloud = "aloud" in request.form
        if aloud and not ip_address(request.remote_addr or "::").is_loopback:
            abort(403)  # the hall hears only who stands at this machine
        number, counter, attempt = asked = _asked()
        if not (number and counter and 1 <= attempt <= MOST_ATTEMPTS):
            return Response(_page(words, voice, asked, None, refused=True), 422)
        call = Call(0, number, 0, counter, 0, {}, attempt, 0.0)
        return Response(_page(words, voice, asked, try_out(voice, call, words.languages, aloud=aloud)))


def refuse_strangers(hosts: frozenset[str]) -> None:
    """Let only this page act: a page of another site, or a name that was pointed at this machine, may not."""
    port = request.environ["SERVER_PORT"]
    names = {f"{name}:{port}" for name in (*OWN_NAMES, *hosts)} | ({*OWN_NAMES, *hosts} if port == "80" else set())
    if request.host not in names:
        abort(403, "this address is not the display's own; see allowed_hosts in display.toml")
    if request.headers.get("Origin") != f"http://{request.host}":
        abort(403, "only the display's own page may do this")


def try_out(voice: Voice, call: Call, languages: tuple[str, ...], *, aloud: bool) -> Trial:
    """Say a call now, by the voices that the wall has.

    Args:
        voice: the wall's.
        call: what is announced.
        languages: in their order.
        aloud: at this machine's speaker as well.
    """
    said = announcement([call], languages)
    begun = time.monotonic()
    try:
        rehearsal = voice.rehearse(said)
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


def _asked() -> tuple[str, str, int]:
    """What the form asks for: number, counter, and which call it is, 0 for what is no number."""
    number = request.form.get("number", "")[:MOST_LETTERS].strip()
    counter = request.form.get("counter", "")[:MOST_LETTERS].strip()
    return number, counter, request.form.get("attempt", 0, type=int)


def _page(
    words: Words, voice: Voice, asked: tuple[str, str, int], trial: Trial | None, *, refused: bool = False
) -> str:
    number, counter, attempt = asked
    return render_template(
        "voice.html",
        languages=words.languages,
        number=number,
        counter=counter,
        attempt=attempt,
        most_attempts=MOST_ATTEMPTS,
        most_letters=MOST_LETTERS,
        trial=trial,
        refused=refused,
        parts=voice.parts(),
        in_browser=voice.in_browser,
    )
