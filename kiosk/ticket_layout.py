"""A ticket as printable lines: pure, for paper of any number of columns.

Never a name, an identity number, a temperature or a priority reason: the ticket's own type has none of them.
"""

from collections.abc import Iterator

from hardware.printer import Align, Cut, Document, Feed, Line, Qr, Rule, Text
from kiosk.catalogue import Catalogue, pick
from kiosk.paper import NARROW_COLUMNS, Paper, local_time
from queue_server.protocol.messages import TicketInfo

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NUMBER_HEIGHT = 4


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
    page = _Page(catalogue, columns, language)
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


class _Page(Paper):
    """The parts of a ticket; every method gives lines."""

    def copy_mark(self) -> tuple[Line, ...]:
        # SALINAN is the word that staff look for, whatever the visitor's language
        return (Text("SALINAN / COPY", bold=True, align=Align.CENTER),)

    def head(self, ticket: TicketInfo) -> tuple[Line, ...]:
        service = [pick(ticket.service_names, language) for language in self.languages]
        lines = self.centred(ticket.office_name, bold=True)
        lines += self.centred(service[0], bold=True)
        return tuple(lines + (self.centred(service[1]) if service[1] != service[0] else []))

    def number(self, ticket: TicketInfo) -> tuple[Line, ...]:
        width = max(1, min(NUMBER_HEIGHT, self.columns // max(1, len(ticket.number))))
        label = " / ".join(dict.fromkeys(self.say("Your number")))
        return (
            Text(label, align=Align.CENTER),
            Text(ticket.number, width=width, height=NUMBER_HEIGHT, bold=True, align=Align.CENTER),
            Text(self._printed_at(ticket), align=Align.CENTER),
        )

    def facts(self, ticket: TicketInfo) -> tuple[Line, ...]:
        # Each language in a piece: nobody has to jump over every second line.
        first, second = zip(*self._told(ticket), strict=True)
        lines = [Text(line, bold=True) for text in first for line in self.wrapped(text)]
        if second != first:
            lines += [Text(line) for text in second for line in self.wrapped(text)]
        return tuple(lines)

    def _told(self, ticket: TicketInfo) -> Iterator[list[str]]:
        if ticket.party_size > 1:
            yield self.say("For {count} people", count=ticket.party_size)
        yield self.say("Ahead of you: {ahead}", ahead=ticket.ahead)
        if ticket.estimate is not None:
            low, high = ticket.estimate.low_minutes, ticket.estimate.high_minutes
            yield self.say("Wait: {low}-{high} minutes", low=low, high=high)
        yield self.say("Done by {time}", time=f"{local_time(ticket.deadline_at, ticket.timezone):%H:%M}")

    def following(self, ticket: TicketInfo) -> tuple[Line, ...]:
        if not ticket.follow_url:
            return ()
        size = 5 if self.columns < NARROW_COLUMNS else 6
        caption = " / ".join(dict.fromkeys(self.say("My turn")))
        return (*self.centred(caption), Qr(ticket.follow_url, module_dots=size))

    def missed(self) -> tuple[Line, ...]:
        said = dict.fromkeys(self.say("Missed? See the information desk."))
        return tuple(line for text in said for line in self.centred(text))

    def _printed_at(self, ticket: TicketInfo) -> str:
        at = local_time(ticket.issued_at, ticket.timezone)
        day = self.catalogue.text(self.languages[0], DAYS[at.weekday()])
        return f"{day}, {at:%d-%m-%Y}  {at:%H:%M}"
