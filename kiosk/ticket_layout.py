"""A ticket as printable lines: pure, for paper of any number of columns.

Never a name, an identity number, a temperature or a priority reason: the ticket's own type has none of them.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from hardware.printer import Align, Cut, Document, Feed, Line, Qr, Rule, Text
from kiosk.catalogue import Catalogue, pick
from queue_server.protocol.messages import TicketInfo

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NUMBER_HEIGHT = 4
NARROW_COLUMNS = 40


def lay_out(ticket: TicketInfo, catalogue: Catalogue, columns: int, language: str, copy: bool = False) -> Document:
    """Lay a ticket out.

    Args:
        ticket: all that it shows.
        catalogue: the words.
        columns: letters of normal width on one line of the paper.
        language: the language that stands first; a second one follows smaller or beside it.
        copy: mark it as a copy of a ticket that may have been printed before.

    Returns:
        The lines, ending with a cut.
    """
    page = _Page(catalogue, columns, (language, _second(catalogue, language)))
    return (
        *(page.copy_mark() if copy else ()),
        *page.head(ticket),
        Rule(),
        *page.number(ticket),
        Rule(),
        *page.facts(ticket),
        *page.following(ticket),
        *page.missed(),
        *(page.copy_mark() if copy else ()),
        Feed(1),
        Cut(),
    )


def _second(catalogue: Catalogue, language: str) -> str:
    others = [code for code in catalogue.languages if code != language]
    return "en" if "en" in others else others[0] if others else language


def local_time(at: datetime, timezone: str) -> datetime:
    """Return an instant as the office's clock shows it."""
    return at.astimezone(ZoneInfo(timezone))


class _Page:
    """Knows the paper's width and the two languages; every method gives lines."""

    def __init__(self, catalogue: Catalogue, columns: int, languages: tuple[str, str]) -> None:
        self._catalogue = catalogue
        self._columns = columns
        self._languages = languages

    def copy_mark(self) -> tuple[Line, ...]:
        # SALINAN is the word that staff look for, whatever the visitor's language
        return (Text("* SALINAN / COPY *", bold=True, align=Align.CENTER),)

    def head(self, ticket: TicketInfo) -> tuple[Line, ...]:
        service = [pick(ticket.service_names, language) for language in self._languages]
        lines = self._centred(ticket.office_name, bold=True)
        lines += self._centred(service[0], bold=True)
        return tuple(lines + (self._centred(service[1]) if service[1] != service[0] else []))

    def number(self, ticket: TicketInfo) -> tuple[Line, ...]:
        width = max(1, min(NUMBER_HEIGHT, self._columns // max(1, len(ticket.number))))
        label = " / ".join(dict.fromkeys(self._say("Your number")))
        return (
            Text(label, align=Align.CENTER),
            Text(ticket.number, width=width, height=NUMBER_HEIGHT, bold=True, align=Align.CENTER),
            Text(self._printed_at(ticket), align=Align.CENTER),
        )

    def facts(self, ticket: TicketInfo) -> tuple[Line, ...]:
        deadline = f"{local_time(ticket.deadline_at, ticket.timezone):%H:%M}"
        lines = self._pair("People ahead of you: {ahead}", ahead=ticket.ahead)
        if ticket.estimate is not None:
            low, high = ticket.estimate.low_minutes, ticket.estimate.high_minutes
            lines += self._pair("Estimated wait: {low}-{high} minutes", low=low, high=high)
        return tuple(lines + self._pair("Finished by {time} at the latest", time=deadline))

    def following(self, ticket: TicketInfo) -> tuple[Line, ...]:
        if not ticket.follow_url:
            return ()
        size = 5 if self._columns < NARROW_COLUMNS else 6
        words = [line for text in self._say("Follow your place in line:") for line in self._centred(text)]
        return (Rule(), *words, Qr(ticket.follow_url, module_dots=size))

    def missed(self) -> tuple[Line, ...]:
        return tuple(self._pair("Missed your call? Come to the information desk, you keep a place near the front."))

    def _printed_at(self, ticket: TicketInfo) -> str:
        at = local_time(ticket.issued_at, ticket.timezone)
        day = self._catalogue.text(self._languages[0], DAYS[at.weekday()])
        return f"{day}, {at:%d-%m-%Y}  {at:%H:%M}"

    def _say(self, msgid: str, **values: object) -> list[str]:
        return [self._catalogue.text(language, msgid, **values) for language in self._languages]

    def _pair(self, msgid: str, **values: object) -> list[Line]:
        first, second = self._say(msgid, **values)
        lines: list[Line] = [Text(line, bold=True) for line in wrap(first, self._columns)]
        return lines + [Text(line) for line in wrap(second, self._columns) if second != first]

    def _centred(self, text: str, bold: bool = False) -> list[Line]:
        return [Text(line, bold=bold, align=Align.CENTER) for line in wrap(text, self._columns)]


def wrap(text: str, columns: int) -> list[str]:
    """Break a text at spaces into lines of at most so many letters; a longer word is cut; control characters go.

    >>> wrap("Finished by 11:30 at the latest", 16)
    ['Finished by', '11:30 at the', 'latest']
    """
    lines: list[str] = []
    for word in "".join(letter if letter.isprintable() else " " for letter in text).split():
        pieces = [word[start : start + columns] for start in range(0, len(word), columns)]
        for piece in pieces:
            if lines and len(lines[-1]) + 1 + len(piece) <= columns:
                lines[-1] = f"{lines[-1]} {piece}"
            else:
                lines.append(piece)
    return lines
