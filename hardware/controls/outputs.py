"""One thread that drives lamps and buzzer; what fails there is kept until somebody asks."""

import threading
from collections.abc import Callable
from math import inf
from typing import Protocol

from hardware.clock import Clock
from hardware.controls.flashing import Flashing, Sounding
from hardware.controls.port import BuzzerPattern, LampState
from hardware.errors import ControlsError

CHECK_SECONDS = 0.5
"""The longest between looks at the chip: one that has gone keeps the library busy until its lines are let go."""

Write = Callable[[bool], None]


class Plan(Protocol):
    """What one output does when."""

    def due(self, now: float) -> float:
        """When the line is to be written next, in monotonic seconds."""
        ...

    def take(self, now: float) -> bool:
        """The level to write now."""
        ...

    def written(self, now: float) -> None:
        """The level is at the line."""
        ...


class Outputs:
    """The outputs of one chip. Commands come from any thread and take effect at once where they may."""

    def __init__(self, clock: Clock, check: Callable[[], None], give_up: Callable[[], None]) -> None:
        """Prepare; nothing moves before ``start``.

        Args:
            clock: for the plans.
            check: raises ``ControlsError`` when the chip or its library has failed.
            give_up: lets the lines go after a failure.
        """
        self._clock = clock
        self._check = check
        self._give_up = give_up
        self._lines: list[tuple[Plan, Write]] = []
        self._woken = threading.Condition()
        self._ended = False
        self._fault: ControlsError | None = None
        self._thread = threading.Thread(target=self._run, name="lamps", daemon=True)

    def add(self, plan: Plan, write: Write) -> None:
        """Add an output.

        Args:
            plan: what it does when.
            write: writes the line; raises ``ControlsError``.
        """
        self._lines.append((plan, write))

    def start(self) -> None:
        """Begin to drive the outputs."""
        self._thread.start()

    def command(self, act: Callable[[], None]) -> None:
        """Change a plan, and write what is due.

        Raises:
            ControlsError: the line failed, now or since the last command.
        """
        with self._woken:
            self._raise_fault()
            act()
            self._turn()
            self._woken.notify()
            self._raise_fault()

    def look(self) -> None:
        """Raise what failed since the controls were opened.

        Raises:
            ControlsError: a line, the chip or the thread failed.
        """
        with self._woken:
            self._raise_fault()
            if not self._ended and not self._thread.is_alive():
                raise ControlsError("the lamps' thread has ended")

    def close(self) -> None:
        """End the thread; safe to call twice."""
        with self._woken:
            self._ended = True
            self._woken.notify()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        with self._woken:
            while not self._ended and self._fault is None:
                self._turn()
                self._woken.wait(self._rest_seconds())

    def _turn(self) -> None:
        try:
            self._check()
            for plan, write in self._lines:
                now = self._clock.monotonic()
                if plan.due(now) <= now:
                    write(plan.take(now))
                    plan.written(self._clock.monotonic())
        except ControlsError as fault:
            self._fault = fault
            self._give_up()

    def _rest_seconds(self) -> float:
        now = self._clock.monotonic()
        due = min((plan.due(now) for plan, _ in self._lines), default=inf)
        return max(0.0, min(due - now, CHECK_SECONDS))

    def _raise_fault(self) -> None:
        if self._fault is not None:
            raise self._fault


class DrivenLamp:
    """A lamp at a line."""

    fitted = True

    def __init__(self, outputs: Outputs, write: Write, pulse_seconds: float) -> None:
        self._outputs = outputs
        self._plan = Flashing(pulse_seconds)
        outputs.add(self._plan, write)

    @property
    def state(self) -> LampState:
        return self._plan.state

    def show(self, state: LampState) -> None:
        """See the port; a change that follows too fast waits, and only the last one counts."""
        self._outputs.command(lambda: self._plan.show(state))


class DrivenBuzzer:
    """An active buzzer at a line."""

    fitted = True

    def __init__(self, outputs: Outputs, write: Write, clock: Clock) -> None:
        self._outputs = outputs
        self._clock = clock
        self._plan = Sounding()
        outputs.add(self._plan, write)

    def play(self, pattern: BuzzerPattern) -> None:
        """See the port."""
        self._outputs.command(lambda: self._plan.play(pattern, self._clock.monotonic()))
