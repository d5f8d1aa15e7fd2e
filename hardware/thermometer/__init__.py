"""Non-contact thermometers."""

from hardware.thermometer.port import Reading, Thermometer

__all__ = ["Reading", "Thermometer"]
