"""The day, the rules of the office, and its devices."""

import msgspec
from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from queue_server.domain.errors import AntreError, ClockBehindError, InvalidValueError
from queue_server.domain.policy import OfficePolicy
from queue_server.operations import admin as operations
from queue_server.operations import day as days
from queue_server.operations import devices as device_operations
from queue_server.operations.views import OfficeSetting
from queue_server.protocol.words import DeviceRole
from queue_server.tokens import hash_token, new_token
from queue_server.web.errors import words_here
from queue_server.web.refusals import MEANINGS
from queue_server.web.staff import copies
from queue_server.web.staff.admin_pages import admin, admins, change, page, save, tell, write
from queue_server.web.staff.admin_pages import office as read_office
from queue_server.web.staff.forms import Form

DEVICE_ROLES = {
    DeviceRole.KIOSK: lazy_gettext("Kiosk"),
    DeviceRole.DISPLAY: lazy_gettext("Display"),
    DeviceRole.COUNTER: lazy_gettext("Call terminal"),
    DeviceRole.INTEGRATOR: lazy_gettext("Program of the office"),
}
POLICY_FIELDS = {"promise_seconds": "promise_minutes", "rest_seconds": "rest_minutes"}


@admin.get("/")
@admins
def day() -> ResponseReturnValue:
    """Show the day."""
    return page("day")


@admin.post("/day/open")
@admins
def open_day() -> ResponseReturnValue:
    """Start a business date."""
    try:
        write(days.open_day, confirm_clock="confirm_clock" in request.form)
    except ClockBehindError as refusal:
        return page("day", clock_behind=words_here(refusal)), MEANINGS[refusal.code].status
    return tell(gettext("The day is open."), "day")


@admin.post("/day/close")
@admins
def close_day() -> ResponseReturnValue:
    """End the business date."""
    return change(lambda: write(days.close_day), gettext("The day is closed."), "day")


@admin.get("/office")
@admins
def office() -> ResponseReturnValue:
    """Show the rules of the office."""
    return page("office", form=Form(_office_values(read_office())))


@admin.post("/office")
@admins
def save_office() -> ResponseReturnValue:
    """Change the rules of the office."""
    form = Form.sent()
    name, timezone = form.text("name", required=True), form.text("timezone", required=True)
    policy = _policy(form, operations.checked_policy(dict(read_office().policy)))
    return save(
        form,
        lambda: write(operations.save_office, name=name, timezone=timezone, policy=policy),
        gettext("The rules are saved."),
        "office",
        lambda: page("office", form=form),
        names=POLICY_FIELDS,
    )


def _office_values(setting: OfficeSetting) -> dict[str, object]:
    policy = operations.checked_policy(dict(setting.policy))
    rule = policy.temperature
    return {
        "name": setting.name,
        "timezone": setting.timezone,
        "promise_minutes": policy.promise_seconds // 60,
        "screening": "on" if rule.screening else "",
        "threshold_celsius": rule.threshold_celsius,
        "closer_below_celsius": rule.closer_below_celsius,
        "highest_celsius": rule.highest_celsius,
        "rest_minutes": rule.rest_seconds // 60,
    }


def _policy(form: Form, kept: OfficePolicy) -> OfficePolicy:
    """Read the rules; fields that are wrong keep their old value, and the form then is not saved."""
    numbers = {
        "threshold_celsius": form.decimal("threshold_celsius", 34.0, 42.0),
        "closer_below_celsius": form.decimal("closer_below_celsius", 20.0, 37.0),
        "highest_celsius": form.decimal("highest_celsius", 40.0, 50.0),
    }
    promise, rest = form.whole("promise_minutes", 10, 1440), form.whole("rest_minutes", 0, 60)
    for name in (*numbers, "promise_minutes", "rest_minutes"):
        form.needed(name)
    if form.errors or promise is None or rest is None:
        return kept
    rule = {**numbers, "screening": form.chosen("screening"), "rest_seconds": rest * 60}
    wanted = {"temperature": rule, "order": msgspec.to_builtins(kept.order), "promise_seconds": promise * 60}
    try:
        return operations.checked_policy(wanted)
    except InvalidValueError as refusal:
        form.take(refusal, POLICY_FIELDS)
        return kept


@admin.get("/devices")
@admins
def devices() -> ResponseReturnValue:
    """List the devices."""
    return _devices_page(Form({}))


@admin.post("/devices")
@admins
def register() -> ResponseReturnValue:
    """Register a device; its token is on this answer only."""
    form, token = Form.sent(), new_token()
    name, role = form.text("name", required=True, longest=60), form.text("role")
    counter_id = form.whole("counter_id", 1, 10**9)
    if role not in tuple(DeviceRole):
        form.errors["role"] = gettext("Please choose a kind.")
    if form.errors:
        return _devices_page(form), 422
    try:
        write(
            device_operations.register_device,
            name=name,
            role=DeviceRole(role),
            token_hash=hash_token(token),
            counter_id=counter_id,
        )
    except AntreError as refusal:
        form.take(refusal)
        return _devices_page(form), MEANINGS[refusal.code].status
    return _devices_page(Form({}), token=token, token_of=name)


@admin.post("/devices/<int:device_id>/revoke")
@admins
def revoke(device_id: int) -> ResponseReturnValue:
    """Take a device's token away."""
    return change(
        lambda: write(device_operations.revoke_device, device_id), gettext("The device is revoked."), "devices"
    )


@admin.post("/devices/copy/<int:ticket_id>")
@admins
def print_copy(ticket_id: int) -> ResponseReturnValue:
    """Have a ticket printed again."""
    return copies.print_copy(ticket_id, lambda _notes: _devices_page(Form({})), url_for("admin.devices"))


def _devices_page(form: Form, token: str = "", token_of: str = "") -> str:
    names = {role.value: label for role, label in DEVICE_ROLES.items()}
    counters = [("", "-"), *((setting.id, setting.name) for setting in read_office().counters)]
    return page(
        "devices",
        form=form,
        token=token,
        token_of=token_of,
        device_roles=list(names.items()),
        device_names=names,
        counter_options=counters,
        **copies.unprinted_picture(),
    )
