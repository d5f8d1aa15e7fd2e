"""Buttons, lamps and the buzzer."""

from hardware.controls.port import Buttons, Buzzer, BuzzerPattern, Controls, Lamp, LampState, OnPress

__all__ = ["Buttons", "Buzzer", "BuzzerPattern", "Controls", "Lamp", "LampState", "OnPress"]
