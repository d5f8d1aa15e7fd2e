"""All settings as one file: to take out, and to bring in after a look at what would change."""

from http import HTTPStatus

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from queue_server.domain.audit import AuditName
from queue_server.domain.errors import AntreError
from queue_server.domain.settings_file import read_settings, write_settings
from queue_server.operations import office_settings as operations
from queue_server.web.auth import current_account
from queue_server.web.context import services
from queue_server.web.errors import words_here
from queue_server.web.noting import note_done
from queue_server.web.refusals import MEANINGS
from queue_server.web.staff.admin_pages import admin, admins, page, tell, write


@admin.get("/file")
@admins
def file() -> ResponseReturnValue:
    """Show how settings are taken out and brought in."""
    return page("file")


@admin.get("/file/settings.json")
@admins
def export_file() -> ResponseReturnValue:
    """Hand all settings out as a file."""
    settings = services().store.read(operations.export_office, office_id=current_account().office_id)
    account = current_account()
    note_done(AuditName.SETTINGS_EXPORTED, account, f"office:{account.office_id}")
    answer = Response(write_settings(settings), mimetype="application/json")
    answer.headers["Content-Disposition"] = "attachment; filename=antre-settings.json"
    return answer


@admin.post("/file")
@admins
def import_file() -> ResponseReturnValue:
    """Show what a file would change; with the button of that page, change it."""
    sent = request.files.get("file")
    text = request.form.get("content", "") if sent is None else sent.read().decode("utf-8", "replace")
    try:
        wanted = read_settings(text.encode())
        if "confirmed" in request.form:
            write(operations.import_office, wanted)
            return tell(gettext("The settings are imported."), "file")
        steps = services().store.read(operations.preview_import, wanted, office_id=current_account().office_id)
    except AntreError as refusal:
        status: HTTPStatus = MEANINGS[refusal.code].status
        return page("file", refused=words_here(refusal)), status
    return page("file", "file_preview", steps=steps, content=text)
