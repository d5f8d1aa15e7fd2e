"""The notices on the displays."""

from datetime import date
from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext

from queue_server.domain.errors import NotFoundError
from queue_server.domain.notice import HIGHEST_POSITION, MOST_LETTERS, Notice
from queue_server.operations import notices as operations
from queue_server.web.auth import current_account
from queue_server.web.context import services
from queue_server.web.staff import language_fields
from queue_server.web.staff.admin_pages import admin, admins, page, save, tell, write
from queue_server.web.staff.admin_preview import read_date
from queue_server.web.staff.forms import Form
from queue_server.web.staff.shared import zone


@admin.get("/notices")
@admins
def notices() -> ResponseReturnValue:
    """List the notices."""
    return _list_page(Form({}))


@admin.post("/notices")
@admins
def add_notice() -> ResponseReturnValue:
    """Show a further notice."""
    form = Form.sent()
    wanted = _read(form, 0)
    words = gettext("The notice is kept. The displays show it within seconds on its days.")
    show = lambda: _list_page(form)  # noqa: E731 - the same form again, with what is wrong
    return save(form, lambda: write(operations.save_notice, wanted), words, "notices", show, names=_fields())


@admin.get("/notices/<int:notice_id>")
@admins
def notice(notice_id: int) -> ResponseReturnValue:
    """Show one notice, to be changed."""
    return _one_page(Form(_values(_known(notice_id))), notice_id)


@admin.post("/notices/<int:notice_id>")
@admins
def save_notice(notice_id: int) -> ResponseReturnValue:
    """Change a notice."""
    form = Form.sent()
    wanted = _read(form, _known(notice_id).id)
    words = gettext("The notice is changed. The displays show it within seconds on its days.")
    show = lambda: _one_page(form, notice_id)  # noqa: E731 - the same form again, with what is wrong
    return save(form, lambda: write(operations.save_notice, wanted), words, "notices", show, names=_fields())


@admin.post("/notices/<int:notice_id>/remove")
@admins
def remove_notice(notice_id: int) -> ResponseReturnValue:
    """Take a notice from the displays."""
    write(operations.remove_notice, notice_id)
    return tell(gettext("The notice is removed."), "notices")


def _read(form: Form, notice_id: int) -> Notice:
    texts = {
        code: form.text(f"text_{code}", longest=MOST_LETTERS) for code in language_fields.codes("text_*", form.values)
    }
    return Notice(
        id=notice_id,
        position=form.whole("turn", 0, HIGHEST_POSITION) or 0,
        first_date=read_date(form, "first_date"),
        last_date=read_date(form, "last_date"),
        texts=texts,
    )


def _fields() -> dict[str, str]:
    return {"texts": f"text_{language_fields.first()}", "position": "turn"}


def _values(kept: Notice) -> dict[str, object]:
    days = {"first_date": kept.first_date or "", "last_date": kept.last_date or ""}
    return {"turn": kept.position, **days, **{f"text_{language}": text for language, text in kept.texts.items()}}


def _every() -> list[Notice]:
    return services().store.read(operations.every_notice, office_id=current_account().office_id)


def _known(notice_id: int) -> Notice:
    found = next((one for one in _every() if one.id == notice_id), None)
    if found is None:
        raise NotFoundError
    return found


def _list_page(form: Form) -> str:
    return page("notices", form=form, notices=_every(), today=_today(), **_limits(form))


def _one_page(form: Form, notice_id: int) -> str:
    return page("notices", "notice", form=form, notice_id=notice_id, **_limits(form))


def _limits(form: Form) -> dict[str, Any]:
    return {"most_letters": MOST_LETTERS, "texts": language_fields.fields("text", form.values)}


def _today() -> date:
    return services().now().astimezone(zone()).date()
