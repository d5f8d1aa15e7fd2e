"""Why a ticket was called, in words: what an officer can tell a visitor who asks."""

from flask_babel import gettext, lazy_gettext

from queue_server.domain.calling import CallReason
from queue_server.operations.counter_views import TicketView
from queue_server.web.staff.shared import clock, minutes

REASONS = {
    CallReason.ONLY_ONE: lazy_gettext("the only one who waited"),
    CallReason.FIRST_COME: lazy_gettext("came first"),
    CallReason.CREDIT: lazy_gettext("this way of coming counts more for each minute of waiting"),
    CallReason.PREFERENCE: lazy_gettext("this counter serves this service first"),
    CallReason.PRIORITY_CAP: lazy_gettext("nobody with priority waits longer than this"),
    CallReason.PROMISE: lazy_gettext("the promise was at risk"),
    CallReason.AWAITED: lazy_gettext("the counter was free and waited"),
    CallReason.NAMED: lazy_gettext("called by number"),
    CallReason.RESUMED: lazy_gettext("was parked and is back"),
}


def why(ticket: TicketView) -> str:
    """Return one sentence: what the visitor's place in line was built on, the wait for this call, and what decided.

    >>> why(ticket)  # doctest: +SKIP
    'booked for 09:30, arrived 09:20, waiting 14 min: came first'
    """
    facts = [gettext("arrived %(time)s", time=clock(ticket.arrived_at))]
    if ticket.slot_at is not None:
        facts.insert(0, gettext("booked for %(time)s", time=clock(ticket.slot_at)))
    if ticket.joined_line_at is not None:
        facts.append(gettext("in this line since %(time)s", time=clock(ticket.joined_line_at)))
    facts.append(gettext("waited %(time)s", time=minutes(ticket.waited_seconds)))
    line = ", ".join(facts)
    try:
        return f"{line}: {REASONS[CallReason(ticket.call_reason)]}"
    except ValueError:
        return line
