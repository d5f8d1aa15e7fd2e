"""The entries of the record in words: what happened, why, and who did it."""

from collections.abc import Mapping

from flask_babel import gettext, lazy_gettext

from queue_server.domain.calling import CallReason
from queue_server.domain.promise import PromiseState
from queue_server.operations.record_views import Entry, Who
from queue_server.protocol.events import EventName
from queue_server.protocol.words import PrintOutcome, ServiceOutcome
from queue_server.web.catalogue import N_
from queue_server.web.fact_words import STATES
from queue_server.web.staff.shared import localised, shared
from queue_server.web.staff.why import REASONS

SENTENCES = {
    EventName.VISIT_ARRIVED: N_("Arrived at %(kiosk)s for %(service)s; number %(number)s."),
    EventName.TICKET_CALLED: N_("Called to counter %(counter)s: %(why)s."),
    EventName.TICKET_RECALLED: N_("Called again to counter %(counter)s (call %(attempt)s)."),
    EventName.TICKET_STARTED: N_("Serving began at counter %(counter)s."),
    EventName.TICKET_COMPLETED: N_("Completed at counter %(counter)s: %(outcome)s."),
    EventName.TICKET_NO_SHOW: N_("Did not come to counter %(counter)s."),
    EventName.TICKET_REINSTATED: N_("Put back in line at counter %(counter)s."),
    EventName.TICKET_PARKED: N_("Set aside at counter %(counter)s."),
    EventName.TICKET_RESUMED: N_("Called to counter %(counter)s: %(why)s."),
    EventName.TICKET_TRANSFERRED: N_("Transferred to %(service)s, at counter %(counter)s."),
    EventName.TICKET_FORWARDED: N_("Sent on to the next stage, %(service)s, from counter %(counter)s."),
    EventName.TICKET_REROUTED: N_("One service more was added at counter %(counter)s."),
    EventName.TICKET_CANCELLED: N_("Taken out of the queue at counter %(counter)s."),
    EventName.TICKET_UNDONE: N_("Taken back at counter %(counter)s: from “%(from)s” to “%(state)s” again."),
    EventName.TICKET_LATE: N_("The promised time passed, and the visitor was still here."),
    EventName.TICKET_RENUMBERED: N_(
        "The number is %(number)s, as the kiosk printed it without the server; it was %(reason)s."
    ),
    EventName.TICKET_COPY_ASKED: N_("A copy was asked for, to be printed at %(kiosk)s."),
    EventName.BOOKING_CREATED: N_("The booking was made."),
    EventName.BOOKING_MOVED: N_("Moved from %(old)s to %(new)s."),
    EventName.BOOKING_CANCELLED: N_("Cancelled: %(reason)s."),
    EventName.BOOKING_NO_SHOW: N_("Nobody came for it on its day."),
}
BY_VISITOR = N_("Cancelled on the booking page.")
BY_HAND = N_("Number %(number)s for %(service)s was given by hand.")
DAY_ENDED = N_("The day was closed; the visitor was not served to the end.")
COPIES = {
    PrintOutcome.PRINTED.value: N_("A copy was printed at %(kiosk)s."),
    PrintOutcome.UNCERTAIN.value: N_("A copy was sent to %(kiosk)s; it is not certain that it was printed."),
    PrintOutcome.FAILED.value: N_("The copy could not be printed at %(kiosk)s."),
}
PAPERS = {
    PrintOutcome.PRINTED.value: lazy_gettext("printed"),
    PrintOutcome.UNCERTAIN.value: lazy_gettext("not certain that it was printed"),
    PrintOutcome.FAILED.value: lazy_gettext("not printed"),
}
PROMISES = {
    PromiseState.KEPT: lazy_gettext("kept"),
    PromiseState.BROKEN: lazy_gettext("broken"),
    PromiseState.RUNS: lazy_gettext("still running"),
    PromiseState.OVERDUE: lazy_gettext("passed, the visitor is still here"),
    PromiseState.NOT_JUDGED: lazy_gettext("not judged: not served to the end"),
}
UNNAMED = {"system": lazy_gettext("System"), "visitor": lazy_gettext("The visitor")}


def told(entry: Entry, outcomes: Mapping[str, object]) -> str:
    """Return one sentence.

    Args:
        outcomes: the words of each outcome of a service, the office's own among them.
    """
    old, _, new = entry.reason.partition(" > ")
    facts = {
        "kiosk": entry.kiosk_name or "-",
        "number": entry.subject,
        "service": localised(entry.service_names or {}),
        "counter": entry.counter_name or "-",
        "attempt": entry.attempt,
        "why": _why(entry.reason),
        "outcome": outcomes.get(entry.reason, entry.reason),
        "from": gettext(STATES.get(entry.came_from, "-")),
        "state": gettext(STATES.get(entry.state, "-")),
        "reason": entry.reason,
        "old": old,
        "new": new,
    }
    return str(gettext(_sentence(entry)) % facts)


def _sentence(entry: Entry) -> str:
    if entry.reason == ServiceOutcome.DAY_ENDED.value:
        return DAY_ENDED
    if entry.what is EventName.TICKET_PRINTED:
        return COPIES[entry.reason]
    if entry.what is EventName.BOOKING_CANCELLED and entry.who.kind == "visitor":
        return BY_VISITOR
    if entry.what is EventName.VISIT_ARRIVED and entry.who.kind == "account":
        return BY_HAND
    return SENTENCES[entry.what]


def _why(reason: str) -> str:
    return str(REASONS[CallReason(reason)]) if reason in set(CallReason) else reason or "-"


def by(who: Who) -> str:
    """Return who did it, by name."""
    return str(UNNAMED.get(who.kind, who.name or "-"))


@shared.app_template_filter()
def state_words(state: str) -> str:
    """Return where a ticket is."""
    return str(gettext(STATES[state]))
