"""The published language between server, kiosks, displays and integrators.

Nothing here does I/O or imports the rest of the project: kiosk and display depend on this package only.
"""
