"""Settings of the sanitizer dispenser: pins and times."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Pin = Annotated[int, Meta(ge=0, le=27)]


class DoseSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a dose is given; times in seconds.

    Attributes:
        dose_seconds: how long the pump runs for one dose; shorter where the hand goes away. Never longer than 3.
        debounce_seconds: a hand that is seen for a shorter time is none.
        rest_seconds: least time between two doses.
        stuck_seconds: a hand that is seen for so long is a blocked sensor.
    """

    dose_seconds: Annotated[float, Meta(gt=0, le=3)] = 1.0
    debounce_seconds: Annotated[float, Meta(ge=0, le=1)] = 0.06
    rest_seconds: Annotated[float, Meta(ge=0, le=60)] = 2.0
    stuck_seconds: Annotated[float, Meta(ge=5, le=600)] = 20.0


class GpioSanitizerSettings(DoseSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A hand sensor and a pump's relay at two pins (BCM).

    Attributes:
        hand: pin of the hand sensor.
        relay: pin of the relay or transistor of the pump.
        hand_active: the level of the hand sensor that means a hand; infrared modules pull low.
        relay_active: the level at which the pump runs.
        chip: N of ``/dev/gpiochipN``; left out, that of the header of this model of Pi.
    """

    hand: Pin
    relay: Pin
    hand_active: Literal["low", "high"] = "low"
    relay_active: Literal["low", "high"] = "high"
    chip: Annotated[int, Meta(ge=0)] | None = None

    def __post_init__(self) -> None:
        """Refuse one pin for both.

        Raises:
            ValueError: it names the pin.
        """
        if self.hand == self.relay:
            raise ValueError(f"pin {self.hand} is given to both hand and relay")
