"""When a press counts and when a button is stuck, pure: the time is passed in."""


class RepeatGuard:
    """Lets the same button count only once in a while; people press until something happens."""

    def __init__(self, guard_seconds: float) -> None:
        self._guard_seconds = guard_seconds
        self._counted_at: dict[str, float] = {}

    def counts(self, name: str, now: float) -> bool:
        """Whether this press counts; one that does not leaves the guard's end where it was.

        Args:
            name: the button.
            now: monotonic seconds.
        """
        last = self._counted_at.get(name)
        if last is not None and now - last < self._guard_seconds:
            return False
        self._counted_at[name] = now
        return True


class DownTimes:
    """Since when each button has been down."""

    def __init__(self, stuck_seconds: float) -> None:
        self._stuck_seconds = stuck_seconds
        self._down_at: dict[str, float] = {}

    def went_down(self, name: str, now: float) -> None:
        """The button went down, or was found down."""
        self._down_at[name] = now

    def went_up(self, name: str) -> None:
        """The button went up."""
        self._down_at.pop(name, None)

    def seen(self, name: str, down: bool, now: float) -> None:
        """The line was looked at: since when it is down counts from the first time that it was seen so."""
        if not down:
            self.went_up(name)
        elif name not in self._down_at:
            self.went_down(name, now)

    def stuck(self, now: float) -> tuple[str, ...]:
        """The buttons that have been down for too long, in the order in which they went down."""
        return tuple(name for name, at in dict(self._down_at).items() if now - at >= self._stuck_seconds)
