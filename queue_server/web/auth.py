"""Who asks: staff by session, devices by token; and whether they may."""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import Flask, current_app, g, request, session

from queue_server.domain.audit import AuditName
from queue_server.domain.errors import (
    AntreError,
    ForbiddenError,
    NotSignedInError,
    SessionExpiredError,
    WrongCredentialsError,
)
from queue_server.feed import Feed
from queue_server.operations.accounts import account_by_id, find_account
from queue_server.operations.views import KnownDevice, SignedInAccount
from queue_server.passwords import verify_password
from queue_server.protocol.events import Event, EventName
from queue_server.protocol.words import StaffRole
from queue_server.web import language, monitor, rates
from queue_server.web.access import Access, declared
from queue_server.web.context import Services, services
from queue_server.web.device_tokens import DeviceTokens
from queue_server.web.ended_sessions import EndedSessions
from queue_server.web.errors import wants_page
from queue_server.web.noting import note_done, note_slowed
from queue_server.web.throttle import Throttle, keys_for

GATE = "antre_gate"
COUNTER = "counter"
"""Which counter this browser works for; it stays when an officer signs out."""
HASHES_AT_ONCE = 2
"""Each takes 19 MiB; many sign-ins at once must not exhaust a small computer."""
TOUCH_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Gate:
    """What authentication remembers between requests."""

    tokens: DeviceTokens
    throttle: Throttle
    hashing: threading.BoundedSemaphore
    ended: EndedSessions


def install(app: Flask, here: Services) -> None:
    """Close every route by default."""
    tokens, hashing = DeviceTokens(here.store, here.monotonic, here.now), threading.BoundedSemaphore(HASHES_AT_ONCE)
    gate = Gate(tokens, Throttle(), hashing, EndedSessions())
    app.extensions[GATE] = gate
    app.before_request(_guard)
    _forget_changed_devices(here.feed, gate.tokens)


def _forget_changed_devices(feed: Feed, tokens: DeviceTokens) -> None:
    def watch(event: Event) -> None:
        if event.name is EventName.DEVICE_CHANGED:
            tokens.forget()

    feed.observe(watch)


def _gate() -> Gate:
    return cast("Gate", current_app.extensions[GATE])


def _guard() -> None:
    """Let a request pass only where its route allows who asks."""
    if request.endpoint is None:
        return  # no such address: routing refuses it
    access = declared(current_app.view_functions[request.endpoint])
    if access is None:
        raise ForbiddenError
    if access.open:
        rates.count_stranger()
        return
    try:
        _admit(access)
    except NotSignedInError:
        rates.count_stranger()
        raise


def _admit(access: Access) -> None:
    if access.monitor:
        monitor.admit(token_of_request())
        return
    if access.devices and ("Authorization" in request.headers or not access.staff):
        g.device = _device_of_request()
        rates.count_device(g.device.id)
        if g.device.role not in access.devices:
            raise ForbiddenError
        return
    g.account = _account_of_session()
    if g.account.roles.isdisjoint(access.staff):
        raise ForbiddenError


def token_of_request() -> str:
    """Return the bearer token that came with the request, or an empty text."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _device_of_request() -> KnownDevice:
    token = token_of_request()
    device = _gate().tokens.find(token) if token else None
    if device is None:
        raise NotSignedInError
    return device


# --- staff ------------------------------------------------------------------------------------------------------


def current_account() -> SignedInAccount:
    """Return who is signed in; for views that declare staff roles.

    Raises:
        NotSignedInError: nobody is.
    """
    account = signed_in()
    if account is None:
        raise NotSignedInError
    return account


def signed_in() -> SignedInAccount | None:
    """Return who is signed in, if anybody is; for layouts shared by open and closed pages."""
    if "account" not in g:
        try:
            g.account = _account_of_session()
        except AntreError:
            g.account = None
    return cast("SignedInAccount | None", g.account)


def has_role(*roles: StaffRole | str) -> bool:
    """Tell whether the signed-in account has one of the roles; also a template global."""
    account = signed_in()
    return account is not None and not account.roles.isdisjoint(roles)


def current_device() -> KnownDevice:
    """Return the device that asks; for views that declare device roles.

    Raises:
        NotSignedInError: no device does.
    """
    device = cast("KnownDevice | None", g.get("device"))
    if device is None:
        raise NotSignedInError
    return device


def sign_in(username: str, password: str) -> SignedInAccount:
    """Check a password and begin a new session.

    Raises:
        TooManyAttemptsError: too many failures by this user from here, or from here at all.
        WrongCredentialsError: nobody has this user name and password, or the account is not active.
    """
    account = services().store.read(find_account, username)
    secret_hash = account.password_hash if account and account.active else None
    check_secret(username, secret_hash, password, account)
    if account is None:
        raise WrongCredentialsError
    sign_in_as(account)
    return account


def check_secret(name: str, secret_hash: str | None, text: str, account: SignedInAccount | None) -> None:
    """Check a password or PIN; attempts are counted before they are tried, and who guesses is noted.

    Args:
        name: whose secret it is, for the count.
        secret_hash: ``None`` where nobody can be right; it takes as long.
        account: whose it would be; ``None`` where it is nobody's.

    Raises:
        TooManyAttemptsError: too many failures for this name from here, or from here at all.
        WrongCredentialsError: it is wrong.
    """
    gate = _gate()
    keys = keys_for(name, request.remote_addr or "")
    gate.throttle.count(keys, services().monotonic())
    with gate.hashing:
        right = verify_password(secret_hash, text)
    if not right:
        if gate.throttle.is_used_up(keys, services().monotonic()):
            note_slowed(account)
        raise WrongCredentialsError
    gate.throttle.succeeded(keys[:1])


def sign_out() -> None:
    """End the session of this browser, and every copy of its cookie; the chosen language stays."""
    if "id" in session:
        limits = services().settings
        longest = limits.session_absolute_seconds + limits.session_idle_seconds  # see `_is_of_another_clock`
        _gate().ended.end(session["id"], longest, services().monotonic())
    kept = {name: session[name] for name in (language.KEY, COUNTER) if name in session}
    session.clear()
    session.update(kept)
    g.account = None


def sign_in_as(account: SignedInAccount) -> None:
    """Begin a new session for an account whose secret was checked."""
    sign_out()
    at = services().now().timestamp()
    session.update(account=account.id, epoch=account.session_epoch, signed_in_at=at, last_seen_at=at)
    session["id"] = secrets.token_urlsafe(16)
    g.account = account
    note_done(AuditName.SESSION_BEGUN, account)


def session_ends_at() -> datetime:
    """Return when the session of this request ends unless it is used again.

    Raises:
        NotSignedInError: there is no session.
    """
    limits, now = services().settings, services().now()
    try:
        ends = min(
            session["signed_in_at"] + limits.session_absolute_seconds,
            session["last_seen_at"] + limits.session_idle_seconds,
        )
    except KeyError as error:
        raise NotSignedInError from error
    return datetime.fromtimestamp(ends, tz=now.tzinfo)


def session_ended() -> Callable[[], bool]:
    """Return a question, which may be asked after this request: was its session signed out since?"""
    session_id, ended = session.get("id", ""), _gate().ended
    return lambda: session_id in ended


def _account_of_session() -> SignedInAccount:
    now = services().now()
    if now >= session_ends_at() or _is_of_another_clock(now) or session_ended()():
        raise _expired()
    account = services().store.read(account_by_id, session["account"])
    if account is None or not account.active or account.session_epoch != session["epoch"]:
        raise _expired()
    _touch(now)
    return account


def _is_of_another_clock(now: datetime) -> bool:
    """Whether a session began too far ahead: under a clock that was wrong, and put right it would last for years.

    One that was set back a little throws nobody out.
    """
    ahead_seconds: float = session["signed_in_at"] - now.timestamp()
    return ahead_seconds > services().settings.session_idle_seconds


def _expired() -> SessionExpiredError:
    """Forget the session, but not for what a page fetches by itself: its browser may hold a newer one by now."""
    if not _in_background():
        sign_out()
    return SessionExpiredError()


def _in_background() -> bool:
    return request.method == "GET" and not wants_page()


def _touch(now: datetime) -> None:
    """Note a use of the session; what a page fetches by itself in the background is no use."""
    if _in_background():
        return
    if abs(now.timestamp() - session["last_seen_at"]) >= TOUCH_SECONDS:
        session["last_seen_at"] = now.timestamp()
