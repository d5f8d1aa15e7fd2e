"""Tokens are renewed, and nobody is locked out by an answer that was lost."""

from datetime import timedelta
from typing import Any

import pytest

from queue_server.domain.errors import InvalidValueError
from queue_server.operations import devices, token_renewal
from queue_server.operations.token_renewal import FORMER_COUNTS, RENEWED_EVERY
from queue_server.operations.views import KnownDevice
from queue_server.protocol.messages import Heartbeat
from queue_server.protocol.pairing import TokenRenewal
from queue_server.tokens import hash_token, new_token
from tests.support.office import Office


def known(house: Office, token: str) -> KnownDevice | None:
    return house.store.read(devices.device_by_token_hash, hash_token(token), house.now())


def old(house: Office) -> str:
    return f"kiosk {house.id}"


def renew(house: Office, token: str, *, former: bool = False) -> None:
    asked = TokenRenewal(token=token)
    house.do(token_renewal.renew_token, house.kiosk, asked, former=former, office_id=house.id, now=house.now())


def beat(house: Office, *, former: bool = False) -> bool:
    here: dict[str, Any] = {"office_id": house.id, "now": house.now()}
    return house.do(token_renewal.beat, house.kiosk, Heartbeat(), former=former, **here).renew_token


def test_the_former_token_counts_until_the_first_beat_with_the_new_one(house: Office) -> None:
    token, seq = new_token(), house.last_seq()
    renew(house, token)
    before, after = known(house, old(house)), known(house, token)
    assert before is not None
    assert after is not None
    assert (before.id, before.former, after.id, after.former) == (house.kiosk, True, house.kiosk, False)
    assert house.names(seq) == ["device.changed"]
    beat(house, former=True)
    assert known(house, old(house))
    beat(house)
    assert known(house, old(house)) is None
    assert known(house, token) == after


def test_the_former_token_counts_for_five_minutes(house: Office) -> None:
    renew(house, new_token())
    house.clock.jump((FORMER_COUNTS - timedelta(seconds=2)).total_seconds())
    assert known(house, old(house))
    house.clock.jump(2)
    assert known(house, old(house)) is None


def test_a_lost_answer_is_asked_for_again_with_either_token(house: Office) -> None:
    token = new_token()
    renew(house, token)
    seq = house.last_seq()
    renew(house, token, former=True)
    renew(house, token)
    assert house.last_seq() == seq
    assert known(house, old(house))
    assert known(house, token)


def test_a_device_that_lost_the_new_token_makes_another_with_the_former(house: Office) -> None:
    lost, token = new_token(), new_token()
    renew(house, lost)
    renew(house, token, former=True)
    assert known(house, lost) is None
    assert known(house, old(house))
    assert known(house, token)


def test_no_token_comes_back_or_belongs_to_two(house: Office) -> None:
    token = new_token()
    renew(house, token)
    for taken in (old(house), f"program {house.id}"):
        with pytest.raises(InvalidValueError):
            renew(house, taken)


def test_a_revoked_device_has_neither(house: Office) -> None:
    token = new_token()
    renew(house, token)
    house.do(devices.revoke_device, house.kiosk, **house.by(house.admin))
    assert (known(house, old(house)), known(house, token)) == (None, None)


def test_a_token_is_renewed_each_month_and_when_an_admin_asks(house: Office) -> None:
    assert not beat(house)
    house.clock.jump(RENEWED_EVERY.total_seconds())
    assert beat(house)
    renew(house, new_token())
    assert not beat(house)
    house.do(token_renewal.ask_renewal, house.kiosk, **house.by(house.admin))
    assert beat(house)
    assert not beat(house, former=True)
    renew(house, new_token())
    assert not beat(house)
    with pytest.raises(InvalidValueError):
        house.do(token_renewal.ask_renewal, 4711, **house.by(house.admin))
