import errno

import pytest

from hardware import errors
from hardware.i2c import GAP_SECONDS, LinuxWordBus, TransactionGap, bus_error
from tests.support.clock import FakeClock


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOENT, errors.BusMissingError),
        (errno.EACCES, errors.BusForbiddenError),
        (errno.ENXIO, errors.DeviceAbsentError),
        (errno.EREMOTEIO, errors.DeviceAbsentError),
        (errno.EIO, errors.BusIoError),
        (errno.ETIMEDOUT, errors.BusStuckError),
        (errno.EBADMSG, errors.ChecksumError),
        (errno.EBUSY, errors.AddressBusyError),
        (errno.EPROTO, errors.BusIoError),
    ],
)
def test_each_errno_has_a_name(number: int, kind: type[errors.BusError]) -> None:
    error = bus_error(OSError(number, "words"), "/dev/i2c-1")
    assert type(error) is kind
    assert errno.errorcode[number] in str(error)
    assert "/dev/i2c-1" in str(error)


def test_a_bus_that_does_not_exist_says_how_to_switch_it_on(clock: FakeClock) -> None:
    with pytest.raises(errors.BusMissingError, match="Switch I2C on"):
        LinuxWordBus(250, clock)


def test_transactions_are_ten_milliseconds_apart(clock: FakeClock) -> None:
    gap = TransactionGap(clock)
    gap.ended()
    ended = clock.monotonic()
    gap.wait()
    assert clock.monotonic() - ended == pytest.approx(GAP_SECONDS)


def test_a_bus_that_has_rested_does_not_wait(clock: FakeClock) -> None:
    gap = TransactionGap(clock)
    gap.ended()
    clock.sleep(1)
    before = clock.monotonic()
    gap.wait()
    assert clock.monotonic() == before


def error_classes(kind: type[errors.HardwareError]) -> list[type[errors.HardwareError]]:
    return [kind, *(below for child in kind.__subclasses__() for below in error_classes(child))]


def test_each_error_has_a_code_of_its_own_and_a_mend_in_one_line() -> None:
    kinds = error_classes(errors.HardwareError)
    codes = [kind.code for kind in kinds]
    assert sorted(codes) == sorted(set(codes))
    for kind in kinds:
        message = str(kind("detail"))
        assert "\n" not in message
        assert message.endswith(f"(detail). {kind.mend}")
        assert kind.mend.endswith(".")
