"""The page of one kiosk's thermometer: measuring for staff, pairs, offsets from what to what, checks."""

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise

from queue_server.domain.calibration import Purpose, assess
from queue_server.operations import require
from queue_server.operations.calibration import KEPT
from queue_server.operations.staff_measurements import ANSWERED_WITHIN, USED_WITHIN
from queue_server.operations.thermometer_views import CalibrationView, CheckView, GuideView, MeasurementView
from queue_server.storage import calibrations, events, offices, people, staff_measurements
from queue_server.storage.calibrations import Calibration, SensorCheck
from queue_server.storage.staff_measurements import StaffMeasurement
from queue_server.storage.statement import Transaction

CHECKS_SHOWN = 14


def guide_view(tx: Transaction, device_id: int, *, office_id: int, now: datetime) -> GuideView:
    """Return the page of a kiosk's thermometer.

    Raises:
        UnknownKioskError: there is no such kiosk.
    """
    office = offices.get(tx, office_id)
    kiosk = require.kiosk(tx, office, device_id)
    names = {f"account:{one.id}": one.display_name for one in people.accounts(tx, office_id)}
    measurement = staff_measurements.of_device(tx, office_id, kiosk.id)
    differences = tuple(calibrations.differences(tx, office_id, kiosk.id, now - KEPT))
    return GuideView(
        measurement=_measurement(measurement, now) if measurement else None,
        differences=differences,
        assessment=assess(differences),
        history=tuple(_changes(calibrations.history(tx, office_id, kiosk.id), names)),
        checks=tuple(_check(one, names) for one in calibrations.checks(tx, office_id, kiosk.id, CHECKS_SHOWN)),
        seq=events.last_seq(tx, office_id),
    )


def _measurement(found: StaffMeasurement, now: datetime) -> MeasurementView | None:
    if now - (found.measured_at or found.asked_at) > USED_WITHIN:
        return None
    return MeasurementView(found.id, Purpose(found.purpose), _state(found, now), found.reason)


def _state(found: StaffMeasurement, now: datetime) -> str:
    if found.measured_at is None:
        return "asked" if now - found.asked_at <= ANSWERED_WITHIN else "unanswered"
    return "failed" if found.celsius is None else "measured"


def _changes(history: Iterable[Calibration], names: dict[str, str]) -> Iterable[CalibrationView]:
    """Put each offset beside the one before it, the newest first."""
    for after, before in pairwise([*history, None]):
        assert after is not None  # noqa: S101 - only the last of the list is
        yield CalibrationView(
            before_celsius=before.offset_celsius if before else None,
            offset_celsius=after.offset_celsius,
            pairs=after.pairs,
            spread_celsius=after.spread_celsius,
            calibrated_at=after.calibrated_at,
            actor_name=names.get(after.actor, ""),
        )


def _check(found: SensorCheck, names: dict[str, str]) -> CheckView:
    return CheckView(
        at=found.at,
        expected_celsius=found.expected_celsius,
        measured_celsius=found.measured_celsius,
        tolerance_celsius=found.tolerance_celsius,
        actor_name=names.get(found.actor, ""),
    )
