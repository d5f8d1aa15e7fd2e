"""A real display in a process of its own, and what its picture says otherwise than the server."""

import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import msgspec

from display.picture import Picture
from display.sentences import counter_label
from queue_server.protocol.board import BoardSnapshot
from tests.support.api_client import ApiClient
from tests.support.premises import Premises
from tests.support.processes import PageProcess

LOOK_SECONDS = 0.02
BESIDE_A_COUNTER = frozenset({"waiting", "parked", "no_show", "cancelled"})
"""States of a ticket that no wall may show: nobody is to go to a counter with it."""


class DisplayWall:
    """A display process and its picture."""

    def __init__(self, folder: Path, url: str, premises: Premises, module: str = "display") -> None:
        """Start the display; another module to see that a wrong one is found."""
        folder.mkdir()
        variables = {
            "SERVER_URL": url,
            "TOKEN_FILE": str(premises.token_file("display")),
            "DATA_DIR": str(folder),
            "PORT": "0",
            "SPEAKER_DRIVER": "simulated",
            "VOICE_ESPEAK_PROGRAM": "",
        }
        own = {f"ANTRE_DISPLAY_{name}": value for name, value in variables.items()}
        self._display = PageProcess((module,), folder / "display.log", own)

    def end(self) -> None:
        """End the display."""
        self._display.end()

    def picture(self) -> Picture | None:
        """Read what stands on the wall; ``None`` before the first picture."""
        with urllib.request.urlopen(f"{self._display.url}/state", timeout=5) as answer:
            received: bytes = answer.read()
        return msgspec.json.decode(received, type=Picture) if received else None

    def wrong(self, truth: BoardSnapshot, states: dict[str, str]) -> list[str]:
        """Tell what is wrong with the wall now."""
        picture = self.picture()
        return ["there is no picture"] if picture is None else differences(picture, truth, states)


def read_board(url: str, token: str) -> BoardSnapshot:
    """Ask the server itself, past the bad network, what should stand on the wall."""
    client = ApiClient(url, token)
    try:
        return msgspec.convert(client.get("/board").body, BoardSnapshot)
    finally:
        client.close()


def differences(picture: Picture, truth: BoardSnapshot, states: dict[str, str]) -> list[str]:
    """Compare a picture with the server's. Pure.

    Args:
        picture: of the wall, which leaves out what does not fit.
        truth: of the server.
        states: of each number on the server's disk; the wall shows some for a while after they were served.
    """
    if picture.stale or picture.open != (truth.business_date is not None):
        return ["the picture is stale" if picture.stale else "open and closed are mixed up"]
    shown = {call.number: call for call in (*picture.current, *picture.recent)}
    found = []
    for call in truth.calls:
        there = shown.get(call.number)
        told = None if there is None else (there.counter, there.attempt, there.serving)
        wanted = (counter_label(call.counter_name), call.attempt, call.serving)
        if told != wanted:
            found.append(f"{call.number} should be {wanted} and is {told}")
    found += [f"{one} stands there and is {states[one]}" for one in shown if states.get(one) in BESIDE_A_COUNTER]
    found += [
        f"{truth.waiting.get(str(one.id), 0)} wait for service {one.id}, not {one.waiting}"
        for one in picture.services
        if one.waiting != truth.waiting.get(str(one.id), 0)
    ]
    return found


def seconds_until_right(
    wall: DisplayWall, truth: Callable[[], tuple[BoardSnapshot, dict[str, str]]], since: float, most_seconds: float
) -> tuple[float, list[str]]:
    """Wait until the wall shows what it should.

    Args:
        wall: the display.
        truth: reads what it should show, and the states (`differences`); a kiosk may still deliver visitors.
        since: when the network came back, on the monotonic clock.
        most_seconds: after which waiting ends.

    Returns:
        The time since then, and what is still wrong after the longest time.
    """
    while (wrong := wall.wrong(*truth())) and time.monotonic() - since < most_seconds:
        time.sleep(LOOK_SECONDS)
    return time.monotonic() - since, wrong
