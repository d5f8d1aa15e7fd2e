"""What the runner needs to know of the configuration."""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.config import ButtonAction


@dataclass(frozen=True, slots=True)
class RunnerSettings:
    """The part of the configuration that the runner works by."""

    language: str
    buttons: Mapping[str, ButtonAction]
    screen: bool
    version: str
    fast_tickets: int
