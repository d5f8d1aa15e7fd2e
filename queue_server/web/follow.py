"""Addresses of places in line: made for a ticket, and read again; a wrong one learns nothing."""

import hmac
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlsplit

from flask import Flask, current_app, request

from queue_server.domain.errors import NotFoundError
from queue_server.domain.follow_address import Followed, follow_code, followed_by
from queue_server.operations.line_picture import LinePicture, PlaceView, place_in_line
from queue_server.own_address import is_this_machine, own_address
from queue_server.protocol.messages import TicketInfo
from queue_server.web import rates
from queue_server.web.context import Services, services
from queue_server.web.lines import Lines
from queue_server.web.source import source
from queue_server.web.throttle import Key, Throttle

FOLLOWING = "antre_following"
WRONG_ADDRESSES = 20
"""From one network address in five minutes; the right one is answered all the same, for its neighbours' sake."""
_PURPOSE = b"antre: places in line"


@dataclass(frozen=True, slots=True)
class _Following:
    """What answers the phones.

    Attributes:
        key: signs the addresses, and nothing else.
        wrong: counts wrong addresses; forgotten when the server ends.
    """

    key: bytes
    lines: Lines
    wrong: Throttle = field(default_factory=Throttle)


def install(app: Flask, here: Services) -> None:
    """Derive the key from the server's secret, and prepare the pictures."""
    app.extensions[FOLLOWING] = _Following(
        follow_key(here.secret_key), Lines(here.store, here.feed, here.now, here.monotonic)
    )


def follow_key(secret: bytes) -> bytes:
    """Return what signs the addresses, and nothing else."""
    return hmac.digest(secret, _PURPOSE, "sha256")


def follow_path(key: bytes, followed: Followed) -> str:
    """Return the path of a place in line."""
    return f"/v/{follow_code(key, followed)}"


def follow_address(office_id: int, ticket: TicketInfo) -> str:
    """Return the whole address of a ticket's place in line, as its QR holds it."""
    return phones_origin() + follow_path(_following().key, Followed(office_id, ticket.business_date, ticket.id))


def phones_origin() -> str:
    """Return how addresses for visitors' phones begin: as the settings say, or as the request came.

    A kiosk beside the server comes from this machine to itself, where no phone can follow: phones get the address in
    the network, unless the server listens to this machine alone.
    """
    settings, came = services().settings, urlsplit(request.host_url)
    if settings.public_address:
        return settings.public_address
    host = came.hostname or ""
    if is_this_machine(host) and not is_this_machine(settings.host):
        host = str(own_address() or host)
    scheme, port = ("http", settings.phones_port) if settings.phones_port else (came.scheme, came.port)
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}:{port}" if port else f"{scheme}://{shown}"


def place_behind(code: str) -> tuple[LinePicture, PlaceView]:
    """Return the line and the place in it that an address leads to.

    Raises:
        NotFoundError, TooManyAttemptsError: as `ticket_behind`.
        UnknownTicketError: we signed it, and the database, put back from a copy, knows no such ticket.
        UnavailableError: the database is away.
    """
    followed = ticket_behind(code)
    picture = _following().lines.holding(followed.office_id, followed.ticket_id)
    return picture, place_in_line(picture, followed.ticket_id)


def ticket_behind(code: str) -> Followed:
    """Return the ticket of today that an address leads to.

    Raises:
        NotFoundError: it is forged, torn, or of another day: all the same from outside.
        TooManyAttemptsError: the same, and too many such came from there.
        TooManyRequestsError: more was asked of this place, or wrongly from there, than may.
        UnavailableError: the database is away.
    """
    following = _following()
    followed = followed_by(following.key, code)
    if followed is not None and following.lines.of(followed.office_id).business_date == followed.business_date:
        rates.count_place(f"{followed.office_id}/{followed.ticket_id}")
        return followed
    rates.count_address()
    following.wrong.count((Key(source(), WRONG_ADDRESSES),), services().monotonic())
    raise NotFoundError


def _following() -> _Following:
    return cast("_Following", current_app.extensions[FOLLOWING])
