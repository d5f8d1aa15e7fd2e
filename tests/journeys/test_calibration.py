"""A kiosk whose sensor is off misses a warm visitor; staff compare it with a reference, and then it does not.

A real server, a real kiosk, the staff's pages over sockets; nothing is restarted but where the test says so.
"""

import re
from pathlib import Path

from tests.journeys.conftest import House, NetworkPrinter
from tests.support.devices import RunningKiosk, running_kiosk, wait_for
from tests.support.premises import SECURITY
from tests.support.staff_session import StaffSession

OFF_CELSIUS = -0.8
WARM_CELSIUS = 37.6
"""Read as 36.8 by this sensor."""
TARGET_CELSIUS = 37.01
"""On the grid of the sensor, as is what it reads of it."""
MEASUREMENT = re.compile(r'name="measurement_id" value="(\d+)"')


class Keeper(StaffSession):
    """Security at the pages of a kiosk's thermometer."""

    def __init__(self, house: House) -> None:
        super().__init__(house.server.url, SECURITY)
        (link,) = set(re.findall(r'href="(/thermometers/\d+)"', self.page("/thermometers/")))
        self.path = link

    def measured(self, page: str, ask: str) -> str:
        """Ask the kiosk to measure, wait for it, and return the id of the measurement."""
        self.send(page, ask)
        found = wait_for("the kiosk has measured", lambda: MEASUREMENT.search(self.page(page)))
        assert found is not None
        return found[1]

    def compare(self, reference: str) -> str:
        """Have the kiosk measure the target, type what the reference shows, and return the page that follows."""
        measurement_id = self.measured(self.path, f"{self.path}/measure")
        fields = {"measurement_id": measurement_id, "reference_celsius": reference}
        return self.send(self.path, f"{self.path}/pair", **fields)

    def check(self, target: str) -> str:
        """Check the kiosk against a target, and return the page that follows."""
        page = f"{self.path}/check"
        measurement_id = self.measured(page, f"{page}/measure")
        return self.send(page, page, measurement_id=measurement_id, expected_celsius=target)


def note(kiosk: RunningKiosk) -> str:
    return next(part.message for part in kiosk.kiosk.parts() if part.name == "thermometer")


def test_a_sensor_that_is_off_is_compared_and_then_right(house: House, printer: NetworkPrinter, tmp_path: Path) -> None:
    where = (house.server.url, house.premises, tmp_path / "kiosk", printer.table)
    staff = Keeper(house)
    with running_kiosk(*where, error_celsius=OFF_CELSIUS) as kiosk:
        kiosk.visit(WARM_CELSIUS)
        kiosk.wait_for_phase("showing")
        assert staff.open_cases() == [], "the sensor should have missed this visitor"
        kiosk.press("staff")
        kiosk.wait_for_phase("idle")

        kiosk.sensor.show(TARGET_CELSIUS)
        assert "Termometer meleset" in staff.check("37,01")
        for _ in range(3):
            assert "selisihnya +0,80 °C" in staff.compare("37,01")
        assert "Mulai sekarang kios menambahkan +0,80 °C" in staff.send(staff.path, f"{staff.path}/accept")
        wait_for("the offset is in force", lambda: "offset +0.80 C, kept by the office" in note(kiosk))
        assert "Termometer benar" in staff.check("37,01")
        assert staff.open_cases() == [], "a case came of what staff did"

        kiosk.wait_for_phase("idle")
        kiosk.visit(WARM_CELSIUS)
        kiosk.wait_for_phase("held")
        assert len(wait_for("a case", staff.open_cases)) == 1
    assert house.client("kiosk").get("/office").body["services"][0]["waiting"] == 1

    with running_kiosk(*where, error_celsius=OFF_CELSIUS) as kiosk:
        wait_for("the offset after a restart", lambda: "kept by the office" in note(kiosk))
        kiosk.visit(WARM_CELSIUS)
        kiosk.wait_for_phase("held")


def test_a_visitor_is_served_first_and_staff_wait(house: House, printer: NetworkPrinter, tmp_path: Path) -> None:
    staff = Keeper(house)
    with running_kiosk(house.server.url, house.premises, tmp_path / "kiosk", printer.table) as kiosk:
        kiosk.sensor.show(None)
        kiosk.press("green")
        kiosk.wait_for_phase("measuring")
        staff.send(staff.path, f"{staff.path}/measure")
        assert "Kios mengukur begitu tidak ada pengunjung" in staff.page(staff.path)
        kiosk.step_up()
        kiosk.wait_for_phase("showing")
        kiosk.press("staff")
        wait_for("the kiosk has measured", lambda: MEASUREMENT.search(staff.page(staff.path)))
    told = house.client("counter").get("/events?after=0").body["events"]
    assert [event["name"] for event in told if event["name"] == "ticket.issued"] == ["ticket.issued"]
