"""The rules of the office as a form: the promise, the temperature, whose turn it is, how is called, own outcomes."""

from datetime import date

import msgspec

from queue_server.domain.errors import InvalidValueError
from queue_server.domain.policy import OfficePolicy
from queue_server.operations.admin import checked_policy
from queue_server.web.language import name_here
from queue_server.web.staff import language_fields
from queue_server.web.staff.forms import Form
from queue_server.web.staff.screening_form import read_screening, screening_values

POLICY_FIELDS = {"promise_seconds": "promise_minutes", "rest_seconds": "rest_minutes", "code": "outcomes"}
SPARE_OUTCOMES = 2
_TOLERANCE = (0.1, 1.0)
_RATES = ("general_rate", "booking_rate", "priority_rate")
_WHOLE = {
    "promise_minutes": (10, 1440),
    "priority_cap_minutes": (0, 1440),
    "promise_margin_minutes": (0, 1440),
    "recall_seconds": (0, 600),
    "calls": (1, 10),
    "return_minutes": (0, 1440),
    "undo_seconds": (0, 600),
    "calibration_days": (1, 3650),
}


def policy_values(policy: OfficePolicy) -> dict[str, object]:
    """Return what the form shows at first."""
    order, calling = policy.order, policy.calling
    values: dict[str, object] = {
        "promise_minutes": policy.promise_seconds // 60,
        "priority_cap_minutes": order.priority_cap_seconds // 60,
        "promise_margin_minutes": order.promise_margin_seconds // 60,
        "recall_seconds": calling.recall_seconds,
        "calls": calling.calls,
        "return_minutes": calling.return_seconds // 60,
        "undo_seconds": calling.undo_seconds,
        "daily_check": "on" if policy.trust.daily_check else "",
        "check_tolerance_celsius": policy.trust.check_tolerance_celsius,
        "calibration_days": policy.trust.calibration_days,
    }
    values |= screening_values(policy) | {name: getattr(order, name) for name in _RATES}
    for nth, outcome in enumerate(policy.outcomes):
        values |= {
            f"outcome_code_{nth}": outcome.code,
            **{f"outcome_{code}_{nth}": name for code, name in outcome.names.items()},
            f"outcome_complete_{nth}": "on" if outcome.complete_file else "",
        }
    return values


def read_policy(form: Form, kept: OfficePolicy, today: date) -> OfficePolicy:
    """Read the rules; where a field is wrong the old rules are returned, and the form then is not saved."""
    screening = read_screening(form, kept, today)
    decimals = {name: form.decimal(name, 0.0, 100.0) for name in _RATES}
    decimals["check_tolerance_celsius"] = form.decimal("check_tolerance_celsius", *_TOLERANCE)
    whole = {name: form.whole(name, *limits) or 0 for name, limits in _WHOLE.items()}
    for name in (*decimals, *whole):
        form.needed(name)
    outcomes = _outcomes(form, len(kept.outcomes) + SPARE_OUTCOMES)
    if form.errors:
        return kept
    order = {name: decimals[name] for name in _RATES} | {
        "priority_cap_seconds": whole["priority_cap_minutes"] * 60,
        "promise_margin_seconds": whole["promise_margin_minutes"] * 60,
    }
    calling = {name: whole[name] for name in ("recall_seconds", "calls", "undo_seconds")}
    calling |= {"return_seconds": whole["return_minutes"] * 60}
    wanted = {**screening, "order": order, "calling": calling, "outcomes": outcomes}
    trust = {name: decimals[name] for name in ("check_tolerance_celsius",)} | {
        "daily_check": form.chosen("daily_check"),
        "calibration_days": whole["calibration_days"],
    }
    wanted |= {"promise_seconds": whole["promise_minutes"] * 60, "trust": trust}
    try:
        return checked_policy(msgspec.to_builtins(kept) | wanted)
    except InvalidValueError as refusal:
        form.take(refusal, POLICY_FIELDS)
        return kept


def _outcomes(form: Form, rows: int) -> list[dict[str, object]]:
    found = []
    for nth in range(rows):
        code = form.text(f"outcome_code_{nth}", longest=31)
        if code:
            names = _outcome_names(form, nth)
            found.append({"code": code, "names": names, "complete_file": form.chosen(f"outcome_complete_{nth}")})
    if len({outcome["code"] for outcome in found}) < len(found):
        form.take(InvalidValueError(field="outcomes", problem="twice"))
    return found


def _outcome_names(form: Form, nth: int) -> dict[str, str]:
    first = language_fields.first()
    names = {
        code: form.text(f"outcome_{code}_{nth}", required=code == first)
        for code in language_fields.codes(f"outcome_*_{nth}", form.values)
    }
    return {code: name for code, name in names.items() if name}


def outcome_rows(form: Form, rows: int) -> list[list[tuple[str, str]]]:
    """Return for each row of outcomes the fields of its name, with the language that each is in."""
    return [
        [(f"outcome_{code}_{nth}", name_here(code)) for code in language_fields.codes(f"outcome_*_{nth}", form.values)]
        for nth in range(rows)
    ]
