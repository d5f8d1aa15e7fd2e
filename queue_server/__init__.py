"""The queue server: coordinates kiosks, counters, the screening desk and the board of an office."""
