"""What the pages of the thermometers do alike: draw, write, say why a kiosk measured nothing."""

from collections.abc import Callable
from typing import TypeVar

from babel.numbers import format_decimal
from flask import Blueprint, render_template, request
from flask_babel import get_locale, lazy_gettext

from queue_server.domain.actor import Actor
from queue_server.domain.calibration import LARGEST_OFFSET_CELSIUS, LARGEST_SPREAD_CELSIUS, LEAST_PAIRS, Purpose
from queue_server.domain.errors import UnknownKioskError
from queue_server.operations.admin_page import devices_view
from queue_server.operations.calibration import HIGHEST_CELSIUS, LOWEST_CELSIUS
from queue_server.operations.thermometer_page import guide_view
from queue_server.operations.views import DeviceSetting
from queue_server.protocol.words import StaffRole
from queue_server.web.access import SCREENING, allow
from queue_server.web.auth import current_account
from queue_server.web.context import services
from queue_server.web.staff import mends
from queue_server.web.staff.answers import Note
from queue_server.web.staff.forms import Form
from queue_server.web.staff.shared import left_to_right
from queue_server.web.staff.thermometer_charts import pairs_chart

thermometers = Blueprint("thermometers", __name__, url_prefix="/thermometers")
keepers = allow(StaffRole.ADMIN, *SCREENING)
"""Who may calibrate: a target has no health, and of a person only the difference is kept and shown."""
RANGE = (LOWEST_CELSIUS, HIGHEST_CELSIUS)
REASONS = {
    "nobody": lazy_gettext("Nothing was before the sensor. Hold the target a hand's breadth before it."),
    "too_low": lazy_gettext("What was before the sensor is too cold, or too far away."),
    "too_high": lazy_gettext("What was before the sensor is too warm."),
    "unsteady": lazy_gettext("The readings were not steady. Hold still, and let the target settle."),
    "ambient_drift": lazy_gettext("The sensor itself is being heated or cooled. Shade it, and wait for some minutes."),
    "stopped": lazy_gettext("It was stopped at the kiosk."),
    "timeout": lazy_gettext("It took too long."),
}
NO_VALUE = lazy_gettext("The sensor gave no value. The device page tells what is wrong with it.")
Written = TypeVar("Written")


def write(operation: Callable[..., Written], *arguments: object) -> Written:
    """Let an operation change something for the signed-in account."""
    here, account = services(), current_account()
    whose = {"office_id": account.office_id, "actor": Actor.account(account.id)}
    return here.store.write(operation, *arguments, **whose, now=here.now())


def kiosks() -> list[DeviceSetting]:
    """Read the kiosks that are in use."""
    here = services()
    found = here.store.read(devices_view, office_id=current_account().office_id, now=here.now())
    return [one for one in found if one.trust is not None]


def draw(name: str, device_id: int, purpose: Purpose, notes: tuple[Note, ...] = (), form: Form | None = None) -> str:
    """Draw the page of one kiosk, or the part of it that changes.

    Args:
        name: ``calibrate`` or ``check``.
        purpose: measurements for something else are not shown.

    Raises:
        UnknownKioskError: there is no such kiosk.
    """
    here = services()
    view = here.store.read(guide_view, device_id, office_id=current_account().office_id, now=here.now())
    kiosk = next((one for one in kiosks() if one.id == device_id), None)
    if kiosk is None:
        raise UnknownKioskError(kiosk=device_id)
    measurement = view.measurement if view.measurement and view.measurement.purpose is purpose else None
    alive = "X-Fragment" in request.headers
    return render_template(
        f"thermometers/{name}.html" if alive else "thermometers/page.html",
        part=f"thermometers/{name}.html",
        fragment=f"thermometers.{name}_fragment",
        kiosk=kiosk,
        view=view,
        measurement=measurement,
        state=measurement.state if measurement else "",
        reason=REASONS.get(measurement.reason, NO_VALUE) if measurement else "",
        notes=notes,
        form=form or Form(_prefilled(view.target_celsius)),
        mend=mends.mend,
        limits={"pairs": LEAST_PAIRS, "offset": LARGEST_OFFSET_CELSIUS, "spread": LARGEST_SPREAD_CELSIUS},
        chart=pairs_chart(view.differences),
    )


def _prefilled(target_celsius: float | None) -> dict[str, object]:
    if target_celsius is None:
        return {}
    return {"expected_celsius": format_decimal(target_celsius, "0.##", locale=get_locale())}


@thermometers.app_template_filter()
def signed_celsius(value: float) -> str:
    """Return a difference of temperatures with its sign, to two decimals."""
    return left_to_right(f"{format_decimal(value, '+0.00;-0.00', locale=get_locale())} °C")


@thermometers.app_template_filter()
def plain_celsius(value: float) -> str:
    """Return the amount of a difference, to two decimals."""
    return left_to_right(f"{format_decimal(abs(value), '0.00', locale=get_locale())} °C")
