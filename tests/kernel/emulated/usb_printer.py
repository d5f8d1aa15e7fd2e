"""Ticket printers at USB: of the printer class (usbfs and ``/dev/usb/lpN``) and as a serial port (``/dev/ttyACMN``).

What a printer answers is that of the model printer, which also stands behind sockets and terminals in other tests.

Source:
    USB Device Class Definition for Printing Devices 1.1; USB CDC 1.2 with the PSTN subclass 1.2 (abstract control).
"""

import struct
from enum import IntEnum

from tests.hardware.model_printer import ModelPrinter
from tests.kernel.emulated.usb import Request, StallError, UsbDevice
from tests.kernel.emulated.usb_descriptors import Endpoint, Identity, Interface, Transfer

VENDOR, PRODUCT = 0x04B8, 0x0202
DEVICE_ID = b"MFG:EPSON;CMD:ESC/POS;MDL:TM-T20;CLS:PRINTER;"
PORT_FINE, PORT_PAPER_OUT = 0x18, 0x20
PAPER_SENSOR, PAPER_OUT_BITS = 4, 0x60
QUERY = b"\x10\x04"

PRINTER_CLASS = Identity(
    vendor=VENDOR,
    product=PRODUCT,
    names=("EPSON", "emulated ticket printer", "ANTRE1"),
    interfaces=(Interface((7, 1, 2), (Endpoint(0x01), Endpoint(0x82))),),
)

NOTICES = 3
"""Endpoint of a serial port for changes of its lines, of which there are none."""
CODING_9600_8N1 = struct.pack("<IBBB", 9600, 0, 0, 8)
_CDC_HEADER = bytes([5, 0x24, 0x00, 0x10, 0x01])
_CDC_CALLS = bytes([5, 0x24, 0x01, 0x00, 1])
_CDC_ABSTRACT_CONTROL = bytes([4, 0x24, 0x02, 0x02])
_CDC_UNION = bytes([5, 0x24, 0x06, 0, 1])
SERIAL_PORT = Identity(
    vendor=0x1FC9,
    product=0x2016,
    names=("Antre", "emulated serial ticket printer", "ANTRE2"),
    kind=(2, 0, 0),
    interfaces=(
        Interface(
            (2, 2, 1),
            (Endpoint(0x83, Transfer.INTERRUPT, packet_bytes=8, interval=255),),
            _CDC_HEADER + _CDC_CALLS + _CDC_ABSTRACT_CONTROL + _CDC_UNION,
        ),
        Interface((10, 0, 0), (Endpoint(0x02), Endpoint(0x81))),
    ),
)


class PrinterRequest(IntEnum):
    """Requests of the printer class."""

    GET_DEVICE_ID = 0
    GET_PORT_STATUS = 1
    SOFT_RESET = 2


class SerialRequest(IntEnum):
    """Requests of a serial port with abstract control."""

    SET_LINE_CODING = 0x20
    GET_LINE_CODING = 0x21
    SET_CONTROL_LINES = 0x22


class BulkPrinter(UsbDevice):
    """A printer that takes its bytes at one endpoint and answers at another.

    Attributes:
        model: what it received and what it answers.
    """

    def __init__(self, identity: Identity, sink: int, source: int, model: ModelPrinter | None) -> None:
        super().__init__(identity, {sink: self._take}, {source: self._give, NOTICES: lambda _: None})
        self.model = model or ModelPrinter()
        self._jammed, self._room = False, 0
        self._answers = b""

    @property
    def received(self) -> bytes:
        """Everything that came, queries of the status taken out."""
        return self.model.received

    def jam(self, room: int = 0) -> None:
        """Take no more than so many bytes of tickets; while there is room, questions are answered."""
        self._jammed, self._room = True, room

    def free(self) -> None:
        """Take bytes again, those first that have been waiting."""
        self._jammed = False
        self.wake()

    def unplug(self) -> None:
        super().unplug()
        self.forget_answers()

    def forget_answers(self) -> None:
        """Drop what was not read."""
        self._answers = b""

    def _take(self, data: bytes) -> int:
        if self._jammed and not (self._room and data.startswith(QUERY)):
            data, self._room = data[: self._room], max(0, self._room - len(data))
        self._answers += self.model.take(data)
        return len(data)

    def _give(self, length: int) -> bytes | None:
        answer, self._answers = self._answers[:length], self._answers[length:]
        return answer or None


class UsbPrinter(BulkPrinter):
    """A printer of the printer class, bidirectional."""

    def __init__(self, model: ModelPrinter | None = None, identity: Identity = PRINTER_CLASS) -> None:
        super().__init__(identity, sink=1, source=2, model=model)

    def control(self, request: Request) -> bytes:
        match request.code:
            case PrinterRequest.GET_DEVICE_ID:
                return (struct.pack(">H", len(DEVICE_ID) + 2) + DEVICE_ID)[: request.length]
            case PrinterRequest.GET_PORT_STATUS:
                return bytes([PORT_FINE | (PORT_PAPER_OUT if self._out_of_paper() else 0)])
            case PrinterRequest.SOFT_RESET:
                self.forget_answers()
                return b""
            case _:
                raise StallError

    def _out_of_paper(self) -> bool:
        return bool(self.model.statuses.get(PAPER_SENSOR, 0) & PAPER_OUT_BITS)


class UsbSerialPrinter(BulkPrinter):
    """A printer behind a USB serial port.

    Attributes:
        line_coding: as the computer set it: baud rate, stop bits, parity, data bits.
    """

    def __init__(self, model: ModelPrinter | None = None) -> None:
        super().__init__(SERIAL_PORT, sink=2, source=1, model=model)
        self.line_coding = CODING_9600_8N1

    def control(self, request: Request) -> bytes:
        match request.code:
            case SerialRequest.SET_LINE_CODING:
                self.line_coding = request.data
                return b""
            case SerialRequest.GET_LINE_CODING:
                return self.line_coding[: request.length]
            case SerialRequest.SET_CONTROL_LINES:
                return b""
            case _:
                raise StallError
