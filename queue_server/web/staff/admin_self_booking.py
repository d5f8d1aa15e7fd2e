"""The rules of the page on which visitors book by themselves, with the slots that they would find tomorrow."""

from datetime import timedelta

import msgspec
from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from queue_server.domain.errors import InvalidValueError
from queue_server.domain.policy import OfficePolicy, SelfBookingPolicy
from queue_server.operations import admin as rules
from queue_server.operations.slot_calendar import preview_day
from queue_server.web.auth import current_account
from queue_server.web.context import services
from queue_server.web.staff import language_fields
from queue_server.web.staff.admin_pages import admin, admins, office, page, save, write
from queue_server.web.staff.forms import Form
from queue_server.web.staff.shared import zone

LONGEST_TEXT = 600
_WHOLE = {
    "days_ahead": (1, 60),
    "slot_minutes": (5, 120),
    "slot_places": (1, 500),
    "latest_minutes": (0, 10_080),
    "hourly_bookings": (1, 1000),
}
_TIMES = ("early_minutes", "late_minutes", "release_minutes")


def policy_now() -> OfficePolicy:
    """Return the rules of the office as they are saved."""
    return rules.checked_policy(dict(office().policy))


def rules_page(times: Form | None = None, visitors: Form | None = None, tried: SelfBookingPolicy | None = None) -> str:
    """Draw the page of the booking rules: times that count, and booking by visitors.

    Args:
        times: its first form as it was sent; ``None`` shows what is saved.
        visitors: the second.
        tried: what the preview shows, where it is not saved yet.
    """
    saved = policy_now()
    times = times or Form({name: getattr(saved.bookings, name) for name in _TIMES})
    visitors = visitors or Form(_values(saved.self_booking))
    here = services()
    tomorrow = here.now().astimezone(zone()).date() + timedelta(days=1)
    shown = tried or saved.self_booking
    found = here.store.read(preview_day, tomorrow, shown, office_id=current_account().office_id, now=here.now())
    bring = language_fields.fields("bring", visitors.values)
    picture = {
        "visitors": visitors,
        "bring": bring,
        "tomorrow": tomorrow,
        "found": found,
        "tried": tried,
        "saved": saved.self_booking,
    }
    return page("bookings", "booking_rules", form=times, **picture)


def _values(policy: SelfBookingPolicy) -> dict[str, object]:
    values: dict[str, object] = {name: getattr(policy, name) for name in _WHOLE}
    values |= {f"bring_{language}": policy.bring[language] for language in policy.bring}
    return values | {"switched_on": "on" if policy.switched_on else ""}


def read_self_booking(form: Form, kept: SelfBookingPolicy) -> SelfBookingPolicy:
    """Read the rules; where a field is wrong the old rules are returned, and the form then is not saved."""
    numbers = {name: form.whole(name, *limits) for name, limits in _WHOLE.items()}
    for name in _WHOLE:
        form.needed(name)
    codes = language_fields.codes("bring_*", form.values)
    texts = {code: _lines(form, f"bring_{code}") for code in codes}
    if form.errors:
        return kept
    bring = {language: text for language, text in texts.items() if text}
    return msgspec.convert(numbers | {"switched_on": form.chosen("switched_on"), "bring": bring}, SelfBookingPolicy)


def _lines(form: Form, name: str) -> str:
    lines = (" ".join(line.split()) for line in "".join(form.list(name)[:1]).splitlines())
    text = "\n".join(line for line in lines if line)
    if len(text) > LONGEST_TEXT:
        form.take(InvalidValueError(field=name, problem="too_long"))
    return text


@admin.post("/booking-rules/visitors")
@admins
def save_self_booking() -> ResponseReturnValue:
    """Show tomorrow's slots under the rules that were sent, or save them."""
    form, setting, kept = Form.sent(), office(), policy_now()
    wanted = read_self_booking(form, kept.self_booking)
    if request.form.get("step") == "preview" and not form.errors:
        return rules_page(visitors=form, tried=wanted)
    policy = msgspec.structs.replace(kept, self_booking=wanted)
    return save(
        form,
        lambda: write(rules.save_office, name=setting.name, timezone=setting.timezone, policy=policy),
        gettext("The rules are saved."),
        "booking_rules",
        lambda: rules_page(visitors=form),
    )
