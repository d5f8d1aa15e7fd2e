"""The form of a service, and its settings."""

from queue_server.domain.errors import InvalidValueError
from queue_server.domain.hours import WEEKDAYS, Hours, Span, parse_spans, write_spans
from queue_server.domain.setting import LaneSettings, ServiceSettings
from queue_server.operations.setting_views import ServiceSetting
from queue_server.protocol.words import Lane, Place
from queue_server.web.staff import language_fields
from queue_server.web.staff.forms import Form

MOST_PLACES = 10_000
SERVICE_FIELDS = {"names": "name_id", "service_seconds": "service_minutes", "lanes": "prefix_general", "prefix": ""}
NEW_SERVICE = {"service_minutes": 10, "open": "on", "at_kiosk": "on", "place": Place.HALL.value}


def read_service(form: Form, offered: tuple[ServiceSetting, ...]) -> ServiceSettings:
    """Read a service; what is wrong is noted in the form, which then is not saved."""
    minutes = form.whole("service_minutes", 1, 240)
    form.needed("service_minutes")
    place = form.text("place")
    return ServiceSettings(
        code=form.text("code", required=True, longest=20),
        names=_names(form),
        position=form.whole("position", 0, 1000) or 0,
        open=form.chosen("open"),
        quota_per_day=form.whole("quota_per_day", 0, MOST_PLACES),
        service_seconds=(minutes or 0) * 60,
        lanes=_lanes(form),
        hours=_hours(form),
        place=Place(place) if place in tuple(Place) else Place.HALL,
        at_kiosk=form.chosen("at_kiosk"),
        stages=ranked(form, "stage", {one.id: one.code for one in offered}),
    )


def _names(form: Form) -> dict[str, str]:
    first = language_fields.first()
    return {
        code: form.text(f"name_{code}", required=code == first)
        for code in language_fields.codes("name_*", form.values)
        if code == first or f"name_{code}" in form.values
    }


def _lanes(form: Form) -> dict[Lane, LaneSettings]:
    prefixes = {lane: form.text(f"prefix_{lane}", longest=2) for lane in Lane}
    quotas = {lane: form.whole(f"quota_{lane}", 0, MOST_PLACES) for lane in Lane}
    hours = {lane: _spans(form, f"hours_{lane}") for lane in Lane}
    return {
        lane: LaneSettings(prefix=prefix.upper(), quota=quotas[lane], hours=hours[lane])
        for lane, prefix in prefixes.items()
        if prefix
    }


def _hours(form: Form) -> Hours:
    return {day: spans for day in WEEKDAYS if (spans := _spans(form, f"hours_{day}"))}


def _spans(form: Form, name: str) -> tuple[Span, ...]:
    try:
        return parse_spans(form.text(name))
    except InvalidValueError as refusal:
        form.take(refusal, {"hours": name})
        return ()


def ranked(form: Form, name: str, codes: dict[int, str]) -> tuple[str, ...]:
    """Return the codes of the services that were numbered, in the order of their numbers."""
    ranks = {service_id: form.whole(f"{name}_{service_id}", 1, 99) for service_id in codes}
    chosen = sorted((rank, nth) for nth, rank in enumerate(ranks.values()) if rank is not None)
    return tuple(list(codes.values())[nth] for _, nth in chosen)


def service_values(setting: ServiceSetting, offered: tuple[ServiceSetting, ...]) -> dict[str, object]:
    """Return what the form of a service shows at first."""
    ids = {one.code: one.id for one in offered}
    values: dict[str, object] = {f"prefix_{lane.lane}": lane.prefix for lane in setting.lanes}
    values |= {f"quota_{lane.lane}": "" if lane.quota is None else lane.quota for lane in setting.lanes}
    values |= {f"hours_{lane.lane}": write_spans(lane.hours) for lane in setting.lanes}
    values |= {f"hours_{day}": write_spans(spans) for day, spans in setting.hours.items()}
    values |= {f"stage_{ids[code]}": nth for nth, code in enumerate(setting.stages, start=1)}
    return values | {
        **{f"name_{language}": name for language, name in setting.names.items()},
        "code": setting.code,
        "position": setting.position,
        "quota_per_day": "" if setting.quota_per_day is None else setting.quota_per_day,
        "service_minutes": setting.service_seconds // 60,
        "open": "on" if setting.open else "",
        "at_kiosk": "on" if setting.at_kiosk else "",
        "place": setting.place,
    }
