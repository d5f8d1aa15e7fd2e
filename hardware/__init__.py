"""Drivers of the devices at a kiosk or a display; they know nothing of tickets or visitors."""
