"""Run in the guest, after the installer: server, kiosk and display start as their units say, and a visitor checks in.

Standard library only. Sensor and printer are simulated by the settings that an administrator would use for it.
"""

import http.client
import json
import shutil
import sys
import time
from collections.abc import Iterator
from typing import Any

from tests.arm64.units import Unit, UnitError

SERVER, KIOSK, DISPLAY = ("127.0.0.1", 8080), ("127.0.0.1", 8081), ("127.0.0.1", 8082)
PICTURES = "/var/lib/antre/kiosk/tickets"
SIMULATED = {
    "ANTRE_KIOSK_THERMOMETER_DRIVER": "simulated",
    "ANTRE_KIOSK_PRINTER_DRIVER": "simulated",
    "ANTRE_KIOSK_PRINTER_FOLDER": PICTURES,
}
VISIT_SECONDS = 90.0
ONLINE_SECONDS = 60.0

Address = tuple[str, int]


class OfficeError(Exception):
    """Something answered otherwise than it should."""


def ask(address: Address, path: str, body: Any = None) -> tuple[int, str, bytes]:
    """Send one request; return the status, the kind of content and the content."""
    connection = http.client.HTTPConnection(*address, timeout=30)
    try:
        if body is None:
            connection.request("GET", path)
        else:
            origin = f"http://{address[0]}:{address[1]}"
            headers = {"Content-Type": "application/json", "Origin": origin}
            connection.request("POST", path, json.dumps(body), headers)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Content-Type", ""), answer.read()
    finally:
        connection.close()


def expect(address: Address, path: str, words: bytes, body: Any = None) -> None:
    """Ask, and look for words in the answer.

    Raises:
        OfficeError: another status than success, or the words are not in it.
    """
    status, _, content = ask(address, path, body)
    if status not in (200, 204) or words not in content:
        raise OfficeError(f"{path} at port {address[1]} answered {status}: {content[:300]!r}")
    print(f"  port {address[1]} {path}: {status}, {len(content)} bytes")


def pictures(seconds: float) -> Iterator[dict[str, Any]]:
    """Yield what the kiosk's page shows, as it changes, for so long."""
    deadline = time.monotonic() + seconds
    connection = http.client.HTTPConnection(*KIOSK, timeout=30)
    try:
        connection.request("GET", "/events")
        answer = connection.getresponse()
        while time.monotonic() < deadline:
            line = answer.readline()
            if line.startswith(b"data: {"):
                yield json.loads(line.removeprefix(b"data: "))
    finally:
        connection.close()


def open_kiosk() -> int:
    """Wait until the kiosk offers services; return the id of the first."""
    for picture in pictures(ONLINE_SECONDS):
        if picture["phase"] == "idle" and picture["services"]:
            service: int = picture["services"][0]["id"]
            return service
    raise OfficeError("the kiosk does not come to offer services")


def visit(service: int) -> str:
    """Let a visitor of usual temperature check in; return the number on the ticket."""
    expect(KIOSK, "/demo", b"", {"do": "visitor", "kind": "usual"})
    expect(KIOSK, "/act", b"", {"do": "choose", "service": service})
    phases: list[str] = []
    for picture in pictures(VISIT_SECONDS):
        phases += [picture["phase"]] if picture["phase"] not in phases[-1:] else []
        if picture["phase"] == "showing" and picture["ticket"]:
            print(f"  the kiosk: {' -> '.join(phases)}")
            number: str = picture["ticket"]["number"]
            return number
    raise OfficeError(f"no ticket in {VISIT_SECONDS:g} s: the kiosk showed {' -> '.join(phases)}")


def waiting() -> int:
    """How many wait, as the wall shows it."""
    _, _, content = ask(DISPLAY, "/state")
    return sum(service["waiting"] for service in json.loads(content)["services"])


def check_visit() -> None:
    """Check a visitor in and look for the ticket on paper and on the wall.

    Raises:
        OfficeError: it is not there.
    """
    service = open_kiosk()
    before = waiting()
    number = visit(service)
    status, kind, paper = ask(KIOSK, "/demo/ticket.png")
    if (status, kind) != (200, "image/png") or not paper.startswith(b"\x89PNG"):
        raise OfficeError(f"the printed ticket: {status} {kind}")
    deadline = time.monotonic() + 30
    while waiting() != before + 1:
        if time.monotonic() > deadline:
            raise OfficeError(f"the wall shows {waiting()} waiting, {before} before the visitor")
        time.sleep(0.5)
    print(f"  ticket {number}: printed ({len(paper)} bytes of picture); the wall counts {before + 1} waiting")


def main() -> int:
    """Open the office, check a visitor in, close the office.

    Returns:
        0 when all went well.
    """
    shutil.rmtree(PICTURES, ignore_errors=True)
    units = [Unit(f"antre-{name}", SIMULATED if name == "kiosk" else {}) for name in ("server", "kiosk", "display")]
    try:
        for unit in units:
            began = time.monotonic()
            unit.start()
            print(f"  {unit.name} is ready after {time.monotonic() - began:.1f} s")
        expect(SERVER, "/api/v1/openapi.json", b'"openapi"')
        expect(KIOSK, "/", b"<html")
        expect(DISPLAY, "/", b"<html")
        expect(DISPLAY, "/health", b"ok")
        check_visit()
        for unit in reversed(units):
            unit.stop()
        print("  all three stopped in order")
    except (OfficeError, UnitError, OSError) as error:
        print(f"check_office: {error}", *(f"{unit.name}:\n{unit.last_words()}" for unit in units), sep="\n\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
