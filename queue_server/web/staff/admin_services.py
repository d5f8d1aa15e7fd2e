"""Services with their lanes and quotas, and counters."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext

from queue_server.operations import admin as operations
from queue_server.operations.views import CounterSetting, ServiceSetting
from queue_server.protocol.words import Lane
from queue_server.web.staff.admin_pages import admin, admins, known, office, page, save, write
from queue_server.web.staff.forms import Form
from queue_server.web.staff.shared import LANES

MOST_PLACES = 10_000
SERVICE_FIELDS = {"names": "name_id", "service_seconds": "service_minutes", "lanes": "prefix_general", "prefix": ""}


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
    return _service_page(None, Form({"position": position, "service_minutes": 10, "open": "on"}))


@admin.post("/services/new")
@admins
def add_service() -> ResponseReturnValue:
    """Add a service."""
    return _save_service(None)


@admin.get("/services/<int:service_id>")
@admins
def edit_service(service_id: int) -> ResponseReturnValue:
    """Show a service as it is."""
    return _service_page(service_id, Form(_service_values(known(office().services, service_id))))


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
    setting = known(office().services, service_id)
    return save(
        form,
        lambda: write(operations.set_quota_today, service_id, quota, reason),
        gettext("The quota of today is set."),
        "services",
        lambda: _service_page(service_id, Form(_service_values(setting)), form),
    )


def _save_service(service_id: int | None) -> ResponseReturnValue:
    form = Form.sent()
    minutes = form.whole("service_minutes", 1, 240)
    form.needed("service_minutes")
    fields = {
        "names": {"id": form.text("name_id", required=True), "en": form.text("name_en")},
        "code": form.text("code", required=True, longest=20),
        "position": form.whole("position", 0, 1000) or 0,
        "quota_per_day": form.whole("quota_per_day", 0, MOST_PLACES),
        "service_seconds": (minutes or 0) * 60,
        "open": form.chosen("open"),
        "lanes": {lane: prefix.upper() for lane in Lane if (prefix := form.text(f"prefix_{lane}", longest=2))},
    }
    return save(
        form,
        lambda: write(operations.save_service, service_id, **fields),
        gettext("The service is saved."),
        "services",
        lambda: _service_page(service_id, form),
        names=SERVICE_FIELDS,
    )


def _service_values(setting: ServiceSetting) -> dict[str, object]:
    prefixes = {f"prefix_{lane.lane}": lane.prefix for lane in setting.lanes}
    return {
        "name_id": setting.names.get("id", ""),
        "name_en": setting.names.get("en", ""),
        "code": setting.code,
        "position": setting.position,
        "quota_per_day": "" if setting.quota_per_day is None else setting.quota_per_day,
        "service_minutes": setting.service_seconds // 60,
        "open": "on" if setting.open else "",
        **prefixes,
    }


def _service_page(service_id: int | None, form: Form, quota_form: Form | None = None) -> str:
    lanes = [(lane.value, words) for lane, words in LANES.items()]
    return page("services", "service", service_id=service_id, form=form, quota_form=quota_form or Form({}), lanes=lanes)


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
    name = form.text("name", required=True, longest=40)
    ranks = {service.id: form.whole(f"rank_{service.id}", 1, 99) for service in office().services}
    chosen = sorted((rank, service_id) for service_id, rank in ranks.items() if rank is not None)
    if not chosen:
        form.errors["services"] = gettext("Please number at least one service.")
    return save(
        form,
        lambda: write(
            operations.save_counter,
            counter_id,
            name=name,
            active=form.chosen("active"),
            service_ids=tuple(service_id for _, service_id in chosen),
        ),
        gettext("The counter is saved."),
        "counters",
        lambda: page("counters", "counter", counter_id=counter_id, form=form),
    )


def _counter_values(setting: CounterSetting) -> dict[str, object]:
    ranks = {f"rank_{service_id}": place for place, service_id in enumerate(setting.service_ids, start=1)}
    return {"name": setting.name, "active": "on" if setting.active else "", **ranks}
