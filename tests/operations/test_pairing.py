"""Pairing: one code lets one device in, once, and for a while."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from queue_server.domain.errors import DuplicateNameError, InvalidValueError, UnknownCounterError
from queue_server.operations import devices, pairing
from queue_server.operations.pairing import MOST_WRONG_TRIES, NewDevice, OpenedPairing
from queue_server.protocol.pairing import (
    Invitation,
    PairAnswer,
    PairRequest,
    grouped,
    invitation_text,
    read_code,
    read_invitation,
    site_mark,
)
from queue_server.protocol.words import DeviceRole, Place
from queue_server.storage.store import Store
from queue_server.tokens import hash_token, new_token
from tests.support.clock import FakeClock
from tests.support.office import Office, office
from tests.support.stores import dump

KEY = b"a key of this test"
DOOR = NewDevice("Kios pintu masuk", DeviceRole.KIOSK, Place.DRIVE_THRU)


def opened(house: Office, wanted: NewDevice = DOOR, **more: Any) -> OpenedPairing:
    return house.do(pairing.open_pairing, wanted, key=KEY, **more, **house.by(house.admin))


def pair(house: Office, code: str, token: str = "", role: DeviceRole = DeviceRole.KIOSK) -> PairAnswer | None:
    asked = PairRequest(code=code, token=token or new_token(), role=role)
    return house.do(pairing.pair, asked, key=KEY, now=house.now())


def state(house: Office, of: OpenedPairing) -> str:
    view = house.store.read(pairing.pairing_view, of.id, office_id=house.id, now=house.now())
    assert view is not None
    return view.state


def test_a_device_is_let_in_by_a_code(house: Office) -> None:
    code, token, seq = opened(house), new_token(), house.last_seq()
    assert state(house, code) == "open"
    answer = pair(house, grouped(code.code).lower(), token)
    assert answer is not None
    assert (answer.name, answer.role) == (DOOR.name, DeviceRole.KIOSK)
    known = house.store.read(devices.device_by_token_hash, hash_token(token))
    assert known is not None
    assert (known.id, known.office_id, known.role, known.place) == (answer.device_id, house.id, "kiosk", DOOR.place)
    assert house.names(seq) == ["device.changed"]
    assert state(house, code) == "paired"


def test_neither_code_nor_token_is_stored(house: Office) -> None:
    code, token = opened(house), new_token()
    assert pair(house, code.code, token)
    rows = str(dump(house.store))
    assert DOOR.name in rows
    assert code.code not in rows
    assert token not in rows


def test_a_lost_answer_is_asked_for_again(house: Office) -> None:
    code, token = opened(house), new_token()
    first = pair(house, code.code, token)
    house.clock.jump(timedelta(hours=1).total_seconds())
    before = dump(house.store)
    assert pair(house, code.code, token) == first
    assert dump(house.store) == before
    assert first is not None
    house.do(devices.revoke_device, first.device_id, **house.by(house.admin))
    assert pair(house, code.code, token) is None


def test_a_code_is_used_once(house: Office) -> None:
    code = opened(house)
    assert pair(house, code.code)
    assert pair(house, code.code) is None


def test_a_code_ends(house: Office) -> None:
    code = opened(house, life=timedelta(minutes=3))
    house.clock.jump(timedelta(minutes=3).total_seconds())
    assert pair(house, code.code) is None
    assert state(house, code) == "ended"


def wrong(code: str) -> str:
    """Another code that is counted as a try at this one."""
    return code[:-1] + ("2" if code[-1] != "2" else "3")


@pytest.mark.parametrize(("tries", "left"), [(MOST_WRONG_TRIES - 1, "open"), (MOST_WRONG_TRIES, "spent")])
def test_wrong_tries_spend_a_code(house: Office, tries: int, left: str) -> None:
    code = opened(house)
    for _ in range(tries):
        assert pair(house, wrong(code.code)) is None
    assert state(house, code) == left
    assert (pair(house, code.code) is not None) is (left == "open")


@pytest.mark.parametrize("text", ["", "ABC", "ABCDEFGHJ", "ABCD-EFU!"])
def test_what_can_be_no_code_is_wrong(house: Office, text: str) -> None:
    assert pair(house, text) is None


def test_a_code_for_another_kind_of_device_stays_open(house: Office) -> None:
    code = opened(house)
    with pytest.raises(InvalidValueError) as refused:
        pair(house, code.code, role=DeviceRole.DISPLAY)
    assert refused.value.details["problem"] == "other_role"
    assert pair(house, code.code)


def test_a_token_belongs_to_one_device(house: Office) -> None:
    code, token = opened(house), new_token()
    assert pair(house, code.code, token)
    assert pair(house, opened(house, NewDevice("another", DeviceRole.KIOSK)).code, token) is None


def test_a_second_code_for_a_name_ends_the_first(house: Office) -> None:
    first, second = opened(house), opened(house)
    assert pair(house, first.code) is None
    assert pair(house, second.code)


def test_a_known_device_is_paired_anew_and_loses_its_old_token(house: Office) -> None:
    old, token = hash_token(f"kiosk {house.id}"), new_token()
    again = NewDevice("", DeviceRole.DISPLAY, device_id=house.kiosk)
    answer = pair(house, opened(house, again).code, token)
    assert answer is not None
    assert (answer.device_id, answer.name, answer.role) == (house.kiosk, "kiosk", DeviceRole.KIOSK)
    assert house.store.read(devices.device_by_token_hash, old) is None
    assert house.store.read(devices.device_by_token_hash, hash_token(token)) is not None


def test_what_cannot_be_opened(house: Office) -> None:
    house.do(devices.revoke_device, house.program, **house.by(house.admin))
    for error, wanted in (
        (InvalidValueError, NewDevice(" ", DeviceRole.KIOSK)),
        (DuplicateNameError, NewDevice("kiosk", DeviceRole.KIOSK)),
        (UnknownCounterError, NewDevice("new", DeviceRole.COUNTER, counter_id=4711)),
        (InvalidValueError, NewDevice("", DeviceRole.KIOSK, device_id=house.program)),
    ):
        with pytest.raises(error):
            opened(house, wanted)


def test_a_name_that_was_taken_meanwhile_is_told(house: Office) -> None:
    code = opened(house)
    house.add_device(DOOR.name, DeviceRole.DISPLAY)
    with pytest.raises(DuplicateNameError):
        pair(house, code.code)


def test_of_two_devices_that_race_for_a_code_one_wins(house: Office) -> None:
    code = opened(house).code
    asked = [PairRequest(code=code, token=new_token(), role=DeviceRole.KIOSK) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda one: house.store.write(pairing.pair, one, key=KEY, now=house.now()), asked))
    assert sum(answer is not None for answer in answers) == 1


def test_a_code_is_of_one_office(store: Store, clock: FakeClock) -> None:
    mine, theirs = office(store, clock, quota=5), office(store, clock, code="OTHER", quota=5)
    code = opened(theirs)
    with pytest.raises(InvalidValueError):
        opened(mine, NewDevice("", DeviceRole.KIOSK, device_id=theirs.kiosk))
    assert mine.store.read(pairing.pairing_view, code.id, office_id=mine.id, now=mine.now()) is None
    token = new_token()
    assert pair(mine, code.code, token)
    known = mine.store.read(devices.device_by_token_hash, hash_token(token))
    assert known is not None
    assert known.office_id == theirs.id


def test_old_codes_are_forgotten(house: Office) -> None:
    first = opened(house, NewDevice("first", DeviceRole.KIOSK))
    house.clock.jump(timedelta(days=2).total_seconds())
    opened(house)
    view = house.store.read(pairing.pairing_view, first.id, office_id=house.id, now=house.now())
    assert view is None


@pytest.mark.parametrize("mark", ["", site_mark(b"a certificate's digest")])
def test_the_qr_holds_address_and_code(mark: str) -> None:
    told = Invitation("https://antre.example:8443", "01ABCDEF", mark)
    assert read_invitation(invitation_text(told)) == told
    assert read_invitation(grouped(told.code + mark).lower()) == told._replace(server_url="")


def test_a_code_is_read_as_people_write_it() -> None:
    assert read_invitation(" oiab-cdeF ") == Invitation("", "01ABCDEF")
    assert [read_code(text) for text in ("01ABCDE", "01ABCDEU", "")] == [None, None, None]
    assert read_invitation("antre-pair:http://x|short") is None
