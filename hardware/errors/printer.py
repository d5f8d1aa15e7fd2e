"""How a printer can fail."""

from hardware.errors.fault import HardwareError


class PrinterError(HardwareError):
    """The printer failed.

    Attributes:
        started: a ticket was being sent, so a part of it may be printed; False while it is certain that none is.
    """

    code = "printer_fault"
    what = "the printer failed"
    mend = "Check its power and cable."
    started: bool = False


class PrinterMissingError(PrinterError):
    """The printer is not there: unplugged, off, or nothing listens at the address."""

    code = "printer_missing"
    what = "the printer was not found"
    mend = "Switch it on, check the cable and the address in the configuration."


class PrinterAmbiguousError(PrinterError):
    """Several printers fit the configuration."""

    code = "printer_ambiguous"
    what = "several printers fit the configuration"
    mend = "Say in the configuration which printer to use: by its serial number or its port."


class PrinterForbiddenError(PrinterError):
    """The user may not open the printer."""

    code = "printer_forbidden"
    permanent = True
    what = "no permission to open the printer"
    mend = "Add the service's user to the groups lp and dialout, or install the udev rules."


class PrinterBusyError(PrinterError):
    """A kernel driver or another process owns the printer."""

    code = "printer_busy"
    what = "another driver or process owns the printer"
    mend = "Unload usblp, or stop the other process."


class PrinterStalledError(PrinterError):
    """The printer did not take the ticket in time; part of it may be printed."""

    code = "printer_stalled"
    what = "the printer stopped taking data"
    mend = "Look for a paper jam, an open cover or an empty roll."


class PaperOutError(PrinterError):
    """The roll is empty; nothing was sent."""

    code = "printer_paper_out"
    needs_reopen = False
    what = "the printer is out of paper"
    mend = "Put in a new roll."


class CoverOpenError(PrinterError):
    """The cover is open; nothing was sent."""

    code = "printer_cover_open"
    needs_reopen = False
    what = "the printer's cover is open"
    mend = "Close the cover."


class PrinterOfflineError(PrinterError):
    """The printer says that it is off line; nothing was sent."""

    code = "printer_offline"
    needs_reopen = False
    what = "the printer is off line"
    mend = "Press its feed or on-line button; switch it off and on."
