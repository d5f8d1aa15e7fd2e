"""Words for what a case shows: why a kiosk could not measure, how good a reading is, where it lies beside the limit."""

from collections.abc import Iterator
from typing import NamedTuple

from babel.numbers import format_decimal
from flask_babel import get_locale, gettext, lazy_gettext

from queue_server.operations.decided_case import DecidedCaseView
from queue_server.operations.views import ReadingView
from queue_server.web.staff.mends import MENDS

REASONS = {
    "too_low": lazy_gettext("The forehead was too far away, or something covered it."),
    "too_high": lazy_gettext("Something hotter than a person was before the sensor."),
    "unsteady": lazy_gettext("The visitor did not stand still, or the readings jumped."),
    "timeout": lazy_gettext("The time was over before there were enough readings."),
    "nobody": lazy_gettext("Nobody stood before the sensor."),
    "ambient": lazy_gettext("It is too hot or too cold around the kiosk."),
    "ambient_drift": lazy_gettext("The sensor itself was growing warmer or colder: sun, a lamp, air conditioning."),
    "unsure": lazy_gettext("The readings were of no use."),
    "no_sensor": lazy_gettext("The kiosk has no thermometer that works."),
    "not_asked": lazy_gettext("The kiosk was not told to measure."),
}
"""Of every reason that a kiosk or the office's own rule gives; those of hardware are in `mends`."""

DOUBTS = {
    "no_right": lazy_gettext(
        "%(who)s decided this at the kiosk by PIN, but may not decide (any more). Please check it."
    ),
    "was_cleared": lazy_gettext(
        "%(who)s had let this visitor in at the kiosk by PIN. The decision made here first stands."
    ),
    "was_deferred": lazy_gettext(
        "%(who)s had sent this visitor for treatment at the kiosk by PIN. The decision made here first stands."
    ),
    "was_left": lazy_gettext(
        "%(who)s had noted at the kiosk by PIN that this visitor has gone. The decision made here first stands."
    ),
}
"""What is wrong with a decision that was made at a kiosk without the server."""

STEADY_CELSIUS = 0.1
"""The largest median deviation of readings that are steady: what a kiosk of ours accepts."""
COLD_CELSIUS, HOT_CELSIUS = 14.0, 32.0
"""Surroundings in which foreheads were studied (Chen 2022); outside of them a reading tells less."""
GAUGE_MIDDLE, GAUGE_PER_CELSIUS = 50.0, 24.0


class Quality(NamedTuple):
    """One fact about how good a reading is: an icon, the words, and whether it should give pause."""

    icon: str
    words: str
    doubtful: bool


def reason_words(reason: str) -> str:
    """Return in words why a kiosk could not measure, with the code of a fault for the technician."""
    if reason in REASONS:
        return str(REASONS[reason])
    if reason in MENDS:
        return str(gettext("The kiosk's thermometer does not work (%(code)s). The technician is needed.", code=reason))
    return str(gettext("The kiosk gave a reason that this page does not know (%(code)s).", code=reason))


def doubt_words(case: DecidedCaseView) -> str:
    """Return in words what is wrong with a decision that was made at a kiosk, and the paper that it gave in vain."""
    told = str(DOUBTS[case.doubt]) % {"who": case.doubt_by}
    if not case.doubt_number:
        return told
    return f"{told} {gettext('The paper with number %(number)s is not valid.', number=case.doubt_number)}"


def quality(reading: ReadingView) -> tuple[Quality, ...]:
    """Return how good a reading is, in words."""
    return tuple(_quality(reading))


def _quality(reading: ReadingView) -> Iterator[Quality]:
    if reading.source == "hand":
        yield Quality("hand", gettext("read off a thermometer and typed in"), doubtful=False)
        return
    if reading.spread_celsius is not None:
        steady = reading.spread_celsius <= STEADY_CELSIUS
        facts = {"samples": reading.samples, "spread": _decimal(reading.spread_celsius, "0.00")}
        words = (
            gettext("steady: %(samples)s samples, spread %(spread)s °C", **facts)
            if steady
            else gettext("unsteady: %(samples)s samples, spread %(spread)s °C", **facts)
        )
        yield Quality("complete" if steady else "warm", words, doubtful=not steady)
    if reading.ambient_celsius is not None:
        yield _surroundings(reading.ambient_celsius)


def _surroundings(ambient_celsius: float) -> Quality:
    shown = _decimal(ambient_celsius, "0.0")
    if ambient_celsius > HOT_CELSIUS:
        return Quality("sun", gettext("hot surroundings: %(celsius)s °C", celsius=shown), doubtful=True)
    if ambient_celsius < COLD_CELSIUS:
        return Quality("warm", gettext("cold surroundings: %(celsius)s °C", celsius=shown), doubtful=True)
    return Quality("complete", gettext("surroundings: %(celsius)s °C", celsius=shown), doubtful=False)


def gauge(reading: ReadingView) -> float | None:
    """Return where a reading lies on a scale from 0 to 100 whose middle is the limit, or ``None`` without a limit."""
    if reading.limit_celsius is None:
        return None
    return round(min(97.0, max(3.0, GAUGE_MIDDLE + GAUGE_PER_CELSIUS * (reading.celsius - reading.limit_celsius))), 1)


def _decimal(value: float, pattern: str) -> str:
    return format_decimal(value, pattern, locale=get_locale())
