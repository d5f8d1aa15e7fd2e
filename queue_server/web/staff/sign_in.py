"""Signing in and out, and the choice of language."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from queue_server.domain.actor import Actor
from queue_server.domain.audit import AuditName
from queue_server.domain.errors import AntreError
from queue_server.operations.accounts import officers_with_pin, set_kiosk_pin, set_pin
from queue_server.passwords import hash_kiosk_pin, hash_pin
from queue_server.protocol.codes import RefusalCode
from queue_server.protocol.words import StaffRole
from queue_server.web import auth, language
from queue_server.web.access import ALL_STAFF, OPEN, SCREENING, allow
from queue_server.web.context import services
from queue_server.web.counter_browser import counter_browser, sign_in_by_pin
from queue_server.web.errors import words_here
from queue_server.web.noting import note_done
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


@sign_in.post("/sign-in/pin")
@allow(OPEN)
def enter_by_pin() -> ResponseReturnValue:
    """Check an officer's PIN at a browser that works for a counter today; land at that counter."""
    typed = Form.sent()
    try:
        here = sign_in_by_pin(typed.whole("account_id", 1, 10**9) or 0, request.form.get("pin", ""))
    except AntreError as refusal:
        return _page(typed, words_here(refusal)), MEANINGS[refusal.code].status
    return redirect(url_for("counter.desk", counter_id=here.counter_id), HTTPStatus.SEE_OTHER)


@sign_in.get("/pin")
@allow(StaffRole.OFFICER)
def pin() -> ResponseReturnValue:
    """Let an officer choose a PIN for shared counters."""
    return render_template("pin.html", form=Form({}))


@sign_in.post("/pin")
@allow(StaffRole.OFFICER)
def choose_pin() -> ResponseReturnValue:
    """Keep a new PIN; the password is asked for, since the browser may be a colleague's."""
    here, account, typed = services(), auth.current_account(), Form.sent()
    try:
        auth.check_secret(account.username, account.password_hash, request.form.get("password", ""), account)
    except AntreError as refusal:
        typed.errors["password"] = words_here(refusal)
    hashed = ""
    try:
        hashed = hash_pin(request.form.get("pin", ""))
    except AntreError as refusal:
        typed.take(refusal)
    if typed.errors:
        return render_template("pin.html", form=typed), HTTPStatus.UNPROCESSABLE_ENTITY
    here.store.write(
        set_pin, account.id, hashed, office_id=account.office_id, actor=Actor.account(account.id), now=here.now()
    )
    flash(gettext("Your PIN is set."), "done")
    return redirect(url_for("start.index"), HTTPStatus.SEE_OTHER)


@sign_in.get("/kiosk-pin")
@allow(*SCREENING)
def kiosk_pin() -> ResponseReturnValue:
    """Let somebody of the screening desk choose a PIN for a kiosk without the server."""
    return _kiosk_pin_page(Form({}))


@sign_in.post("/kiosk-pin")
@allow(*SCREENING)
def choose_kiosk_pin() -> ResponseReturnValue:
    """Keep a new PIN for the kiosk, or none any more; the password is asked for."""
    account, typed, hashed = auth.current_account(), Form.sent(), ""
    try:
        auth.check_secret(account.username, account.password_hash, request.form.get("password", ""), account)
    except AntreError as refusal:
        typed.errors["password"] = words_here(refusal)
    removes = "remove" in request.form
    try:
        hashed = "" if removes else hash_kiosk_pin(request.form.get("pin", ""), account.pin_hash)
    except AntreError as refusal:
        typed.take(refusal)
    if typed.errors:
        return _kiosk_pin_page(typed), HTTPStatus.UNPROCESSABLE_ENTITY
    here = services()
    here.store.write(
        set_kiosk_pin, account.id, hashed, office_id=account.office_id, actor=Actor.account(account.id), now=here.now()
    )
    flash(gettext("No kiosk knows a PIN of yours any more.") if removes else gettext("Your PIN is set."), "done")
    return redirect(url_for("start.index"), HTTPStatus.SEE_OTHER)


@sign_in.post("/sign-out")
@allow(*ALL_STAFF)
def leave() -> ResponseReturnValue:
    """End the session in this browser."""
    note_done(AuditName.SESSION_ENDED, auth.current_account())
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


def _kiosk_pin_page(typed: Form) -> str:
    return render_template("kiosk_pin.html", form=typed, has_pin=bool(auth.current_account().kiosk_pin_hash))


def _page(typed: Form, problem: str) -> str:
    following = request.values.get("next", "")
    here = counter_browser()
    officers = services().store.read(officers_with_pin, office_id=here.office_id) if here else []
    return render_template("sign_in.html", form=typed, problem=problem, next=following, officers=officers)
