"""The day, and the rules of the office."""

from functools import partial

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from queue_server.domain.errors import ClockBehindError
from queue_server.operations import admin as operations
from queue_server.operations import day as days
from queue_server.operations.rule_preview import preview_office
from queue_server.operations.views import OfficeSetting
from queue_server.web.auth import current_account
from queue_server.web.context import services
from queue_server.web.errors import words_here
from queue_server.web.refusals import MEANINGS
from queue_server.web.staff.admin_pages import admin, admins, page, save, tell, write
from queue_server.web.staff.admin_pages import office as read_office
from queue_server.web.staff.admin_preview import save_or_show
from queue_server.web.staff.forms import Form
from queue_server.web.staff.policy_form import POLICY_FIELDS, SPARE_OUTCOMES, outcome_rows, policy_values, read_policy
from queue_server.web.staff.screening_form import MODES
from queue_server.web.staff.shared import zone
from queue_server.web.tls import ends_soon

LONGEST_REASON = 120


@admin.get("/")
@admins
def day() -> ResponseReturnValue:
    """Show the day."""
    return _day_page(Form({}))


@admin.post("/day/open")
@admins
def open_day() -> ResponseReturnValue:
    """Start a business date."""
    try:
        write(days.open_day, confirm_clock="confirm_clock" in request.form)
    except ClockBehindError as refusal:
        return _day_page(Form({}), clock_behind=words_here(refusal)), MEANINGS[refusal.code].status
    return tell(gettext("The day is open."), "day")


@admin.post("/day/close")
@admins
def close_day() -> ResponseReturnValue:
    """End the business date; with visitors still here only for a reason."""
    form = Form.sent()
    reason = form.text("reason", longest=LONGEST_REASON)
    words = gettext("The day is closed.")
    return save(form, lambda: write(days.close_day_early, reason), words, "day", lambda: _day_page(form))


def _day_page(form: Form, clock_behind: str = "") -> str:
    here = services().store.read(days.still_here, office_id=current_account().office_id)
    certificate_ends = ends_soon(services().settings.certificate_file, services().now())
    return page("day", form=form, here=here, clock_behind=clock_behind, certificate_ends=certificate_ends)


@admin.get("/office")
@admins
def office() -> ResponseReturnValue:
    """Show the rules of the office."""
    return _office_page(Form(_office_values(read_office())))


@admin.post("/office")
@admins
def save_office() -> ResponseReturnValue:
    """Change the rules of the office."""
    form = Form.sent()
    name, timezone = form.text("name", required=True), form.text("timezone", required=True)
    kept = read_office()
    today = kept.business_date or services().now().astimezone(zone()).date()
    policy = read_policy(form, operations.checked_policy(dict(kept.policy)), today)
    return save_or_show(
        form,
        partial(preview_office, name=name, timezone=timezone, policy=policy),
        lambda: write(operations.save_office, name=name, timezone=timezone, policy=policy),
        gettext("The rules are saved."),
        "office",
        show=lambda: _office_page(form),
        names=POLICY_FIELDS,
    )


def _office_page(form: Form) -> str:
    rows = len(operations.checked_policy(dict(read_office().policy)).outcomes) + SPARE_OUTCOMES
    return page("office", form=form, outcome_rows=outcome_rows(form, rows), screening_modes=MODES)


def _office_values(setting: OfficeSetting) -> dict[str, object]:
    policy = operations.checked_policy(dict(setting.policy))
    return {"name": setting.name, "timezone": setting.timezone} | policy_values(policy)
