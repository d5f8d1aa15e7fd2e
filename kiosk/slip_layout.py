"""The slip of a visitor who cannot be served today: polite, and without a word on why. Pure."""

from collections.abc import Iterator

from hardware.paper import Cut, Document, Feed, Line, Qr, Rule
from kiosk.catalogue import Catalogue, pick
from kiosk.paper import NARROW_COLUMNS, Paper, local_time
from queue_server.protocol.screening import Slip


def lay_out_slip(slip: Slip, catalogue: Catalogue, columns: int) -> Document:
    """Lay a slip out.

    Args:
        slip: all that it shows.
        catalogue: the words.
        columns: letters of normal width on one line of the paper.

    Returns:
        The lines, ending with a cut.
    """
    page = _Page(catalogue, columns, slip.language)
    return (*page.head(slip), Rule(), *page.farewell(), *page.appointment(slip), Feed(1), Cut())


class _Page(Paper):
    """The parts of a slip; every method gives lines."""

    def head(self, slip: Slip) -> Iterator[Line]:
        yield from self.centred(slip.office_name, bold=True)
        for name in dict.fromkeys(pick(slip.service_names, language) for language in self.languages):
            yield from self.centred(name)

    def farewell(self) -> Iterator[Line]:
        yield from self._both(self.say("Thank you for coming."), bold=True)
        yield from self._both(self.say("Please come again at another time; we will gladly help you."))

    def appointment(self, slip: Slip) -> Iterator[Line]:
        if slip.slot_at is not None:
            at = local_time(slip.slot_at, slip.timezone)
            told = self.say("Your new time: {date}, {time}", date=f"{at:%d-%m-%Y}", time=f"{at:%H:%M}")
            yield from self._both(told, bold=True)
        if slip.booking_code:
            yield from self._both(self.say("Your booking stays valid: {code}", code=slip.booking_code))
            yield Qr(slip.booking_code, module_dots=5 if self.columns < NARROW_COLUMNS else 6)

    def _both(self, texts: list[str], bold: bool = False) -> Iterator[Line]:
        for text in dict.fromkeys(texts):
            yield from self.centred(text, bold=bold)
