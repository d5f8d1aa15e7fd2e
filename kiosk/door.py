"""Who is let in to the dialogue: a choice that cannot be had, or that comes too fast after others, is declined here."""

from kiosk.pace import Pace
from kiosk.service_views import declined
from kiosk.visit.dialogue import Phase
from kiosk.visit.inputs import Choose, Declined, Input
from queue_server.languages import Catalogue
from queue_server.protocol.messages import OfficeInfo

_CHECKING_IN = (Phase.SUBMITTING, Phase.AWAY)
_CHECKED_IN = (Phase.PRINTING, Phase.HELD)


class Door:
    """Written by the kiosk's one thread; how it is may be asked from any."""

    def __init__(self, catalogue: Catalogue, fast_tickets: int) -> None:
        self._catalogue = catalogue
        self._pace = Pace(fast_tickets)

    def let_in(self, given: Input, phase: Phase, office: OfficeInfo | None) -> Input:
        """Return what was given, or that it is declined and why; a visitor who was invited is always let in."""
        if not isinstance(given, Choose) or phase is Phase.INVITED:
            return given
        words = declined(given.service_id, given.lane, office, self._catalogue)
        if self._pace.waits(given.at_seconds):
            words = self._catalogue.words(
                "Many numbers were taken here just now. Please wait a moment, or ask our staff."
            )
        return Declined(words=words, at_seconds=given.at_seconds) if words else given

    def went(self, before: Phase, after: Phase, at_seconds: float) -> None:
        """See whether a visitor has checked in."""
        if before in _CHECKING_IN and after in _CHECKED_IN:
            self._pace = self._pace.after(at_seconds)

    def care(self, at_seconds: float) -> str:
        """Return the key of ``CARE`` in ``health`` where somebody should look at who stands here; else empty."""
        return "many_tickets" if self._pace.told(at_seconds) else ""
