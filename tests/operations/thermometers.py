"""What staff and the kiosk do about its thermometer, in the office of the tests."""

import pytest

from queue_server.domain.calibration import Purpose
from queue_server.operations import calibration, offer, staff_measurements
from queue_server.operations.thermometer_page import guide_view
from queue_server.operations.thermometer_views import GuideView
from queue_server.protocol.calibration import SensorOrder
from queue_server.protocol.staff_measurements import StaffReport
from queue_server.protocol.temperature import Measurement
from queue_server.protocol.words import MeasurementStatus
from tests.support.office import Office, new_nonce

NOBODY = Measurement(status=MeasurementStatus.UNSURE, reason="nobody")
MARKED = 36.987651


def ask(house: Office, purpose: Purpose = Purpose.CALIBRATION, kiosk: int | None = None) -> int:
    return house.do(staff_measurements.ask, kiosk or house.kiosk, purpose, **house.by(house.guard))


def measured(celsius: float) -> Measurement:
    return Measurement(status=MeasurementStatus.MEASURED, celsius=celsius, samples=12)


def report(house: Office, measurement_id: int, found: Measurement, offset: float = 0.0, nonce: str = "") -> None:
    told = StaffReport(
        nonce=nonce or new_nonce(), measurement_id=measurement_id, measurement=found, offset_celsius=offset
    )
    answer = house.do(staff_measurements.report, told, office_id=house.id, device_id=house.kiosk, now=house.now())
    assert answer.measurement_id == measurement_id


def pair(house: Office, reads: float, reference: float) -> float:
    measurement_id = ask(house)
    report(house, measurement_id, measured(reads))
    return house.do(calibration.add_pair, house.kiosk, measurement_id, reference, **house.by(house.guard))


def pairs(house: Office, *differences: float) -> None:
    for difference in differences:
        assert pair(house, 36.0, 36.0 + difference) == pytest.approx(difference)


def check(house: Office, reads: float, expected: float, offset: float = 0.0) -> bool:
    measurement_id = ask(house, Purpose.CHECK)
    report(house, measurement_id, measured(reads), offset)
    return house.do(calibration.check, house.kiosk, measurement_id, expected, **house.by(house.guard))


def accept(house: Office) -> float:
    return house.do(calibration.accept, house.kiosk, **house.by(house.guard))


def guide(house: Office) -> GuideView:
    return house.store.read(guide_view, house.kiosk, office_id=house.id, now=house.now())


def order(house: Office, kiosk: int | None = None) -> SensorOrder | None:
    kiosk_id = kiosk or house.kiosk
    return house.store.read(offer.office_info, office_id=house.id, kiosk_id=kiosk_id, now=house.now()).sensor
