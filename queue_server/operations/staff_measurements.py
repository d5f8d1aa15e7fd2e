"""Measurements that staff ask a kiosk for: the order, the kiosk's answer, and its value until it is used."""

from datetime import datetime, timedelta

from queue_server.domain.actor import Actor
from queue_server.domain.calibration import Purpose
from queue_server.domain.errors import MeasurementOverError
from queue_server.operations import require
from queue_server.operations.nonce import answer_once
from queue_server.protocol.events import EventName, SubjectEvent
from queue_server.protocol.staff_measurements import StaffReport, StaffReportAnswer
from queue_server.protocol.words import MeasurementStatus
from queue_server.storage import events, offices, staff_measurements
from queue_server.storage.offices import Office
from queue_server.storage.staff_measurements import StaffMeasurement
from queue_server.storage.statement import Transaction

BEGUN_WITHIN = timedelta(seconds=60)
"""A kiosk that could not begin by then leaves it: whoever asked has gone."""
ANSWERED_WITHIN = timedelta(seconds=100)
USED_WITHIN = timedelta(minutes=10)
"""A value and its reference belong to the same minutes."""


def ask(tx: Transaction, device_id: int, purpose: Purpose, *, office_id: int, actor: Actor, now: datetime) -> int:
    """Have a kiosk measure for staff as soon as no visitor is at it; return the id of the order.

    An order that the kiosk had before is forgotten with its value.

    Raises:
        UnknownKioskError: there is no such kiosk.

    Records:
        ``device.measure_asked``, for that kiosk.
    """
    office = offices.claim(tx, office_id)
    kiosk = require.kiosk(tx, office, device_id)
    measurement_id = staff_measurements.ask(tx, office_id, kiosk.id, purpose, now)
    tell(tx, office, EventName.DEVICE_MEASURE_ASKED, kiosk.id, purpose, actor=actor, now=now)
    return measurement_id


def wanted(tx: Transaction, device_id: int, *, office_id: int, now: datetime) -> int | None:
    """Return the id of the measurement that a kiosk is to make now; ``None`` where nobody waits for one."""
    found = staff_measurements.of_device(tx, office_id, device_id)
    if found is None or found.measured_at is not None or now - found.asked_at > BEGUN_WITHIN:
        return None
    return found.id


def report(tx: Transaction, told: StaffReport, *, office_id: int, device_id: int, now: datetime) -> StaffReportAnswer:
    """Keep what a kiosk measured for staff. No visit, no case and no count comes of it.

    Raises:
        MeasurementOverError: nobody waits for it: another was asked for since, or it comes too late.
        NonceReusedError: the nonce was used for another request.

    Records:
        ``device.measured``, without the value.
    """
    office = offices.claim(tx, office_id)

    def run() -> StaffReportAnswer:
        found = staff_measurements.of_device(tx, office_id, device_id)
        if found is None or found.id != told.measurement_id or _closed(found, now):
            raise MeasurementOverError
        measured = told.measurement.status is MeasurementStatus.MEASURED
        celsius = told.measurement.celsius if measured else None
        reason = "" if celsius is not None else told.measurement.reason or told.measurement.status.value
        staff_measurements.answer(tx, found.id, celsius, told.offset_celsius, reason, now)
        change = "measured" if celsius is not None else "not_measured"
        tell(tx, office, EventName.DEVICE_MEASURED, device_id, change, actor=Actor.device(device_id), now=now)
        return StaffReportAnswer(measurement_id=found.id)

    return answer_once(
        tx,
        run,
        StaffReportAnswer,
        device_id=device_id,
        nonce=told.nonce,
        asked=("staff_measurement", told.measurement_id),
        now=now,
    )


def usable(
    tx: Transaction, device_id: int, measurement_id: int, purpose: Purpose, *, office_id: int, now: datetime
) -> tuple[float, float]:
    """Return the value of a measurement without any offset, and the offset in force at that moment.

    Raises:
        MeasurementOverError: it is not there any more, has no value, is too old, or was made for something else.
    """
    found = staff_measurements.of_device(tx, office_id, device_id)
    if found is None or (found.id, found.purpose) != (measurement_id, purpose):
        raise MeasurementOverError
    celsius, offset_celsius = found.celsius, found.offset_celsius
    if celsius is None or offset_celsius is None or found.measured_at is None or now - found.measured_at > USED_WITHIN:
        raise MeasurementOverError
    return celsius, offset_celsius


def tell(
    tx: Transaction, office: Office, name: EventName, device_id: int, change: str, *, actor: Actor, now: datetime
) -> None:
    """Record an event of a kiosk's thermometer; what it asks of a kiosk, it asks of this one."""
    payload = SubjectEvent(subject="device", subject_id=device_id, change=change)
    events.record(tx, office, name, payload, actor=actor, now=now, target_device_id=device_id)


def _closed(found: StaffMeasurement, now: datetime) -> bool:
    return found.measured_at is not None or now - found.asked_at > ANSWERED_WITHIN
