"""A server is announced and found by real mDNS on the loopback interface, and what it says is only shown.

Others may be announced there at the same time: what is looked for is among what is found.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest

from queue_server.discovery import Announced, Announcement, Found, find_servers, own_addresses, told_servers

HERE = ["127.0.0.1"]
FINGERPRINT = ":".join(["AB"] * 32)
T = TypeVar("T")


def looked(look: Callable[..., T], *how: object) -> T:
    """Look as a command does: in a thread without an event loop, which a browser leaves in that of the tests."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(look, *how).result()


def test_a_server_is_found_while_it_is_announced() -> None:
    announcement = Announcement(Announced("Kantor Uji", 8443, True, FINGERPRINT), lambda: tuple(HERE))
    announcement.start()
    try:
        found = looked(find_servers, 3.0, HERE)
    finally:
        announcement.stop()
    told = Found("Kantor Uji", "https://127.0.0.1:8443", FINGERPRINT)
    assert told in found
    assert told not in looked(find_servers, 0.5, HERE)


def test_a_network_that_comes_later_is_told_then() -> None:
    places: list[tuple[str, ...]] = [()]
    asked = threading.Event()

    def addresses() -> tuple[str, ...]:
        asked.set()
        return places[0]

    announcement = Announcement(Announced("Kantor Uji", 8080, False, ""), addresses, look_seconds=0.1)
    announcement.start()
    try:
        assert asked.wait(5)
        places[0] = tuple(HERE)
        found = looked(find_servers, 3.0, HERE)
    finally:
        announcement.stop()
    assert Found("Kantor Uji", "http://127.0.0.1:8080", "") in found


def test_what_a_stranger_says_is_shown_as_plain_letters() -> None:
    announcement = Announcement(Announced("Kantor\x1b[2J palsu", 8080, False, ""), lambda: tuple(HERE))
    announcement.start()
    try:
        told = "\n".join(looked(told_servers, HERE))
    finally:
        announcement.stop()
    assert "\x1b" not in told
    assert "http://127.0.0.1:8080  Kantor[2J palsu" in told
    assert "compare the fingerprint" in told


def test_a_network_that_cannot_be_told_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    asked = threading.Semaphore(0)

    def addresses() -> tuple[str, ...]:
        asked.release()
        raise OSError("the kernel tells no addresses")

    announcement = Announcement(Announced("", 8080, False, ""), addresses, look_seconds=0.05)
    announcement.start()
    for _ in range(3):
        assert asked.acquire(timeout=5)
    announcement.stop()
    assert caplog.text.count("cannot be found by mDNS") == 1


def test_the_machine_itself_is_no_network() -> None:
    assert "127.0.0.1" not in own_addresses()
