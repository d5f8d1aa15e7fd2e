"""Refusals on their way out: JSON for programs, a page for people; nothing of the inside leaks."""

import logging
from http import HTTPStatus

import msgspec
from flask import Flask, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from queue_server.domain.errors import (
    AntreError,
    FormExpiredError,
    InternalError,
    MalformedError,
    MethodNotAllowedError,
    NotFoundError,
    NotSignedInError,
    SessionExpiredError,
    TooLargeError,
    UnsupportedMediaTypeError,
)
from queue_server.web.context import services
from queue_server.web.refusals import MEANINGS, tell

RETRY_SECONDS = 2
FOR_PROGRAMS = ("/api/", "/health", "/ready", "/metrics")
log = logging.getLogger(__name__)


def install(app: Flask) -> None:
    """Answer every error of the application in one form."""
    app.register_error_handler(AntreError, answer)
    app.register_error_handler(CSRFError, _form_expired)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _fault)


def answer(error: AntreError) -> ResponseReturnValue:
    """Answer a refusal in the form that the client understands."""
    if not wants_page():
        return json_refusal(error)
    if isinstance(error, NotSignedInError | SessionExpiredError):
        return redirect(_sign_in_address(error), HTTPStatus.SEE_OTHER)
    return _dressed(_page(error), error)


def _page(error: AntreError) -> Response:
    """Draw the page; where even that fails (the database is away), the bare words must do."""
    status, sentence = MEANINGS[error.code].status, words_here(error)
    try:
        page = render_template("error.html", code=error.code.value, status=status.value, sentence=sentence)
    except Exception:
        log.exception("cannot draw the page that tells %s", error)
        return Response(sentence, status, mimetype="text/plain")
    return Response(page, status, mimetype="text/html")


def json_refusal(error: AntreError) -> Response:
    """Answer a refusal to a program."""
    body = msgspec.json.encode(tell(error, services().catalogue))
    return _dressed(Response(body, MEANINGS[error.code].status, mimetype="application/json"), error)


def words_here(error: AntreError) -> str:
    """Return a refusal's sentence in the language of the present request, for a page that shows it in place."""
    words = tell(error, services().catalogue).error.words
    return words.get(str(get_locale()), words["en"])


def wants_page() -> bool:
    """Tell a person's navigation from a program's request; a script's ``fetch`` does not ask for HTML by name."""
    if request.path.startswith(FOR_PROGRAMS):
        return False
    accepted = request.headers.get("Accept", "text/html")
    return "text/html" in accepted


def _sign_in_address(error: AntreError) -> str:
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return url_for("sign_in.form", next=back, why=error.code.value)


def _dressed(response: Response, error: AntreError) -> Response:
    status = MEANINGS[error.code].status
    if status == HTTPStatus.UNAUTHORIZED and request.path.startswith(FOR_PROGRAMS):
        response.headers["WWW-Authenticate"] = "Bearer"
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        response.headers["Retry-After"] = str(error.details.get("seconds", RETRY_SECONDS))
    return response


def _form_expired(_error: CSRFError) -> ResponseReturnValue:
    return answer(FormExpiredError())


def _http_error(error: HTTPException) -> ResponseReturnValue:
    """Turn what Flask and werkzeug refuse into our form; their redirects pass unchanged."""
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error.get_response()
    return answer(refusal_for_status(error.code, current_app.config["MAX_CONTENT_LENGTH"]))


def refusal_for_status(status: int, body_limit: int) -> AntreError:
    """Return the refusal that says what an HTTP status says."""
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return TooLargeError(limit=body_limit)
    if status == HTTPStatus.UNSUPPORTED_MEDIA_TYPE:
        return UnsupportedMediaTypeError(expected="application/json")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return InternalError()
    known: dict[int, type[AntreError]] = {
        HTTPStatus.NOT_FOUND: NotFoundError,
        HTTPStatus.METHOD_NOT_ALLOWED: MethodNotAllowedError,
    }
    return known[status]() if status in known else MalformedError(problem="not_http")


def _fault(error: Exception) -> ResponseReturnValue:
    """Answer a fault of ours; its story is for the log only."""
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return answer(InternalError())
