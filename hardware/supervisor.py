"""Keeps one device alive: opens it, notices faults, backs off, opens it again; the log speaks on change only."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from hardware.clock import Clock
from hardware.errors import HardwareError, NotOpenedError, UnexpectedDeviceError


class Closable(Protocol):
    """Anything that can be let go."""

    def close(self) -> None:
        """Release it; safe to call twice."""
        ...


QUIET_SECONDS = 60.0
"""The same fault of a device is told no more often than this."""

Device = TypeVar("Device", bound=Closable)
Result = TypeVar("Result")


class DeviceState(StrEnum):
    """How a device is: working, broken, or not fitted at this kiosk by its configuration."""

    OK = "ok"
    FAULTY = "faulty"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class DeviceHealth:
    """How one device is.

    Attributes:
        name: its part in the kiosk, such as ``thermometer``.
        driver: its driver's name in the configuration.
        simulated: no real device is behind it.
        state: see ``DeviceState``.
        code: of the fault, ``device_not_opened`` before the first use; ``ok`` or ``not_fitted`` without one.
        message: one English line with the mend; empty without a fault.
        permanent: waiting will not mend it.
        since_seconds: when it became so, on the monotonic clock.
    """

    name: str
    driver: str
    simulated: bool
    state: DeviceState
    code: str
    message: str
    permanent: bool
    since_seconds: float


@dataclass(frozen=True, slots=True)
class Driver(Generic[Device]):
    """A driver chosen by the configuration and not yet opened.

    Attributes:
        name: its name in the configuration.
        simulated: no real device is behind it.
        open: opens the device, every time anew.
        fitted: the configuration says that the kiosk has this part.
        simulation: what a demo panel acts on: ``SimulatedBus``, ``SimulatedPrinter``, ``SimulatedPins``, or nothing.
    """

    name: str
    simulated: bool
    open: Callable[[], Device]
    fitted: bool = True
    simulation: object | None = None


@dataclass(frozen=True, slots=True)
class Backoff:
    """How long to leave a broken device alone before it is opened again.

    Attributes:
        first_seconds: after the first failure; each further one doubles it.
        longest_seconds: never longer; at once this long when only a person can mend it.
    """

    first_seconds: float = 0.5
    longest_seconds: float = 30.0

    def delay_seconds(self, failures: int, permanent: bool) -> float:
        """The pause after this many failures in a row, one or more."""
        if permanent:
            return self.longest_seconds
        # Beyond 2 ** 32 the pause has long reached its longest; the power would only overflow.
        return min(self.longest_seconds, self.first_seconds * 2.0 ** min(failures - 1, 32))


class Supervised(Generic[Device]):
    """One device under watch. One thread calls it; any thread may read ``health``."""

    def __init__(
        self,
        name: str,
        driver: Driver[Device],
        clock: Clock,
        backoff: Backoff | None = None,
        log: logging.Logger | None = None,
    ) -> None:
        """Watch a device; it is opened at its first use.

        Args:
            name: its part in the kiosk.
            driver: what opens it.
            clock: for back-off and health.
            backoff: how long to leave it alone.
            log: where changes are told.
        """
        self._name = name
        self._field = {"device": name}
        self._driver = driver
        self._clock = clock
        self._backoff = backoff or Backoff()
        self._log = log or logging.getLogger(__name__)
        self._device: Device | None = None
        self._failures = 0
        self._retry_at = clock.monotonic()
        self._fault: HardwareError | None = None
        self._health = self._describe(NotOpenedError() if driver.fitted else None)
        self._told = self._health.code
        self._told_at: dict[str, float] = {}

    @property
    def health(self) -> DeviceHealth:
        """How the device is, as of its last use."""
        return self._health

    @property
    def driver(self) -> Driver[Device]:
        """What opens the device."""
        return self._driver

    def call(self, use: Callable[[Device], Result]) -> Result:
        """Use the device, opening it where needed.

        Args:
            use: what to do with it.

        Returns:
            What ``use`` returned.

        Raises:
            HardwareError: the fault of the device; while it is left alone the fault that it had, without touching it.
        """
        if self._fault and self._device is None and self._clock.monotonic() < self._retry_at:
            raise self._fault.with_traceback(None)
        try:
            result = use(self._open())
        except HardwareError as fault:
            self._failed(fault)
            raise
        except Exception as error:
            unexpected = UnexpectedDeviceError(repr(error))
            unexpected.__cause__ = error
            self._failed(unexpected)
            raise unexpected from error
        self._worked()
        return result

    def close(self) -> None:
        """Release the device; it is opened again at its next use."""
        device, self._device = self._device, None
        if device is None:
            return
        try:
            device.close()
        except Exception:  # noqa: BLE001 - the supervisor is where unknown faults of a driver end
            # The device is given up anyway, and a broken one must not keep the kiosk from stopping.
            self._log.warning("%s could not be closed cleanly", self._name, exc_info=True, extra=self._field)

    def _open(self) -> Device:
        if self._device is None:
            self._device = self._driver.open()
        return self._device

    def _failed(self, fault: HardwareError) -> None:
        self._failures += 1
        if fault.needs_reopen or self._device is None:
            self.close()
            pause = self._backoff.delay_seconds(self._failures, fault.permanent)
            self._retry_at = self._clock.monotonic() + pause
        self._changed_to(fault)

    def _worked(self) -> None:
        self._failures = 0
        self._changed_to(None)

    def _changed_to(self, fault: HardwareError | None) -> None:
        self._fault = fault
        described = self._describe(fault)
        if described.code == self._health.code:
            described = replace(described, since_seconds=self._health.since_seconds)
        self._health = described
        self._tell(fault)

    def _tell(self, fault: HardwareError | None) -> None:
        """Speak on change only; a device that comes and goes is told of once in a while."""
        code, now = self._health.code, self._clock.monotonic()
        if code == self._told:
            return
        if fault is not None and now - self._told_at.get(code, -QUIET_SECONDS) < QUIET_SECONDS:
            return
        self._told, self._told_at[code] = code, now
        if fault is None:
            self._log.info("%s works", self._name, extra=self._field)
        elif isinstance(fault, UnexpectedDeviceError):
            self._log.error("%s: %s", self._name, fault, exc_info=fault.__cause__, extra=self._field)
        else:
            self._log.warning("%s: %s", self._name, fault, extra=self._field)

    def _describe(self, fault: HardwareError | None) -> DeviceHealth:
        state, code = (DeviceState.OK, "ok") if self._driver.fitted else (DeviceState.ABSENT, "not_fitted")
        if fault is not None:
            state, code = DeviceState.FAULTY, fault.code
        return DeviceHealth(
            name=self._name,
            driver=self._driver.name,
            simulated=self._driver.simulated,
            state=state,
            code=code,
            message=str(fault) if fault else "",
            permanent=fault.permanent if fault else False,
            since_seconds=self._clock.monotonic(),
        )
