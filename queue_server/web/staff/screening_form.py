"""The rules of screening and of its desk, as a part of the office's form."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext, lazy_gettext

from queue_server.domain.policy import OfficePolicy
from queue_server.web.staff.admin_preview import read_date
from queue_server.web.staff.forms import Form

MODES = (
    ("off", lazy_gettext("Nobody is measured")),
    ("on", lazy_gettext("Visitors are measured at the kiosk")),
    ("until", lazy_gettext("Visitors are measured until the day below")),
)
_CELSIUS = {
    "threshold_celsius": (34.0, 42.0),
    "closer_below_celsius": (20.0, 37.0),
    "highest_celsius": (40.0, 50.0),
    "ambient_lowest_celsius": (-20.0, 30.0),
    "ambient_highest_celsius": (30.0, 60.0),
}
_PERHAPS = {"second_threshold_celsius": (34.0, 42.0), "shade_above_celsius": (20.0, 60.0)}
"""These may be left empty."""
_WHOLE = {
    "rest_minutes": (0, 60),
    "measurements": (1, 3),
    "escalate_seconds": (30, 3600),
    "desk_undo_seconds": (0, 600),
}


def screening_values(policy: OfficePolicy) -> dict[str, object]:
    """Return what this part of the form shows at first."""
    rule, desk = policy.temperature, policy.desk
    until = rule.screening_until
    perhaps = {name: getattr(rule, name) for name in _PERHAPS}
    return {
        "screening": ("until" if until else "on") if rule.screening else "off",
        "screening_until": until.isoformat() if until else "",
        "measurements": rule.measurements,
        "rest_minutes": rule.rest_seconds // 60,
        "escalate_seconds": desk.escalate_seconds,
        "desk_undo_seconds": desk.undo_seconds,
        "figures_in_messages": "on" if desk.figures_in_messages else "",
        **{name: getattr(rule, name) for name in _CELSIUS},
        **{name: "" if value is None else value for name, value in perhaps.items()},
    }


def read_screening(form: Form, kept: OfficePolicy, today: date) -> Mapping[str, object]:
    """Read this part of the form, as parts of a policy in plain values; what is wrong stands in the form's errors."""
    celsius: dict[str, object] = {name: form.decimal(name, *limits) for name, limits in _CELSIUS.items()}
    celsius |= {name: form.decimal(name, *limits) for name, limits in _PERHAPS.items()}
    whole = {name: form.whole(name, *limits) or 0 for name, limits in _WHOLE.items()}
    for name in (*_CELSIUS, *_WHOLE):
        form.needed(name)
    until = _until(form, kept.temperature.screening_until, today)
    rule = celsius | {
        "screening": form.text("screening") != "off",
        "screening_until": until.isoformat() if until else None,
        "measurements": whole["measurements"],
        "rest_seconds": whole["rest_minutes"] * 60,
    }
    desk = {
        "escalate_seconds": whole["escalate_seconds"],
        "undo_seconds": whole["desk_undo_seconds"],
        "figures_in_messages": form.chosen("figures_in_messages"),
    }
    return {"temperature": rule, "desk": desk}


def _until(form: Form, kept: date | None, today: date) -> date | None:
    """Read the last day of screening; one that was set long ago may stay as it is."""
    if form.text("screening") != "until":
        return None
    until = read_date(form, "screening_until")
    if until is None:
        form.errors.setdefault("screening_until", gettext("Please choose the last day on which visitors are measured."))
    elif until < today and until != kept:
        form.errors["screening_until"] = gettext("This day has passed. To stop now, choose that nobody is measured.")
    return until
