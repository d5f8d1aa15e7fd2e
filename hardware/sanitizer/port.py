"""What a kiosk needs of a sanitizer dispenser: it works by itself, and tells how it is."""

from typing import Protocol


class Sanitizer(Protocol):
    """A dispenser that gives one dose to each hand under it."""

    @property
    def doses(self) -> int:
        """How many doses it has given since it was opened."""
        ...

    def look(self) -> None:
        """See that it works.

        Raises:
            SanitizerStuckError: the hand sensor has seen a hand for longer than anybody holds one there.
            ControlsError: its pins failed.
        """
        ...

    def close(self) -> None:
        """Switch the pump off and let the pins go; safe to call twice."""
        ...
