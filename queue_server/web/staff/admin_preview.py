"""What a change would do, shown before it is made; and a change made at once, or kept for a day to come."""

from collections.abc import Callable, Mapping
from datetime import date
from http import HTTPStatus

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from queue_server.domain.errors import AntreError
from queue_server.operations.history import changed_values
from queue_server.operations.setting_preview import SettingPreview
from queue_server.web.auth import current_account
from queue_server.web.context import services
from queue_server.web.staff.admin_pages import office, save
from queue_server.web.staff.effect_words import consequence_words, effect_value, effect_words
from queue_server.web.staff.forms import Form

NOT_REPEATED = frozenset({"csrf_token", "step"})


def read_date(form: Form, name: str) -> date | None:
    """Return a date as a browser sends it, or ``None`` where the field is empty or wrong."""
    text = form.text(name)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        form.errors[name] = gettext("Please write the day like this: 2026-03-31.")
        return None


def save_or_show(
    form: Form,
    preview: Callable[..., SettingPreview],
    attempt: Callable[[], None],
    words: str,
    section: str,
    *,
    show: Callable[[], str],
    names: Mapping[str, str],
) -> ResponseReturnValue:
    """Do what the button asks: show what would change, go back to the form, or save.

    Args:
        preview: the operation that tells what would change, with all but where and when.
    """
    step = form.text("step")
    if step == "edit":
        return show()
    if step != "preview" or form.errors:
        return save(form, attempt, words, section, show, names=names)
    here = services()
    try:
        found = here.store.read(preview, office_id=current_account().office_id, now=here.now())
    except AntreError as refusal:
        form.take(refusal, names)
        return show(), HTTPStatus.UNPROCESSABLE_ENTITY
    return _shown(form, found, section)


def _shown(form: Form, found: SettingPreview, section: str) -> str:
    kept = [(name, text) for name, texts in request.form.lists() if name not in NOT_REPEATED for text in texts]
    return render_template(
        "admin/preview.html",
        section=section,
        office=office(),
        values=changed_values(found.before, found.after),
        found=found,
        kept=kept,
        effective_on=read_date(form, "effective_on"),
        effect_words=effect_words,
        effect_value=effect_value,
        consequence_words=consequence_words,
    )
