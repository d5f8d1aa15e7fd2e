"""Ticket printers."""

from hardware.printer.document import Align, Cut, Document, Feed, Line, Qr, Rule, Text
from hardware.printer.port import PrinterState, PrinterStatus, PrintOutcome, TicketPrinter
from hardware.printer.profile import PROFILES, Profile

__all__ = [
    "PROFILES",
    "Align",
    "Cut",
    "Document",
    "Feed",
    "Line",
    "PrintOutcome",
    "PrinterState",
    "PrinterStatus",
    "Profile",
    "Qr",
    "Rule",
    "Text",
    "TicketPrinter",
]
