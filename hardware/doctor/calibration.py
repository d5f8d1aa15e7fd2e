"""Whether the configured thermometer was compared with a reference, and how long ago."""

from hardware.doctor.configuration import Configuration
from hardware.doctor.finding import Code, Finding, Part, info, ok, warning
from hardware.doctor.machine import Machine

MEND = "Compare it with a clinical thermometer and write offset_celsius and calibrated_on in [thermometer]."


def examine_calibration(machine: Machine, configuration: Configuration) -> list[Finding]:
    """Judge the calibration of a real thermometer.

    Args:
        machine: knows the date.
        configuration: has the calibration.
    """
    settings = configuration.thermometer
    if settings is None:
        return []
    calibration = settings.calibration
    if calibration is None:
        return [info(Part.THERMOMETER, Code.CALIBRATION, f"never compared with a reference. {MEND}")]
    if calibration.is_old(machine.asking.today()):
        what = f"{calibration}, more than {calibration.days} days ago"
        return [warning(Part.THERMOMETER, Code.CALIBRATION, what, MEND)]
    return [ok(Part.THERMOMETER, Code.CALIBRATION, str(calibration))]
