"""Signing in and out, and the choice of language."""

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from queue_server.domain.errors import AntreError
from queue_server.protocol.codes import RefusalCode
from queue_server.web import auth, language
from queue_server.web.access import ALL_STAFF, OPEN, allow
from queue_server.web.errors import words_here
from queue_server.web.refusals import MEANINGS
from queue_server.web.staff.forms import Form

sign_in = Blueprint("sign_in", __name__)


@sign_in.get("/sign-in")
@allow(OPEN)
def form() -> ResponseReturnValue:
    """Show the form; who is signed in already goes on to the start page."""
    if auth.signed_in():
        return redirect(url_for("start.index"))
    expired = request.args.get("why") == RefusalCode.SESSION_EXPIRED
    return _page(Form({}), gettext("Your session has ended. Please sign in again.") if expired else "")


@sign_in.post("/sign-in")
@allow(OPEN)
def enter() -> ResponseReturnValue:
    """Check the password; land where the person wanted to go."""
    typed = Form.sent()
    try:
        auth.sign_in(typed.text("username"), request.form.get("password", ""))
    except AntreError as refusal:
        return _page(typed, words_here(refusal)), MEANINGS[refusal.code].status
    return redirect(own_address(request.form.get("next", "")), HTTPStatus.SEE_OTHER)


@sign_in.post("/sign-out")
@allow(*ALL_STAFF)
def leave() -> ResponseReturnValue:
    """End the session in this browser."""
    auth.sign_out()
    return redirect(url_for("sign_in.form"), HTTPStatus.SEE_OTHER)


@sign_in.post("/language")
@allow(OPEN)
def choose_language() -> ResponseReturnValue:
    """Keep the chosen language and return to the page."""
    language.choose(request.form.get("language", ""))
    return redirect(own_address(request.form.get("next", "")), HTTPStatus.SEE_OTHER)


def own_address(wanted: str) -> str:
    """Return a path of this server, never of another: ``//host`` and backslashes lead away."""
    safe = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted and wanted.isprintable()
    return wanted if safe else url_for("start.index")


def _page(typed: Form, problem: str) -> str:
    following = request.values.get("next", "")
    return render_template("sign_in.html", form=typed, problem=problem, next=following)
