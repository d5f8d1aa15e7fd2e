"""The kiosk's parts, each under its supervisor; controls are spoken to from the runner's thread only."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from hardware.controls import BuzzerPattern, Controls, LampState
from hardware.distance import DistanceSensor
from hardware.errors import ButtonStuckError, HardwareError
from hardware.printer import TicketPrinter
from hardware.sanitizer import Sanitizer
from hardware.supervisor import DeviceHealth, DeviceState, Supervised
from hardware.thermometer import Thermometer
from kiosk.availability import Situation
from kiosk.prompt_voice import PromptVoice

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Devices:
    """All parts of one kiosk; a distance sensor, a sanitizer and a voice only where they are fitted."""

    thermometer: Supervised[Thermometer]
    printer: Supervised[TicketPrinter]
    controls: Supervised[Controls]
    distance: Supervised[DistanceSensor] | None = None
    sanitizer: Supervised[Sanitizer] | None = None
    voice: PromptVoice | None = None

    @property
    def simulated(self) -> tuple[str, ...]:
        """Names of the parts that are simulated."""
        return tuple(part.name for part in self.health if part.simulated)

    @property
    def health(self) -> tuple[DeviceHealth, ...]:
        """How each part is."""
        optional = (part for part in (self.distance, self.sanitizer) if part is not None)
        parts = (self.thermometer.health, self.printer.health, self.controls.health)
        return (*parts, *(part.health for part in optional), *(self.voice.health if self.voice else ()))


def works(health: DeviceHealth) -> bool:
    """Whether a part is fitted and not known to be broken; one that was never used counts as working."""
    return health.state is DeviceState.OK or health.code == "device_not_opened"


@dataclass(frozen=True, slots=True)
class Fitted:
    """Whether the kiosk has a screen, and buttons that mean something."""

    screen: bool
    buttons: bool


def situation(
    devices: Devices, fitted: Fitted, *, screening: bool, token_refused: bool, paused: bool = False
) -> Situation:
    """Look at every part's health, for the judgement of what the kiosk can still do."""
    controls = devices.controls.health
    # A stuck button leaves the others.
    pressable = works(controls) or controls.code == ButtonStuckError.code
    return Situation(
        screen=fitted.screen,
        screening=screening,
        thermometer=works(devices.thermometer.health),
        printer=works(devices.printer.health),
        buttons=fitted.buttons and pressable,
        controls=pressable or controls.state is DeviceState.ABSENT,
        token_refused=token_refused,
        paused=paused,
    )


@dataclass(slots=True)
class Signals:
    """Lamps, sounds and the sanitizer: what was last asked is remembered, so that a lamp which comes back shows it."""

    controls: Supervised[Controls]
    sanitizer: Supervised[Sanitizer] | None = None
    doses: int = 0
    lamps: dict[str, LampState] = field(default_factory=dict)
    warning: LampState = LampState.OFF

    def sound(self, pattern: BuzzerPattern) -> None:
        """Make a sound; a broken buzzer is told by the supervisor."""
        self._use(lambda controls: controls.buzzer.play(pattern))

    def warn(self, on: bool) -> None:
        """Switch the lamp that security sees."""
        self.warning = LampState.ON if on else LampState.OFF
        self._use(lambda controls: controls.warning_lamp.show(self.warning))

    def light(self, lamps: dict[str, LampState]) -> None:
        """Light the buttons; nothing is sent where nothing changed."""
        if lamps != self.lamps:
            self.lamps = lamps
            self.renew()

    def renew(self) -> None:
        """Show everything again, opening the controls if they came back; and look for a stuck button."""
        self._use(self._show)
        self._look_at_sanitizer()

    def close(self) -> None:
        """Switch everything off and let the pins go."""
        self.controls.close()
        if self.sanitizer is not None:
            self.sanitizer.close()

    def _look_at_sanitizer(self) -> None:
        if self.sanitizer is None:
            return
        try:
            self.sanitizer.call(self._count_doses)
        except HardwareError as fault:
            log.debug("sanitizer: %s", fault)

    def _count_doses(self, sanitizer: Sanitizer) -> None:
        self.doses = sanitizer.doses
        sanitizer.look()

    def _show(self, controls: Controls) -> None:
        for name, state in self.lamps.items():
            if name in controls.lamps:
                controls.lamps[name].show(state)
        controls.warning_lamp.show(self.warning)
        controls.look()
        stuck = controls.buttons.stuck()
        if stuck:
            raise ButtonStuckError(", ".join(stuck))

    def _use(self, use: Callable[[Controls], None]) -> None:
        try:
            self.controls.call(use)
        except HardwareError as fault:
            log.debug("controls: %s", fault)
