"""Speakers."""

from hardware.speaker.port import Speaker

__all__ = ["Speaker"]
