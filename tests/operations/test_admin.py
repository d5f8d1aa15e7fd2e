from typing import Any

import msgspec
import pytest

from queue_server.domain.actor import SYSTEM
from queue_server.domain.errors import (
    DuplicateNameError,
    InvalidValueError,
    NotSignedInError,
    OfficeClosedError,
    QuotaFullError,
    UnknownCounterError,
    UnknownServiceError,
)
from queue_server.domain.policy import OfficePolicy
from queue_server.operations import accounts, admin, day, devices
from queue_server.operations.admin_page import every_office, office_setting
from queue_server.operations.views import OfficeSetting
from queue_server.protocol.messages import Heartbeat
from queue_server.protocol.temperature import TemperaturePolicy
from queue_server.protocol.words import DeviceRole, Lane, StaffRole
from queue_server.tokens import hash_token
from tests.support.office import WARM, Office
from tests.support.stores import dump

LANES = {Lane.GENERAL: "Z"}


def setting(house: Office) -> OfficeSetting:
    return house.store.read(office_setting, office_id=house.id, now=house.now())


def change(house: Office) -> str:
    """What the last event says has changed."""
    last = house.events()[-1]
    assert last.name in ("settings.changed", "device.changed")
    subject = last.subject()
    return f"{subject.subject} {subject.change}"


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"code": " "}, "code", "missing"),
        ({"names": {"en": "Passport"}}, "names", "missing"),
        ({"names": {"id": " "}}, "names", "missing"),
        ({"quota_per_day": -1}, "quota_per_day", "negative"),
        ({"service_seconds": 29}, "service_seconds", "out_of_range"),
        ({"service_seconds": 14_401}, "service_seconds", "out_of_range"),
        ({"lanes": {}}, "lanes", "missing"),
        ({"lanes": {Lane.GENERAL: "1"}}, "prefix", "one_or_two_letters"),
    ],
)
def test_a_service_that_cannot_be_is_refused(house: Office, changes: dict[str, Any], field: str, problem: str) -> None:
    before = dump(house.store)
    with pytest.raises(InvalidValueError) as refused:
        house.save_service(**{"code": "new", "lanes": LANES} | changes)
    assert (refused.value.details["field"], refused.value.details["problem"]) == (field, problem)
    assert dump(house.store) == before


def test_codes_and_prefixes_are_used_once(house: Office) -> None:
    before = dump(house.store)
    for code, lanes, field in (
        ("passport", LANES, "code"),
        ("new", {Lane.GENERAL: "a"}, "prefix_general"),
        ("new", {Lane.GENERAL: "Z", Lane.PRIORITY: "z"}, "prefix_general"),
    ):
        with pytest.raises(DuplicateNameError) as refused:
            house.save_service(code, lanes)
        assert refused.value.details["field"] == field
    with pytest.raises(UnknownServiceError):
        house.save_service("new", LANES, 4711)
    assert dump(house.store) == before


def test_a_new_service_can_be_had_at_once(house: Office) -> None:
    service_id = house.save_service("new", LANES, quota_per_day=1)
    assert change(house) == "service created"
    assert house.ticket(service_id=service_id).number == "Z-001"
    with pytest.raises(QuotaFullError):
        house.ticket(service_id=service_id)


def test_a_changed_quota_counts_from_the_next_day(house: Office) -> None:
    house.save_service("passport", {Lane.GENERAL: "P"}, house.passport, quota_per_day=99)
    assert change(house) == "service changed"
    assert (setting(house).services[0].quota_per_day, setting(house).services[0].quota_today) == (99, 5)
    house.clock.sleep(86_400)
    house.do(day.ensure_day_open, office_id=house.id, now=house.now())
    assert setting(house).services[0].quota_today == 99


def test_today_s_quota_can_be_lowered_and_raised_with_a_reason(house: Office) -> None:
    house.ticket()
    where = house.by(house.admin)
    house.do(admin.set_quota_today, house.passport, 1, "listrik padam", **where)
    assert change(house) == "quota listrik padam"
    with pytest.raises(QuotaFullError):
        house.ticket()
    house.do(admin.set_quota_today, house.passport, None, "selesai", **where)
    for _ in range(7):
        house.ticket()
    before = dump(house.store)
    for quota, reason, field in ((-1, "x", "quota"), (3, " ", "reason")):
        with pytest.raises(InvalidValueError) as refused:
            house.do(admin.set_quota_today, house.passport, quota, reason, **where)
        assert refused.value.details["field"] == field
    with pytest.raises(UnknownServiceError):
        house.do(admin.set_quota_today, 4711, 3, "x", **where)
    assert dump(house.store) == before
    house.do(day.close_day, **where)
    with pytest.raises(OfficeClosedError):
        house.do(admin.set_quota_today, house.passport, 3, "x", **where)


def test_counters(house: Office) -> None:
    house.save_counter("7", service_ids=(house.collection, house.passport))
    assert change(house) == "counter created"
    assert setting(house).counters[-1].service_ids == (house.collection, house.passport)
    before = dump(house.store)
    with pytest.raises(InvalidValueError, match="missing"):
        house.save_counter("  ")
    with pytest.raises(DuplicateNameError):
        house.save_counter("7")
    with pytest.raises(UnknownServiceError):
        house.save_counter("8", service_ids=(4711,))
    with pytest.raises(UnknownCounterError):
        house.save_counter("8", 4711)
    with pytest.raises(InvalidValueError, match="counter_open"):
        house.save_counter("1", house.counters[0], active=False)
    assert dump(house.store) == before


@pytest.mark.parametrize("timezone", ["Asia/Atlantis", "", "../etc/passwd", "America"])
def test_there_is_no_such_timezone(house: Office, timezone: str) -> None:
    before = dump(house.store)
    with pytest.raises(InvalidValueError) as refused:
        house.do(admin.save_office, name="Kantor", timezone=timezone, **house.by(house.admin))
    assert refused.value.details == {"field": "timezone", "problem": "unknown"}
    named: dict[str, Any] = {"name": "Kantor", "policy": OfficePolicy(), "actor": SYSTEM, "now": house.now()}
    with pytest.raises(InvalidValueError):
        house.do(admin.add_office, code="baru", timezone=timezone, **named)
    with pytest.raises(DuplicateNameError):
        house.do(admin.add_office, code="uji", timezone="Asia/Jakarta", **named)
    with pytest.raises(InvalidValueError):
        house.do(admin.add_office, code=" ", timezone="Asia/Jakarta", **named)
    assert dump(house.store) == before
    assert house.store.read(every_office) == [(house.id, "uji", "Kantor uji")]


def test_the_rules_of_the_office_are_in_force_at_once(house: Office) -> None:
    policy = OfficePolicy(temperature=TemperaturePolicy(threshold_celsius=38.5), promise_seconds=3600)
    named: dict[str, Any] = {"name": "Kantor", "timezone": "Asia/Jakarta"}
    house.do(admin.save_office, policy=policy, **named, **house.by(house.admin))
    assert change(house) == "office changed"
    ticket = house.ticket(measurement=WARM)
    assert (ticket.deadline_at - ticket.issued_at).total_seconds() == 3600
    assert setting(house).policy == msgspec.to_builtins(policy)


def test_rules_out_of_their_range_are_refused(house: Office) -> None:
    before = dump(house.store)
    broken = OfficePolicy(promise_seconds=599)
    named: dict[str, Any] = {"name": "Kantor", "timezone": "Asia/Jakarta"}
    with pytest.raises(InvalidValueError, match="promise_seconds"):
        house.do(admin.save_office, policy=broken, **named, **house.by(house.admin))
    with pytest.raises(InvalidValueError):
        admin.checked_policy({"colour": "red"})
    assert dump(house.store) == before


def test_accounts(house: Office) -> None:
    who = house.add_account(" Budi ", StaffRole.OFFICER)
    assert change(house) == "account created"
    found = house.store.read(accounts.find_account, "BUDI")
    assert found is not None
    assert (found.id, found.username, found.roles, found.active) == (who.id, "budi", frozenset({"officer"}), True)
    before = dump(house.store)
    with pytest.raises(DuplicateNameError):
        house.add_account("budi", StaffRole.HEALTH)
    with pytest.raises(InvalidValueError, match="missing"):
        house.add_account("  ", StaffRole.HEALTH)
    assert dump(house.store) == before
    assert house.store.read(accounts.find_account, "nobody") is None
    assert house.store.read(accounts.account_by_id, 4711) is None


def save(house: Office, account_id: int, *roles: StaffRole, active: bool = True, name: str = "Nama") -> None:
    wanted: dict[str, Any] = {"display_name": name, "roles": frozenset(roles), "active": active}
    house.do(accounts.save_account, account_id, **wanted, **house.by(house.admin))


def epoch(house: Office, account_id: int) -> int:
    found = house.store.read(accounts.account_by_id, account_id)
    assert found is not None
    return found.session_epoch


def test_sessions_end_when_an_account_may_do_less_or_has_a_new_password(house: Office) -> None:
    guard = house.guard.id
    save(house, guard, StaffRole.SECURITY, StaffRole.HEALTH)
    assert epoch(house, guard) == 0
    save(house, guard, StaffRole.HEALTH)
    assert epoch(house, guard) == 1
    save(house, guard, StaffRole.HEALTH, active=False)
    assert epoch(house, guard) == 2
    house.do(accounts.set_password, guard, "hash", **house.by(house.admin))
    assert (epoch(house, guard), change(house)) == (3, "account password")
    house.do(accounts.end_sessions, guard, **house.by(house.admin))
    assert (epoch(house, guard), change(house)) == (4, "account sessions_ended")


def test_somebody_is_left_to_administer(house: Office) -> None:
    before = dump(house.store)
    for roles, active in (((StaffRole.OFFICER,), True), ((StaffRole.ADMIN,), False), ((), True)):
        with pytest.raises(InvalidValueError) as refused:
            save(house, house.admin.id, *roles, active=active)
        assert refused.value.details == {"field": "roles", "problem": "last_admin"}
    with pytest.raises(InvalidValueError, match="missing"):
        save(house, house.admin.id, StaffRole.ADMIN, name=" ")
    assert dump(house.store) == before
    save(house, house.guard.id, StaffRole.ADMIN)
    save(house, house.admin.id, StaffRole.OFFICER)


def test_a_revoked_device_is_nobody(house: Office) -> None:
    token_hash = hash_token(f"kiosk {house.id}")
    known = house.store.read(devices.device_by_token_hash, token_hash)
    assert known is not None
    assert (known.id, known.role, known.office_id) == (house.kiosk, "kiosk", house.id)
    house.do(devices.revoke_device, house.kiosk, **house.by(house.admin))
    assert change(house) == "device revoked"
    assert house.store.read(devices.device_by_token_hash, token_hash) is None
    before = dump(house.store)
    house.do(devices.revoke_device, house.kiosk, **house.by(house.admin))
    assert dump(house.store) == before
    assert house.store.read(devices.device_by_token_hash, "nope") is None


def test_devices_that_cannot_be_are_refused(house: Office) -> None:
    before = dump(house.store)
    with pytest.raises(DuplicateNameError):
        house.add_device("kiosk", DeviceRole.KIOSK)
    with pytest.raises(InvalidValueError, match="missing"):
        house.add_device(" ", DeviceRole.KIOSK)
    wanted: dict[str, Any] = {"name": "x", "role": DeviceRole.COUNTER, "token_hash": "x", "counter_id": 4711}
    with pytest.raises(UnknownCounterError):
        house.do(devices.register_device, **wanted, **house.by(house.admin))
    with pytest.raises(InvalidValueError, match="unknown"):
        house.do(devices.revoke_device, 4711, **house.by(house.admin))
    with pytest.raises(NotSignedInError):
        house.do(devices.record_heartbeat, 4711, Heartbeat(), office_id=house.id, now=house.now())
    assert dump(house.store) == before
