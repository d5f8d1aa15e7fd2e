"""The kiosk's local page."""

from kiosk.screen.app import ScreenSettings, create_screen

__all__ = ["ScreenSettings", "create_screen"]
