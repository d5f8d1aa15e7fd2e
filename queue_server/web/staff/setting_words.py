"""Words for settings and their values, as the preview and the history show them."""

from flask_babel import gettext, lazy_gettext

from queue_server.domain.message import MessageKind
from queue_server.protocol.events import EventName
from queue_server.protocol.words import Lane, Place
from queue_server.web.staff.forms import FIELDS
from queue_server.web.staff.shared import LANES, ROLES, shared

PLACES = {Place.HALL: lazy_gettext("In the hall"), Place.DRIVE_THRU: lazy_gettext("Drive-thru")}
WEEKDAYS = (
    lazy_gettext("Monday"),
    lazy_gettext("Tuesday"),
    lazy_gettext("Wednesday"),
    lazy_gettext("Thursday"),
    lazy_gettext("Friday"),
    lazy_gettext("Saturday"),
    lazy_gettext("Sunday"),
)
SUBJECTS = {
    "service": lazy_gettext("Service"),
    "counter": lazy_gettext("Counter"),
    "quota": lazy_gettext("Quota today"),
    "closure": lazy_gettext("Closure"),
    "notice": lazy_gettext("Notice"),
    "account": lazy_gettext("Account"),
    "office": lazy_gettext("Office"),
    "day": lazy_gettext("Day"),
    "device": lazy_gettext("Device"),
    "message_target": lazy_gettext("Messages"),
    "webhook": lazy_gettext("Programs that are told of events"),
}
CHANGES = {
    "created": lazy_gettext("added"),
    "changed": lazy_gettext("changed"),
    "removed": lazy_gettext("removed"),
    "duties": lazy_gettext("duties"),
    "password": lazy_gettext("new password"),
    "sessions_ended": lazy_gettext("sessions ended"),
    "opened": lazy_gettext("opened"),
    "closed": lazy_gettext("closed"),
    "registered": lazy_gettext("registered"),
    "paired": lazy_gettext("paired"),
    "token": lazy_gettext("new token"),
    "token_asked": lazy_gettext("new token asked for"),
    "revoked": lazy_gettext("revoked"),
    "pin": lazy_gettext("new PIN"),
    "kiosk_pin": lazy_gettext("new PIN for the kiosk"),
}
_RULES = {
    "policy": lazy_gettext("Rules"),
    "temperature": lazy_gettext("Temperature at the door"),
    "desk": lazy_gettext("Screening"),
    "order": lazy_gettext("Whose turn it is"),
    "calling": lazy_gettext("Calling"),
    "bookings": lazy_gettext("Bookings"),
    "outcomes": lazy_gettext("Outcomes of your own"),
    "promise_seconds": lazy_gettext("Promise in seconds"),
    "screening": lazy_gettext("Visitors are measured at the kiosk"),
    "threshold_celsius": lazy_gettext("Ask above"),
    "closer_below_celsius": lazy_gettext("Ask to come closer below"),
    "highest_celsius": lazy_gettext("Not a person above"),
    "rest_seconds": lazy_gettext("Rest in seconds before a second measurement"),
    "general_rate": lazy_gettext("Rate: general"),
    "booking_rate": lazy_gettext("Rate: booking"),
    "priority_rate": lazy_gettext("Rate: priority"),
    "priority_cap_seconds": lazy_gettext("Priority waits at most, in seconds"),
    "promise_margin_seconds": lazy_gettext("Goes first this many seconds before the promise breaks"),
    "recall_seconds": lazy_gettext("Between two calls"),
    "calls": lazy_gettext("Calls before no-show"),
    "return_seconds": lazy_gettext("Who comes back within these seconds keeps the place"),
    "undo_seconds": lazy_gettext("An action can be taken back for"),
    "early_minutes": lazy_gettext("May come before the slot"),
    "late_minutes": lazy_gettext("May come after the slot"),
    "release_minutes": lazy_gettext("Place kept after the slot"),
    "figures_in_messages": lazy_gettext("Messages to the task force may tell the reading"),
    "trust": lazy_gettext("Thermometers"),
    "daily_check": lazy_gettext("Each kiosk is checked against a target every day"),
}
_PARTS = {
    **FIELDS,
    **_RULES,
    "names": lazy_gettext("Name"),
    "name": lazy_gettext("Name"),
    "code": lazy_gettext("Short code"),
    "position": lazy_gettext("Position on the kiosk"),
    "open": lazy_gettext("Open"),
    "quota_per_day": lazy_gettext("Quota per day"),
    "quota_today": lazy_gettext("Quota today"),
    "quota": lazy_gettext("Quota"),
    "service_seconds": lazy_gettext("Usual service time in seconds"),
    "lanes": lazy_gettext("Lane"),
    "prefix": lazy_gettext("Letters of the numbers"),
    "hours": lazy_gettext("Hours"),
    "place": lazy_gettext("Place"),
    "at_kiosk": lazy_gettext("Visitors can choose it at the kiosk"),
    "stages": lazy_gettext("Stages that follow"),
    "active": lazy_gettext("In use"),
    "services": lazy_gettext("Services"),
    "display_name": lazy_gettext("Name"),
    "username": lazy_gettext("User name"),
    "roles": lazy_gettext("Roles"),
    "rights": lazy_gettext("Rights"),
    "timezone": lazy_gettext("Timezone"),
    "service": lazy_gettext("Service"),
    "first_date": lazy_gettext("First day"),
    "last_date": lazy_gettext("Last day"),
    "date": lazy_gettext("Date"),
    "role": lazy_gettext("Kind"),
    "waiting": lazy_gettext("Waiting or parked"),
    "at_counters": lazy_gettext("At counters"),
    "held": lazy_gettext("At screening"),
    "self_booking": lazy_gettext("Visitors book by themselves"),
    "switched_on": lazy_gettext("switched on"),
    "days_ahead": lazy_gettext("Days ahead"),
    "slot_minutes": lazy_gettext("Length of a slot"),
    "slot_places": lazy_gettext("Places in a slot"),
    "latest_minutes": lazy_gettext("Until so long before the slot"),
    "hourly_bookings": lazy_gettext("Bookings from one address in an hour"),
    "bring": lazy_gettext("What to bring"),
    "kinds": lazy_gettext("Told of"),
    "look": lazy_gettext("Appearance"),
    "logo_on_ticket": lazy_gettext("Logo on the ticket"),
    "ticket_head": lazy_gettext("Lines below the office's name on the ticket"),
    "ticket_foot": lazy_gettext("Lines at the end of the ticket"),
    "texts": lazy_gettext("Text"),
    **{lane.value: words for lane, words in LANES.items()},
}
MESSAGE_KINDS = {
    MessageKind.HELD: lazy_gettext("A visitor waits for a decision"),
    MessageKind.ESCALATED: lazy_gettext("Nobody has come yet"),
    MessageKind.TEST: lazy_gettext("Test"),
}
TOLD_EVENTS = {
    EventName.DAY_OPENED: lazy_gettext("The day is opened"),
    EventName.DAY_CLOSED: lazy_gettext("The day is closed"),
    EventName.COUNTER_OPENED: lazy_gettext("A counter is opened"),
    EventName.COUNTER_PAUSED: lazy_gettext("A counter pauses"),
    EventName.COUNTER_RESUMED: lazy_gettext("A counter goes on after a pause"),
    EventName.COUNTER_CLOSED: lazy_gettext("A counter is closed"),
    EventName.TICKET_ISSUED: lazy_gettext("A number is given"),
    EventName.TICKET_RENUMBERED: lazy_gettext("A number gets another one in its place"),
    EventName.TICKET_CALLED: lazy_gettext("A number is called"),
    EventName.TICKET_RECALLED: lazy_gettext("A number is called again"),
    EventName.TICKET_STARTED: lazy_gettext("Serving begins"),
    EventName.TICKET_PARKED: lazy_gettext("A number is set aside"),
    EventName.TICKET_RESUMED: lazy_gettext("A number that was set aside goes on"),
    EventName.TICKET_TRANSFERRED: lazy_gettext("A number goes to another service"),
    EventName.TICKET_FORWARDED: lazy_gettext("A number goes on to its next stage"),
    EventName.TICKET_COMPLETED: lazy_gettext("Serving is completed"),
    EventName.TICKET_NO_SHOW: lazy_gettext("A visitor did not come"),
    EventName.TICKET_REINSTATED: lazy_gettext("A number is put back in line"),
    EventName.TICKET_CANCELLED: lazy_gettext("A number is taken out of the queue"),
    EventName.TICKET_UNDONE: lazy_gettext("An officer takes the last step back"),
}
"""Each event that a program of the office may be told of."""
_VALUES = {
    **{name.value: words for name, words in TOLD_EVENTS.items()},
    **{kind.value: words for kind, words in MESSAGE_KINDS.items()},
    **{place.value: words for place, words in PLACES.items()},
    **{role.value: words for role, words in ROLES.items()},
    **{lane.value: words for lane, words in LANES.items() if lane is not Lane.GENERAL},
}


@shared.app_template_filter()
def setting_path(path: str) -> str:
    """Return a path such as ``lanes.general.quota`` in words; what has none stands as it is."""
    parts = path.split(".")
    if parts[0] == "hours" and len(parts) > 1:
        parts[1:] = [str(WEEKDAYS[int(parts[1])])]
    return " · ".join(str(_PARTS.get(part, part)) for part in parts)


@shared.app_template_filter()
def setting_value(value: object) -> str:
    """Return a value in words; a list as its parts with commas, hours as times."""
    if value is None or value in ("", [], ()):
        return "-"
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    if isinstance(value, dict):
        return ", ".join(setting_value(each) for each in value.values())
    if isinstance(value, list | tuple):
        return ", ".join("-".join(each) if isinstance(each, list | tuple) else setting_value(each) for each in value)
    return str(_VALUES.get(str(value), value))


@shared.app_template_filter()
def change_words(change: str) -> str:
    """Return how something changed; a reason that a person gave stands as it is."""
    return str(CHANGES.get(change, change))


@shared.app_template_filter()
def subject_words(subject: str) -> str:
    """Return the kind of thing that changed."""
    return str(SUBJECTS.get(subject, subject))
