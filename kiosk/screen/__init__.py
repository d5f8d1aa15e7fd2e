"""The kiosk's local page."""

from kiosk.screen.app import ScreenSettings, create_screen, local_hosts

__all__ = ["ScreenSettings", "create_screen", "local_hosts"]
