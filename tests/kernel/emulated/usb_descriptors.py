"""What a USB device says about itself when it is plugged in, as bytes of chapter 9 of the USB 2.0 specification."""

import struct
from dataclasses import dataclass, field
from enum import IntEnum

STRING_INDICES = (1, 2, 3)
ENGLISH = 0x0409
BUS_POWERED = 0x80
MILLIAMPERES_PER_UNIT = 2


class Speed(IntEnum):
    """Speeds by the numbers that the kernel uses."""

    LOW = 1
    FULL = 2
    HIGH = 3


class Descriptor(IntEnum):
    """Kinds of descriptors."""

    DEVICE = 1
    CONFIGURATION = 2
    STRING = 3
    INTERFACE = 4
    ENDPOINT = 5


class Transfer(IntEnum):
    """Kinds of endpoints."""

    BULK = 2
    INTERRUPT = 3


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint.

    Attributes:
        address: number; bit 7 set for data that goes to the computer.
        interval: of an interrupt endpoint, in the units of its speed.
    """

    address: int
    transfer: Transfer = Transfer.BULK
    packet_bytes: int = 64
    interval: int = 0

    def packed(self) -> bytes:
        """The descriptor."""
        return struct.pack(
            "<BBBBHB", 7, Descriptor.ENDPOINT, self.address, self.transfer, self.packet_bytes, self.interval
        )


@dataclass(frozen=True, slots=True)
class Interface:
    """One interface without alternatives.

    Attributes:
        kind: class, subclass and protocol.
        class_descriptors: what the class wants besides, already packed.
    """

    kind: tuple[int, int, int] = (0xFF, 0, 0)
    endpoints: tuple[Endpoint, ...] = ()
    class_descriptors: bytes = b""

    def packed(self, number: int) -> bytes:
        """The descriptor and those of its endpoints."""
        head = struct.pack("<BBBBBBBBB", 9, Descriptor.INTERFACE, number, 0, len(self.endpoints), *self.kind, 0)
        return head + self.class_descriptors + b"".join(endpoint.packed() for endpoint in self.endpoints)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a device is.

    Attributes:
        release: of the device, binary coded decimal; some drivers behave differently for some releases.
        names: maker, product and serial number.
        kind: class, subclass and protocol of the whole device; zeros when its interfaces tell.
        control_packet_bytes: of endpoint 0; a device of low speed has 8.
    """

    vendor: int
    product: int
    release: int = 0x0100
    names: tuple[str, str, str] = ("Antre", "emulated device", "1")
    speed: Speed = Speed.FULL
    kind: tuple[int, int, int] = (0, 0, 0)
    control_packet_bytes: int = 64
    interfaces: tuple[Interface, ...] = field(default=(Interface(),))

    def descriptor(self, kind: int, index: int) -> bytes | None:
        """Answer a request for a descriptor; ``None`` when there is no such."""
        if kind == Descriptor.DEVICE:
            return self._device()
        if kind == Descriptor.CONFIGURATION:
            return self._configuration()
        if kind == Descriptor.STRING and index <= len(self.names):
            return self._string(index)
        return None

    def _device(self) -> bytes:
        numbers = (self.control_packet_bytes, self.vendor, self.product, self.release)
        return struct.pack("<BBHBBBBHHHBBBB", 18, Descriptor.DEVICE, 0x0200, *self.kind, *numbers, *STRING_INDICES, 1)

    def _configuration(self) -> bytes:
        parts = b"".join(interface.packed(number) for number, interface in enumerate(self.interfaces))
        numbers = (9 + len(parts), len(self.interfaces), 1, 0, BUS_POWERED, 100 // MILLIAMPERES_PER_UNIT)
        return struct.pack("<BBHBBBBB", 9, Descriptor.CONFIGURATION, *numbers) + parts

    def _string(self, index: int) -> bytes:
        body = self.names[index - 1].encode("utf-16-le") if index else struct.pack("<H", ENGLISH)
        return bytes([2 + len(body), Descriptor.STRING]) + body
