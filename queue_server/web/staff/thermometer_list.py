"""All thermometers: what holds, what needs care, and each kiosk's counts beside its neighbours'."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from queue_server.domain.sensor_trust import DATES, LEAST_VISITORS, Finding
from queue_server.web.auth import current_account
from queue_server.web.context import services
from queue_server.web.staff import mends
from queue_server.web.staff.thermometer_charts import shares_chart
from queue_server.web.staff.thermometer_pages import keepers, kiosks, thermometers

FINDINGS = {
    Finding.UNKNOWN: lazy_gettext("too few visitors to compare, or no neighbour"),
    Finding.ALIKE: lazy_gettext("no more different from its neighbours than chance makes it"),
    Finding.OFTEN: lazy_gettext("at least twice as often as its neighbours, and not by chance"),
    Finding.SELDOM: lazy_gettext("at most half as often as its neighbours, and not by chance"),
}


@thermometers.get("/")
@keepers
def index() -> ResponseReturnValue:
    """List the thermometers."""
    return _draw("thermometers/index.html")


@thermometers.get("/list")
@keepers
def fragment() -> ResponseReturnValue:
    """Return the part of the page that changes."""
    return _draw("thermometers/list.html")


def _draw(template: str) -> str:
    found = kiosks()
    seq = services().feed.last_seq(current_account().office_id)
    limits = {"dates": DATES, "visitors": LEAST_VISITORS}
    return render_template(
        template, kiosks=found, rows=shares_chart(found), findings=FINDINGS, mend=mends.mend, limits=limits, seq=seq
    )
