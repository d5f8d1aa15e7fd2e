"""Reading words from an I2C bus: the port, the kernel's bus behind it, and names for what can go wrong."""

import errno
from typing import Protocol, cast

from smbus2 import SMBus

from hardware.clock import Clock
from hardware.errors import (
    AddressBusyError,
    BusError,
    BusForbiddenError,
    BusIoError,
    BusMissingError,
    BusStuckError,
    ChecksumError,
    DeviceAbsentError,
)
from hardware.ownership import claim_address

GAP_SECONDS = 0.010
"""Pause between transactions; without it a Pi refuses most of the second ones (dotnet/iot issue 832)."""

_ERRORS: dict[int, type[BusError]] = {
    errno.ENOENT: BusMissingError,
    errno.ENODEV: BusMissingError,
    errno.EACCES: BusForbiddenError,
    errno.EPERM: BusForbiddenError,
    errno.ENXIO: DeviceAbsentError,
    errno.EREMOTEIO: DeviceAbsentError,
    errno.EIO: BusIoError,
    errno.ETIMEDOUT: BusStuckError,
    errno.EBADMSG: ChecksumError,
    errno.EBUSY: AddressBusyError,
}


class WordBus(Protocol):
    """A bus on which a part's 16-bit words are read; nothing is ever written."""

    def read_word(self, address: int, command: int) -> int:
        """Read one word.

        Args:
            address: 7-bit address of the part.
            command: which word, 0 to 255.

        Returns:
            The raw word, 0 to 65535.

        Raises:
            BusError: by the kind of failure; no word was read.
        """
        ...

    def use_checksum(self, on: bool) -> None:
        """Have the following reads checked with the packet error code, or not."""
        ...

    def close(self) -> None:
        """Release the bus; safe to call twice."""
        ...


def bus_error(error: OSError, detail: str) -> BusError:
    """Name a failure of the kernel's bus.

    Args:
        error: what the kernel said.
        detail: which bus and address.

    Returns:
        The named error; ``BusIoError`` for a number without a name of its own.
    """
    name = errno.errorcode.get(error.errno or 0, "no errno")
    return _ERRORS.get(error.errno or 0, BusIoError)(f"{detail}: {name}")


class LinuxWordBus:
    """A bus of the kernel, ``/dev/i2c-N``; the kernel checks the packet error code itself."""

    def __init__(self, number: int, clock: Clock, own: int | None = None) -> None:
        """Open the bus.

        Args:
            number: N of ``/dev/i2c-N``; 1 is pins 3 and 5 of a Pi's header.
            clock: for the gap between transactions.
            own: 7-bit address of a part that nobody else may read until the bus is closed.

        Raises:
            BusMissingError, BusForbiddenError: it cannot be opened.
            SensorOwnedError: another process owns the part.
        """
        self._label = f"/dev/i2c-{number}"
        self._gap = TransactionGap(clock)
        try:
            self._bus = SMBus(number)
        except OSError as error:
            raise bus_error(error, self._label) from error
        if own is not None:
            self._own(own)

    def read_word(self, address: int, command: int) -> int:
        self._gap.wait()
        try:
            return self._bus.read_word_data(address, command)
        except OSError as error:
            raise bus_error(error, f"{self._label} address 0x{address:02x}") from error
        finally:
            self._gap.ended()

    def use_checksum(self, on: bool) -> None:
        try:
            self._bus.pec = int(on)
        except OSError as error:
            raise bus_error(error, self._label) from error

    def close(self) -> None:
        self._bus.close()

    def _own(self, address: int) -> None:
        try:
            claim_address(cast("int", self._bus.fd), address, f"{self._label} address 0x{address:02x}")
        except BusError:
            self.close()
            raise


class TransactionGap:
    """Keeps two transactions ``GAP_SECONDS`` apart."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._free_at = clock.monotonic()

    def wait(self) -> None:
        """Sleep until the next transaction may begin."""
        remaining = self._free_at - self._clock.monotonic()
        if remaining > 0:
            self._clock.sleep(remaining)

    def ended(self) -> None:
        """Note that a transaction ended now."""
        self._free_at = self._clock.monotonic() + GAP_SECONDS
