"""What kiosk and display tell the service manager."""

from pathlib import Path

from hardware.service_manager import ALIVE_SECONDS, ServiceManager
from tests.support.clock import FakeClock
from tests.support.service_manager import Listening


def test_ready_and_alive_are_told(tmp_path: Path, clock: FakeClock) -> None:
    with Listening(str(tmp_path / "notify")) as listening:
        manager = ServiceManager({"NOTIFY_SOCKET": listening.address}, clock)
        manager.ready()
        manager.alive()
        assert [listening.next_word(1), listening.next_word(1)] == ["READY=1", "WATCHDOG=1"]


def test_a_loop_that_turns_fast_is_told_of_once_a_second(tmp_path: Path, clock: FakeClock) -> None:
    with Listening(str(tmp_path / "notify")) as listening:
        manager = ServiceManager({"NOTIFY_SOCKET": listening.address}, clock)
        for _ in range(25):
            manager.alive()
            clock.sleep(ALIVE_SECONDS / 10)
        assert [listening.next_word(0.1) for _ in range(4)] == ["WATCHDOG=1"] * 3 + [""]


def test_without_a_service_manager_nothing_happens(clock: FakeClock) -> None:
    manager = ServiceManager({}, clock)
    manager.ready()
    manager.alive()


def test_a_service_manager_that_is_gone_stops_nobody(tmp_path: Path, clock: FakeClock) -> None:
    ServiceManager({"NOTIFY_SOCKET": str(tmp_path / "gone")}, clock).ready()
