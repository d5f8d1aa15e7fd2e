"""Visitors as the outbox keeps them, with what staff decided here, and how they are read from it. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from kiosk.away.moment import Moment
from queue_server.protocol.messages import CheckInRequest
from queue_server.protocol.reserve import StaffDecision

ENTRIES = (
    "SELECT seq, check_in, business_date, entry.number, entry.boot, entry.up_seconds, entry.wall_seconds, own_nonce,"
    " account_id, decision, decision.number, decision.boot, decision.up_seconds, decision.wall_seconds"
    " FROM entry LEFT JOIN decision ON decision.nonce = entry.nonce WHERE state = 'new'"
)
"""What `entry_of` reads: visitors whom the server has not heard of."""


@dataclass(frozen=True, slots=True)
class KeptDecision:
    """What staff decided here on who was asked to take a seat; ``nonce`` is the decision's own."""

    nonce: str
    account_id: int
    decision: StaffDecision
    number: str | None
    made: Moment


@dataclass(frozen=True, slots=True)
class Entry:
    """A visitor whom the server has not heard of; ``number`` is ``None`` for who was asked to take a seat."""

    seq: int
    check_in: CheckInRequest
    business_date: date
    number: str | None
    came: Moment
    decision: KeptDecision | None = None


def entry_of(row: tuple[Any, ...]) -> Entry:
    """Return the visitor in a row of ``ENTRIES``."""
    seq, check_in, day, number, *rest = row
    request = msgspec.json.decode(check_in, type=CheckInRequest)
    own_nonce, account_id, decision, given, *made = rest[3:]
    told = None if own_nonce is None else KeptDecision(own_nonce, account_id, decision, given, Moment(*made))
    return Entry(seq, request, date.fromisoformat(day), number, Moment(*rest[:3]), told)
