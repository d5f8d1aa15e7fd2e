"""A row of the API's table, and the view that is made from it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from flask import Response, request

from queue_server.domain.actor import Actor
from queue_server.domain.errors import UnsupportedMediaTypeError
from queue_server.operations.views import KnownDevice
from queue_server.protocol.codes import RefusalCode
from queue_server.protocol.messages import Answer, Request
from queue_server.storage.store import Store
from queue_server.web import auth
from queue_server.web.access import OPEN, Access, allow
from queue_server.web.context import Services, services
from queue_server.web.problems import explain

JSON = "application/json"
View = Callable[..., Response]


@dataclass(frozen=True, slots=True)
class Ask:
    """A device's request, as a handler needs to know it."""

    services: Services
    device: KnownDevice
    now: datetime

    @property
    def store(self) -> Store:
        return self.services.store

    @property
    def office_id(self) -> int:
        return self.device.office_id

    @property
    def actor(self) -> Actor:
        return Actor.device(self.device.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRoute:
    """One route: what the application registers and the OpenAPI document describes.

    Attributes:
        path: below ``/api/v1``, in Flask's notation.
        handler: takes an ``Ask``, the body if there is one, and the parts of the path; of an open route the body alone.
        body: type of the request's body.
        query: optional query parameters, each with what it means.
        refusals: the codes that this route adds to those that any route may answer.
    """

    name: str
    method: str
    path: str
    handler: Callable[..., Any]
    access: Access
    summary: str
    answer: type[msgspec.Struct] | None = None
    body: type[Request] | None = None
    query: tuple[tuple[str, str], ...] = ()
    refusals: tuple[RefusalCode, ...] = ()

    def parameters(self) -> tuple[tuple[str, type], ...]:
        """Name the parts of the path with their types."""
        found = re.findall(r"<(?:(\w+):)?(\w+)>", self.path)
        return tuple((name, int if converter == "int" else str) for converter, name in found)


def view_of(route: ApiRoute) -> View:
    """Make the view of a route that answers a typed message to a device; an open one is answered to anybody."""
    view = _open_view(route) if route.access.open else _writing_view(route) if route.body else _reading_view(route)
    view.__name__ = route.name
    return allow(OPEN)(view) if route.access.open else allow(*route.access.devices)(view)


def _open_view(route: ApiRoute) -> View:
    """Make the view for who is not known yet: its handler takes the body alone."""
    decoder = msgspec.json.Decoder(route.body)

    def view() -> Response:
        return encoded(route.handler(decoded(decoder)))

    return view


def _reading_view(route: ApiRoute) -> View:
    def view(**path: Any) -> Response:
        return encoded(route.handler(_ask(), **path))

    return view


def _writing_view(route: ApiRoute) -> View:
    decoder = msgspec.json.Decoder(route.body)

    def view(**path: Any) -> Response:
        return encoded(route.handler(_ask(), decoded(decoder), **path))

    return view


def _ask() -> Ask:
    here = services()
    return Ask(here, auth.current_device(), here.now())


def decoded(decoder: "msgspec.json.Decoder[Any]") -> Any:
    """Decode the body of the present request.

    Raises:
        UnsupportedMediaTypeError: it is not sent as JSON.
        MalformedError: it is no JSON, has an unknown field, or a value of the wrong kind.
    """
    if request.mimetype != JSON:
        raise UnsupportedMediaTypeError(expected=JSON)
    try:
        return decoder.decode(request.get_data(cache=False))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise explain(error) from error


def encoded(answer: Answer) -> Response:
    """Encode an answer."""
    return Response(msgspec.json.encode(answer), mimetype=JSON)
