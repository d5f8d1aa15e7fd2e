"""An I2C bus at USB: the kernel's i2c-tiny-usb driver makes a real ``/dev/i2c-N`` of it.

Source:
    drivers/i2c/busses/i2c-tiny-usb.c of the Linux kernel: identity, requests and the meaning of the status byte.
"""

import struct
from collections.abc import Mapping
from enum import IntEnum
from pathlib import Path
from typing import Protocol

from tests.kernel.emulated.usb import Request, StallError, UsbDevice, wait_until_settled
from tests.kernel.emulated.usb_descriptors import Identity, Speed
from tests.kernel.emulated.waiting import wait_for

IDENTITY = Identity(
    vendor=0x0403,
    product=0xC631,
    release=0x0205,
    names=("Antre", "emulated I2C bus", "1"),
    speed=Speed.LOW,
    control_packet_bytes=8,
)
FUNCTIONS = 0x0EFF0009
"""Plain I2C and all of SMBus by emulation, with PEC: what the bus of a Pi offers."""
TRANSFER_BIT = 4
ACKNOWLEDGED, REFUSED = b"\1", b"\2"
INWARD_BIT = 0x80
CLASS_FOLDER = Path("/sys/class/i2c-dev")


class Command(IntEnum):
    """Requests of the kernel's driver, besides those with the transfer bit."""

    GET_FUNCTIONS = 1
    SET_DELAY = 2
    GET_STATUS = 3


class Slave(Protocol):
    """A part at the bus."""

    @property
    def absent(self) -> bool:
        """Whether it does not acknowledge its address now."""
        ...

    @property
    def hanging(self) -> bool:
        """Whether it holds the clock low, so that no transfer ends."""
        ...

    def write(self, address: int, data: bytes) -> None:
        """Take the bytes of one message."""
        ...

    def read(self, address: int, length: int) -> bytes:
        """Give the bytes of one message."""
        ...


class I2cAdapter(UsbDevice):
    """The adapter and the parts behind it, by their 7-bit addresses."""

    def __init__(self, slaves: Mapping[int, Slave]) -> None:
        super().__init__(IDENTITY)
        self.slaves = dict(slaves)
        self._status = ACKNOWLEDGED

    def control(self, request: Request) -> bytes | None:
        if request.code & TRANSFER_BIT:
            return self._transfer(request)
        match request.code:
            case Command.SET_DELAY:
                return b""
            case Command.GET_FUNCTIONS:
                return struct.pack("<I", FUNCTIONS)
            case Command.GET_STATUS:
                return self._status
            case _:
                raise StallError

    def _transfer(self, request: Request) -> bytes | None:
        address = request.part
        slave = self.slaves.get(address)
        if slave is not None and slave.hanging:
            return None
        inward = request.kind & INWARD_BIT
        if slave is None or slave.absent:
            self._status = REFUSED
            return bytes(request.length) if inward else b""
        self._status = ACKNOWLEDGED
        if inward:
            return slave.read(address, request.length)
        slave.write(address, request.data)
        return b""


class PluggedBus:
    """An adapter with one part behind it, and the number that the kernel gives it."""

    def __init__(self, adapter: I2cAdapter) -> None:
        self._adapter = adapter
        self.number = -1

    @property
    def plugged(self) -> bool:
        """Whether it is at the computer."""
        return self._adapter.plugged

    def plug(self) -> None:
        """Plug the adapter in and wait for its node; the kernel gives the first free number."""
        wait_until_settled()  # or a bus that is about to go would count as known, and its name may come again
        known = _nodes()
        self._adapter.plug()
        (name,) = wait_for("a new I2C bus", lambda: _nodes() - known)
        wait_for(f"/dev/{name}", Path("/dev", name).exists)
        self.number = int(name.removeprefix("i2c-"))

    def unplug(self) -> None:
        """Pull the adapter out and wait until its node is gone; the number stays known for a test."""
        self._adapter.unplug()
        wait_for("the I2C bus is gone", lambda: not Path(f"/dev/i2c-{self.number}").exists())


def _nodes() -> set[str]:
    return {path.name for path in CLASS_FOLDER.glob("i2c-*")}
