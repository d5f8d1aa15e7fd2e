"""A scanner at the kiosk: its digits choose nothing, its code is looked up; people's keys work as before."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from queue_server.protocol.bookings import BookingInfo
from tests.browser.test_kiosk_screen import (
    NO_SCREENING,
    OpenKiosk,
    open_kiosk,
    script,
    server,
    start_kiosk,
    token_file,
)
from tests.kiosk.scripted_office import ISSUED_AT, office_info
from tests.kiosk.scripted_server import Script, wait_until

__all__ = ["open_kiosk", "script", "server", "start_kiosk", "token_file"]

SLOW = {"scanner": {"max_gap_ms": 1000}}
RULES = {
    "prefix": "",
    "suffix": "Enter",
    "min_length": 4,
    "max_length": 10,
    "charset": "alphanumeric",
    "max_gap_ms": 50,
}
ASK = """async ([keys, rules]) => {
  const { REST, settle, take } = await import("/static/scanner.js");
  let held = REST; const given = [];
  for (const [key, at] of keys) {
    const taken = take(held, key, at, rules);
    held = taken.held;
    given.push(taken.given);
  }
  if (held.text) given.push(settle(held, rules));
  return given.filter((one) => Object.keys(one).length);
}"""


def burst(text: str, *, gap_ms: int = 10, end: str = "Enter") -> list[list[object]]:
    keys = [*text, end] if end else list(text)
    return [[key, 1000 + nth * gap_ms] for nth, key in enumerate(keys)]


@pytest.fixture
def booked(script: Script) -> BookingInfo:
    slot_at = ISSUED_AT + timedelta(minutes=30)
    names = {"id": "Paspor baru", "en": "New passport"}
    info = BookingInfo(code="12345678", service_id=1, service_names=names, slot_at=slot_at, party_size=1)
    script.office = office_info(temperature=NO_SCREENING)
    return info


CASES: list[tuple[str, list[list[object]], dict[str, Any], list[dict[str, str]]]] = [
    ("a code", burst("AB-1234"), {}, [{"code": "AB-1234"}]),
    ("one key of a person", [["3", 0]], {}, [{"key": "3"}]),
    ("slow keys of a person", [["1", 0], ["2", 51], ["3", 102]], {}, [{"key": "1"}, {"key": "2"}, {"key": "3"}]),
    ("too slow at the end", [["1", 0], ["2", 10], ["Enter", 61]], {}, []),
    ("shift between letters", [["A", 0], ["Shift", 5], *burst("B12")[:3]], {"max_gap_ms": 2000}, []),
    ("too short", burst("123"), {}, []),
    ("too long", burst("12345678901"), {}, []),
    ("foreign letters", burst("AB;1234"), {}, []),
    ("digits only", burst("AB1234"), {"charset": "digits"}, []),
    ("with its prefix", burst("~AB1234"), {"prefix": "~"}, [{"code": "AB1234"}]),
    ("without its prefix", burst("AB1234"), {"prefix": "~"}, []),
    ("no end key", burst("AB1234", end=""), {"suffix": ""}, [{"code": "AB1234"}]),
    ("an end that never comes", burst("AB1234", end=""), {}, []),
    ("tab as the end", burst("AB1234", end="Tab"), {"suffix": "Tab"}, [{"code": "AB1234"}]),
    ("Enter alone", [["Enter", 0]], {}, []),
]


def test_keys_are_told_apart(open_kiosk: OpenKiosk) -> None:
    _, page = open_kiosk("kiosk")
    for name, keys, changes, expected in CASES:
        assert page.evaluate(ASK, [keys, RULES | changes]) == expected, name


def test_a_scanned_code_is_looked_up_and_presses_no_tile(
    open_kiosk: OpenKiosk, script: Script, booked: BookingInfo
) -> None:
    script.booking = booked
    _, page = open_kiosk("kiosk", **SLOW)
    expect(page.get_by_role("button", name="Paspor baru")).to_be_visible()
    page.keyboard.type("12345678")
    page.keyboard.press("Enter")
    wait_until(lambda: bool(script.check_ins))
    assert [request.booking_code for request in script.check_ins] == ["12345678"]


def test_a_persons_digit_still_chooses_a_tile(open_kiosk: OpenKiosk, booked: BookingInfo, script: Script) -> None:
    _, page = open_kiosk("kiosk")
    expect(page.get_by_role("button", name="Paspor baru")).to_be_visible()
    page.keyboard.press("1")
    wait_until(lambda: bool(script.check_ins))
    assert [(request.service_id, request.booking_code) for request in script.check_ins] == [(1, None)]
