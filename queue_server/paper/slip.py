"""The slip of a visitor who cannot be served today: polite, and without a word on why. Pure."""

from collections.abc import Iterator

from hardware.paper import Cut, Document, Feed, Line, Qr, Rule
from queue_server.languages import Catalogue, pick, written_date
from queue_server.paper.page import NARROW_COLUMNS, PLAIN, Dress, Paper, local_time
from queue_server.protocol.screening import Slip


def lay_out_slip(slip: Slip, catalogue: Catalogue, columns: int, *, dress: Dress = PLAIN) -> Document:
    """Lay a slip out.

    Args:
        slip: all that it shows.
        catalogue: the words.
        columns: letters of normal width on one line of the paper.
        dress: the office's own logo and lines.

    Returns:
        The lines, ending with a cut.
    """
    page = _Page(catalogue, columns, slip.language)
    return (
        *page.head(slip, dress),
        Rule(),
        *page.farewell(),
        *page.appointment(slip),
        *page.foot(dress),
        Feed(1),
        Cut(),
    )


class _Page(Paper):
    """The parts of a slip; every method gives lines."""

    def head(self, slip: Slip, dress: Dress) -> Iterator[Line]:
        yield from self.office(slip.office_name, dress)
        for name in dict.fromkeys(pick(slip.service_names, language) for language in self.languages):
            yield from self.centred(name)

    def farewell(self) -> Iterator[Line]:
        yield from self.both(self.say("Thank you for coming."), bold=True)
        yield from self.both(self.say("Please come again at another time; we will gladly help you."))

    def appointment(self, slip: Slip) -> Iterator[Line]:
        if slip.slot_at is not None:
            at = local_time(slip.slot_at, slip.timezone)
            for language in dict.fromkeys(self.languages):
                day, time = written_date(at, language), f"{at:%H:%M}"
                told = self.catalogue.text(language, "Your new time: {date}, {time}", date=day, time=time)
                yield from self.centred(told, bold=True)
        if slip.booking_code:
            yield from self.both(self.say("Your booking stays valid: {code}", code=slip.booking_code))
            yield Qr(slip.booking_code, module_dots=5 if self.columns < NARROW_COLUMNS else 6)
