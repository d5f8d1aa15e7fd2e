"""The wall page's web application: the page, its events, its state, and a page for the technician."""

import threading
from collections.abc import Callable, Iterator
from importlib.resources import files

import msgspec
from flask import Flask, Response, abort, jsonify, render_template, request

from display.letter_size import LetterSizes
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


def create_app(
    wall: WallFeed,
    letters: LetterSizes,
    words: Words,
    voice: Voice,
    instance: str,
    *,
    looks: LatestLook,
) -> Flask:
    """Build the application.

    Args:
        wall: where the pictures come from.
        letters: the sizes that follow from hall and screen.
        words: the page's words.
        voice: what is said, and how speaker and voices are.
        instance: names this run of the program; a page of an earlier run loads itself anew.
        looks: how the office looks now.
    """
    app = Flask(__name__, static_folder="static")
    app.jinja_env.globals.update(both=words.both, direction=words.direction)
    app.jinja_env.globals["_"] = str
    _serve_wall(app, letters, words, instance)
    _serve_look(app, looks)
    _serve_feed(app, wall, instance, looks)
    _serve_status(app, wall, letters, words, voice.parts)
    serve_sounds(app, voice, words)
    app.after_request(_protect)
    return app


def _serve_wall(app: Flask, letters: LetterSizes, words: Words, instance: str) -> None:
    @app.get("/")
    def page() -> str:
        return render_template("wall.html", instance=instance, languages=words.languages, directions=words.directions())

    @app.get("/sizes.css")
    def sizes() -> Response:
        return Response(sizes_sheet(letters), mimetype="text/css")

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


def _serve_status(
    app: Flask, wall: WallFeed, letters: LetterSizes, words: Words, parts: Callable[[], tuple[PartHealth, ...]]
) -> None:
    @app.get("/status")
    def status() -> str:
        picture = wall.shown().picture
        return render_template(
            "status.html", letters=letters, parts=parts(), picture=picture, languages=words.languages
        )

    @app.get("/health")
    def health() -> Response:
        return jsonify(status="ok")


def _protect(answer: Response) -> Response:
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
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


def sizes_sheet(letters: LetterSizes) -> str:
    """The sizes as a stylesheet; no page could hold them itself under the policy against inline styles."""
    return (
        ":root {\n"
        f"  --current-em: {letters.current_share * 100:.3f}vh;\n"
        f"  --current-em-by-width: {letters.current_share / letters.aspect * 100:.3f}vw;\n"
        f"  --recent-em: {letters.recent_share * 100:.3f}vh;\n"
        f"  --recent-em-by-width: {letters.recent_share / letters.aspect * 100:.3f}vw;\n"
        f"  --rows: {letters.rows};\n"
        "}\n"
    )


def _wall_frame(shown: Shown) -> bytes:
    return _frame("wall", shown.body) + _beat_frame(shown)


def _beat_frame(shown: Shown) -> bytes:
    return _frame("beat", msgspec.json.encode(shown.server_now))


def _frame(name: str, data: bytes) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (name.encode(), data)
