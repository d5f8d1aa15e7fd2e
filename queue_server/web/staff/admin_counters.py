"""Counters, and which services they serve."""

from functools import partial

from flask.typing import ResponseReturnValue
from flask_babel import gettext

from queue_server.domain.setting import CounterSettings
from queue_server.operations import counter_settings as operations
from queue_server.operations.setting_preview import preview_counter
from queue_server.operations.views import CounterSetting
from queue_server.web.staff.admin_pages import admin, admins, known, office, page, write
from queue_server.web.staff.admin_preview import read_date, save_or_show
from queue_server.web.staff.forms import Form
from queue_server.web.staff.service_form import ranked


@admin.get("/counters")
@admins
def counters() -> ResponseReturnValue:
    """List the counters."""
    return page("counters")


@admin.get("/counters/new")
@admins
def new_counter() -> ResponseReturnValue:
    """Show an empty form."""
    return page("counters", "counter", counter_id=None, form=Form({"active": "on"}))


@admin.post("/counters/new")
@admins
def add_counter() -> ResponseReturnValue:
    """Add a counter."""
    return _save_counter(None)


@admin.get("/counters/<int:counter_id>")
@admins
def edit_counter(counter_id: int) -> ResponseReturnValue:
    """Show a counter as it is."""
    form = Form(_counter_values(known(office().counters, counter_id)))
    return page("counters", "counter", counter_id=counter_id, form=form)


@admin.post("/counters/<int:counter_id>")
@admins
def change_counter(counter_id: int) -> ResponseReturnValue:
    """Change a counter."""
    return _save_counter(counter_id)


def _save_counter(counter_id: int | None) -> ResponseReturnValue:
    form = Form.sent()
    effective_on = read_date(form, "effective_on")
    wanted = CounterSettings(
        name=form.text("name", required=True, longest=40),
        active=form.chosen("active"),
        services=ranked(form, "rank", {service.id: service.code for service in office().services}),
    )
    if not wanted.services:
        form.errors["services"] = gettext("Please number at least one service.")

    def attempt() -> None:
        if effective_on is None:
            write(operations.change_counter, counter_id, wanted)
        else:
            write(operations.plan_counter, counter_id, wanted, effective_on=effective_on)

    return save_or_show(
        form,
        partial(preview_counter, counter_id=counter_id, wanted=wanted, effective_on=effective_on),
        attempt,
        gettext("The change is planned.") if effective_on else gettext("The counter is saved."),
        "counters",
        show=lambda: page("counters", "counter", counter_id=counter_id, form=form),
        names={},
    )


def _counter_values(setting: CounterSetting) -> dict[str, object]:
    ranks = {f"rank_{service_id}": place for place, service_id in enumerate(setting.service_ids, start=1)}
    return {"name": setting.name, "active": "on" if setting.active else "", **ranks}
