"""The wall page's web application: the page, its events, its state, and a page for the technician."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files

import msgspec
from flask import Flask, Response, abort, jsonify, render_template, request

from display.letter_size import CARE_SCALE, LetterSizes
from display.media import MediaFolder
from display.screen.sounds import serve_sounds
from display.screen.wall import Shown, WallFeed
from display.screen.words import Words
from display.voice import Voice
from queue_server.protocol.look import NO_LOOK, LatestLook, accent_sheet
from queue_server.protocol.messages import PartHealth

MOST_PAGES = 8
"""Open event streams; each holds a thread."""
THREADS = MOST_PAGES + 4
BEAT_SECONDS = 3.0
LOOK_SECONDS = 1.0

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WallPage:
    """What the page is told once.

    Attributes:
        instance: names this run of the program; a page of an earlier run loads itself anew.
        letters: the sizes that follow from hall and screen.
        parts: how the display's parts are.
        theme: its colours: ``light``, ``dark`` or ``contrast``.
        care: it moves a little to spare the screen.
        hosts: names besides the machine's own by which it may be asked to act.
    """

    instance: str
    letters: LetterSizes
    parts: Callable[[], tuple[PartHealth, ...]]
    theme: str = "light"
    care: bool = False
    hosts: frozenset[str] = frozenset()


def create_app(
    wall: WallFeed, words: Words, voice: Voice, media: MediaFolder, *, looks: LatestLook, page: WallPage
) -> Flask:
    """Build the application.

    Args:
        wall: where the pictures come from.
        words: the page's words.
        voice: what is said.
        media: the pictures of the quiet times.
        looks: how the office looks now.
        page: what the page is told once.
    """
    app = Flask(__name__, static_folder="static")
    app.jinja_env.globals.update(both=words.both, direction=words.direction)
    app.jinja_env.globals["_"] = str
    _serve_wall(app, words, page)
    _serve_look(app, looks)
    _serve_feed(app, wall, page.instance, looks)
    _serve_media(app, media)
    _serve_status(app, wall, words, media, page)
    serve_sounds(app, voice, words, page.hosts)
    app.after_request(_protect)
    return app


def _serve_wall(app: Flask, words: Words, page: WallPage) -> None:
    @app.get("/")
    def wall() -> str:
        return render_template("wall.html", page=page, languages=words.languages, directions=words.directions())

    @app.get("/sizes.css")
    def sizes() -> Response:
        return Response(sizes_sheet(page.letters, CARE_SCALE if page.care else 1.0), mimetype="text/css")

    @app.get("/tokens.css")
    def tokens() -> Response:
        sheet = files("queue_server.protocol") / "static" / "tokens.css"
        return Response(sheet.read_bytes(), mimetype="text/css")


def _serve_look(app: Flask, looks: LatestLook) -> None:
    @app.get("/look.css")
    def look() -> Response:
        return Response(accent_sheet(looks.now.shades), mimetype="text/css")

    @app.get("/logo.png")
    def logo() -> Response:
        return Response(looks.now.logo or abort(404), mimetype="image/png")


def _serve_media(app: Flask, media: MediaFolder) -> None:
    @app.get("/media/<name>")
    def picture(name: str) -> Response:
        found = media.read(name)
        if found is None:
            return Response("no such picture", 404)
        content, mimetype = found
        answer = Response(content, mimetype=mimetype)
        # The name follows from the bytes: another picture has another name.
        answer.headers["Cache-Control"] = "private, max-age=31536000, immutable"
        return answer


def _serve_feed(app: Flask, wall: WallFeed, instance: str, looks: LatestLook) -> None:
    pages = threading.BoundedSemaphore(MOST_PAGES)

    @app.get("/events")
    def events() -> Response:
        if not pages.acquire(blocking=False):
            return Response("too many pages are open", 503, {"Retry-After": "5"})
        gone: Callable[[], bool] = request.environ.get("waitress.client_disconnected", lambda: False)
        answer = Response(frames(wall, instance, gone, looks), mimetype="text/event-stream")
        answer.call_on_close(pages.release)
        return answer

    @app.get("/state")
    def state() -> Response:
        return Response(wall.shown().body, mimetype="application/json")


def _serve_status(app: Flask, wall: WallFeed, words: Words, media: MediaFolder, page: WallPage) -> None:
    @app.get("/status")
    def status() -> str:
        picture = wall.shown().picture
        more = {"letters": page.letters, "parts": page.parts(), "media": media}
        return render_template("status.html", picture=picture, languages=words.languages, **more)

    @app.get("/health")
    def health() -> Response:
        return jsonify(status="ok")


def _protect(answer: Response) -> Response:
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "same-origin"  # without it a form of the page would not say where it is from
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer


def frames(wall: WallFeed, instance: str, gone: Callable[[], bool], looks: LatestLook) -> Iterator[bytes]:
    """The page's events: ``wall`` with each new picture, ``beat`` with the server's time, ``look`` when it changed."""
    shown, look = wall.shown(), NO_LOOK
    yield b"retry: 1000\n" + _frame("hello", msgspec.json.encode(instance)) + _wall_frame(shown)
    silent_seconds = 0.0
    while not (wall.closed or gone()):
        before, shown = shown.version, wall.newer_than(shown.version, LOOK_SECONDS)
        silent_seconds += LOOK_SECONDS
        if looks.now.version != look.version:
            look = looks.now
            yield _frame("look", msgspec.json.encode({"version": look.version, "logo": look.logo is not None}))
        if shown.version != before:
            yield _wall_frame(shown)
        elif silent_seconds < BEAT_SECONDS:
            continue
        else:
            yield _beat_frame(shown)
        silent_seconds = 0.0


def sizes_sheet(letters: LetterSizes, scale: float) -> str:
    """The sizes as a stylesheet; no page could hold them itself under the policy against inline styles.

    Args:
        letters: the sizes.
        scale: how much smaller than the screen the page is, to be moved within it.
    """
    return (
        ":root {\n"
        f"  --current-em: {letters.current_share * 100:.3f}vh;\n"
        f"  --current-em-by-width: {letters.current_share / letters.aspect * 100:.3f}vw;\n"
        f"  --recent-em: {letters.recent_share * 100:.3f}vh;\n"
        f"  --recent-em-by-width: {letters.recent_share / letters.aspect * 100:.3f}vw;\n"
        f"  --rows: {letters.rows};\n"
        f"  --scale: {scale};\n"
        "}\n"
    )


def _wall_frame(shown: Shown) -> bytes:
    return _frame("wall", shown.body) + _beat_frame(shown)


def _beat_frame(shown: Shown) -> bytes:
    return _frame("beat", msgspec.json.encode(shown.server_now))


def _frame(name: str, data: bytes) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (name.encode(), data)
