"""The post's one thread and one inbox: takes what happened, lights the lamp, sounds the buzzer."""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from hardware.clock import Clock
from hardware.controls import Controls, LampState
from hardware.errors import ButtonStuckError, HardwareError
from hardware.supervisor import Supervised
from kiosk.failure import WorkerFailedError
from kiosk.health import part_health
from kiosk.server_client import Address
from kiosk.station.core import Command, Input, Passed, Post, Pressed, Rules, Sound, lamp, step
from kiosk.station.link import StationLink
from queue_server.protocol.messages import PartHealth

log = logging.getLogger(__name__)

TICK_SECONDS = 0.25
LOOK_SECONDS = 10.0
"""Between two looks at lamp and button without news."""


@dataclass(frozen=True, slots=True)
class Ended:
    """Stop; with an error where a thread failed in a way that nobody foresaw."""

    error: BaseException | None = None


class Station:
    """One guards' post: built once, run by one thread."""

    def __init__(
        self, address: Address, controls: Supervised[Controls], rules: Rules, clock: Clock, *, take: str, version: str
    ) -> None:
        """Put it together; no pin is opened and no thread started yet.

        Args:
            take: the name of the button that says "on my way".
        """
        self._address = address
        self._controls = controls
        self._rules = rules
        self._clock = clock
        self._take = take
        self._inbox: SimpleQueue[Input | Ended] = SimpleQueue()
        self._post = Post(since_seconds=clock.monotonic())
        self._link = StationLink(address, clock, self._inbox.put, self.parts, version)
        self._shown: LampState | None = None
        self._looked_at_seconds = clock.monotonic()
        self._failure: BaseException | None = None

    # --- from any thread

    def press(self, button: str) -> None:
        """A button was pressed: for the controls' driver."""
        if button == self._take:
            self._inbox.put(Pressed(self._clock.monotonic()))

    def stop(self) -> None:
        """Ask the post to stop."""
        self._inbox.put(Ended())

    def parts(self) -> tuple[PartHealth, ...]:
        """Health of lamp, buzzer and button and the way to the server, for the heartbeat."""
        return (part_health(self._controls.health), *self._address.parts())

    # --- the one thread

    def run(self, turned: Callable[[], None] = lambda: None) -> None:
        """Work until stopped, then switch everything off; ``turned`` is called on each turn.

        Raises:
            WorkerFailedError: a thread failed in a way that nobody foresaw.
        """
        for work in self._link.start():
            work.add_done_callback(self._watch)
        try:
            while self._turn():
                turned()
        finally:
            self._link.end()
            self._controls.close()
        if self._failure is not None:
            raise WorkerFailedError(repr(self._failure)) from self._failure

    def _turn(self) -> bool:
        try:
            given = self._inbox.get(timeout=TICK_SECONDS)
        except Empty:
            given = Passed(self._clock.monotonic())
        if isinstance(given, Ended):
            self._failure = given.error
            return False
        self._post, commands = step(self._post, given, self._rules)
        for command in commands:
            self._carry_out(command)
        self._show()
        return True

    def _carry_out(self, command: Command) -> None:
        if isinstance(command, Sound):
            self._use(lambda controls: controls.buzzer.play(command.pattern))
        else:
            self._link.take()

    def _show(self) -> None:
        now = self._clock.monotonic()
        wanted = lamp(self._post, self._rules, now)
        if wanted is self._shown and now < self._looked_at_seconds + LOOK_SECONDS:
            return
        self._shown, self._looked_at_seconds = wanted, now
        self._use(lambda controls: _light(controls, wanted))

    def _use(self, use: Callable[[Controls], None]) -> None:
        """Speak to the pins; what is wrong with them the supervisor tells, and the heartbeat."""
        try:
            self._controls.call(use)
        except HardwareError as fault:
            log.debug("controls: %s", fault)

    def _watch(self, work: "Future[None]") -> None:
        error = None if work.cancelled() else work.exception()
        if error is not None:
            self._inbox.put(Ended(error))


def _light(controls: Controls, wanted: LampState) -> None:
    for one in (controls.warning_lamp, *controls.lamps.values()):
        one.show(wanted)
    controls.look()
    stuck = controls.buttons.stuck()
    if stuck:
        raise ButtonStuckError(", ".join(stuck))
