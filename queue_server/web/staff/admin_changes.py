"""Closures, planned changes, and the history of all changes."""

from datetime import datetime
from functools import partial
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from queue_server.operations import audit
from queue_server.operations import closures as closure_operations
from queue_server.operations import history as operations
from queue_server.operations.day_preview import booked_on_closed_days, preview_closure
from queue_server.operations.planned_changes import cancel_change
from queue_server.web.auth import current_account
from queue_server.web.context import services
from queue_server.web.staff import language_fields
from queue_server.web.staff.admin_pages import admin, admins, office, page, tell, write
from queue_server.web.staff.admin_preview import read_date, save_or_show
from queue_server.web.staff.deed_words import DEEDS
from queue_server.web.staff.forms import Form
from queue_server.web.staff.setting_words import SUBJECTS
from queue_server.web.staff.shared import localised

CLOSURE_FIELDS = {"names": "reason_id"}


@admin.get("/closures")
@admins
def closures() -> ResponseReturnValue:
    """List the closures."""
    return _closures_page(Form({}))


@admin.post("/closures")
@admins
def add_closure() -> ResponseReturnValue:
    """Close a service or the office for some days."""
    form = Form.sent()
    first_date, last_date = read_date(form, "first_date"), read_date(form, "last_date")
    service_id = form.whole("service_id", 1, 10**9)
    first = language_fields.first()
    reasons = {
        code: form.text(f"reason_{code}", required=code == first)
        for code in language_fields.codes("reason_*", form.values)
    }
    form.needed("first_date")
    wanted: dict[str, Any] = {
        "service_id": service_id,
        "first_date": first_date,
        "last_date": last_date or first_date,
        "names": reasons,
    }
    return save_or_show(
        form,
        partial(preview_closure, **wanted),
        lambda: write(closure_operations.add_closure, **wanted),
        gettext("The closure is kept."),
        "closures",
        show=lambda: _closures_page(form),
        names=CLOSURE_FIELDS,
    )


@admin.post("/closures/<int:closure_id>/remove")
@admins
def remove_closure(closure_id: int) -> ResponseReturnValue:
    """Take a closure back."""
    write(closure_operations.remove_closure, closure_id)
    return tell(gettext("The closure is removed."), "closures")


def _closures_page(form: Form) -> str:
    account = current_account()
    every = services().store.read(operations.every_closure, office_id=account.office_id)
    options = [("", gettext("The whole office")), *((one.id, localised(one.names)) for one in office().services)]
    booked = services().store.read(booked_on_closed_days, office_id=account.office_id, now=services().now())
    reasons = language_fields.fields("reason", form.values)
    return page("closures", form=form, closures=every, service_options=options, booked=booked, reasons=reasons)


@admin.get("/changes")
@admins
def changes() -> ResponseReturnValue:
    """List the planned changes."""
    planned = services().store.read(operations.planned_changes, office_id=current_account().office_id)
    return page("changes", changes=planned)


@admin.post("/changes/<int:change_id>/cancel")
@admins
def cancel_planned(change_id: int) -> ResponseReturnValue:
    """Cancel a planned change."""
    write(cancel_change, change_id)
    return tell(gettext("The planned change is cancelled."), "changes")


@admin.get("/history")
@admins
def history() -> ResponseReturnValue:
    """Show who changed what, when, from what to what."""
    subject = request.args.get("subject", "")
    wanted = subject if subject in SUBJECTS else ""
    before, account = _place(request.args.get("before", "")), current_account()
    found = services().store.read(operations.history, office_id=account.office_id, subject=wanted, before=before)
    older = f"{found.older.made_at.isoformat()}/{found.older.id}" if found.older else ""
    more: dict[str, object] = {"older": older, "newest": before is None, "wanted": wanted}
    return page("history", "", changes=found.changes, subjects=SUBJECTS, **more)


@admin.get("/history/deeds")
@admins
def deeds() -> ResponseReturnValue:
    """Show who signed in, was refused or took files out, and the head of the audit log."""
    here, office_id, before = services(), current_account().office_id, request.args.get("before", 0, int)
    found = here.store.read(audit.deeds, office_id=office_id, before=before)
    entries, head = here.store.read(audit.head, office_id=office_id)
    more: dict[str, object] = {"older": found.older, "newest": not before, "words": DEEDS, "entries": entries}
    return page("history", "deeds", deeds=found.deeds, head=head, **more)


def _place(text: str) -> operations.Place | None:
    """Read where a page begins; what cannot be read is the newest page."""
    at, _, change_id = text.partition("/")
    try:
        place = operations.Place(datetime.fromisoformat(at), int(change_id))
    except ValueError:
        return None
    return place if place.made_at.tzinfo else None
