"""Who may read the metrics: whoever has the token that was made for them."""

import hmac
from typing import cast

from flask import Flask, current_app

from queue_server.domain.errors import NotSignedInError
from queue_server.web.context import services
from queue_server.web.source import source
from queue_server.web.throttle import Key, Throttle

WRONG_TOKENS = 20
"""From one network address in five minutes; the right one is answered all the same."""
_THROTTLE = "antre_monitor"


def install(app: Flask) -> None:
    """Begin to count wrong tokens."""
    app.extensions[_THROTTLE] = Throttle()


def admit(token: str) -> None:
    """Let who has the token pass.

    Raises:
        NotSignedInError: it is wrong, or nobody may read the metrics.
        TooManyAttemptsError: the same, and many wrong ones came from there.
    """
    wanted = services().monitoring.token
    if wanted and hmac.compare_digest(token.encode(), wanted):
        return
    throttle = cast("Throttle", current_app.extensions[_THROTTLE])
    if token:
        throttle.count((Key(source(), WRONG_TOKENS),), services().monotonic())
    raise NotSignedInError
