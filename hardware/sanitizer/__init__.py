"""A touch-free dispenser of hand sanitizer."""

from hardware.sanitizer.port import Sanitizer

__all__ = ["Sanitizer"]
