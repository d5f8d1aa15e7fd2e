"""At which distances a visitor is measured, pure; and which pins the sensor is at."""

from dataclasses import dataclass
from typing import Annotated

import msgspec
from msgspec import Meta

NOBODY_CM = 100.0
"""Nobody stands before a kiosk and further away than this."""
MARGIN_CM = 1.0
"""An echo is good to about a centimetre; who stands right may sway by that much."""

Pin = Annotated[int, Meta(ge=0, le=27)]
Centimetres = Annotated[float, Meta(ge=2, le=90)]


@dataclass(frozen=True, slots=True)
class Reach:
    """The distances at which a visitor fills the sensor's spot.

    Attributes:
        near_cm: nearer is too near.
        far_cm: farther is too far.
    """

    near_cm: float
    far_cm: float

    def holds(self, distance_cm: float, held: bool) -> bool:
        """Tell whether somebody stands right; both ends belong to the reach.

        Args:
            distance_cm: where they stand.
            held: whether they stood right a moment ago; then the reach is ``MARGIN_CM`` wider at both ends.
        """
        margin = MARGIN_CM if held else 0.0
        return self.near_cm - margin <= distance_cm <= self.far_cm + margin


class ReachSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of every distance sensor.

    Attributes:
        near_cm: nearer, nobody is measured.
        far_cm: farther, nobody is measured; the default fits a spot of 35 degrees.
    """

    near_cm: Centimetres = 3.0
    far_cm: Centimetres = 7.0

    def __post_init__(self) -> None:
        """Refuse a reach without any room.

        Raises:
            ValueError: near is not below far.
        """
        if self.near_cm >= self.far_cm:
            raise ValueError(f"near_cm {self.near_cm:g} has to be below far_cm {self.far_cm:g}")

    @property
    def reach(self) -> Reach:
        """The reach as one value."""
        return Reach(self.near_cm, self.far_cm)


class EchoSettings(ReachSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An HC-SR04 or a part like it; pins are BCM.

    Attributes:
        trigger: pin that asks for a measurement.
        echo: pin that is high while the sound is on its way; 5 V parts need a divider to 3.3 V.
        chip: N of ``/dev/gpiochipN``; left out, that of the header of this model of Pi.
    """

    trigger: Pin
    echo: Pin
    chip: Annotated[int, Meta(ge=0)] | None = None

    def __post_init__(self) -> None:
        """Refuse one pin for both.

        Raises:
            ValueError: it names the pin; or as ``ReachSettings``.
        """
        super().__post_init__()
        if self.trigger == self.echo:
            raise ValueError(f"pin {self.echo} is given to both trigger and echo")
