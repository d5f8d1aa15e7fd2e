"""USB devices in Python, plugged into the kernel's own virtual host controller (vhci).

The kernel enumerates such a device, binds its class driver and makes the device node, as for a device at a cable. It
reaches the device over one end of a socket pair, in the messages of USB/IP; a thread at the other end answers them.

Source:
    Documentation/usb/usbip_protocol.rst of the Linux kernel.
"""

import errno
import socket
import struct
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from tests.kernel.emulated.scheduling import go_first
from tests.kernel.emulated.usb_descriptors import Identity
from tests.kernel.emulated.waiting import wait_for

CONTROLLER = Path("/sys/devices/platform/vhci_hcd.0")
HUB_OF_ALL_BUT_SUPER_SPEED, PORT_FREE = "hs", "004"
SUBMIT, UNLINK, SUBMIT_ANSWER, UNLINK_ANSWER = 1, 2, 3, 4
HEADER_BYTES = 48
STANDARD_REQUEST_MASK = 0x60
GET_STATUS, GET_DESCRIPTOR, GET_CONFIGURATION, GET_INTERFACE = 0, 6, 8, 10
END_SECONDS = 5.0
Sink = Callable[[bytes], int]
Source = Callable[[int], bytes | None]
NOTHING: Mapping[int, Any] = MappingProxyType({})


class StallError(Exception):
    """The device refuses a request; the computer gets EPIPE."""


class Request(NamedTuple):
    """A control request, as in a set-up packet.

    Attributes:
        kind: bit 7 set for data that goes to the computer; bits 5 and 6 tell standard, class and vendor.
        code: which request, a number that the kind gives its meaning.
        data: what the computer sends with it.
    """

    kind: int
    code: int
    value: int
    part: int
    length: int
    data: bytes


class Transaction(NamedTuple):
    """What the computer wants of an endpoint.

    Attributes:
        inward: whether data goes to the computer.
        length: most bytes that it takes, or those that it sends.
        data: what it sends, without what was taken.
        taken: how many bytes of it were taken.
    """

    sequence: int
    inward: bool
    endpoint: int
    length: int
    setup: bytes
    data: bytes
    taken: int = 0


class UsbDevice(ABC):
    """A device that can be plugged in, unplugged and plugged in again.

    Subclasses answer ``control`` and give what takes and makes the bytes of their endpoints; all of it is called from
    the device's thread.
    """

    def __init__(
        self, identity: Identity, sinks: Mapping[int, Sink] = NOTHING, sources: Mapping[int, Source] = NOTHING
    ) -> None:
        """Make a device that is not plugged in.

        Args:
            identity: who it is.
            sinks: by the number of an endpoint; takes bytes and answers how many; it keeps the computer waiting for the
                rest, which it is offered again by ``wake``.
            sources: by the number of an endpoint; gives at most so many bytes, or ``None`` to keep the computer
                waiting until ``wake``.
        """
        self._identity = identity
        self._sinks = sinks
        self._sources = sources
        self._lock = threading.RLock()
        self._waiting: dict[int, Transaction] = {}
        self._cable: socket.socket | None = None
        self._port = -1
        self._thread: threading.Thread | None = None

    @abstractmethod
    def control(self, request: Request) -> bytes | None:
        """Answer a request of a class or a vendor; ``None`` never answers.

        Raises:
            StallError: no such request.
        """

    @property
    def plugged(self) -> bool:
        """Whether it is at the computer."""
        return self._cable is not None

    def plug(self) -> None:
        """Plug it in at a free port; the kernel then makes the nodes in its own time."""
        wait_until_settled()
        self._port = wait_for("a free USB port", _free_ports)[0]
        theirs, self._cable = socket.socketpair()
        self._thread = threading.Thread(target=self._serve, args=(self._cable,), name="usb device", daemon=True)
        self._thread.start()
        device_id = 0x10000 + self._port + 1
        with theirs:  # the kernel holds a reference of its own
            line = f"{self._port} {theirs.fileno()} {device_id} {self._identity.speed:d}\n"
            (CONTROLLER / "attach").write_text(line)

    def unplug(self) -> None:
        """Pull it out; safe when it is not plugged in.

        The kernel forgets it in its own time: a bus stays known until the last program has closed its node.
        """
        if self._cable is None or self._thread is None:
            return
        (CONTROLLER / "detach").write_text(f"{self._port}\n")
        self._thread.join(END_SECONDS)
        assert not self._thread.is_alive(), "the kernel does not let go of a USB device"
        self._cable.close()
        self._cable = None
        self._waiting.clear()

    def wake(self) -> None:
        """Try again what was kept waiting, the oldest first."""
        with self._lock:
            waiting, self._waiting = self._waiting, {}
            for transaction in waiting.values():
                self._carry_out(transaction)

    def _serve(self, cable: socket.socket) -> None:
        go_first()
        try:
            while True:
                self._handle(_read(cable, HEADER_BYTES), cable)
        except OSError:
            return  # unplugged

    def _handle(self, header: bytes, cable: socket.socket) -> None:
        command, sequence, _device, inward, endpoint = struct.unpack(">5I", header[:20])
        if command == UNLINK:
            self._unlink(sequence, struct.unpack(">I", header[20:24])[0])
            return
        length = struct.unpack(">I", header[24:28])[0]
        data = b"" if inward else _read(cable, length)
        with self._lock:
            self._carry_out(Transaction(sequence, bool(inward), endpoint, length, header[40:48], data))
            if not inward:
                self.wake()  # what the device was told may be what the computer waits to read

    def _unlink(self, sequence: int, victim: int) -> None:
        with self._lock:
            waiting = self._waiting.pop(victim, None)
            status = -errno.ECONNRESET if waiting else 0
            if waiting and waiting.taken:
                # Only the answer to the transaction itself can tell of a part, as the hardware of a real one does.
                self._finish(waiting, -errno.ECONNRESET, b"")
                status = 0
            self._tell(struct.pack(">IIIIIi24x", UNLINK_ANSWER, sequence, 0, 0, 0, status))

    def _carry_out(self, transaction: Transaction) -> None:
        try:
            if not transaction.inward and transaction.endpoint in self._sinks:
                self._offer(transaction, self._sinks[transaction.endpoint])
                return
            answer = self._answer(transaction)
        except StallError:
            self._finish(transaction, -errno.EPIPE, b"")
            return
        if answer is None:
            self._waiting[transaction.sequence] = transaction
        else:
            self._finish(transaction._replace(taken=len(transaction.data)), 0, answer)

    def _offer(self, transaction: Transaction, sink: Sink) -> None:
        taken = sink(transaction.data)
        rest = transaction._replace(data=transaction.data[taken:], taken=transaction.taken + taken)
        if rest.data:
            self._waiting[rest.sequence] = rest
        else:
            self._finish(rest, 0, b"")

    def _answer(self, transaction: Transaction) -> bytes | None:
        if transaction.endpoint == 0:
            return self._control(Request._make((*struct.unpack("<BBHHH", transaction.setup), transaction.data)))
        if transaction.inward and transaction.endpoint in self._sources:
            return self._sources[transaction.endpoint](transaction.length)
        raise StallError

    def _control(self, request: Request) -> bytes | None:
        if request.kind & STANDARD_REQUEST_MASK:
            return self.control(request)
        if request.code == GET_DESCRIPTOR:
            found = self._identity.descriptor(request.value >> 8, request.value & 0xFF)
            if found is None:
                raise StallError
            return found[: request.length]
        fixed = {GET_STATUS: b"\0\0", GET_CONFIGURATION: b"\1", GET_INTERFACE: b"\0"}
        return fixed.get(request.code, b"")

    def _finish(self, transaction: Transaction, status: int, answer: bytes) -> None:
        actual = len(answer) if transaction.inward else transaction.taken
        head = struct.pack(">IIIIIiIIII8x", SUBMIT_ANSWER, transaction.sequence, 0, 0, 0, status, actual, 0, 0, 0)
        self._tell(head + (answer if transaction.inward else b""))

    def _tell(self, message: bytes) -> None:
        assert self._cable is not None
        self._cable.sendall(message)


def wait_until_settled() -> None:
    """Wait until the kernel has forgotten what was pulled out before.

    Whoever plugs in sooner than any hand could gets the next name beside one that is about to go.
    """
    wait_for("the kernel to forget a USB device", lambda: not _devices_at_free_ports())


def _free_ports() -> list[int]:
    table = [line.split() for line in (CONTROLLER / "status").read_text().splitlines()[1:]]
    return [int(port) for hub, port, state, *_ in table if (hub, state) == (HUB_OF_ALL_BUT_SUPER_SPEED, PORT_FREE)]


def _devices_at_free_ports() -> list[Path]:
    return [path for port in _free_ports() for path in CONTROLLER.glob(f"usb*/*-{port + 1}")]


def _read(cable: socket.socket, length: int) -> bytes:
    data = b""
    while len(data) < length:
        piece = cable.recv(length - len(data))
        if not piece:
            raise ConnectionResetError("unplugged")
        data += piece
    return data
