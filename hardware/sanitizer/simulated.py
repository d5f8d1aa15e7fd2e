"""A simulated dispenser: hands come as a test or a demo says, and the pump is looked at."""

from hardware.clock import Clock
from hardware.sanitizer.dispenser import Dispenser
from hardware.sanitizer.settings import DoseSettings


class SimulatedSanitizer:
    """The two lines of a dispenser that is not there; they live on while it is closed and opened again."""

    def __init__(self, settings: DoseSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self.hand = False
        self.pumping = False

    def open(self) -> Dispenser:
        """Begin to give doses."""
        return Dispenser(self._settings, self._clock, lambda: self.hand, self._pump, lambda: None)

    def _pump(self, on: bool) -> None:
        self.pumping = on
