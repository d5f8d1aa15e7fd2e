"""Headers that every answer carries."""

from flask import Flask, Response, request

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; "
    "connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    # the CSRF check of an https form needs the referrer of our own pages
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)

HTTPS_ONLY = "max-age=2592000"
"""For 30 days a browser comes by https only; without it a first request in the clear could be led elsewhere."""


def install(app: Flask) -> None:
    """Put the headers on every answer; a browser keeps what says so itself, and nothing else."""
    app.after_request(_secure)


def _secure(response: Response) -> Response:
    response.headers.extend(HEADERS)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = HTTPS_ONLY
    response.headers.setdefault("Cache-Control", "no-store")
    return response
