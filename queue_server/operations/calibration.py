"""Offsets and checks of thermometers: pairs with a reference become an offset, and a target tells whether it holds."""

from datetime import datetime, timedelta

from queue_server.domain.actor import Actor
from queue_server.domain.calibration import Purpose, agrees, assess
from queue_server.domain.errors import CalibrationUnfitError, InvalidValueError
from queue_server.operations import require, staff_measurements
from queue_server.protocol.events import EventName
from queue_server.storage import calibrations, offices
from queue_server.storage import staff_measurements as values
from queue_server.storage.calibrations import Calibration, SensorCheck
from queue_server.storage.statement import Transaction

KEPT = timedelta(hours=1)
"""How long pairs, and a value that nobody used, are kept."""
LOWEST_CELSIUS, HIGHEST_CELSIUS = 30.0, 45.0


def add_pair(
    tx: Transaction,
    device_id: int,
    measurement_id: int,
    reference_celsius: float,
    *,
    office_id: int,
    actor: Actor,
    now: datetime,
) -> float:
    """Pair what a kiosk measured with what the reference shows; only the difference is kept, and returned.

    Args:
        reference_celsius: 30 to 45.

    Raises:
        UnknownKioskError: there is no such kiosk.
        InvalidValueError: the reference is no such temperature.
        MeasurementOverError: the measurement is not there to be paired.

    Records:
        ``device.compared``, without the values.
    """
    office = offices.claim(tx, office_id)
    kiosk = require.kiosk(tx, office, device_id)
    _require_temperature("reference_celsius", reference_celsius)
    celsius, _ = staff_measurements.usable(
        tx, kiosk.id, measurement_id, Purpose.CALIBRATION, office_id=office_id, now=now
    )
    difference = round(reference_celsius - celsius, 4)
    calibrations.add_pair(tx, office_id, kiosk.id, difference, now)
    values.forget(tx, kiosk.id)
    staff_measurements.tell(tx, office, EventName.DEVICE_COMPARED, kiosk.id, "paired", actor=actor, now=now)
    return difference


def start_over(tx: Transaction, device_id: int, *, office_id: int, actor: Actor, now: datetime) -> None:
    """Forget the pairs of a kiosk.

    Raises:
        UnknownKioskError: there is no such kiosk.

    Records:
        ``device.compared``.
    """
    office = offices.claim(tx, office_id)
    kiosk = require.kiosk(tx, office, device_id)
    calibrations.forget_pairs(tx, kiosk.id)
    staff_measurements.tell(tx, office, EventName.DEVICE_COMPARED, kiosk.id, "started_over", actor=actor, now=now)


def accept(tx: Transaction, device_id: int, *, office_id: int, actor: Actor, now: datetime) -> float:
    """Make the mean of a kiosk's pairs its offset from now on, and return it; the pairs are deleted.

    Raises:
        UnknownKioskError: there is no such kiosk.
        CalibrationUnfitError: the pairs are too few or too far apart, or the sensor is too far off.

    Records:
        ``device.calibrated``, for that kiosk.
    """
    office = offices.claim(tx, office_id)
    kiosk = require.kiosk(tx, office, device_id)
    found = assess(calibrations.differences(tx, office_id, kiosk.id, now - KEPT))
    if found.unfit is not None:
        raise CalibrationUnfitError(problem=found.unfit.value)
    new = Calibration(kiosk.id, found.offset_celsius, found.pairs, found.spread_celsius, now, str(actor))
    calibrations.add(tx, office_id, new)
    calibrations.forget_pairs(tx, kiosk.id)
    staff_measurements.tell(tx, office, EventName.DEVICE_CALIBRATED, kiosk.id, "calibrated", actor=actor, now=now)
    return found.offset_celsius


def withdraw(tx: Transaction, device_id: int, *, office_id: int, actor: Actor, now: datetime) -> None:
    """Keep no offset for a kiosk from now on, as when its sensor was replaced: its own configuration holds again.

    Raises:
        UnknownKioskError: there is no such kiosk.
        CalibrationUnfitError: the office keeps none.

    Records:
        ``device.calibrated``, for that kiosk.
    """
    office = offices.claim(tx, office_id)
    kiosk = require.kiosk(tx, office, device_id)
    present = calibrations.newest(tx, office_id).get(kiosk.id)
    if present is None or present.offset_celsius is None:
        raise CalibrationUnfitError(problem="no_offset")
    calibrations.add(tx, office_id, Calibration(kiosk.id, None, 0, 0.0, now, str(actor)))
    calibrations.forget_pairs(tx, kiosk.id)
    staff_measurements.tell(tx, office, EventName.DEVICE_CALIBRATED, kiosk.id, "withdrawn", actor=actor, now=now)


def check(
    tx: Transaction,
    device_id: int,
    measurement_id: int,
    expected_celsius: float,
    *,
    office_id: int,
    actor: Actor,
    now: datetime,
) -> bool:
    """Compare what a kiosk measured with the temperature of a target; tell whether it is within the tolerance.

    Args:
        expected_celsius: 30 to 45.

    Raises:
        UnknownKioskError, InvalidValueError, MeasurementOverError: as for `add_pair`.

    Records:
        ``device.checked`` with the result.
    """
    office = offices.claim(tx, office_id)
    kiosk = require.kiosk(tx, office, device_id)
    _require_temperature("expected_celsius", expected_celsius)
    celsius, offset_celsius = staff_measurements.usable(
        tx, kiosk.id, measurement_id, Purpose.CHECK, office_id=office_id, now=now
    )
    measured, tolerance = round(celsius + offset_celsius, 4), office.policy.trust.check_tolerance_celsius
    calibrations.add_check(tx, office_id, SensorCheck(kiosk.id, now, expected_celsius, measured, tolerance, str(actor)))
    values.forget(tx, kiosk.id)
    fine = agrees(expected_celsius, measured, tolerance)
    change = "passed" if fine else "failed"
    staff_measurements.tell(tx, office, EventName.DEVICE_CHECKED, kiosk.id, change, actor=actor, now=now)
    return fine


def forget_staff_values(tx: Transaction, *, office_id: int, now: datetime) -> int:
    """Delete pairs and values of more than an hour ago; return how many."""
    before = now - KEPT
    return calibrations.forget_old_pairs(tx, office_id, before) + values.forget_old(tx, office_id, before)


def _require_temperature(field: str, celsius: float) -> None:
    if not LOWEST_CELSIUS <= celsius <= HIGHEST_CELSIUS:
        raise InvalidValueError(field=field, problem="out_of_range")
