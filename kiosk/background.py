"""What the sensor sees while nobody stands before it: a pure picture of the last minute."""

from dataclasses import dataclass
from statistics import median

from hardware.thermometer import Reading

WINDOW_SECONDS = 60.0
DRIFT_CELSIUS_PER_MINUTE = 0.3
HOT_CELSIUS = 34.0
"""Surroundings from here on are no cooler than skin."""


@dataclass(frozen=True, slots=True)
class Background:
    """The view without a visitor, from readings taken while the kiosk is idle."""

    samples: tuple[Reading, ...] = ()

    @property
    def object_celsius(self) -> float | None:
        """What stands behind the visitors, in degrees Celsius; ``None`` before the first sample.

        People stand before an idle kiosk too. They are warmer than a cool room, so the coldest sample is the room, and
        where even that is as warm as skin somebody stood there all the time: then the sensor's own temperature is the
        best guess. Where the room is hotter than skin, the hottest sample is the room.
        """
        if not self.samples:
            return None
        ambient = median(sample.ambient_celsius for sample in self.samples)
        values = [sample.object_celsius for sample in self.samples]
        if ambient >= HOT_CELSIUS:
            return max(values)
        return min(values) if min(values) < HOT_CELSIUS - 2.0 else min(ambient, *values)

    @property
    def drifting(self) -> bool:
        """Whether the sensor itself is being heated or cooled faster than 0.3 degrees Celsius per minute."""
        if not self.samples:
            return False
        first, last = self.samples[0], self.samples[-1]
        minutes = (last.at_seconds - first.at_seconds) / 60.0
        change = abs(last.ambient_celsius - first.ambient_celsius)
        return minutes >= 0.5 and change / minutes > DRIFT_CELSIUS_PER_MINUTE

    def seen(self, reading: Reading) -> "Background":
        """Take one idle sample into the picture, and let go of what is older than a minute."""
        oldest = reading.at_seconds - WINDOW_SECONDS
        return Background((*(sample for sample in self.samples if sample.at_seconds >= oldest), reading))
