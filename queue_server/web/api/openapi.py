"""The OpenAPI 3.1 document, made from the table of routes and the message types."""

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from queue_server.protocol.codes import RefusalCode as Code
from queue_server.protocol.events import SubjectEvent, TicketEvent, VisitEvent
from queue_server.protocol.messages import RefusalAnswer
from queue_server.web.api.route import JSON, ApiRoute
from queue_server.web.refusals import MEANINGS

VERSION = "1"
# who is not known, or writes, may come too fast
_ANYBODY = (Code.TOO_MANY_REQUESTS, Code.INTERNAL, Code.UNAVAILABLE, Code.CANNOT_STORE)
_ANY_DEVICE = (Code.NOT_SIGNED_IN, Code.FORBIDDEN, *_ANYBODY)
_ANY_BODY = (Code.MALFORMED, Code.TOO_LARGE, Code.UNSUPPORTED_MEDIA_TYPE, Code.INVALID_VALUE)
_QUERY_SCHEMAS = {"after": {"type": "integer", "minimum": 0}, "date": {"type": "string", "format": "date"}}
_PAYLOADS = (TicketEvent, VisitEvent, SubjectEvent)


def encode(routes: Iterable[ApiRoute], prefix: str) -> bytes:
    """Return the document as JSON."""
    return msgspec.json.encode(describe(tuple(routes), prefix))


def describe(routes: tuple[ApiRoute, ...], prefix: str) -> dict[str, Any]:
    """Build the document."""
    types = _types_of(routes)
    schemas, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    schema_of = dict(zip(types, schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        path = prefix + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route.path)
        paths.setdefault(path, {})[route.method.lower()] = _operation(route, schema_of)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Antre",
            "version": VERSION,
            "description": "The queue server's interface for kiosks, displays, call terminals and integrators.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "security": [{"deviceToken": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"deviceToken": {"type": "http", "scheme": "bearer"}},
        },
    }


def _types_of(routes: Iterable[ApiRoute]) -> tuple[type[msgspec.Struct], ...]:
    used = [kind for route in routes for kind in (route.body, route.answer) if kind is not None]
    return tuple(dict.fromkeys((*used, *_PAYLOADS, RefusalAnswer)))


def _operation(route: ApiRoute, schema_of: dict[Any, dict[str, Any]]) -> dict[str, Any]:
    roles = ", ".join(sorted(role.value for role in route.access.devices))
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "description": "Anybody, without a token." if route.access.open else f"Roles: {roles}.",
        "responses": {"200": _success(route, schema_of)} | _refusals(route, schema_of[RefusalAnswer]),
    }
    if route.access.open:
        operation["security"] = []
    if parameters := _parameters(route):
        operation["parameters"] = parameters
    if route.body:
        operation["requestBody"] = {"required": True, "content": {JSON: {"schema": schema_of[route.body]}}}
    return operation


def _parameters(route: ApiRoute) -> list[dict[str, Any]]:
    names = {int: "integer", str: "string"}
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": names[kind]}}
        for name, kind in route.parameters()
    ]
    in_query = [
        {"name": name, "in": "query", "description": meaning, "schema": _QUERY_SCHEMAS[name]}
        for name, meaning in route.query
    ]
    return in_path + in_query


def _success(route: ApiRoute, schema_of: dict[Any, dict[str, Any]]) -> dict[str, Any]:
    if route.answer is None:
        return {"description": "A stream of events.", "content": {"text/event-stream": {"schema": {"type": "string"}}}}
    return {"description": "The answer.", "content": {JSON: {"schema": schema_of[route.answer]}}}


def _refusals(route: ApiRoute, schema: dict[str, Any]) -> dict[str, Any]:
    """Describe the refusals of a route by status, since several codes may share one."""
    body = _ANY_BODY if route.body else (Code.MALFORMED,) if route.query else ()
    # a whole number that no database holds is refused wherever one may stand
    numbers = (Code.INVALID_VALUE,) if int in (kind for _, kind in route.parameters()) else ()
    by_status: dict[str, list[str]] = {}
    anywhere = _ANYBODY if route.access.open else _ANY_DEVICE
    for code in dict.fromkeys((*anywhere, *body, *numbers, *route.refusals)):
        by_status.setdefault(str(MEANINGS[code].status.value), []).append(code.value)
    return {
        status: {"description": "Refused: " + ", ".join(codes) + ".", "content": {JSON: {"schema": schema}}}
        for status, codes in sorted(by_status.items())
    }
