"""The JSON API for devices and integrators."""
