"""A form as it was sent: values kept as typed, errors in words beside their fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from flask import request
from flask_babel import gettext, lazy_gettext

from queue_server.domain.errors import AntreError, DuplicateNameError, InvalidValueError
from queue_server.web import problems
from queue_server.web.errors import words_here
from queue_server.web.staff import language_fields

_WORDS = {code: lazy_gettext(sentence) for code, sentence in problems.PROBLEMS.items()}
PROBLEMS = _WORDS | {
    "empty": lazy_gettext("Please fill this in."),
    "malformed": lazy_gettext("This cannot be understood."),
}
FIELDS = {
    "name": lazy_gettext("Name"),
    "code": lazy_gettext("Short code"),
    "position": lazy_gettext("Position on the kiosk"),
    "prefix_general": lazy_gettext("Letters of the numbers"),
    "prefix_booking": lazy_gettext("Letters of the numbers"),
    "prefix_priority": lazy_gettext("Letters of the numbers"),
    "quota_per_day": lazy_gettext("Quota per day"),
    "quota": lazy_gettext("Quota today"),
    "reason": lazy_gettext("Reason"),
    "service_minutes": lazy_gettext("Usual service time"),
    "services": lazy_gettext("Services, preferred first"),
    "active": lazy_gettext("In use"),
    "username": lazy_gettext("User name"),
    "display_name": lazy_gettext("Name"),
    "password": lazy_gettext("Password"),
    "roles": lazy_gettext("Roles"),
    "timezone": lazy_gettext("Timezone"),
    "promise_minutes": lazy_gettext("Promise: from arrival to going home"),
    "threshold_celsius": lazy_gettext("Ask above"),
    "closer_below_celsius": lazy_gettext("Ask to come closer below"),
    "highest_celsius": lazy_gettext("Not a person above"),
    "rest_minutes": lazy_gettext("Rest before a second measurement"),
    "screening": lazy_gettext("Screening"),
    "screening_until": lazy_gettext("Last day of screening"),
    "second_threshold_celsius": lazy_gettext("Limit from the second measurement on"),
    "measurements": lazy_gettext("Measurements"),
    "ambient_lowest_celsius": lazy_gettext("Surroundings from"),
    "ambient_highest_celsius": lazy_gettext("Surroundings to"),
    "shade_above_celsius": lazy_gettext("Ask to rest in the shade first above"),
    "escalate_seconds": lazy_gettext("Tell more people when nobody is on the way after"),
    "desk_undo_seconds": lazy_gettext("A decision can be taken back for"),
    "date": lazy_gettext("Date"),
    "time": lazy_gettext("Time"),
    "service": lazy_gettext("Service"),
    "party_size": lazy_gettext("People"),
    "early_minutes": lazy_gettext("May come before the slot"),
    "late_minutes": lazy_gettext("May come after the slot"),
    "release_minutes": lazy_gettext("Place kept after the slot"),
    "days_ahead": lazy_gettext("Days ahead"),
    "slot_minutes": lazy_gettext("Length of a slot"),
    "slot_places": lazy_gettext("Places in a slot"),
    "latest_minutes": lazy_gettext("Until so long before the slot"),
    "hourly_bookings": lazy_gettext("Bookings from one address in an hour"),
    "role": lazy_gettext("Kind"),
    "counter_id": lazy_gettext("Counter (for a call terminal)"),
    "quota_general": lazy_gettext("Quota of the lane"),
    "quota_booking": lazy_gettext("Quota of the lane"),
    "quota_priority": lazy_gettext("Quota of the lane"),
    "stages": lazy_gettext("Stages that follow"),
    "effective_on": lazy_gettext("From this day on"),
    "first_date": lazy_gettext("First day"),
    "last_date": lazy_gettext("Last day"),
    "turn": lazy_gettext("Turn"),
    "service_ids": lazy_gettext("Services"),
    "hours": lazy_gettext("Hours"),
    "general_rate": lazy_gettext("Rate: general"),
    "booking_rate": lazy_gettext("Rate: booking"),
    "priority_rate": lazy_gettext("Rate: priority"),
    "priority_cap_minutes": lazy_gettext("Priority waits at most"),
    "promise_margin_minutes": lazy_gettext("Goes first this long before the promise breaks"),
    "calls": lazy_gettext("Calls before no-show"),
    "recall_seconds": lazy_gettext("Between two calls"),
    "return_minutes": lazy_gettext("Who comes back within this time keeps the place"),
    "undo_seconds": lazy_gettext("An action can be taken back for"),
    "outcomes": lazy_gettext("Outcomes of your own"),
    "url": lazy_gettext("Address"),
    "kinds": lazy_gettext("Told of"),
    "events": lazy_gettext("Told of"),
    "check_tolerance_celsius": lazy_gettext("A check may be off by"),
    "calibration_days": lazy_gettext("A comparison is good for"),
    "service_id": lazy_gettext("Service"),
    "booking_code": lazy_gettext("Booking code"),
    "celsius": lazy_gettext("Measurement by hand"),
    "accent": lazy_gettext("Colour"),
    "logo": lazy_gettext("Logo"),
}
"""The label of each field, for the list of what is wrong on top of a form."""


_SHARED = (("rank_", "services"), ("stage_", "stages"), ("hours_", "hours"), ("outcome_", "outcomes"))


class Fault(NamedTuple):
    """One line of what is wrong: the field's id (empty: none), its label, and the words."""

    field: str
    label: str
    words: str


@dataclass
class Form:
    """What a person typed, and what is wrong with it."""

    values: Mapping[str, object]
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def sent(cls) -> "Form":
        """Take the form of the present request; fields named several times keep all their values."""
        return cls({name: texts if len(texts) > 1 else texts[0] for name, texts in request.form.lists()})

    def chosen(self, name: str, value: str = "on") -> bool:
        """Tell whether a box was ticked."""
        return value in self.list(name)

    def list(self, name: str) -> Sequence[str]:
        """Return all values of a field, in their order."""
        value = self.values.get(name, ())
        if isinstance(value, list | tuple | frozenset):
            return [str(each) for each in value]
        return [str(value)]

    def text(self, name: str, *, required: bool = False, longest: int = 120) -> str:
        """Return a text without outer spaces."""
        text = " ".join("".join(self.list(name)[:1]).split())
        if required and not text:
            self.errors[name] = str(PROBLEMS["empty"])
        elif len(text) > longest:
            self.errors[name] = str(PROBLEMS["too_long"])
        return text

    def whole(self, name: str, low: int, high: int) -> int | None:
        """Return a whole number, or ``None`` where the field is empty or wrong."""
        number = self.decimal(name, low, high)
        if number is not None and not number.is_integer():
            self.errors[name] = gettext("Please write a whole number.")
            return None
        return None if number is None else int(number)

    def decimal(self, name: str, low: float, high: float) -> float | None:
        """Return a number; a comma is a decimal point as well."""
        text = self.text(name)
        if not text:
            return None
        try:
            number = float(text.replace(",", "."))
        except ValueError:
            self.errors[name] = gettext("Please write a number.")
            return None
        if not low <= number <= high:
            self.errors[name] = gettext("Please write a number from %(low)s to %(high)s.", low=low, high=high)
            return None
        return number

    def needed(self, name: str) -> None:
        """Ask for a field that was left empty, unless something else is wrong with it."""
        if not self.text(name):
            self.errors.setdefault(name, str(PROBLEMS["empty"]))

    def faults(self) -> "Sequence[Fault]":
        """List what is wrong, each with the label of its field, for the top of the form."""
        return [Fault(name, _label(name), words) for name, words in self.errors.items()]

    def take(self, refusal: AntreError, names: Mapping[str, str] | None = None, *, fallback: str = "") -> None:
        """Put a refusal beside its field; what belongs to no field goes to ``fallback`` or the top of the form."""
        wanted = str(refusal.details.get("field", ""))
        place = (names or {}).get(wanted, wanted)
        if isinstance(refusal, InvalidValueError):
            problem = str(refusal.details.get("problem", ""))
            self.errors[place] = str(PROBLEMS[problem]) if problem in PROBLEMS else words_here(refusal)
        elif isinstance(refusal, DuplicateNameError):
            self.errors[place or fallback] = words_here(refusal)
        else:
            self.errors[""] = words_here(refusal)


def _label(name: str) -> str:
    if named := language_fields.label_of(name):
        return named
    shared = next((field for start, field in _SHARED if name.startswith(start)), name)
    label = FIELDS.get(shared)
    return "" if label is None else str(label)
