"""When the pump of a sanitizer dispenser runs, pure: the time is passed in, in monotonic seconds."""

from math import inf

from hardware.sanitizer.settings import DoseSettings


class Dosing:
    """One dose to each hand: a hand that stays gets no second one, and the pump never runs longer than a dose."""

    def __init__(self, settings: DoseSettings) -> None:
        """Begin with no hand and the pump at rest."""
        self.doses = 0
        self._settings = settings
        self._hand_since = inf
        self._served = False
        self._ends_at = -inf
        self._free_at = -inf

    def runs(self, hand: bool, now: float) -> bool:
        """Take what the hand sensor sees now; tell whether the pump runs."""
        if not hand:
            self._hand_since, self._served = inf, False
            self._ends_at = min(self._ends_at, now)  # nobody is there to take the rest of the dose
            return False
        self._hand_since = min(self._hand_since, now)
        if self._may_begin(now):
            self.doses += 1
            self._served = True
            self._ends_at = now + self._settings.dose_seconds
            self._free_at = self._ends_at + self._settings.rest_seconds
        return now < self._ends_at

    def stuck(self, now: float) -> bool:
        """Tell whether a hand has been seen for longer than anybody holds one there."""
        return now - self._hand_since >= self._settings.stuck_seconds

    def _may_begin(self, now: float) -> bool:
        seen = now - self._hand_since >= self._settings.debounce_seconds
        return seen and not self._served and now >= self._free_at
