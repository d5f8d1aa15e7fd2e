"""Accounts: who may sign in, and as what."""

from collections.abc import Callable

from flask.typing import ResponseReturnValue
from flask_babel import gettext

from queue_server.domain.errors import InvalidValueError
from queue_server.operations import accounts as operations
from queue_server.operations.views import AccountSetting
from queue_server.passwords import hash_password
from queue_server.protocol.words import StaffRole
from queue_server.web.staff.admin_pages import admin, admins, change, known, office, page, save, write
from queue_server.web.staff.forms import Form
from queue_server.web.staff.shared import ROLES


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

    def attempt() -> None:
        write(operations.save_account, account_id, display_name=display_name, roles=roles, active=active)

    return _save(form, attempt, gettext("The account is saved."), lambda: _account_page(account_id, form))


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


def _account_page(account_id: int | None, form: Form, password_form: Form | None = None) -> str:
    roles = [(role.value, words) for role, words in ROLES.items()]
    return page(
        "accounts",
        "account",
        account_id=account_id,
        form=form,
        password_form=password_form or Form({}),
        roles=roles,
    )
