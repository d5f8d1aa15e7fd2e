"""Ticket printers."""

from hardware.printer.port import PrinterState, PrinterStatus, PrintOutcome, TicketPrinter

__all__ = ["PrintOutcome", "PrinterState", "PrinterStatus", "TicketPrinter"]
