"""Heartbeats: what they leave behind, and when they are news."""

from datetime import timedelta

import msgspec

from queue_server.operations import devices
from queue_server.operations.admin_page import devices_view
from queue_server.operations.views import DeviceSetting
from queue_server.protocol.messages import Heartbeat, PartHealth
from queue_server.protocol.words import DeviceRole
from queue_server.storage import people
from tests.support.office import Office

GOOD = PartHealth(name="printer", driver="usb", state="ok")
BAD = msgspec.structs.replace(GOOD, state="faulty", code="printer_paper_out", message="Put in a new roll.")


def beat(house: Office, *parts: PartHealth, version: str = "1") -> list[str]:
    """Let the kiosk tell how it is, and return the events that came of it."""
    seq, heartbeat = house.last_seq(), Heartbeat(parts=parts, version=version)
    answer = house.do(devices.record_heartbeat, house.kiosk, heartbeat, office_id=house.id, now=house.now())
    assert (answer.now, answer.device_name, answer.role) == (house.now(), "kiosk", DeviceRole.KIOSK)
    return house.names(seq)


def kiosk(house: Office) -> DeviceSetting:
    found = house.store.read(devices_view, office_id=house.id, now=house.now())
    return next(one for one in found if one.id == house.kiosk)


def test_a_heartbeat_is_an_event_only_when_it_brings_news(house: Office) -> None:
    other_words = msgspec.structs.replace(BAD, message="other words", counters={"reads": 7})
    news = ["device.changed"]
    beats = [(), (GOOD,), (GOOD,), (BAD,), (other_words,), (GOOD,)]
    assert [beat(house, *parts) for parts in beats] == [news, news, [], news, [], news]
    assert beat(house, GOOD, version="2") == news
    house.clock.jump(119)
    assert beat(house, GOOD, version="2") == []
    house.clock.jump(121)
    assert beat(house, GOOD, version="2") == news


def test_a_part_tells_since_when_it_is_so(house: Office) -> None:
    beat(house, GOOD)
    beat(house, BAD)
    since = house.now()
    beat(house, msgspec.structs.replace(BAD, message="still", permanent=True, counters={"printed": 3}))
    (part,) = kiosk(house).parts
    assert (part.since, part.message, part.permanent, part.counters) == (since, "still", True, {"printed": 3})
    assert since < house.now()
    beat(house, GOOD)
    assert kiosk(house).parts[0].since == house.now()


def test_a_device_is_off_line_after_two_minutes_of_silence(house: Office) -> None:
    assert kiosk(house).offline
    beat(house, GOOD, version="1.2.3")
    assert (kiosk(house).offline, kiosk(house).version, kiosk(house).last_seen_at) == (False, "1.2.3", house.now())
    house.clock.jump(120)
    assert not kiosk(house).offline
    house.clock.jump(1)
    assert kiosk(house).offline


def test_what_needs_care(house: Office) -> None:
    def troubled(*parts: PartHealth) -> bool:
        beat(house, *parts)
        return kiosk(house).troubled

    low = PartHealth(name="printer", driver="usb", state="degraded", code="paper_low")
    absent = PartHealth(name="controls", driver="none", state="not_fitted")
    assert [troubled(GOOD, absent), troubled(BAD), troubled(low), troubled(GOOD)] == [False, True, True, False]
    house.clock.jump(timedelta(hours=1).total_seconds())
    assert kiosk(house).troubled
    house.do(devices.revoke_device, house.kiosk, **house.by(house.admin))
    assert not kiosk(house).troubled


def test_devices_that_only_ask_are_never_off_line(house: Office) -> None:
    found = house.store.read(devices_view, office_id=house.id, now=house.now())
    assert [one.offline for one in found if one.id == house.program] == [False]


def test_parts_that_an_earlier_version_stored_are_read(house: Office) -> None:
    old = {"name": "printer", "driver": "usb", "state": "ok", "simulated": False, "code": "", "message": ""}
    house.do(people.device_seen, house.kiosk, house.clock.now(), parts=[old], version="")
    assert (kiosk(house).parts[0].since, kiosk(house).parts[0].counters) == (None, {})
