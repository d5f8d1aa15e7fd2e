"""How far each kiosk's thermometer can be trusted: its offset's age, its checks, its counts beside its neighbours'."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from queue_server.domain.calibration import agrees, is_old
from queue_server.domain.sensor_trust import DATES, SensorCare, Statistics, statistics
from queue_server.operations.thermometer_views import Trust
from queue_server.protocol.calibration import SensorCalibration, SensorOrder
from queue_server.protocol.words import DeviceRole
from queue_server.storage import calibrations, sensor_trust
from queue_server.storage.calibrations import Calibration, SensorCheck
from queue_server.storage.offices import Office
from queue_server.storage.people import Device
from queue_server.storage.statement import Transaction


def sensor_order(tx: Transaction, office: Office, device_id: int, measurement_id: int | None) -> SensorOrder:
    """Return what a kiosk is told of its thermometer.

    Args:
        measurement_id: of the measurement that staff want now.
    """
    found = calibrations.newest(tx, office.id).get(device_id)
    if found is None or found.offset_celsius is None:
        return SensorOrder(measurement_id=measurement_id)
    kept = SensorCalibration(
        offset_celsius=found.offset_celsius,
        calibrated_on=_date(office, found.calibrated_at),
        days=office.policy.trust.calibration_days,
    )
    return SensorOrder(calibration=kept, measurement_id=measurement_id)


def trusts(tx: Transaction, office: Office, devices: Sequence[Device], now: datetime) -> dict[int, Trust]:
    """Judge the thermometer of each kiosk that is in use, by its id."""
    kiosks = [one for one in devices if one.role == DeviceRole.KIOSK and one.revoked_at is None]
    offsets, checks = calibrations.newest(tx, office.id), calibrations.newest_checks(tx, office.id)
    # on the day of a comparison the kiosk counted with two offsets
    since = {one: _date(office, offset.calibrated_at) + timedelta(days=1) for one, offset in offsets.items()}
    found = statistics(sensor_trust.counts(tx, office.id, DATES), {one.id: one.place for one in kiosks}, since)
    known = {one.id: _Known(offsets.get(one.id), checks.get(one.id), found[one.id]) for one in kiosks}
    return {one.id: _trust(office, one, known[one.id], now) for one in kiosks}


class _Known(NamedTuple):
    offset: Calibration | None
    check: SensorCheck | None
    statistics: Statistics


def _trust(office: Office, kiosk: Device, known: _Known, now: datetime) -> Trust:
    offset, check = known.offset, known.check
    kept = offset if offset and offset.offset_celsius is not None else None
    on = _date(office, kept.calibrated_at) if kept else None
    fine = check is not None and agrees(check.expected_celsius, check.measured_celsius, check.tolerance_celsius)
    # what was found before a new offset is over
    failed = check is not None and not fine and not (offset and offset.calibrated_at > check.at)
    holds = {
        SensorCare.CHECK_FAILED: failed,
        **dict.fromkeys(known.statistics.cares, True),
        SensorCare.CALIBRATION_OLD: on is not None
        and is_old(on, office.policy.trust.calibration_days, _date(office, now)),
        SensorCare.CHECK_DUE: _due(office, kiosk, check, now),
    }
    return Trust(
        offset_celsius=kept.offset_celsius if kept else None,
        calibrated_on=on,
        checked_at=check.at if check else None,
        check_fine=fine,
        statistics=known.statistics,
        cares=tuple(care for care, so in holds.items() if so),
    )


def _due(office: Office, kiosk: Device, check: SensorCheck | None, now: datetime) -> bool:
    policy = office.policy
    if not (policy.trust.daily_check and policy.temperature.screening and office.business_date and _fitted(kiosk)):
        return False
    return check is None or _date(office, check.at) != _date(office, now)


def _fitted(kiosk: Device) -> bool:
    return any(part["name"] == "thermometer" and part["state"] != "not_fitted" for part in kiosk.parts)


def _date(office: Office, at: datetime) -> date:
    return at.astimezone(ZoneInfo(office.timezone)).date()
