"""The files of the pages, under an address that tells their version: a browser keeps them, and asks for newer ones."""

import hashlib
from importlib.resources import files
from pathlib import Path

from flask import Flask, Response, send_from_directory

from queue_server.web.access import OPEN, allow

SHARED = Path(str(files("queue_server.protocol") / "static"))
"""What kiosk, display and pages have in common."""
OWN = Path(__file__).with_name("static")
KEEP = "public, max-age=31536000, immutable"
_VERSIONED = ("static", "tokens")


def install(app: Flask) -> None:
    """Serve the files; whoever asks for their addresses gets those of the present version."""
    version = version_of_files()

    @app.get("/static/<version>/<path:filename>", endpoint="static")
    @allow(OPEN)
    def own_file(version: str, filename: str) -> Response:
        return _kept(send_from_directory(OWN, filename), version)

    @app.get("/static/<version>/tokens.css", endpoint="tokens")
    @allow(OPEN)
    def tokens(version: str) -> Response:
        return _kept(send_from_directory(SHARED, "tokens.css"), version)

    @app.url_defaults
    def tell_version(endpoint: str, values: dict[str, object]) -> None:
        if endpoint in _VERSIONED:
            values.setdefault("version", version)

    def _kept(response: Response, wanted: str) -> Response:
        """Let it be kept; a page from before an update still gets its pictures, to look at once."""
        response.headers["Cache-Control"] = KEEP if wanted == version else "no-store"
        return response


def version_of_files() -> str:
    """Return eight digits that change with any file: a module that imports another gets that of its own version."""
    digest = hashlib.sha256()
    for path in sorted((*OWN.rglob("*"), *SHARED.rglob("*"))):
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:8]
