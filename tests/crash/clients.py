"""Kiosks and call terminals that send a request again, with its nonce, until they are told what became of it."""

import http.client
import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.api_client import TIMEOUT_SECONDS, ApiClient, Reply, check_in_body, new_nonce
from tests.support.premises import Premises

WARM_CELSIUS = 38.2
WARM_SHARE = 0.05
AT_A_COUNTER = (
    *("call-next",) * 4,
    *("start",) * 3,
    *("complete",) * 2,
    "recall",
    "park",
    "resume",
    "no-show",
    "reinstate",
    "next-stage",
    "transfer",
    "undo",
)
NAMES_A_TICKET = frozenset({"resume", "reinstate"})
CUT = (OSError, http.client.HTTPException, ValueError)
"""What a request meets when the server dies under it: a refused or reset connection, half an answer."""


@dataclass(frozen=True)
class Told:
    """What a client was told, once the server had answered.

    Attributes:
        action: ``check-in``, or the name of the counter's action.
        again: whether the answer came only after the request had been sent more than once.
        nonce: of the request.
    """

    action: str
    reply: Reply
    again: bool = False
    nonce: str = ""


@dataclass
class Client:
    """One device in a thread of its own; what it asked and was not told of is kept, as on a device's disk.

    Args:
        wish: returns the next request: action, path and body.
        patience_seconds: after which it takes the answer for lost.
    """

    token: str
    wish: Callable[[random.Random], tuple[str, str, Mapping[str, Any]]]
    chance: random.Random
    told: list[Told] = field(default_factory=list)
    patience_seconds: float = TIMEOUT_SECONDS
    _open: tuple[str, str, Mapping[str, Any]] | None = None
    _tries: int = 0

    def work(self, url: str, enough: threading.Event, pause_seconds: float) -> None:
        """Go on until it is enough or the server is gone."""
        api = ApiClient(url, self.token, self.patience_seconds)
        try:
            while not enough.is_set():
                self.ask(api)
                enough.wait(self.chance.uniform(0, 2 * pause_seconds))
        except CUT:
            pass
        finally:
            api.close()

    def settle(self, url: str) -> None:
        """Get the answer that is still open from a server that lives."""
        api = ApiClient(url, self.token)
        try:
            if self._open is not None:
                self.ask(api)
        finally:
            api.close()

    def ask(self, api: ApiClient) -> None:
        """Send the open request, or the next one, and keep what was told."""
        if self._open is None:
            self._open, self._tries = self.wish(self.chance), 0
        action, path, body = self._open
        self._tries += 1
        reply = api.post(path, body)
        self.told.append(Told(action, reply, self._tries > 1, body["nonce"]))
        self._open = None


def kiosk(premises: Premises, chance: random.Random) -> Client:
    """Return a kiosk at which a visitor arrives whenever it is free; some of them are warm."""

    def visitor(dice: random.Random) -> tuple[str, str, Mapping[str, Any]]:
        celsius = WARM_CELSIUS if dice.random() < WARM_SHARE else 36.4
        return "check-in", "/check-ins", check_in_body(premises.service_id, celsius=celsius)

    return Client(premises.tokens["kiosk"], visitor, chance)


class Terminal:
    """What an officer presses at one counter: mostly what is sensible, sometimes anything."""

    def __init__(self, premises: Premises, counter_id: int) -> None:
        self._premises, self._counter_id = premises, counter_id
        self._told: list[Told] = []

    def client(self, chance: random.Random) -> Client:
        """Return the device of this counter."""
        made = Client(self._premises.tokens["counter"], self._press, chance)
        self._told = made.told
        return made

    def _press(self, dice: random.Random) -> tuple[str, str, Mapping[str, Any]]:
        action = dice.choice(AT_A_COUNTER)
        body: dict[str, Any] = {"nonce": new_nonce()}
        if action in NAMES_A_TICKET:
            body["ticket_id"] = self._last({"resume": "parked", "reinstate": "no_show"}[action])
        elif action == "transfer":
            body["service_id"] = self._premises.service_id
        elif action == "complete":
            body["outcome"] = "done"
        return action, f"/counters/{self._counter_id}/{action}", body

    def _last(self, state: str) -> int:
        """Return the ticket that this counter last brought into a state; 1 where there is none."""
        found = (one.reply.body["ticket_id"] for one in reversed(self._told) if one.reply.body.get("state") == state)
        return int(next(found, 1))
