"""What all admin pages do alike: draw a section, write, and put refusals beside their fields."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from http import HTTPStatus
from typing import TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from queue_server.domain.actor import Actor
from queue_server.domain.errors import AntreError, NotFoundError
from queue_server.operations.admin_page import office_setting
from queue_server.operations.message_targets import targets_view
from queue_server.operations.setting_views import ServiceSetting
from queue_server.operations.views import AccountSetting, CounterSetting, OfficeSetting
from queue_server.operations.webhook_settings import WebhookView, webhooks_view
from queue_server.protocol.words import StaffRole
from queue_server.web.access import allow
from queue_server.web.auth import current_account
from queue_server.web.context import services
from queue_server.web.errors import words_here
from queue_server.web.staff.forms import Form
from queue_server.web.staff.shared import zone

admin = Blueprint("admin", __name__, url_prefix="/admin")
Setting = TypeVar("Setting", ServiceSetting, CounterSetting, AccountSetting)
admins = allow(StaffRole.ADMIN)


def office() -> OfficeSetting:
    """Read everything on the admin's pages."""
    here = services()
    return here.store.read(office_setting, office_id=current_account().office_id, now=here.now())


def write(operation: Callable[..., object], *arguments: object, **more: object) -> None:
    """Let an operation change the office of the signed-in account."""
    here, account = services(), current_account()
    whose = {"office_id": account.office_id, "actor": Actor.account(account.id), "now": here.now()}
    here.store.write(operation, *arguments, **whose, **more)


def page(section: str, template: str = "", **picture: object) -> str:
    """Draw a section."""
    shown, (told, _seq) = office(), programs_told()
    care = {"troubled_devices": sum(one.troubled for one in shown.devices), "troubled_targets": _troubled_targets()}
    care |= {"troubled_programs": sum(one.troubled for one in told), "programs_known": len(told)}
    return render_template(f"admin/{template or section}.html", section=section, office=shown, **care, **picture)


def programs_told() -> tuple[Sequence[WebhookView], int]:
    """Read the programs that are told of events, and the ``seq`` of this picture."""
    here = services()
    return here.store.read(webhooks_view, office_id=current_account().office_id, now=here.now())


def _troubled_targets() -> int:
    found, _seq = services().store.read(targets_view, office_id=current_account().office_id)
    return sum(one.troubled for one in found)


def tell(words: str, section: str) -> ResponseReturnValue:
    """Say that it is done, on the page of a section."""
    flash(words, "done")
    return redirect(url_for(f"admin.{section}"), HTTPStatus.SEE_OTHER)


def change(attempt: Callable[[], None], words: str, section: str) -> ResponseReturnValue:
    """Do what needs no form."""
    try:
        attempt()
    except AntreError as refusal:
        flash(words_here(refusal), "refused")
        return redirect(url_for(f"admin.{section}"), HTTPStatus.SEE_OTHER)
    return tell(words, section)


def save(
    form: Form,
    attempt: Callable[[], None],
    words: str,
    section: str,
    show: Callable[[], str],
    *,
    names: Mapping[str, str] | None = None,
) -> ResponseReturnValue:
    """Save a form that is right; show one that is not, with all that was typed."""
    if not form.errors:
        try:
            attempt()
        except AntreError as refusal:
            form.take(refusal, names)
        else:
            return tell(words, section)
    return show(), HTTPStatus.UNPROCESSABLE_ENTITY


def asked_day() -> tuple[date, str]:
    """Return the day that the address asks for, today without one; and what is wrong with it, in words."""
    today = office().business_date or services().now().astimezone(zone()).date()
    text = request.args.get("date", "")
    try:
        return (date.fromisoformat(text) if text else today), ""
    except ValueError:
        return today, gettext("Please write a date such as 2026-12-31.")


def known(settings: Iterable[Setting], wanted_id: int) -> Setting:
    """Return the setting with this id.

    Raises:
        NotFoundError: the office has none.
    """
    for setting in settings:
        if setting.id == wanted_id:
            return setting
    raise NotFoundError
