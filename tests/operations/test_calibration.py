"""Offsets and checks of a kiosk's thermometer: pairs, the offset, the check; and what is kept of it."""

import pytest

from queue_server.domain.calibration import Unfit
from queue_server.domain.errors import (
    CalibrationUnfitError,
    InvalidValueError,
    MeasurementOverError,
    UnknownKioskError,
)
from queue_server.housekeeper import Housekeeper
from queue_server.operations import calibration, devices
from queue_server.protocol.calibration import SensorCalibration, SensorOrder
from queue_server.protocol.events import EventName
from queue_server.storage import events
from tests.operations.thermometers import MARKED, accept, ask, check, guide, measured, order, pair, pairs, report
from tests.support.office import Office
from tests.support.stores import dump

# Pairs


def test_of_a_pair_only_the_difference_is_kept(house: Office) -> None:
    assert pair(house, MARKED, MARKED + 0.5) == 0.5
    assert guide(house).differences == (0.5,)
    assert str(MARKED) not in str(dump(house.store))
    assert guide(house).measurement is None


def test_a_value_is_used_once_and_for_what_it_was_made(house: Office) -> None:
    measurement_id = ask(house)
    report(house, measurement_id, measured(36.0))
    with pytest.raises(MeasurementOverError):
        house.do(calibration.check, house.kiosk, measurement_id, 36.0, **house.by(house.guard))
    house.do(calibration.add_pair, house.kiosk, measurement_id, 36.0, **house.by(house.guard))
    with pytest.raises(MeasurementOverError):
        house.do(calibration.add_pair, house.kiosk, measurement_id, 36.0, **house.by(house.guard))


def test_a_value_of_ten_minutes_ago_is_paired_with_nothing(house: Office) -> None:
    measurement_id = ask(house)
    report(house, measurement_id, measured(36.0))
    house.clock.jump(600)
    with pytest.raises(MeasurementOverError):
        house.do(calibration.add_pair, house.kiosk, measurement_id, 36.0, **house.by(house.guard))


@pytest.mark.parametrize("reference", [29.9, 45.1, float("nan")])
def test_a_reference_that_no_thermometer_shows_is_refused(house: Office, reference: float) -> None:
    with pytest.raises(InvalidValueError):
        pair(house, 36.0, reference)
    with pytest.raises(InvalidValueError):
        check(house, 36.0, reference)


def test_pairs_are_forgotten_on_request_and_after_an_hour(house: Office) -> None:
    pairs(house, 0.1, 0.2)
    house.do(calibration.start_over, house.kiosk, **house.by(house.guard))
    assert guide(house).differences == ()
    pairs(house, 0.3)
    house.clock.jump(3599)
    assert guide(house).differences == (0.3,)
    assert forget(house) == 0
    house.clock.jump(1)
    assert guide(house).differences == ()
    assert forget(house) == 1
    assert dump(house.store)["calibration_pair"] == []


def test_a_value_that_nobody_used_is_forgotten_after_an_hour_by_itself(house: Office) -> None:
    report(house, ask(house), measured(MARKED))
    assert str(MARKED) in str(dump(house.store)["screening_staff_measurement"])
    keeper = Housekeeper(house.store, house.now, house.clock.monotonic)
    house.clock.sleep(3500)
    keeper.make_round()
    assert str(MARKED) in str(dump(house.store))
    house.clock.sleep(100)
    keeper.make_round()
    assert str(MARKED) not in str(dump(house.store))


def forget(house: Office) -> int:
    return house.store.write(calibration.forget_staff_values, office_id=house.id, now=house.now())


# The offset


def test_an_accepted_offset_is_the_kiosks_from_then_on(house: Office) -> None:
    pairs(house, 0.8, 0.9, 0.7)
    seq = house.last_seq()
    assert accept(house) == 0.8
    (event,) = house.store.read(events.events_after, house.id, seq, 9)
    assert (event.event.name, event.target_device_id) == (EventName.DEVICE_CALIBRATED, house.kiosk)
    today = house.now().date()
    kept = SensorCalibration(offset_celsius=0.8, calibrated_on=today, days=180)
    assert order(house) == SensorOrder(calibration=kept)
    view = guide(house)
    assert (view.differences, view.assessment.unfit) == ((), Unfit.TOO_FEW_PAIRS)
    (change,) = view.history
    assert (change.before_celsius, change.offset_celsius, change.pairs) == (None, 0.8, 3)
    assert change.spread_celsius == pytest.approx(0.2)
    assert (change.actor_name, change.calibrated_at) == ("Guard-Uji", house.now())


def test_the_history_tells_from_what_to_what(house: Office) -> None:
    pairs(house, 0.8, 0.8, 0.8)
    accept(house)
    pairs(house, 0.5, 0.5, 0.5)
    accept(house)
    house.do(calibration.withdraw, house.kiosk, **house.by(house.admin))
    told = [(one.before_celsius, one.offset_celsius) for one in guide(house).history]
    assert told == [(0.5, None), (0.8, 0.5), (None, 0.8)]
    assert order(house) == SensorOrder()


@pytest.mark.parametrize(
    ("differences", "problem"),
    [
        ((), "too_few_pairs"),
        ((0.5, 0.5), "too_few_pairs"),
        ((0.5, 0.5, 0.9), "spread_too_large"),
        ((2.1, 2.1, 2.2), "offset_too_large"),
    ],
)
def test_what_makes_no_offset_is_refused_and_kept_for_more(
    house: Office, differences: tuple[float, ...], problem: str
) -> None:
    pairs(house, *differences)
    seq = house.last_seq()
    with pytest.raises(CalibrationUnfitError) as refused:
        accept(house)
    assert refused.value.details == {"problem": problem}
    assert (house.names(seq), len(guide(house).differences)) == ([], len(differences))


def test_an_offset_that_is_not_there_cannot_be_withdrawn(house: Office) -> None:
    for _ in range(2):
        with pytest.raises(CalibrationUnfitError):
            house.do(calibration.withdraw, house.kiosk, **house.by(house.admin))
        pairs(house, 0.5, 0.5, 0.5)
        accept(house)
        house.do(calibration.withdraw, house.kiosk, **house.by(house.admin))


# Checks


@pytest.mark.parametrize(
    ("reads", "offset", "fine"), [(36.0, 0.0, True), (35.7, 0.0, True), (36.31, 0.0, False), (35.5, 0.6, True)]
)
def test_a_check_judges_what_visitors_would_be_judged_by(
    house: Office, reads: float, offset: float, fine: bool
) -> None:
    seq = house.last_seq()
    assert check(house, reads, 36.0, offset) is fine
    assert house.names(seq)[-1] == "device.checked"
    (kept,) = guide(house).checks
    assert (kept.fine, kept.tolerance_celsius, kept.actor_name) == (fine, 0.3, "Guard-Uji")
    assert kept.difference_celsius == pytest.approx(reads + offset - 36.0)


# Whose


@pytest.mark.parametrize("name", ["start_over", "accept", "withdraw"])
def test_a_device_that_is_no_kiosk_has_no_thermometer(house: Office, name: str) -> None:
    for device in (house.program, 999, 0):
        with pytest.raises(UnknownKioskError):
            house.do(getattr(calibration, name), device, **house.by(house.guard))


def test_neither_has_a_kiosk_that_was_revoked(house: Office) -> None:
    house.do(devices.revoke_device, house.kiosk, **house.by(house.admin))
    with pytest.raises(UnknownKioskError):
        ask(house)
    with pytest.raises(UnknownKioskError):
        house.do(calibration.add_pair, house.kiosk, 1, 36.0, **house.by(house.guard))
    with pytest.raises(UnknownKioskError):
        house.do(calibration.check, house.kiosk, 1, 36.0, **house.by(house.guard))
