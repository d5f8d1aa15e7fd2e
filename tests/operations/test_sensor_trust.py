"""What the server finds to care for in a kiosk's thermometer, as the device page and its badge tell it."""

import msgspec
import pytest

from queue_server.domain.policy import OfficePolicy, TrustPolicy
from queue_server.domain.sensor_trust import SensorCare, Share
from queue_server.operations import admin, check_in, day, devices
from queue_server.operations.admin_page import devices_view
from queue_server.operations.views import DeviceSetting
from queue_server.protocol.messages import Heartbeat, PartHealth
from queue_server.protocol.temperature import TemperaturePolicy
from queue_server.protocol.words import DeviceRole
from tests.operations.thermometers import accept, check, pairs
from tests.support.office import WARM, Office

THERMOMETER = PartHealth(name="thermometer", driver="mlx90614", state="ok")
DAY_SECONDS = 86_400


def kiosk(house: Office, device_id: int | None = None) -> DeviceSetting:
    found = house.store.read(devices_view, office_id=house.id, now=house.now())
    return next(one for one in found if one.id == (device_id or house.kiosk))


def beat(house: Office, *parts: PartHealth) -> None:
    house.do(devices.record_heartbeat, house.kiosk, Heartbeat(parts=parts), office_id=house.id, now=house.now())


def set_policy(house: Office, *, screening: bool = True, **trust: object) -> None:
    policy = OfficePolicy(trust=msgspec.convert(trust, TrustPolicy), temperature=TemperaturePolicy(screening=screening))
    house.do(admin.save_office, name="Kantor", timezone="Asia/Jakarta", policy=policy, **house.by(house.admin))


def check_in_at(house: Office, device_id: int, warm: int, passed: int) -> None:
    for nth in range(warm + passed):
        request = house.request(service_id=house.collection, **({"measurement": WARM} if nth < warm else {}))
        house.store.write(check_in.check_in, request, office_id=house.id, device_id=device_id, now=house.now())


def test_an_offset_grows_old_by_the_offices_own_date(house: Office) -> None:
    pairs(house, 0.1, 0.1, 0.1)
    accept(house)
    house.clock.jump(180 * DAY_SECONDS)
    assert kiosk(house).cares == ()
    house.clock.jump(DAY_SECONDS)
    assert kiosk(house).cares == (SensorCare.CALIBRATION_OLD,)
    assert kiosk(house).troubled
    set_policy(house, calibration_days=365)
    assert kiosk(house).cares == ()


def test_what_the_device_tells_already_is_told_once(house: Office) -> None:
    pairs(house, 0.1, 0.1, 0.1)
    accept(house)
    house.clock.jump(181 * DAY_SECONDS)
    beat(house, msgspec.structs.replace(THERMOMETER, state="degraded", code="calibration_old"))
    assert kiosk(house).cares == ()
    assert kiosk(house).troubled


def test_a_check_that_found_the_sensor_off_is_told_until_the_next_check_or_offset(house: Office) -> None:
    beat(house, THERMOMETER)
    assert check(house, 36.5, 36.0) is False
    assert kiosk(house).cares == (SensorCare.CHECK_FAILED,)
    assert check(house, 36.1, 36.0) is True
    assert kiosk(house).cares == ()
    check(house, 36.5, 36.0)
    pairs(house, -0.5, -0.5, -0.5)
    accept(house)
    assert kiosk(house).cares == ()


def test_a_daily_check_is_due_once_a_day_where_the_office_wants_it(house: Office) -> None:
    assert kiosk(house).cares == ()
    set_policy(house, daily_check=True)
    assert kiosk(house).cares == (), "a kiosk that never told of a thermometer cannot be checked"
    beat(house, THERMOMETER)
    assert kiosk(house).cares == (SensorCare.CHECK_DUE,)
    check(house, 36.0, 36.0)
    assert kiosk(house).cares == ()
    house.clock.jump(DAY_SECONDS)
    assert kiosk(house).cares == (SensorCare.CHECK_DUE,)
    house.do(day.close_day, **house.by(house.admin))
    assert kiosk(house).cares == (), "nobody comes"


@pytest.mark.parametrize(
    ("screening", "state", "cares"), [(False, "ok", ()), (True, "not_fitted", ()), (True, "ok", ("check_due",))]
)
def test_only_a_thermometer_that_is_used_needs_a_check(
    house: Office, screening: bool, state: str, cares: tuple[str, ...]
) -> None:
    set_policy(house, daily_check=True, screening=screening)
    beat(house, PartHealth(name="thermometer", driver="none", state=state))  # type: ignore[arg-type]
    assert kiosk(house).cares == cares


def test_a_kiosk_that_warns_twice_as_often_as_its_neighbour_is_noticed_and_begins_anew_with_an_offset(
    house: Office,
) -> None:
    other = house.add_device("other kiosk", DeviceRole.KIOSK)
    check_in_at(house, house.kiosk, 15, 35)
    check_in_at(house, other, 3, 47)
    first, second = kiosk(house), kiosk(house, other)
    assert first.trust is not None
    assert first.trust.statistics.warm == (Share(15, 50), Share(3, 50))
    assert (first.cares, second.cares) == ((SensorCare.WARNS_OFTEN,), (SensorCare.WARNS_SELDOM,))
    pairs(house, -0.5, -0.5, -0.5)
    accept(house)
    assert (kiosk(house).cares, kiosk(house, other).cares) == ((), ())


def test_a_device_without_a_thermometer_of_its_own_has_no_cares(house: Office) -> None:
    assert kiosk(house, house.program).trust is None
    assert kiosk(house, house.program).cares == ()
    house.do(devices.revoke_device, house.kiosk, **house.by(house.admin))
    assert kiosk(house).trust is None
