"""The guided page: measure, type what the reference shows, three times or more, and take the offset."""

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
from queue_server.web.staff.thermometer_pages import (
    RANGE,
    draw,
    keepers,
    signed_celsius,
    thermometers,
    write,
)


@thermometers.get("/<int:device_id>")
@keepers
def guide(device_id: int) -> ResponseReturnValue:
    """Show the guided page of a kiosk."""
    return _draw(device_id)


@thermometers.get("/<int:device_id>/calibrate")
@keepers
def calibrate_fragment(device_id: int) -> ResponseReturnValue:
    """Return the part of the page that changes."""
    return _draw(device_id)


@thermometers.post("/<int:device_id>/measure")
@keepers
def measure(device_id: int) -> ResponseReturnValue:
    """Have the kiosk measure."""
    try:
        write(staff_measurements.ask, device_id, Purpose.CALIBRATION)
    except AntreError as refusal:
        return _refused(refusal, device_id)
    return _done(gettext("The kiosk is asked to measure."), device_id)


@thermometers.post("/<int:device_id>/pair")
@keepers
def pair(device_id: int) -> ResponseReturnValue:
    """Put what the reference shows beside what the kiosk measured."""
    form = Form.sent()
    measurement_id = form.whole("measurement_id", 1, 10**15)
    reference = form.decimal("reference_celsius", *RANGE)
    form.needed("reference_celsius")
    if form.errors or reference is None:
        return _draw(device_id, form=form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        difference = write(operations.add_pair, device_id, measurement_id or 0, reference)
    except AntreError as refusal:
        return _refused(refusal, device_id)
    return _done(
        gettext("Compared: the difference is %(difference)s.", difference=signed_celsius(difference)), device_id
    )


@thermometers.post("/<int:device_id>/start-over")
@keepers
def start_over(device_id: int) -> ResponseReturnValue:
    """Forget the comparisons so far."""
    try:
        write(operations.start_over, device_id)
    except AntreError as refusal:
        return _refused(refusal, device_id)
    return _done(gettext("The comparisons are forgotten."), device_id)


@thermometers.post("/<int:device_id>/accept")
@keepers
def accept(device_id: int) -> ResponseReturnValue:
    """Take the offset."""
    try:
        offset = write(operations.accept, device_id)
    except AntreError as refusal:
        return _refused(refusal, device_id)
    return _done(gettext("From now on the kiosk adds %(offset)s.", offset=signed_celsius(offset)), device_id)


@thermometers.post("/<int:device_id>/withdraw")
@keepers
def withdraw(device_id: int) -> ResponseReturnValue:
    """Keep no offset any more."""
    try:
        write(operations.withdraw, device_id)
    except AntreError as refusal:
        return _refused(refusal, device_id)
    return _done(gettext("The office keeps no offset for this kiosk any more."), device_id)


def _draw(device_id: int, notes: tuple[Note, ...] = (), form: Form | None = None) -> str:
    return draw("calibrate", device_id, Purpose.CALIBRATION, notes, form)


def _done(words: str, device_id: int) -> ResponseReturnValue:
    return answers.done(words, lambda notes: _draw(device_id, notes), _address(device_id))


def _refused(refusal: AntreError, device_id: int) -> ResponseReturnValue:
    return answers.refused(refusal, lambda notes: _draw(device_id, notes), _address(device_id))


def _address(device_id: int) -> str:
    return url_for("thermometers.guide", device_id=device_id)
