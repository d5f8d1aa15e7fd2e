"""Writing to a USB endpoint: a part that was taken is no whole, and no end."""

from collections.abc import Sequence

import pytest
import usb.core

from hardware.printer.usb_endpoints import write_whole

TICKET = b"A-012" * 20


class Endpoint:
    """Takes so many bytes at each write, as pyusb tells them; after the last it takes nothing in time."""

    def __init__(self, counts: Sequence[int]) -> None:
        self._counts = list(counts)
        self.taken = b""
        self.limits: list[int] = []

    def write(self, data: bytes, limit_milliseconds: int) -> int:
        self.limits.append(limit_milliseconds)
        if not self._counts:
            raise usb.core.USBTimeoutError("nothing was taken")
        count = min(self._counts.pop(0), len(data))
        self.taken += data[:count]
        return count


@pytest.mark.parametrize("counts", [[100], [1, 99], [40, 40, 20]])
def test_all_of_it_is_sent_in_as_many_parts_as_it_takes(counts: list[int]) -> None:
    endpoint = Endpoint(counts)
    write_whole(endpoint, TICKET, 60)
    assert endpoint.taken == TICKET


def test_a_part_that_is_not_taken_is_a_time_out() -> None:
    endpoint = Endpoint([40])
    with pytest.raises(usb.core.USBTimeoutError):
        write_whole(endpoint, TICKET, 60)
    assert endpoint.taken == TICKET[:40]


def test_a_part_that_was_taken_as_the_limit_ended_is_a_time_out_and_never_a_write_without_limit() -> None:
    endpoint = Endpoint([1] * 100_000)
    with pytest.raises(usb.core.USBTimeoutError):
        write_whole(endpoint, bytes(1_000_000), 0.01)
    assert min(endpoint.limits) >= 1


def test_each_part_has_what_is_left_of_the_limit() -> None:
    endpoint = Endpoint([40, 60])
    write_whole(endpoint, TICKET, 60)
    assert 60_000 >= endpoint.limits[0] >= endpoint.limits[1]
