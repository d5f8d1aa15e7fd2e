"""Every fault and care that a device can tell has words that say what to do."""

from collections.abc import Iterator

from hardware.errors import HardwareError
from kiosk.health import CARE
from queue_server.domain.sensor_trust import SensorCare
from queue_server.trust import NOT_ENCRYPTED
from queue_server.web.staff.mends import MENDS, mend


def kinds(of: type[HardwareError]) -> Iterator[type[HardwareError]]:
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


def test_every_fault_and_care_has_a_mend() -> None:
    known = {kind.code for kind in kinds(HardwareError)} | set(CARE) | set(SensorCare) | {NOT_ENCRYPTED}
    assert sorted(known - set(MENDS)) == [], "write what to do into queue_server/web/staff/mends.py, in both languages"
    assert sorted(set(MENDS) - known) == [], "nothing tells these codes any more: remove them there"


def test_what_a_later_device_tells_is_shown_in_its_own_words() -> None:
    assert mend("made_later", "Turn it off and on.") == "Turn it off and on."
