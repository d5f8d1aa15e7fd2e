"""Tests of the drivers and of a whole visit against the devices of a real kernel."""
