"""What comes to the runner besides the dialogue's own inputs, and what it tells of itself."""

from dataclasses import dataclass

import msgspec

from kiosk.link import OfficeLost, OfficeSeen, PrintAsked, SlipAsked
from kiosk.visit.inputs import Input
from queue_server.protocol.messages import PartHealth, TicketInfo
from queue_server.protocol.screening import Slip
from queue_server.protocol.words import PrintOutcome


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button was pressed."""

    button: str


@dataclass(frozen=True, slots=True)
class Held:
    """A button was held down for ``hold_seconds``."""

    button: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The kiosk is to stop; with the error of a worker, if that is why."""

    error: BaseException | None = None


@dataclass(frozen=True, slots=True)
class PrintNow:
    """A ticket that the server asked for is here."""

    asked: PrintAsked
    ticket: TicketInfo | None


@dataclass(frozen=True, slots=True)
class PrintSlipNow:
    """A slip that a decision asked for is here."""

    asked: SlipAsked
    slip: Slip | None


@dataclass(frozen=True, slots=True)
class JobDone:
    """Paper that the server asked for was printed, or was not."""

    asked: PrintAsked | SlipAsked
    outcome: PrintOutcome


Message = (
    Input
    | OfficeSeen
    | OfficeLost
    | PrintAsked
    | PrintNow
    | SlipAsked
    | PrintSlipNow
    | JobDone
    | Pressed
    | Held
    | Ended
)


class Timings(msgspec.Struct, frozen=True):
    """The software's share: from the last sample (or the choice) to the ticket's way into the printer, in seconds."""

    last_seconds: float | None = None
    median_seconds: float | None = None
    count: int = 0


class Status(msgspec.Struct, frozen=True):
    """What the kiosk's device page and the bench may know; nothing of any visitor.

    Attributes:
        lost, without: see ``Abilities``.
        alone: the server is away, and numbers are given from the reserve.
        undelivered: visitors whom the server has not heard of.
    """

    phase: str
    online: bool
    parts: tuple[PartHealth, ...]
    software: Timings
    lost: str = ""
    without: tuple[str, ...] = ()
    alone: bool = False
    undelivered: int = 0
