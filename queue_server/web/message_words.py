"""What a message to the task force says: that somebody is needed, where, and since when; never why.

It is read on a phone, perhaps by whoever looks over a shoulder: no number of a ticket, no booking, no word on warmth,
and a figure only where the office allows it.
"""

from zoneinfo import ZoneInfo

from babel.dates import format_time
from babel.numbers import format_decimal

from queue_server.courier import Letter
from queue_server.domain.message import MessageKind
from queue_server.operations.messages import Errand, Figures
from queue_server.web.catalogue import N_, Catalogue

SENTENCES = {
    MessageKind.HELD: N_("%(time)s: a visitor waits for you at “%(kiosk)s”."),
    MessageKind.ESCALATED: N_("%(time)s: nobody has come yet to the visitor who waits at “%(kiosk)s”."),
    MessageKind.TEST: N_("%(time)s: this is a test. Messages of the queue system arrive here."),
}
FIGURES = N_("Reading %(celsius)s °C, limit %(limit)s °C.")


def write_letter(catalogue: Catalogue, errand: Errand) -> Letter:
    """Put a message into words: the office's name on top, then a line in each language of the office."""
    lines = [_line(catalogue, errand, language) for language in catalogue.languages]
    return Letter(title=errand.office_name, body="\n".join(lines))


def _line(catalogue: Catalogue, errand: Errand, language: str) -> str:
    time = format_time(errand.at, "HH:mm", tzinfo=ZoneInfo(errand.timezone), locale=language)
    facts = {"time": time, "kiosk": errand.kiosk_name or "-"}
    sentences = [SENTENCES[errand.kind]]
    if errand.figures is not None:
        sentences.append(FIGURES)
        facts |= _figures(errand.figures, language)
    return catalogue.say(sentences, facts)[language]


def _figures(figures: Figures, language: str) -> dict[str, str]:
    """Write with two decimals, so that nothing is rounded across the limit."""
    shown = {"celsius": figures.celsius, "limit": figures.limit_celsius}
    return {name: str(format_decimal(value, "0.00", locale=language)) for name, value in shown.items()}
