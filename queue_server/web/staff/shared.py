"""What every page shares: the design tokens, the words of the closed vocabularies, times in the office's own zone."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal, format_percent
from flask import Blueprint, Response, g, jsonify
from flask_babel import get_locale, gettext, lazy_gettext

from queue_server.operations.counter_views import TicketView
from queue_server.operations.offer import office_info
from queue_server.operations.setting_views import ServiceSetting
from queue_server.protocol.events import EventName
from queue_server.protocol.words import Lane, ServiceOutcome, StaffRole, Verdict
from queue_server.web import auth, language
from queue_server.web.access import ALL_STAFF, allow
from queue_server.web.context import services

shared = Blueprint("shared", __name__)
ISOLATE, END_OF_ISOLATE = "\u2066", "\u2069"
"""Around what is read from left to right in a text that is not."""
RISK_SECONDS = 900
"""A visitor who must be done within this time is marked: the promise is at risk."""

LANES = {
    Lane.GENERAL: lazy_gettext("General"),
    Lane.BOOKING: lazy_gettext("Booking"),
    Lane.PRIORITY: lazy_gettext("Priority"),
}
OUTCOMES = {
    ServiceOutcome.DONE: lazy_gettext("Done"),
    ServiceOutcome.DOCUMENTS_INCOMPLETE: lazy_gettext("Documents incomplete"),
    ServiceOutcome.OTHER: lazy_gettext("Other"),
    ServiceOutcome.DAY_ENDED: lazy_gettext("Not completed on its day"),
}
ROLES = {
    StaffRole.OFFICER: lazy_gettext("Officer"),
    StaffRole.SECURITY: lazy_gettext("Security"),
    StaffRole.HEALTH: lazy_gettext("Health task force"),
    StaffRole.ADMIN: lazy_gettext("Administrator"),
}
DECISIONS = {
    "cleared": lazy_gettext("May enter"),
    "deferred": lazy_gettext("Treat first"),
    "left": lazy_gettext("Has left"),
}
RESULTS = {
    Verdict.PASS: lazy_gettext("Not above the limit"),
    Verdict.WARM: lazy_gettext("Above the limit"),
    Verdict.UNMEASURED: lazy_gettext("Measure by hand"),
}


@dataclass(frozen=True, slots=True)
class WorkPlace:
    """One place of work in the menu and on the start page; who has one main place only begins there."""

    roles: frozenset[StaffRole]
    blueprint: str
    endpoint: str
    icon: str
    label: object
    about: object
    main: bool = True


WORK_PLACES = (
    WorkPlace(
        frozenset({StaffRole.OFFICER}),
        "counter",
        "counter.index",
        "counter",
        lazy_gettext("Counter"),
        lazy_gettext("Call and serve visitors."),
    ),
    WorkPlace(
        frozenset({StaffRole.SECURITY, StaffRole.HEALTH}),
        "security",
        "security.desk",
        "security",
        lazy_gettext("Screening"),
        lazy_gettext("Help visitors who were asked to sit."),
    ),
    WorkPlace(
        frozenset({StaffRole.ADMIN}),
        "admin",
        "admin.day",
        "settings",
        lazy_gettext("Administration"),
        lazy_gettext("Services, counters, accounts, devices."),
    ),
    WorkPlace(
        frozenset({StaffRole.OFFICER, StaffRole.ADMIN}),
        "promise",
        "promise.risk",
        "clock",
        lazy_gettext("On time"),
        lazy_gettext("Who may stay longer than promised."),
        main=False,
    ),
    WorkPlace(
        frozenset({StaffRole.OFFICER, StaffRole.SECURITY, StaffRole.HEALTH}),
        "numbers",
        "numbers.form",
        "ticket",
        lazy_gettext("Give a number"),
        lazy_gettext("Where the kiosk is out of order, or there is none."),
        main=False,
    ),
    WorkPlace(
        frozenset({StaffRole.ADMIN, StaffRole.SECURITY, StaffRole.HEALTH}),
        "thermometers",
        "thermometers.index",
        "thermometer",
        lazy_gettext("Thermometers"),
        lazy_gettext("Compare and check the kiosks' thermometers."),
        main=False,
    ),
)


@shared.get("/staff/pulse")
@allow(*ALL_STAFF)
def pulse() -> Response:
    """Tell a page that the server lives and how far its events are; touches no database."""
    return jsonify(seq=services().feed.last_seq(auth.current_account().office_id))


def work_places() -> list[WorkPlace]:
    """List where the signed-in account may work."""
    account = auth.signed_in()
    roles = account.roles if account else frozenset()
    return [place for place in WORK_PLACES if not place.roles.isdisjoint(roles)]


def zone() -> ZoneInfo:
    """Return the office's timezone, asked once per request."""
    if "zone" not in g:
        here, account = services(), auth.current_account()
        g.zone = ZoneInfo(here.store.read(office_info, office_id=account.office_id, now=here.now()).timezone)
    return cast("ZoneInfo", g.zone)


@shared.app_template_filter()
def clock(at: datetime) -> str:
    """Return hour and minute in the office's zone."""
    return format_time(at, "HH:mm", tzinfo=zone(), locale=get_locale())


@shared.app_template_filter()
def moment(at: datetime) -> str:
    """Return date and time in the office's zone."""
    return format_datetime(at, "d MMM y, HH:mm", tzinfo=zone(), locale=get_locale())


@shared.app_template_filter()
def moment_of(at: datetime, on: date) -> str:
    """Return hour and minute, with the date where it is not the one that is spoken of."""
    return clock(at) if at.astimezone(zone()).date() == on else moment(at)


@shared.app_template_filter()
def day(on: date) -> str:
    """Return a date in full."""
    return format_date(on, "full", locale=get_locale())


@shared.app_template_filter()
def service_name(service_id: int, settings: Iterable[ServiceSetting]) -> str:
    """Return the name of a service by its id."""
    return next((localised(setting.names) for setting in settings if setting.id == service_id), "-")


@shared.app_template_filter()
def clockwise(seconds: float) -> str:
    """Return a duration as ``4:05`` or ``1:04:05``, the same in every language."""
    minutes_all, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes_left = divmod(minutes_all, 60)
    return f"{hours}:{minutes_left:02d}:{rest:02d}" if hours else f"{minutes_left}:{rest:02d}"


@shared.app_template_filter()
def minutes(seconds: float) -> str:
    """Return a duration in whole minutes."""
    return str(gettext("%(minutes)s min", minutes=math.floor(max(0.0, seconds) / 60)))


@shared.app_template_filter()
def percent(share: float) -> str:
    """Return a share of 1 in percent with one decimal, so that 99.6 is not read as all."""
    return format_percent(share, "0.0%", locale=get_locale())


@shared.app_template_filter()
def celsius(value: float) -> str:
    """Return a temperature; two decimals, so that nothing is rounded across the limit."""
    return left_to_right(f"{format_decimal(value, '0.00', locale=get_locale())} °C")


def left_to_right(text: str) -> str:
    """Keep a figure with its unit together in a text that is written the other way."""
    return f"{ISOLATE}{text}{END_OF_ISOLATE}" if language.direction() == "rtl" else text


@shared.app_template_filter()
def localised(names: Mapping[str, str]) -> str:
    """Return a name in the reader's language, else in any that there is."""
    wanted = (names.get(code) for code in (language.language(), *language.installed()))
    return next(filter(None, (*wanted, *names.values())), "-")


def late(ticket: TicketView) -> bool:
    """Tell whether the promise to this visitor is at risk."""
    return (ticket.deadline_at - services().now()).total_seconds() < RISK_SECONDS


def seconds_since(at: datetime | None) -> float:
    """Return how long ago something was, in seconds; never below zero, also where a clock was set back."""
    return max(0.0, (services().now() - at).total_seconds()) if at else 0.0


@shared.app_context_processor
def words() -> dict[str, object]:
    """Give the templates their vocabulary."""
    return {
        "work_places": work_places,
        "late": late,
        "seconds_since": seconds_since,
        "lane_name": lambda lane: LANES.get(lane, lane),
        "role_name": lambda role: ROLES.get(role, role),
        "decision_name": lambda decision: DECISIONS.get(decision, decision),
        "event_names": " ".join(EventName),
    }
