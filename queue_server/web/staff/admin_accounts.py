"""Accounts: who may sign in, and as what."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from queue_server.domain.errors import InvalidValueError
from queue_server.operations import accounts as operations
from queue_server.operations.account_preview import preview_account, preview_duties
from queue_server.operations.views import AccountSetting
from queue_server.passwords import hash_password
from queue_server.protocol.words import StaffRight, StaffRole
from queue_server.web.staff.admin_pages import admin, admins, change, known, office, page, save, write
from queue_server.web.staff.admin_preview import save_or_show
from queue_server.web.staff.forms import Form
from queue_server.web.staff.shared import ROLES

RIGHTS = {StaffRight.CALL_OUT_OF_ORDER: lazy_gettext("May call out of order")}


@admin.get("/accounts")
@admins
def accounts() -> ResponseReturnValue:
    """List the accounts."""
    return page("accounts")


@admin.get("/accounts/new")
@admins
def new_account() -> ResponseReturnValue:
    """Show an empty form."""
    return _account_page(None, Form({}))


@admin.post("/accounts/new")
@admins
def add_account() -> ResponseReturnValue:
    """Add an account."""
    form = Form.sent()
    username = form.text("username", required=True, longest=60)
    display_name, roles = form.text("display_name", required=True), _roles(form)
    password_hash = _hashed(form)

    def attempt() -> None:
        write(
            operations.create_account,
            username=username,
            display_name=display_name,
            password_hash=password_hash,
            roles=roles,
        )

    return _save(form, attempt, gettext("The account is added."), lambda: _account_page(None, form))


@admin.get("/accounts/<int:account_id>")
@admins
def edit_account(account_id: int) -> ResponseReturnValue:
    """Show an account as it is."""
    return _account_page(account_id, Form(_values(known(office().accounts, account_id))))


@admin.post("/accounts/<int:account_id>")
@admins
def change_account(account_id: int) -> ResponseReturnValue:
    """Change an account."""
    form = Form.sent()
    display_name, roles, active = form.text("display_name", required=True), _roles(form), form.chosen("active")

    wanted: dict[str, Any] = {"display_name": display_name, "roles": roles, "active": active}
    return save_or_show(
        form,
        partial(preview_account, account_id=account_id, **wanted),
        lambda: write(operations.save_account, account_id, **wanted),
        gettext("The account is saved."),
        "accounts",
        show=lambda: _account_page(account_id, form),
        names={},
    )


@admin.post("/accounts/<int:account_id>/duties")
@admins
def set_duties(account_id: int) -> ResponseReturnValue:
    """Say what an officer may do and serve."""
    form, known_ids = Form.sent(), {service.id for service in office().services}
    chosen = frozenset(one for one in known_ids if form.chosen("service_ids", str(one)))
    rights = frozenset(right for right in StaffRight if form.chosen("rights", right))
    wanted: dict[str, Any] = {"rights": rights, "service_ids": chosen}
    return save_or_show(
        form,
        partial(preview_duties, account_id=account_id, **wanted),
        lambda: write(operations.set_duties, account_id, **wanted),
        gettext("The duties are saved."),
        "accounts",
        show=lambda: _account_page(account_id, Form(_values(known(office().accounts, account_id))), duties=form),
        names={},
    )


@admin.post("/accounts/<int:account_id>/password")
@admins
def new_password(account_id: int) -> ResponseReturnValue:
    """Set another password; all sessions of the account end."""
    form = Form.sent()
    password_hash = _hashed(form)
    account = known(office().accounts, account_id)
    return _save(
        form,
        lambda: write(operations.set_password, account_id, password_hash),
        gettext("The password is set."),
        lambda: _account_page(account_id, Form(_values(account)), form),
    )


@admin.post("/accounts/<int:account_id>/sessions")
@admins
def end_sessions(account_id: int) -> ResponseReturnValue:
    """End all sessions of an account."""
    return change(lambda: write(operations.end_sessions, account_id), gettext("All sessions are ended."), "accounts")


def _save(form: Form, attempt: Callable[[], None], words: str, show: Callable[[], str]) -> ResponseReturnValue:
    return save(form, attempt, words, "accounts", show)


def _roles(form: Form) -> frozenset[StaffRole]:
    roles = frozenset(role for role in StaffRole if form.chosen("roles", role))
    if not roles:
        form.errors["roles"] = gettext("Please choose at least one role.")
    return roles


def _hashed(form: Form) -> str:
    """Hash the password of a form that is right so far; hashing takes long and stays outside of any transaction."""
    typed = form.list("password")
    if form.errors:
        return ""
    try:
        return hash_password(typed[0] if typed else "")
    except InvalidValueError as refusal:
        form.take(refusal)
        return ""


def _values(setting: AccountSetting) -> dict[str, object]:
    active = "on" if setting.active else ""
    return {"display_name": setting.display_name, "roles": setting.roles, "active": active}


def _account_page(
    account_id: int | None, form: Form, password_form: Form | None = None, duties: Form | None = None
) -> str:
    roles = [(role.value, words) for role, words in ROLES.items()]
    return page(
        "accounts",
        "account",
        account_id=account_id,
        form=form,
        password_form=password_form or Form({}),
        roles=roles,
        rights=[(right.value, words) for right, words in RIGHTS.items()],
        duties=duties or Form(_duties(account_id)),
    )


def _duties(account_id: int | None) -> dict[str, object]:
    found = [one for one in office().accounts if one.id == account_id]
    return {"rights": found[0].rights, "service_ids": found[0].service_ids} if found else {}
