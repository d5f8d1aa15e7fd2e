"""Services: their settings, and their quotas of today."""

from functools import partial

from flask.typing import ResponseReturnValue
from flask_babel import gettext

from queue_server.operations import service_settings as operations
from queue_server.operations.admin import set_quota_today
from queue_server.operations.day_preview import preview_quota
from queue_server.operations.setting_preview import preview_service
from queue_server.protocol.words import Lane, Place
from queue_server.web.staff import language_fields
from queue_server.web.staff.admin_pages import admin, admins, known, office, page, write
from queue_server.web.staff.admin_preview import read_date, save_or_show
from queue_server.web.staff.forms import Form
from queue_server.web.staff.service_form import (
    MOST_PLACES,
    NEW_SERVICE,
    SERVICE_FIELDS,
    read_service,
    service_values,
)
from queue_server.web.staff.setting_words import PLACES, WEEKDAYS
from queue_server.web.staff.shared import LANES


@admin.get("/services")
@admins
def services() -> ResponseReturnValue:
    """List the services."""
    return page("services")


@admin.get("/services/new")
@admins
def new_service() -> ResponseReturnValue:
    """Show an empty form."""
    position = len(office().services) + 1
    return _service_page(None, Form(NEW_SERVICE | {"position": position}))


@admin.post("/services/new")
@admins
def add_service() -> ResponseReturnValue:
    """Add a service."""
    return _save_service(None)


@admin.get("/services/<int:service_id>")
@admins
def edit_service(service_id: int) -> ResponseReturnValue:
    """Show a service as it is."""
    offered = office().services
    return _service_page(service_id, Form(service_values(known(offered, service_id), offered)))


@admin.post("/services/<int:service_id>")
@admins
def change_service(service_id: int) -> ResponseReturnValue:
    """Change a service."""
    return _save_service(service_id)


@admin.post("/services/<int:service_id>/quota")
@admins
def quota_today(service_id: int) -> ResponseReturnValue:
    """Set another quota for today."""
    form = Form.sent()
    quota, reason = form.whole("quota", 0, MOST_PLACES), form.text("reason", required=True)
    lane = form.text("lane")
    offered = office().services
    setting = known(offered, service_id)
    wanted = Lane(lane) if lane in tuple(Lane) else None
    return save_or_show(
        form,
        partial(preview_quota, service_id=service_id, quota=quota, reason=reason, lane=wanted),
        lambda: write(set_quota_today, service_id, quota, reason, lane=wanted),
        gettext("The quota of today is set."),
        "services",
        show=lambda: _service_page(service_id, Form(service_values(setting, offered)), form),
        names={},
    )


def _save_service(service_id: int | None) -> ResponseReturnValue:
    form = Form.sent()
    wanted, effective_on = read_service(form, office().services), read_date(form, "effective_on")

    def attempt() -> None:
        if effective_on is None:
            write(operations.change_service, service_id, wanted)
        else:
            write(operations.plan_service, service_id, wanted, effective_on=effective_on)

    return save_or_show(
        form,
        partial(preview_service, service_id=service_id, wanted=wanted, effective_on=effective_on),
        attempt,
        gettext("The change is planned.") if effective_on else gettext("The service is saved."),
        "services",
        show=lambda: _service_page(service_id, form),
        names=SERVICE_FIELDS,
    )


def _service_page(service_id: int | None, form: Form, quota_form: Form | None = None) -> str:
    offered = office().services
    return page(
        "services",
        "service",
        service_id=service_id,
        form=form,
        quota_form=quota_form or Form({}),
        names=language_fields.fields("name", form.values),
        lanes=[(lane.value, words) for lane, words in LANES.items()],
        offered_lanes=[lane.lane for one in offered if one.id == service_id for lane in one.lanes],
        weekdays=list(enumerate(WEEKDAYS)),
        places=[(place.value, PLACES[place]) for place in Place],
        others=[one for one in offered if one.id != service_id],
        served=next((one.served for one in offered if one.id == service_id), True),
        alike=next((one.alike for one in offered if one.id == service_id), ()),
    )
