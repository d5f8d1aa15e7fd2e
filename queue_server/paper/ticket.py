"""A ticket as printable lines: pure, for paper of any number of columns.

Never a name, an identity number, a temperature or a priority reason: the ticket's own type has none of them.
"""

from collections.abc import Iterator

from hardware.paper import Align, Cut, Document, Feed, Line, Qr, Rule, Text
from queue_server.languages import Catalogue, pick, written_date
from queue_server.paper.page import GAP, NARROW_COLUMNS, PLAIN, SMALL_GAP, Dress, Paper, local_time, wrap
from queue_server.protocol.messages import TicketInfo

LARGEST = 8
"""The largest letters that a printer has, as times the normal ones."""


def lay_out(
    ticket: TicketInfo,
    catalogue: Catalogue,
    columns: int,
    language: str,
    *,
    copy: bool = False,
    dress: Dress = PLAIN,
) -> Document:
    """Lay a ticket out.

    Args:
        ticket: all that it shows.
        catalogue: the words.
        columns: letters of normal width on one line of the paper.
        language: the language that stands first; a second one follows smaller or beside it.
        copy: mark it as a copy of a ticket that may have been printed before.
        dress: the office's own logo and lines.

    Returns:
        The lines, ending with a cut.
    """
    page = _Page(catalogue, columns, language)
    mark = page.copy_mark() if copy else ()
    return (
        *mark,
        *page.head(ticket, dress),
        Rule(heavy=True),
        *page.number(ticket),
        Rule(),
        *page.facts(ticket),
        Rule(),
        *page.following(ticket),
        *page.foot(dress),
        *mark,
        Feed(1),
        Cut(),
    )


class _Page(Paper):
    """The parts of a ticket; every method gives lines."""

    def copy_mark(self) -> tuple[Line, ...]:
        # SALINAN is the word that staff look for, whatever the visitor's language
        return (SMALL_GAP, Text("SALINAN / COPY", 2, 2, bold=True, align=Align.CENTER), SMALL_GAP)

    def head(self, ticket: TicketInfo, dress: Dress) -> Iterator[Line]:
        yield from self.office(ticket.office_name, dress)
        yield SMALL_GAP

    def number(self, ticket: TicketInfo) -> Iterator[Line]:
        size = max(1, min(LARGEST, self.columns // max(1, len(ticket.number))))
        service = [pick(ticket.service_names, language) for language in self.languages]
        yield SMALL_GAP
        yield from self.centred(" / ".join(dict.fromkeys(self.say("Your number"))))
        yield SMALL_GAP
        yield Text(ticket.number, width=size, height=size, bold=True, align=Align.CENTER)
        yield SMALL_GAP
        yield from self.large(service[0])
        yield from self.centred(service[1]) if service[1] != service[0] else ()
        if ticket.party_size > 1:
            yield from self.both(self.say("For {count} people", count=ticket.party_size), bold=True)
        yield from (SMALL_GAP, *self.centred(self._printed_at(ticket)), GAP)

    def facts(self, ticket: TicketInfo) -> Iterator[Line]:
        """The figures, each language in a piece: nobody has to jump over every second line."""
        first, second = zip(*self._told(ticket), strict=True)
        todo = self.say("Please sit until we call you.")
        yield SMALL_GAP
        for label, value in first:
            yield from self._row(label, value, self.languages[0], height=2)
        yield from self.centred_piece(todo[0], bold=True)
        if second != first:
            yield GAP
            for label, value in second:
                yield from self._row(label, value, self.languages[1], height=1)
            yield from self.centred_piece(todo[1])
        yield GAP

    def centred_piece(self, text: str, bold: bool = False) -> Iterator[Line]:
        yield SMALL_GAP
        yield from self.centred(text, bold=bold)

    def _row(self, label: str, value: str, language: str, height: int) -> Iterator[Line]:
        """A label at the left edge and its value at the right one; a label that is too long goes on below.

        From right to left the line begins at the right, and its value follows: it is drawn with a font whose letters
        are not all of one width, so that no count of spaces would bring the value to the other edge.
        """
        if self.catalogue.direction(language) == "rtl":
            yield Text(f"{label}: {value}", height=height, bold=height > 1, align=Align.RIGHT)
            return
        room = self.columns - len(value) - 1
        *above, last = wrap(label, room) or [""]
        for line in above:
            yield Text(line, height=height, bold=height > 1)
        yield Text(last.ljust(room) + " " + value, height=height, bold=height > 1)

    def _told(self, ticket: TicketInfo) -> Iterator[list[tuple[str, str]]]:
        if ticket.ahead is not None:
            yield [(label, str(ticket.ahead)) for label in self.say("Ahead of you")]
        if ticket.estimate is not None:
            low, high = ticket.estimate.low_minutes, ticket.estimate.high_minutes
            minutes = self.say("{low}-{high} minutes", low=low, high=high)
            yield list(zip(self.say("Expected wait"), minutes, strict=True))
        time = f"{local_time(ticket.deadline_at, ticket.timezone):%H:%M}"
        yield [(label, time) for label in self.say("Done by")]

    def following(self, ticket: TicketInfo) -> Iterator[Line]:
        yield GAP
        if ticket.follow_url:
            yield from self.centred(" / ".join(dict.fromkeys(self.say("My turn"))), bold=True)
            yield from self.both(self.say("Scan to follow on your phone."))
            yield from (GAP, Qr(ticket.follow_url, module_dots=5 if self.columns < NARROW_COLUMNS else 7), GAP)
        yield from self.both(self.say("Missed? See the information desk."))

    def _printed_at(self, ticket: TicketInfo) -> str:
        at = local_time(ticket.issued_at, ticket.timezone)
        return f"{written_date(at, self.languages[0])} {at:%H:%M}"
