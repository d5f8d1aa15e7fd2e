"""What the sensor sees while nobody stands before it, and how warm it is itself: a pure picture of the last minute."""

from dataclasses import dataclass
from statistics import median

from hardware.thermometer import Reading
from kiosk.measuring.drift import drifting

WINDOW_SECONDS = 60.0
BETWEEN_SECONDS = 0.9
"""While somebody is measured, readings come faster than a slow drift needs them."""
HOT_CELSIUS = 34.0
"""Surroundings from here on are no cooler than skin."""


@dataclass(frozen=True, slots=True)
class Background:
    """The view without a visitor, from readings taken while the kiosk is idle.

    Attributes:
        samples: those of the last minute.
        around: those taken while somebody was measured too, one for each second or so.
    """

    samples: tuple[Reading, ...] = ()
    around: tuple[Reading, ...] = ()

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
        return drifting(self.around)

    def seen(self, reading: Reading) -> "Background":
        """Take one idle sample into the picture, and let go of what is older than a minute."""
        return Background((*_since(self.samples, reading), reading), self.passed(reading).around)

    def passed(self, reading: Reading) -> "Background":
        """Take one sample with a visitor before the sensor: it tells of the sensor's own warmth only."""
        if self.around and reading.at_seconds - self.around[-1].at_seconds < BETWEEN_SECONDS:
            return self
        return Background(self.samples, (*_since(self.around, reading), reading))


def _since(samples: tuple[Reading, ...], reading: Reading) -> tuple[Reading, ...]:
    oldest = reading.at_seconds - WINDOW_SECONDS
    return tuple(sample for sample in samples if sample.at_seconds >= oldest)
