"""Server-Sent Events: ``/api/v1/stream`` for devices, ``/staff/stream`` for signed-in staff."""

import logging
import threading
from collections.abc import Callable, Iterator
from typing import cast

from flask import Blueprint, Flask, Response, current_app, request

from queue_server.domain.errors import MalformedError, TooManyStreamsError, UnavailableError
from queue_server.feed import Feed, Listener
from queue_server.operations.accounts import account_by_id
from queue_server.operations.views import KnownDevice, SignedInAccount
from queue_server.protocol import sse
from queue_server.protocol.events import DEVICE_TOPICS, STAFF_TOPICS
from queue_server.protocol.words import DeviceRole, StaffRole, Topic
from queue_server.web import access, auth
from queue_server.web.auth import GATE, Gate
from queue_server.web.context import Services, services
from queue_server.web.device_tokens import KEEP_SECONDS

PLACES = "antre_stream_places"
LOOK_SECONDS = 1.0
"""How often a stream looks whether its client is still there."""
RETRY = b"retry: 2000\n\n"
log = logging.getLogger(__name__)

Check = Callable[[], bool]
staff_stream = Blueprint("staff_stream", __name__)


class StreamPlaces:
    """The cap on open streams: each holds a thread of the server."""

    def __init__(self, places: int) -> None:
        self.places = places
        self.taken = 0
        self._lock = threading.Lock()

    def take(self) -> None:
        """Take a place.

        Raises:
            TooManyStreamsError: none is free; the client polls instead.
        """
        with self._lock:
            if self.taken >= self.places:
                raise TooManyStreamsError
            self.taken += 1

    def give_back(self) -> None:
        with self._lock:
            self.taken -= 1


def install(app: Flask, here: Services) -> None:
    """Prepare the places and the stream of the staff."""
    app.extensions[PLACES] = StreamPlaces(here.settings.streams)
    app.register_blueprint(staff_stream)


@staff_stream.get("/staff/stream")
@access.allow(*access.ALL_STAFF)
def staff_events() -> Response:
    """Stream what the roles of the signed-in account may hear."""
    account = auth.current_account()
    return _respond(staff_listener(account), _still_signed_in(account))


def device_events() -> Response:
    """Stream what the role of the device may hear."""
    device = auth.current_device()
    return _respond(device_listener(device), _still_known(device))


def staff_listener(account: SignedInAccount) -> Listener:
    """Return what an account hears: the topics of all its roles."""
    topics: frozenset[Topic] = frozenset().union(*(STAFF_TOPICS[StaffRole(role)] for role in account.roles))
    return Listener(account.office_id, topics)


def device_listener(device: KnownDevice) -> Listener:
    """Return what a device hears."""
    return Listener(device.office_id, DEVICE_TOPICS[DeviceRole(device.role)], device.id)


def cursor_of_request() -> int | None:
    """Return where the client wants to go on: ``Last-Event-ID``, else ``after``, else ``None``.

    Raises:
        MalformedError: it is no whole number of 0 or more.
    """
    text = request.headers.get("Last-Event-ID") or request.args.get("after")
    if text is None or text == "":
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise MalformedError(problem="unusable_field", field="after")
    return int(text)


def _respond(listener: Listener, allowed: Check) -> Response:
    here = services()
    last = here.feed.last_seq(listener.office_id)
    wanted = cursor_of_request()
    cursor = last if wanted is None else min(wanted, last)
    gone = cast("Check", request.environ.get("waitress.client_disconnected", lambda: False))
    keep_on = _every(KEEP_SECONDS, allowed, here.monotonic)
    places = cast("StreamPlaces", current_app.extensions[PLACES])
    body = frames(
        here.feed,
        listener,
        cursor,
        lambda: not gone() and keep_on(),
        heartbeat_seconds=here.settings.stream_heartbeat_seconds,
        monotonic=here.monotonic,
    )
    response = Response(body, mimetype="text/event-stream", headers={"X-Accel-Buffering": "no"})
    places.take()
    response.call_on_close(places.give_back)
    return response


def frames(
    feed: Feed,
    listener: Listener,
    cursor: int,
    keep_on: Check,
    *,
    heartbeat_seconds: float,
    monotonic: Callable[[], float],
) -> Iterator[bytes]:
    """Yield frames until the client leaves, may no longer listen, the feed closes or the database is away.

    A stream that ends for want of the database says more than one that beats and tells nothing: its client comes back.
    """
    yield RETRY
    spoke_at = monotonic()
    try:
        while not feed.closed and keep_on():
            events = feed.after(listener.office_id, cursor)
            cursor = events[-1].seq if events else cursor
            heard = b"".join(event.frame for event in events if listener.hears(event.stored))
            if not heard and monotonic() - spoke_at >= heartbeat_seconds:
                heard = sse.HEARTBEAT
            if heard:
                yield heard
                spoke_at = monotonic()
            elif not events:
                feed.wait(listener.office_id, cursor, min(LOOK_SECONDS, heartbeat_seconds))
    except UnavailableError as error:
        log.warning("a stream ends: %s", error)


def _every(seconds: float, check: Check, monotonic: Callable[[], float]) -> Check:
    """Make a check that asks the database at most once in a while."""
    asked_at = monotonic()

    def ask() -> bool:
        nonlocal asked_at
        if monotonic() - asked_at < seconds:
            return True
        asked_at = monotonic()
        return check()

    return ask


def _still_known(device: KnownDevice) -> Check:
    gate = cast("Gate", current_app.extensions[GATE])
    token = auth.token_of_request()
    return lambda: gate.tokens.find(token) == device


def _still_signed_in(account: SignedInAccount) -> Check:
    """End at the session's end: a page in use has a newer cookie by then and comes back at once.

    By both clocks: one that began while the clock of the wall was years ahead ends as well.
    """
    here, ends_at, ended = services(), auth.session_ends_at(), auth.session_ended()
    ends_at_seconds = here.monotonic() + (ends_at - here.now()).total_seconds()

    def check() -> bool:
        known = here.store.read(account_by_id, account.id)
        lasts = here.now() < ends_at and here.monotonic() < ends_at_seconds
        return lasts and _same_rights(known, account) and not ended()

    return check


def _same_rights(known: SignedInAccount | None, account: SignedInAccount) -> bool:
    if known is None or not known.active:
        return False
    return (known.session_epoch, known.roles) == (account.session_epoch, account.roles)
