"""Measurements that staff ask a kiosk for: who hears of it, how long it stands, what comes of it and what does not."""

import pytest

from queue_server.domain.calibration import Purpose
from queue_server.domain.errors import MeasurementOverError, NonceReusedError
from queue_server.operations import calibration, offer
from queue_server.operations.thermometer_views import MeasurementView
from queue_server.protocol.calibration import SensorOrder
from queue_server.protocol.events import EventName
from queue_server.protocol.temperature import Measurement
from queue_server.protocol.words import DeviceRole, MeasurementStatus
from queue_server.storage import events
from tests.operations.thermometers import NOBODY, accept, ask, check, guide, measured, order, pairs, report
from tests.support.office import Office, new_nonce
from tests.support.stores import dump


def test_the_kiosk_that_is_asked_hears_of_it_and_no_other_one(house: Office) -> None:
    other = house.add_device("other kiosk", DeviceRole.KIOSK)
    seq = house.last_seq()
    measurement_id = ask(house)
    (event,) = house.store.read(events.events_after, house.id, seq, 9)
    assert (event.event.name, event.target_device_id) == (EventName.DEVICE_MEASURE_ASKED, house.kiosk)
    assert order(house) == SensorOrder(measurement_id=measurement_id)
    assert order(house, other) == SensorOrder()


def test_who_is_no_kiosk_is_told_of_no_thermometer(house: Office) -> None:
    assert house.store.read(offer.office_info, office_id=house.id, now=house.now()).sensor is None


def test_an_order_is_over_when_nobody_can_be_waiting_any_more(house: Office) -> None:
    measurement_id = ask(house)
    house.clock.jump(60)
    assert order(house) == SensorOrder(measurement_id=measurement_id)
    house.clock.jump(1)
    assert order(house) == SensorOrder()
    assert guide(house).measurement == MeasurementView(measurement_id, Purpose.CALIBRATION, "asked", "")
    house.clock.jump(40)
    assert guide(house).measurement == MeasurementView(measurement_id, Purpose.CALIBRATION, "unanswered", "")
    with pytest.raises(MeasurementOverError):
        report(house, measurement_id, measured(36.0))
    house.clock.jump(600)
    assert guide(house).measurement is None


def test_an_answered_order_is_not_carried_out_again(house: Office) -> None:
    measurement_id, seq = ask(house), house.last_seq()
    report(house, measurement_id, measured(36.0))
    assert order(house) == SensorOrder()
    assert house.names(seq) == ["device.measured"]
    assert guide(house).measurement == MeasurementView(measurement_id, Purpose.CALIBRATION, "measured", "")
    with pytest.raises(MeasurementOverError):
        report(house, measurement_id, measured(36.1))


def test_a_repeated_report_is_answered_alike_and_a_nonce_is_for_one_request(house: Office) -> None:
    measurement_id, nonce = ask(house), new_nonce()
    report(house, measurement_id, measured(36.0), nonce=nonce)
    seq = house.last_seq()
    report(house, measurement_id, measured(36.0), nonce=nonce)
    assert house.names(seq) == []
    with pytest.raises(NonceReusedError):
        report(house, ask(house), measured(36.0), nonce=nonce)


def test_a_later_order_takes_the_place_of_an_earlier_one(house: Office) -> None:
    first = ask(house)
    second = ask(house)
    with pytest.raises(MeasurementOverError):
        report(house, first, measured(36.0))
    report(house, second, measured(36.0))
    ask(house)
    with pytest.raises(MeasurementOverError):
        house.do(calibration.add_pair, house.kiosk, second, 36.0, **house.by(house.guard))


def test_why_nothing_was_measured_is_told(house: Office) -> None:
    measurement_id = ask(house)
    report(house, measurement_id, NOBODY)
    assert guide(house).measurement == MeasurementView(measurement_id, Purpose.CALIBRATION, "failed", "nobody")
    with pytest.raises(MeasurementOverError):
        house.do(calibration.add_pair, house.kiosk, measurement_id, 36.0, **house.by(house.guard))


@pytest.mark.parametrize("status", [MeasurementStatus.NO_SENSOR, MeasurementStatus.MEASURED])
def test_a_report_without_a_value_has_a_reason(house: Office, status: MeasurementStatus) -> None:
    report(house, ask(house), Measurement(status=status))
    shown = guide(house).measurement
    assert shown is not None
    assert (shown.state, shown.reason) == ("failed", status.value)


def test_no_visit_and_no_count_comes_of_it(house: Office) -> None:
    before = dump(house.store)
    pairs(house, 0.1, 0.2, 0.1)
    check(house, 36.0, 36.1)
    accept(house)
    after = dump(house.store)
    changed = {name for name, rows in after.items() if rows != before[name]}
    assert changed == {"event", "audit_entry", "nonce", "calibration", "sensor_check"}
