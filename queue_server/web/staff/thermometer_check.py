"""The check against a target: measure it, type its temperature, see whether the thermometer is right."""

from http import HTTPStatus

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from queue_server.domain.calibration import Purpose
from queue_server.domain.errors import AntreError
from queue_server.operations import calibration as operations
from queue_server.operations import staff_measurements
from queue_server.web.staff import answers
from queue_server.web.staff.answers import Note
from queue_server.web.staff.forms import Form
from queue_server.web.staff.thermometer_pages import RANGE, draw, keepers, thermometers, write


@thermometers.get("/<int:device_id>/check")
@keepers
def check_page(device_id: int) -> ResponseReturnValue:
    """Show the page of a check."""
    return _draw(device_id)


@thermometers.get("/<int:device_id>/check/fragment")
@keepers
def check_fragment(device_id: int) -> ResponseReturnValue:
    """Return the part of the page that changes."""
    return _draw(device_id)


@thermometers.post("/<int:device_id>/check/measure")
@keepers
def measure_target(device_id: int) -> ResponseReturnValue:
    """Have the kiosk measure the target."""
    try:
        write(staff_measurements.ask, device_id, Purpose.CHECK)
    except AntreError as refusal:
        return _refused(refusal, device_id)
    return _done(gettext("The kiosk is asked to measure."), device_id)


@thermometers.post("/<int:device_id>/check")
@keepers
def check(device_id: int) -> ResponseReturnValue:
    """Compare with the target's temperature."""
    form = Form.sent()
    measurement_id = form.whole("measurement_id", 1, 10**15)
    expected = form.decimal("expected_celsius", *RANGE)
    form.needed("expected_celsius")
    if form.errors or expected is None:
        return _draw(device_id, form=form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        fine = write(operations.check, device_id, measurement_id or 0, expected)
    except AntreError as refusal:
        return _refused(refusal, device_id)
    if fine:
        return _done(gettext("The thermometer is right."), device_id)
    words = gettext("The thermometer is off. See what to do.")
    return answers.warned(words, lambda notes: _draw(device_id, notes), _address(device_id))


def _draw(device_id: int, notes: tuple[Note, ...] = (), form: Form | None = None) -> str:
    return draw("check", device_id, Purpose.CHECK, notes, form)


def _done(words: str, device_id: int) -> ResponseReturnValue:
    return answers.done(words, lambda notes: _draw(device_id, notes), _address(device_id))


def _refused(refusal: AntreError, device_id: int) -> ResponseReturnValue:
    return answers.refused(refusal, lambda notes: _draw(device_id, notes), _address(device_id))


def _address(device_id: int) -> str:
    return url_for("thermometers.check_page", device_id=device_id)
