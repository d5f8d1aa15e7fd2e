"""What a kiosk needs of a ticket printer, whichever is behind it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from hardware.paper import Document, Profile


class PrintOutcome(StrEnum):
    """What is known after a ticket was sent.

    ``PRINTED``: the printer confirmed the ticket's end; where ``profile.confirms`` is False, that it took all bytes.
    ``UNCERTAIN``: it was sent and its end was not confirmed; print the same number again, marked as a copy.
    """

    PRINTED = "printed"
    UNCERTAIN = "uncertain"


class PrinterState(StrEnum):
    """What the printer says of itself; ``UNKNOWN`` when it says nothing, as many cheap ones do."""

    READY = "ready"
    PAPER_LOW = "paper_low"
    OUT_OF_PAPER = "out_of_paper"
    COVER_OPEN = "cover_open"
    OFFLINE = "offline"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """One answer of the printer.

    Attributes:
        state: the state that matters most.
    """

    state: PrinterState


class TicketPrinter(Protocol):
    """A printer of tickets."""

    @property
    def driver(self) -> str:
        """The driver's name in the configuration."""
        ...

    @property
    def simulated(self) -> bool:
        """Whether no real printer is behind it."""
        ...

    @property
    def profile(self) -> Profile:
        """What the printer can do."""
        ...

    def print_document(self, document: Document) -> PrintOutcome:
        """Print one ticket in one write.

        Raises:
            PaperOutError, CoverOpenError, PrinterOfflineError: nothing was sent.
            PrinterStalledError: it stopped taking data.
            PrinterError: the connection failed. With ``started`` a part of the ticket may be printed.
        """
        ...

    def status(self) -> PrinterStatus:
        """Ask the printer how it is; ``UNKNOWN`` when it does not answer.

        Raises:
            PrinterError: the connection failed.
        """
        ...

    def close(self) -> None:
        """Release the printer; safe to call twice."""
        ...
