"""What a kiosk says of its sensors, on the admin's device page: a real kiosk, a real server."""

import threading
from pathlib import Path
from typing import Any

from hardware.clock import SystemClock
from hardware.distance.simulated import SimulatedDistanceSensor
from kiosk.bootstrap import build_application
from kiosk.config import FILE
from tests.support.devices import wait_for
from tests.support.premises import ADMIN, Premises, prepare
from tests.support.processes import running
from tests.support.staff_session import StaffSession


def settings(url: str, premises: Premises, folder: Path) -> dict[str, Any]:
    return {
        "server_url": url,
        "token_file": str(premises.token_file("kiosk")),
        "data_dir": str(folder),
        "thermometer": {"driver": "simulated", "auto": False},
        "distance": {"driver": "simulated", "faults": {"silent": 1.0}},
        "printer": {"driver": "simulated", "folder": str(folder / "tickets")},
        "controls": {"driver": "none"},
    }


def test_a_lost_distance_sensor_stands_on_the_device_page_and_goes_from_it(tmp_path: Path) -> None:
    premises = prepare(tmp_path / "server")
    with running(premises.folder) as server:
        application = build_application(FILE.decode(settings(server.url, premises, tmp_path)), SystemClock())
        distance = application.kiosk._devices.distance
        assert distance is not None
        assert isinstance(distance.driver.simulation, SimulatedDistanceSensor)
        thread = threading.Thread(target=application.kiosk.run, name="kiosk")
        thread.start()
        try:
            admin = StaffSession(server.url, ADMIN)
            wait_for("the care", lambda: told(admin) == 2)
            assert "Periksa kabel sensor jarak" in admin.page("/admin/devices")
            distance.driver.simulation.set_fault(None)
            wait_for("the end of it", lambda: told(admin) == 0, 60.0)
        finally:
            application.kiosk.stop()
            thread.join(20)
            assert not thread.is_alive()


def told(admin: StaffSession) -> int:
    """How often the page tells it: the part itself is faulty, and the thermometer needs care."""
    return admin.page("/admin/devices").count("<code>distance_lost</code>")
