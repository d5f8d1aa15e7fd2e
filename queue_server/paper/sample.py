"""What a kiosk would print, for the admin's page: the same layout, encoded, and read back from the bytes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from typing import NamedTuple

from hardware.paper import PROFILES, Text
from hardware.paper.encoding import encode, foreign
from hardware.paper.lettering import Lettering
from hardware.paper.picture import draw
from queue_server.languages import Catalogue
from queue_server.paper.dressing import dress
from queue_server.paper.ticket import lay_out
from queue_server.paper.words import load_paper_words
from queue_server.protocol.look import Look
from queue_server.protocol.messages import TicketInfo, WaitEstimate, Words

WIDTHS = ("80mm", "58mm")
"""Names of the paper's widths, each a profile of a printer."""
_LETTERING = Lettering()


@dataclass(frozen=True, slots=True)
class Sample:
    """What a sample ticket tells of the office."""

    office_name: str
    timezone: str
    service_names: Words
    prefix: str
    promise_seconds: int
    follow_url: str


class Undrawable(NamedTuple):
    """A line with letters that neither a printer nor a font of this machine has; ``number`` counts from 1."""

    number: int
    letters: str


def undrawable(text: str) -> Iterator[Undrawable]:
    """Return the lines that would be printed with question marks.

    Args:
        text: the lines.
    """
    for number, line in enumerate(text.splitlines(), start=1):
        if foreign(line) and _LETTERING.draw(Text(line), PROFILES[WIDTHS[0]]) is None:
            lacking = [letter for letter in line if foreign(letter) and not _drawable(letter)]
            yield Undrawable(number, "".join(dict.fromkeys(lacking)) or line)


def sample_png(sample: Sample, look: Look, width: str, language: str, now: datetime) -> bytes:
    """Draw a sample ticket from the very bytes that a printer would get.

    Args:
        sample: what it tells of the office.
        look: the office's logo and lines.
        width: one of `WIDTHS`.
        language: which stands first.
        now: when it would be printed.

    Returns:
        A PNG, one pixel for each dot of the printer.
    """
    profile = PROFILES[width]
    document = lay_out(
        _ticket(sample, language, now), _catalogue(), profile.columns, language, dress=dress(look, profile.dots)
    )
    kept = BytesIO()
    draw(encode(document, profile, _LETTERING.draw), profile.dots).save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _ticket(sample: Sample, language: str, now: datetime) -> TicketInfo:
    return TicketInfo(
        id=0,
        number=f"{sample.prefix}-012",
        office_name=sample.office_name,
        service_names=sample.service_names,
        business_date=now.date(),
        issued_at=now,
        timezone=sample.timezone,
        ahead=3,
        estimate=WaitEstimate(low_minutes=20, high_minutes=35),
        deadline_at=now + timedelta(seconds=sample.promise_seconds),
        follow_url=sample.follow_url,
        language=language,
    )


@cache
def _catalogue() -> Catalogue:
    return load_paper_words()


def _drawable(letter: str) -> bool:
    return _LETTERING.draw(Text(letter), PROFILES[WIDTHS[0]]) is not None
