"""Words for what a change would bring with it, as the preview shows them."""

from datetime import datetime

from flask_babel import gettext, lazy_gettext

from queue_server.operations.setting_preview import Consequence, Effect
from queue_server.web.catalogue import N_
from queue_server.web.staff.shared import clock

EFFECTS = {
    "next_at": N_("Next at counter %(about)s"),
    "callable_at": N_("Waiting visitors whom counter %(about)s can call"),
    "done_by": N_("Who comes now is to be done by"),
    "bookings_early": N_("Bookings of today: too early now"),
    "bookings_in_time": N_("Bookings of today: can be checked in now"),
    "bookings_late": N_("Bookings of today: too late now, by arrival in the general line"),
    "bookings_released": N_("Bookings of today: place no longer kept"),
    "places_taken": N_("Places taken"),
    "places_kept": N_("Places kept for bookings"),
    "places_left": N_("Places left for whoever comes"),
}
CONSEQUENCES = {
    "given_numbers_keep_their_time": N_("Numbers that were given keep the time that is promised on their ticket."),
    "nobody_is_measured": N_("Nobody is measured any more. Who is with security stays there until somebody decides."),
    "from_the_next_measurement": N_(
        "It holds from the next measurement on. Who is with security stays there until somebody decides."
    ),
    "other_timezone": N_("Every time on every page is told in the other timezone, also of what has happened."),
    "closed_at_once": N_("It holds at once: nobody checks in any more."),
    "sessions_end": N_("All sessions of %(name)s end: every browser must sign in again."),
    "counter_without_officer": N_(
        "Counter %(counter)s stays without its officer: %(name)s works there now. Have it handed over or closed first."
    ),
    "visitor_at_counter": N_("Number %(number)s is at counter %(counter)s now."),
}
NO_LIMIT = lazy_gettext("no limit")


def effect_words(effect: Effect) -> str:
    """Return what a figure is of."""
    return str(gettext(EFFECTS[effect.code]) % {"about": effect.about})


def effect_value(value: object) -> str:
    """Return a figure: a time on the office's clock, a number, or no limit."""
    if isinstance(value, datetime):
        return clock(value)
    return str(NO_LIMIT if value is None else value)


def consequence_words(consequence: Consequence) -> str:
    """Return one sentence."""
    return str(gettext(CONSEQUENCES[consequence.code]) % dict(consequence.facts))
