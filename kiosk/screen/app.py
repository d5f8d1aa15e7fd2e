"""The local page as a Flask application: one page, one stream of pictures, one way to ask for something."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from threading import BoundedSemaphore
from typing import TypeVar

import msgspec
from flask import Flask, Response, abort, render_template, request, send_file

from kiosk.config import ScannerSettings
from kiosk.prompt_voice import PromptVoice
from kiosk.published import Published
from kiosk.runner import Kiosk
from kiosk.screen.acts import Act, perform
from kiosk.screen.demo import Demo, DemoAct
from queue_server.languages import Catalogue
from queue_server.protocol.look import NO_LOOK, LatestLook, accent_sheet

T = TypeVar("T")

STREAMS = 8
"""Open pages at once; every one holds a thread of the local server."""
ALIVE_SECONDS = 10.0
MAX_BODY_BYTES = 4096
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
ACTS: msgspec.json.Decoder[Act] = msgspec.json.Decoder(Act)
DEMO_ACTS: msgspec.json.Decoder[DemoAct] = msgspec.json.Decoder(DemoAct)
TOKENS = files("queue_server.protocol") / "static" / "tokens.css"


@dataclass(frozen=True, slots=True)
class ScreenSettings:
    """How the page is reached and shown.

    Attributes:
        hosts: values of the Host header that are this page; others are another site's trick.
        width_mm: width of the screen's visible part in millimetres.
        scanner: how a scanner's keys are told from a person's.
    """

    hosts: frozenset[str]
    width_mm: int
    scanner: ScannerSettings

    @property
    def scanner_json(self) -> str:
        """Return the scanner's settings as the page reads them."""
        return msgspec.json.encode(self.scanner).decode()


def local_hosts(port: int, more: tuple[str, ...] = ()) -> frozenset[str]:
    """Return the names by which this machine's own browser reaches a port."""
    names = ("127.0.0.1", "localhost", "[::1]", *more)
    return frozenset(f"{name}:{port}" for name in names) | (frozenset(names) if port == 80 else frozenset())


def create_screen(
    kiosk: Kiosk, catalogue: Catalogue, settings: ScreenSettings, demo: Demo | None, voice: PromptVoice | None
) -> Flask:
    """Build the page.

    Args:
        kiosk: whose pictures it shows.
        catalogue: the words.
        settings: how it is reached and shown.
        demo: acts on simulated parts; ``None`` where no part is simulated.
        voice: makes the sounds that the page plays; ``None`` where there is no speaker.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.jinja_env.globals.update(words=catalogue.words, direction=catalogue.direction, languages=catalogue.names())
    app.before_request(lambda: _refuse_strangers(settings.hosts))
    app.after_request(_harden)

    @app.get("/")
    def page() -> str:
        return render_template("kiosk.html", settings=settings, demo=demo)

    @app.get("/tokens.css")
    def tokens() -> Response:
        return Response(TOKENS.read_bytes(), mimetype="text/css")

    @app.get("/status")
    def status() -> Response:
        return Response(msgspec.json.encode(kiosk.status()), mimetype="application/json")

    @app.post("/act")
    def act() -> Response:
        perform(_decode(ACTS), kiosk)
        return Response(status=204)

    _add_pictures(app, kiosk)
    _add_look(app, kiosk.looks)
    if voice is not None:
        _add_sounds(app, voice)
    if demo is not None:
        _add_demo(app, demo)
    return app


def _add_pictures(app: Flask, kiosk: Kiosk) -> None:
    streams = BoundedSemaphore(STREAMS)

    @app.get("/events")
    def events() -> Response:
        if not streams.acquire(blocking=False):
            abort(503)
        response = Response(_pictures(kiosk.published, kiosk.looks), mimetype="text/event-stream")
        response.call_on_close(streams.release)
        return response


def _add_look(app: Flask, looks: LatestLook) -> None:
    @app.get("/look.css")
    def look() -> Response:
        return Response(accent_sheet(looks.now.shades), mimetype="text/css")

    @app.get("/logo.png")
    def logo() -> Response:
        return Response(looks.now.logo or abort(404), mimetype="image/png")


def _add_sounds(app: Flask, voice: PromptVoice) -> None:
    @app.get("/sounds/<name>.wav")
    def sound(name: str) -> Response:
        wav = voice.wav(name)
        if wav is None:
            abort(404)
        return Response(wav, mimetype="audio/wav")


def _add_demo(app: Flask, demo: Demo) -> None:
    @app.post("/demo")
    def play() -> Response:
        if not demo.play(_decode(DEMO_ACTS)):
            abort(409, "the kiosk has not opened its buttons yet; try again in a moment")
        return Response(status=204)

    @app.get("/demo/ticket.png")
    def ticket() -> Response:
        picture = demo.last_ticket()
        if picture is None:
            abort(404)
        response = send_file(picture, max_age=0)
        response.headers["Cache-Control"] = "no-store"
        return response


def _decode(decoder: msgspec.json.Decoder[T]) -> T:
    if request.mimetype != "application/json":
        abort(415)
    try:
        return decoder.decode(request.get_data())
    except msgspec.MsgspecError as error:
        abort(400, str(error))


def _refuse_strangers(hosts: frozenset[str]) -> None:
    """Let in only this page: a page of another site, or a name that was pointed at this machine, may not act here."""
    if request.host not in hosts:
        abort(403, "this address is not the kiosk's own; see allowed_hosts in kiosk.toml")
    if request.method not in ("GET", "HEAD") and request.headers.get("Origin") != f"http://{request.host}":
        abort(403, "only the kiosk's own page may do this")


def _harden(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers.setdefault("Cache-Control", "no-cache")
    return response


def _pictures(published: Published, looks: LatestLook) -> Iterator[bytes]:
    version, seen = 0, NO_LOOK
    while not published.closed:
        newer = published.newer(version, ALIVE_SECONDS)
        if looks.now.version != seen.version:
            seen = looks.now
            told = {"version": seen.version, "logo": seen.logo is not None}
            yield b"event: look\ndata: " + msgspec.json.encode(told) + b"\n\n"
        if newer is None:
            yield b": alive\n\n"
            continue
        version, picture = newer
        yield b"data: " + picture + b"\n\n"
