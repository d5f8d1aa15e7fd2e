"""Every operation of the OpenAPI document, asked by everybody: no error of the server, and answers as described."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import schemathesis
from flask import Flask
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from queue_server.protocol.words import DeviceRole, StaffRole
from tests.fuzz.drawing import try_all
from tests.fuzz.house import open_house
from tests.web.house import API, House, token
from tests.web.roles import EVERYBODY, Role, addresses, client_of

Operation = APIOperation[Any, Any, Any, Any]
Request = Case[Any]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ENDLESS = "stream"
"""The operation whose answer never ends; it is asked by `begin_stream`."""
STREAM_ANSWERS = frozenset({200, 400, 401, 403, 503})
CURSOR = st.integers().map(str) | st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12)
WRONG_SHARE = 3
"""One in so many requests is made to be wrong."""


def run(folder: Path, examples: int, seed: int) -> int:
    """Ask everything as everybody; return how many requests were sent."""
    with open_house(folder) as house:
        return ask_everything(house, examples, seed)


def ask_everything(house: House, examples: int, seed: int) -> int:
    """Ask as `run` does at an office that is given.

    Args:
        house: the office.
        examples: of each operation; everybody asks each of them, whether they may or not.
        seed: of the requests.
    """
    known = addresses(house)
    headers = [headers_of(house, role) for role in EVERYBODY]

    def ask(case: Request) -> None:
        for one in headers:
            case.call_and_validate(headers=one, checks=CHECKS)

    everything = list(operations(house.app))
    random.Random(seed).shuffle(everything)
    for operation in everything:
        try_all(ask, requests(operation, known), examples, seed, shrink=False)
    begin = st.tuples(st.sampled_from(headers), CURSOR, CURSOR)
    try_all(lambda drawn: begin_stream(house, *drawn), begin, examples, seed)
    return (len(everything) * len(headers) + 1) * examples


def begin_stream(house: House, headers: dict[str, str], after: str, last_event_id: str) -> None:
    """Begin an endless answer at any cursor, and leave."""
    own = headers | {"Last-Event-ID": last_event_id}
    answer = house.app.test_client().get(f"{API}/stream", query_string={"after": after}, headers=own, buffered=False)
    assert answer.status_code in STREAM_ANSWERS, answer.status_code
    answer.close()


def operations(app: Flask) -> Iterator[Operation]:
    """Yield the operations whose answers end."""
    schema = schemathesis.openapi.from_wsgi(f"{API}/openapi.json", app)
    for found in schema.get_all_operations():
        operation: Operation = found.ok()  # type: ignore[union-attr] # a document that is wrong raises here
        if operation.definition.raw["operationId"] != ENDLESS:
            yield operation


def requests(operation: Operation, known: dict[str, str]) -> st.SearchStrategy[Request]:
    """Return requests that fit the document, and some that do not; many of them name something that exists."""
    fitting = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    wrong = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    drawn = st.integers(1, WRONG_SHARE).flatmap(lambda dice: wrong if dice == WRONG_SHARE else fitting)

    def named(case: Request, real: bool) -> Request:
        if real and case.path_parameters:
            case.path_parameters = {name: known.get(name, value) for name, value in case.path_parameters.items()}
        if real and isinstance(case.body, dict):
            case.body = {
                name: int(known[name]) if name in ("service_id", "ticket_id") else value
                for name, value in case.body.items()
            }
        return case

    return st.builds(named, drawn, st.booleans())


def headers_of(house: House, role: Role) -> dict[str, str]:
    """Return what shows who asks."""
    if isinstance(role, DeviceRole):
        return {"Authorization": f"Bearer {token(role)}"}
    if isinstance(role, StaffRole):
        name = house.app.config["SESSION_COOKIE_NAME"]
        cookie = client_of(house, role).get_cookie(name)
        assert cookie is not None, "the sign-in left no session"
        return {"Cookie": f"{name}={cookie.value}"}
    return {}
