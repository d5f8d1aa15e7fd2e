"""How a device that nobody knows yet becomes one of the office."""

from dataclasses import dataclass, field
from typing import cast

from flask import Flask, current_app

from queue_server.domain.errors import PairingCodeError
from queue_server.operations import pairing
from queue_server.protocol.codes import RefusalCode as Code
from queue_server.protocol.pairing import PairAnswer, PairRequest
from queue_server.tokens import pairing_key
from queue_server.web.access import OPEN
from queue_server.web.api.route import ApiRoute
from queue_server.web.context import services
from queue_server.web.source import source
from queue_server.web.throttle import Key, Throttle

TRIES = "antre_pairing_tries"
WRONG_FROM_ADDRESS = 10
"""Wrong codes from one address in five minutes."""
WRONG_OVER_ALL = 60
"""Wrong codes in five minutes from everywhere: whoever guesses at one open code needs some 87,000 years on average."""


@dataclass(frozen=True, slots=True)
class _Tries:
    """The wrong codes of the last minutes; forgotten when the server ends. By code they are counted in the database."""

    wrong: Throttle = field(default_factory=Throttle)


def install(app: Flask) -> None:
    """Begin to count."""
    app.extensions[TRIES] = _Tries()


def pair(body: PairRequest) -> PairAnswer:
    """Let a device in.

    Raises:
        PairingCodeError: the code is wrong, used, ended or was tried too often.
        TooManyAttemptsError: too many wrong codes came from there, or at all.
    """
    here, wrong = services(), cast("_Tries", current_app.extensions[TRIES]).wrong
    keys = (Key(f"from {source()}", WRONG_FROM_ADDRESS), Key("all", WRONG_OVER_ALL))
    wrong.count(keys, here.monotonic())
    counts = False
    try:
        answer = here.store.write(pairing.pair, body, key=pairing_key(here.secret_key), now=here.now())
        counts = answer is None
    finally:
        if not counts:
            wrong.take_back(keys)
    if answer is None:
        raise PairingCodeError
    return answer


ROUTES: tuple[ApiRoute, ...] = (
    ApiRoute(
        name="pair",
        method="POST",
        path="/pairings",
        handler=pair,
        access=OPEN,
        body=PairRequest,
        answer=PairAnswer,
        refusals=(Code.PAIRING_CODE, Code.TOO_MANY_ATTEMPTS, Code.DUPLICATE_NAME),
        summary="A device that is not known yet shows a code and the token that it made; asked again, the same answer.",
    ),
)
