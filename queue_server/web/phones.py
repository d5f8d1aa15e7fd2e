"""Switching messages to a phone on and off, and the worker that shows them; the signed address is all that is asked.

No cookie is looked at and none is set, so that there is nothing that another site's page could misuse: whoever sends
these requests has to know the address, which stands on the paper.
"""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated, cast

import msgspec
from flask import Blueprint, Flask, Response, current_app, send_from_directory
from msgspec import Meta

from queue_server.domain.errors import InvalidValueError, NotFoundError
from queue_server.domain.follow_address import Followed
from queue_server.domain.push import LONGEST_ENDPOINT
from queue_server.operations.push import NewPhone, subscribe, unsubscribe
from queue_server.push import PostOffice, receiver_of
from queue_server.web import files
from queue_server.web.access import OPEN, allow
from queue_server.web.api.route import decoded
from queue_server.web.context import services
from queue_server.web.follow import place_behind, ticket_behind
from queue_server.web.language import language_of_phone
from queue_server.web.throttle import Key, Throttle

phones = Blueprint("phones", __name__)
SWITCHED = "antre_phones_switched"
WORKER = "visitor-worker.js"
TIMES = 12
"""So often a ticket's phones may be switched in five minutes."""
Endpoint = Annotated[str, Meta(min_length=1, max_length=LONGEST_ENDPOINT)]
Text = Annotated[str, Meta(max_length=200)]


class Keys(msgspec.Struct, frozen=True, kw_only=True):
    """How a browser introduces itself."""

    p256dh: Text
    auth: Text


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What a browser calls a subscription; browsers may tell more than is read here."""

    endpoint: Endpoint
    keys: Keys


class Unwanted(msgspec.Struct, frozen=True, kw_only=True):
    """The phone that is not to be told any more."""

    endpoint: Endpoint


_WANTED, _UNWANTED = msgspec.json.Decoder(Wanted), msgspec.json.Decoder(Unwanted)


@dataclass(frozen=True, slots=True)
class _Switched:
    """How often phones were switched, by ticket; forgotten when the server ends."""

    times: Throttle = field(default_factory=Throttle)


def install(app: Flask) -> None:
    """Begin to count."""
    app.extensions[SWITCHED] = _Switched()


@phones.get("/v/worker.js")
@allow(OPEN)
def worker() -> Response:
    """Send the script that shows messages; from here, since it may tend the pages beside it and no others."""
    answer = send_from_directory(files.OWN, WORKER, mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-store"  # browsers keep workers by themselves, and ask for newer ones
    return answer


@phones.post("/v/<opaque>/push")
@allow(OPEN)
def switch_on(opaque: str) -> Response:
    """Have a phone told when its ticket is called."""
    post, followed = _asked(opaque)
    wanted: Wanted = decoded(_WANTED)
    _check(post, wanted)
    _, view = place_behind(opaque)
    phone = NewPhone(wanted.endpoint, wanted.keys.p256dh, wanted.keys.auth, language_of_phone(), view.ahead)
    services().store.write(subscribe, followed.ticket_id, phone, office_id=followed.office_id)
    return Response(status=HTTPStatus.NO_CONTENT)


@phones.delete("/v/<opaque>/push")
@allow(OPEN)
def switch_off(opaque: str) -> Response:
    """Forget a phone."""
    _, followed = _asked(opaque)
    unwanted: Unwanted = decoded(_UNWANTED)
    services().store.write(unsubscribe, followed.ticket_id, unwanted.endpoint, office_id=followed.office_id)
    return Response(status=HTTPStatus.NO_CONTENT)


def _asked(opaque: str) -> tuple[PostOffice, Followed]:
    """Return what seals messages, and the ticket; refuse where there are none, or phones are switched too often."""
    followed, post = ticket_behind(opaque), services().post
    if post is None:
        raise NotFoundError
    switched = cast("_Switched", current_app.extensions[SWITCHED])
    key = Key(f"{followed.office_id}/{followed.ticket_id}", TIMES)
    switched.times.count((key,), services().monotonic())
    return post, followed


def _check(post: PostOffice, wanted: Wanted) -> None:
    if not post.takes(wanted.endpoint):
        raise InvalidValueError(field="endpoint", problem="push_service")
    try:
        receiver_of(wanted.keys.p256dh, wanted.keys.auth)
    except ValueError as error:
        raise InvalidValueError(field="keys", problem="push_keys") from error
