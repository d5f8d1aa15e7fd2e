"""What the kiosk tells the server about its parts."""

from typing import Literal

from hardware.supervisor import DeviceHealth, DeviceState
from kiosk.devices import Devices
from queue_server.protocol.messages import PartHealth

STATES: dict[DeviceState, Literal["ok", "faulty", "not_fitted"]] = {
    DeviceState.OK: "ok",
    DeviceState.FAULTY: "faulty",
    DeviceState.ABSENT: "not_fitted",
}
CARE = {
    "paper_low": "The paper is running low. Have a new roll ready.",
    "ambient_drift": "The sensor is being heated or cooled. Shade it from sun, lamps and air conditioning.",
}
"""Things that need care while the device works, with the mend."""


def parts_health(devices: Devices, *, drifting: bool, printer_care: str) -> tuple[PartHealth, ...]:
    """Translate the health of all parts.

    Args:
        devices: the kiosk's parts.
        drifting: the sensor is being heated or cooled.
        printer_care: as ``care`` of ``part_health``.
    """
    return (
        part_health(devices.thermometer.health, "ambient_drift" if drifting else ""),
        part_health(devices.printer.health, printer_care),
        part_health(devices.controls.health),
    )


def part_health(health: DeviceHealth, care: str = "") -> PartHealth:
    """Translate a device's health for the heartbeat.

    Args:
        health: as its supervisor knows it.
        care: key of ``CARE`` for something that needs care while the device works; empty without.
    """
    needs_care = bool(care) and health.state is DeviceState.OK
    faulty = health.state is DeviceState.FAULTY
    return PartHealth(
        name=health.name,
        driver=health.driver,
        simulated=health.simulated,
        state="degraded" if needs_care else STATES[health.state],
        code=care if needs_care else health.code if faulty else "",
        permanent=health.permanent,
        message=CARE[care] if needs_care else health.message[:300] if faulty else "",
    )
