"""Devices in Python that a real kernel takes for real ones."""
