"""The kiosk at the door: it measures, checks in, and hands out the ticket."""

VERSION = "0.1.0"
