"""What the kiosk tells the server about its parts."""

from datetime import UTC, date, datetime
from typing import Literal

from hardware.errors import NotOpenedError
from hardware.supervisor import DeviceHealth, DeviceState
from kiosk.devices import Devices
from kiosk.measuring.measure_worker import MeasureWorker
from queue_server.protocol.messages import PartHealth

STATES: dict[DeviceState, Literal["ok", "faulty", "not_fitted"]] = {
    DeviceState.OK: "ok",
    DeviceState.FAULTY: "faulty",
    DeviceState.ABSENT: "not_fitted",
}
CARE = {
    "kiosk_paused": "Staff have paused the kiosk. Hold its staff button again to go on.",
    "many_tickets": "Numbers are taken faster than people come. See who stands at the kiosk.",
    "paper_low": "The paper is running low. Have a new roll ready.",
    "printer_silent": "The printer works without answering, and nobody knows whether the tickets come out whole. "
    "Check its cable; where it never answers, set answers = false or confirms = false.",
    "ambient_drift": "The sensor is being heated or cooled, and its values are not used. "
    "Shade it from sun, lamps and air conditioning.",
    "distance_lost": "The distance sensor fails: visitors are noticed by their warmth alone.",
    "calibration_old": "Compare the thermometer with a reference again, on the page Thermometers of the office.",
}
"""Things that need care while the device works, with the mend."""


def today() -> date:
    """The day by this machine's clock; a calibration is counted in days, so the time zone does not matter."""
    return datetime.now(UTC).date()


def parts_health(
    devices: Devices, measuring: MeasureWorker, printer_care: str, on: date, *, doses: int = 0, paused: bool = False
) -> tuple[PartHealth, ...]:
    """Translate the health of all parts.

    Args:
        devices: the kiosk's parts.
        measuring: knows of the sensor what its readings tell.
        printer_care: as ``care`` of ``part_health``; what comes out of it too fast is told here too.
        on: today.
        doses: of the sanitizer, since the kiosk was started.
        paused: by staff.
    """
    cares = {"thermometer": thermometer_care(devices, measuring, on), "printer": printer_care}
    cares["controls"] = "kiosk_paused" if paused else ""
    notes = {"thermometer": str(measuring.offset)}
    counted = {"thermometer": measuring.counters, "sanitizer": {"doses": doses}}
    return tuple(
        part_health(part, cares.get(part.name, ""), notes.get(part.name, ""), counted.get(part.name))
        for part in devices.health
    )


def thermometer_care(devices: Devices, measuring: MeasureWorker, on: date) -> str:
    """What the thermometer needs, the most pressing first; a key of ``CARE``, or empty."""
    distance = devices.distance.health if devices.distance else None
    if measuring.drifting:
        return "ambient_drift"
    if distance and distance.state is DeviceState.FAULTY and distance.code != NotOpenedError.code:
        return "distance_lost"
    calibration = measuring.offset.calibration
    return "calibration_old" if calibration and calibration.is_old(on) else ""


def part_health(
    health: DeviceHealth, care: str = "", note: str = "", counters: dict[str, int] | None = None
) -> PartHealth:
    """Translate a device's health for the heartbeat.

    Args:
        health: as its supervisor knows it.
        care: key of ``CARE`` for something that needs care while the device works; empty without.
        note: something worth knowing while it works.
        counters: how often each thing happened.
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
        counters=counters or {},
        message=health.message[:300] if faulty else " ".join(filter(None, (CARE[care] if needs_care else "", note))),
    )
