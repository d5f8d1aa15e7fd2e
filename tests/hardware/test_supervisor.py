import logging

import pytest

from hardware.errors import BusForbiddenError, DeviceAbsentError, HardwareError, PaperOutError, UnexpectedDeviceError
from hardware.supervisor import Backoff, DeviceState, Driver, Supervised
from tests.support.clock import FakeClock


class Part:
    def __init__(self) -> None:
        self.closed = False

    def close(self) -> None:
        self.closed = True


class Workshop:
    """Opens parts; ``broken`` is raised by the next opening and use."""

    def __init__(self) -> None:
        self.broken: Exception | None = None
        self.opened: list[Part] = []
        self.attempts = 0

    def open(self) -> Part:
        self.attempts += 1
        if self.broken:
            raise self.broken
        self.opened.append(Part())
        return self.opened[-1]

    def use(self, _: Part) -> str:
        if self.broken:
            raise self.broken
        return "used"


@pytest.fixture
def workshop() -> Workshop:
    return Workshop()


@pytest.fixture
def part(workshop: Workshop, clock: FakeClock) -> Supervised[Part]:
    return Supervised("part", Driver("real", False, workshop.open), clock, Backoff(1.0, 8.0))


def fail(part: Supervised[Part], workshop: Workshop, error: Exception) -> None:
    workshop.broken = error
    with pytest.raises(HardwareError):
        part.call(workshop.use)


def test_a_device_is_opened_once_and_used_often(part: Supervised[Part], workshop: Workshop) -> None:
    assert [part.call(workshop.use) for _ in range(3)] == ["used"] * 3
    assert workshop.attempts == 1
    assert part.health.state is DeviceState.OK


def test_nothing_is_claimed_before_the_first_use(part: Supervised[Part]) -> None:
    assert (part.health.state, part.health.code) == (DeviceState.FAULTY, "device_not_opened")


def test_a_fault_closes_the_device_and_names_itself(part: Supervised[Part], workshop: Workshop) -> None:
    part.call(workshop.use)
    fail(part, workshop, DeviceAbsentError("bus 1"))
    assert workshop.opened[0].closed
    assert (part.health.state, part.health.code) == (DeviceState.FAULTY, "i2c_no_answer")
    assert "bus 1" in part.health.message


def test_a_broken_device_is_left_alone_ever_longer_up_to_a_limit(
    part: Supervised[Part], workshop: Workshop, clock: FakeClock
) -> None:
    fail(part, workshop, DeviceAbsentError())
    pauses = []
    for _ in range(6):
        attempts, waited = workshop.attempts, 0.0
        while workshop.attempts == attempts:
            clock.sleep(0.25)
            waited += 0.25
            fail(part, workshop, DeviceAbsentError())
        pauses.append(waited)
    assert pauses == [1, 2, 4, 8, 8, 8]


def test_while_left_alone_the_same_fault_is_told_without_touching_it(
    part: Supervised[Part], workshop: Workshop
) -> None:
    fail(part, workshop, DeviceAbsentError())
    with pytest.raises(DeviceAbsentError):
        part.call(workshop.use)
    assert workshop.attempts == 1


def test_what_only_a_person_can_mend_waits_the_longest_at_once(
    part: Supervised[Part], workshop: Workshop, clock: FakeClock
) -> None:
    fail(part, workshop, BusForbiddenError())
    assert part.health.permanent
    clock.sleep(7.9)
    fail(part, workshop, BusForbiddenError())
    assert workshop.attempts == 1
    clock.sleep(0.2)
    fail(part, workshop, BusForbiddenError())
    assert workshop.attempts == 2


def test_it_comes_back_by_itself_and_the_pause_starts_small_again(
    part: Supervised[Part], workshop: Workshop, clock: FakeClock
) -> None:
    for _ in range(4):
        fail(part, workshop, DeviceAbsentError())
        clock.sleep(10)
    workshop.broken = None
    assert part.call(workshop.use) == "used"
    assert part.health.state is DeviceState.OK
    fail(part, workshop, DeviceAbsentError())
    clock.sleep(1)
    workshop.broken = None
    assert part.call(workshop.use) == "used"


def test_paper_out_keeps_the_connection_and_the_next_use_tries_at_once(
    part: Supervised[Part], workshop: Workshop
) -> None:
    part.call(workshop.use)
    fail(part, workshop, PaperOutError())
    assert part.health.code == "printer_paper_out"
    workshop.broken = None
    assert part.call(workshop.use) == "used"
    assert workshop.attempts == 1


def test_the_log_speaks_on_change_only(
    part: Supervised[Part], workshop: Workshop, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    part.call(workshop.use)
    for _ in range(5):
        fail(part, workshop, DeviceAbsentError())
        clock.sleep(10)
    workshop.broken = None
    part.call(workshop.use)
    part.call(workshop.use)
    levels = [record.levelname for record in caplog.records]
    assert levels == ["INFO", "WARNING", "INFO"]


def test_a_device_that_comes_and_goes_is_told_of_once_in_a_while(
    part: Supervised[Part], workshop: Workshop, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for _ in range(12):
        fail(part, workshop, DeviceAbsentError())
        clock.sleep(5)
        workshop.broken = None
        part.call(workshop.use)
        clock.sleep(5)
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"] * 2
    fail(part, workshop, DeviceAbsentError())
    clock.sleep(60)
    fail(part, workshop, DeviceAbsentError())
    assert caplog.records[-1].levelname == "WARNING", "one that stays away is told of in the end"


def test_health_shows_the_newest_words_of_the_same_fault(part: Supervised[Part], workshop: Workshop) -> None:
    part.call(workshop.use)
    fail(part, workshop, PaperOutError("roll 1"))
    fail(part, workshop, PaperOutError("roll 2"))
    assert "roll 2" in part.health.message


def test_health_says_since_when(part: Supervised[Part], workshop: Workshop, clock: FakeClock) -> None:
    part.call(workshop.use)
    clock.sleep(5)
    fail(part, workshop, DeviceAbsentError())
    broken_at = clock.monotonic()
    clock.sleep(60)
    fail(part, workshop, DeviceAbsentError())
    assert part.health.since_seconds == broken_at


def test_a_defect_of_a_driver_is_a_fault_of_the_device_and_logged_whole(
    part: Supervised[Part], workshop: Workshop, caplog: pytest.LogCaptureFixture
) -> None:
    workshop.broken = ZeroDivisionError("inside")
    with pytest.raises(UnexpectedDeviceError) as caught:
        part.call(workshop.use)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert part.health.code == "device_unexpected_error"
    assert "Traceback" in caplog.text


def test_a_part_that_is_not_fitted_is_absent_and_not_faulty(workshop: Workshop, clock: FakeClock) -> None:
    part = Supervised("part", Driver("none", False, workshop.open, fitted=False), clock)
    assert part.health.state is DeviceState.ABSENT
    part.call(workshop.use)
    assert (part.health.state, part.health.code) == (DeviceState.ABSENT, "not_fitted")


def test_a_device_that_fails_to_close_does_not_stop_the_rest(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    class Sticky(Part):
        def close(self) -> None:
            raise OSError("stuck")

    part = Supervised("part", Driver("real", False, Sticky), clock)
    part.call(lambda device: device)
    part.close()
    part.close()
    assert "could not be closed" in caplog.text
