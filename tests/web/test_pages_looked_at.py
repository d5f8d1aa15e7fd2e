"""Every page of every program is looked at in a browser, by axe and by measure: found from the routes themselves."""

from http import HTTPStatus
from types import SimpleNamespace
from typing import cast

from flask import Flask

from display.letter_size import letter_sizes
from display.media import MediaFolder
from display.screen.app import WallPage, create_app
from display.screen.wall import WallFeed
from display.screen.words import Words
from display.voice import Voice
from kiosk.catalogue import load_catalogue
from kiosk.config import ScannerSettings
from kiosk.published import Published
from kiosk.runner import Kiosk
from kiosk.screen.app import ScreenSettings, create_screen
from queue_server.protocol.look import LatestLook
from queue_server.protocol.words import StaffRole
from queue_server.web.access import route_table
from tests.browser.visual.test_wall import TECHNICIANS
from tests.browser.visual.visited import FRAGMENTS, VISITED
from tests.web.house import House
from tests.web.roles import STREAMS, addresses, client_of, may, path_of

DOCTYPE = b"<!doctype html"


def pages_of(house: House) -> set[str]:
    """Ask for every address as everybody who may, and return the rules of those that answer with a whole page."""
    parts, found = addresses(house), set[str]()
    for role in (None, *StaffRole):
        client = client_of(house, role)
        for row in route_table(house.app):
            if row.method != "GET" or row.path in STREAMS or not may(row.access, role):
                continue
            with client.get(path_of(row, parts)) as response:
                whole = response.get_data().lstrip().lower().startswith(DOCTYPE)
                if whole and response.status_code == HTTPStatus.OK:
                    found.add(row.path)
    return found


def test_every_page_of_the_server_is_looked_at(house: House) -> None:
    found, looked_at = pages_of(house), set[str]().union(*VISITED.values())
    assert len(found) > 30
    assert found - looked_at - FRAGMENTS == set(), (
        "lead a walk of tests/browser/visual there, and name it in visited.py"
    )


def pages_of_a_screen(app: Flask, streams: set[str]) -> set[str]:
    client, found = app.test_client(), set[str]()
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments and rule.rule not in streams:
            answer = client.get(rule.rule, headers={"Host": "localhost"})
            if answer.mimetype == "text/html" and answer.status_code == HTTPStatus.OK:
                found.add(rule.rule)
    return found


def test_every_page_of_the_kiosk_is_looked_at() -> None:
    settings = ScreenSettings(frozenset({"localhost"}), 154, ScannerSettings())
    kiosk = cast("Kiosk", SimpleNamespace(published=Published(), status=dict, looks=LatestLook()))
    app = create_screen(kiosk, load_catalogue(), settings, None, None)
    assert pages_of_a_screen(app, {"/events"}) == {"/"}


def test_every_page_of_the_display_is_looked_at() -> None:
    voice = cast("Voice", SimpleNamespace(parts=tuple, in_browser=False, volume=1.0))
    page = WallPage(instance="instance", letters=letter_sizes(5.0, 43.0, 16 / 9), parts=tuple)
    app = create_app(WallFeed(), Words(("id", "en")), voice, MediaFolder(None), looks=LatestLook(), page=page)
    assert pages_of_a_screen(app, {"/events"}) == {"/", *TECHNICIANS.values()}
