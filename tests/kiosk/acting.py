"""What visitors do to a kiosk under test, and what they see of it."""

from pathlib import Path

import msgspec

from kiosk.bootstrap import Application
from kiosk.view import View
from tests.kiosk.scripted_server import (
    wait_until,
)


def picture(application: Application) -> View:
    newest = application.kiosk.published.newer(0, 5)
    assert newest is not None
    return msgspec.json.decode(newest[1], type=View)


def wait_for(application: Application, *phases: str, seconds: float = 12.0) -> View:
    wait_until(lambda: picture(application).phase in phases, seconds)
    return picture(application)


def stand(application: Application, celsius: float | None) -> None:
    assert application.demo is not None
    assert application.demo.bus is not None
    application.demo.bus.show(celsius)


def tickets(application: Application) -> list[Path]:
    assert application.demo is not None
    assert application.demo.printer is not None
    return list(application.demo.printer.tickets)


def press(application: Application, button: str) -> None:
    assert application.demo is not None
    assert application.demo.pins is not None
    application.demo.pins.press(button)
