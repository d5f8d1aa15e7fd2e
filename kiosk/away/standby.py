"""Takes the server's place while it is away, and tells it of everything when it is back."""

import logging
import sqlite3
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from uuid import uuid4

import msgspec

from hardware.clock import Clock
from kiosk.away.alone import Kept, picture, ticket
from kiosk.away.delivery import deliver
from kiosk.away.moment import Moment, passed_seconds, server_time
from kiosk.away.outbox import Outbox
from kiosk.away.outbox_entries import Entry
from kiosk.away.staff_desk import DeskPicture, StaffDesk
from kiosk.server_client import RefusedError, ServerClient
from kiosk.service_views import unavailable
from kiosk.visit.inputs import DecisionKept, Input, Reopened
from queue_server.languages import Catalogue
from queue_server.protocol.messages import CheckInAnswer, CheckInRequest, OfficeInfo, TicketInfo
from queue_server.protocol.reserve import ReserveRequest, StaffDecision
from queue_server.protocol.temperature import NOT_ASKED, judge
from queue_server.protocol.words import PrintOutcome, Verdict

log = logging.getLogger(__name__)

RENEW_SECONDS = 60.0
AT_THE_DESK = "This cannot be decided here any more. Please decide at the screening desk."
LATER = "The visitor may enter. The number is printed here when the network is back."
_BOOT = Path("/proc/sys/kernel/random/boot_id")


class _Heard(msgspec.Struct, frozen=True):
    """When the server was last heard, by this machine."""

    boot: str
    up_seconds: float
    wall_seconds: float


class Standby:
    """Safe from any thread; what the disk does not take is told, and the visitor is sent to a person as before."""

    def __init__(
        self,
        outbox: Outbox,
        clock: Clock,
        catalogue: Catalogue,
        *,
        size: int,
        wall: Callable[[], float] = time.time,
        boot: str = "",
    ) -> None:
        """Take what was kept into use.

        Args:
            size: numbers of each lane to hold in reserve; 0: the kiosk does nothing without the server.
            wall: seconds since 1970 by the clock that people set.
            boot: which start of the machine this is; empty: as the system tells.
        """
        self._outbox = outbox
        self._clock = clock
        self._no_numbers = catalogue.words("There are no numbers here now. Please ask our staff.")
        self._catalogue = catalogue
        self._size = size
        self._boot, self._wall = boot or boot_id(), wall
        self._lock = Lock()
        self._kept = outbox.kept("rules", Kept) if size else None
        heard = outbox.kept("heard", _Heard)
        self._heard = Moment(heard.boot, heard.up_seconds, heard.wall_seconds) if heard else self._now()
        self._renewed_seconds: float | None = None
        self.desk = StaffDesk(outbox, self._now)
        """Where staff decide on visitors who were asked to take a seat."""
        self.away = False
        """Whether the server did not answer last time."""
        self.news: Callable[[], None] = lambda: None
        """Called when there is something to deliver."""

    # --- in the server's place

    def office(self) -> OfficeInfo | None:
        """Return what visitors can choose here now; ``None`` where the kiosk can do nothing alone."""
        kept = self._kept
        if kept is None or kept.reserve.business_date is None:
            return None
        day = kept.reserve.business_date
        try:
            free, waiting = self._outbox.free(day), self._outbox.waiting(day)
        except sqlite3.Error as error:
            log.error("the outbox cannot be read: %s", error)
            return None
        now = server_time(kept.office.now, self._heard, self._now())
        return picture(kept, free, waiting, now, self._no_numbers)

    def check_in(self, request: CheckInRequest) -> CheckInAnswer | None:
        """Receive a visitor: written to the disk before the answer; ``None`` where only a person can help."""
        with self._lock:
            office = self.office()
            if office is None or not self._offered(office, request):
                return None
            try:
                return self._receive(office, request)
            except sqlite3.Error as error:
                log.error("a visitor cannot be written down, and is sent to the staff: %s", error)
                return None
            finally:
                self.news()

    def _offered(self, office: OfficeInfo, request: CheckInRequest) -> bool:
        chosen = [service for service in office.services if service.id == request.service_id]
        return bool(chosen) and not unavailable(chosen[0], request.lane, self._catalogue)

    def _receive(self, office: OfficeInfo, request: CheckInRequest) -> CheckInAnswer | None:
        day = office.business_date
        if day is None or request.booking_code is not None:
            return None
        if judge(office.temperature, request.measurement) is not Verdict.PASS:
            # the server counts visits from 1: what is below is an entry of this outbox
            return CheckInAnswer(visit_id=-self._outbox.hold(request, day, self._now()), outcome="held")
        # who passed is remembered without the measurement, which nobody needs any more
        number = self._outbox.take(msgspec.structs.replace(request, measurement=NOT_ASKED), day, self._now())
        if number is None:
            return None
        return CheckInAnswer(visit_id=0, outcome="admitted", ticket=ticket(office, request, number, office.now))

    def now(self) -> datetime | None:
        """Return the server's time, as far as this machine can tell; ``None`` before it was ever heard."""
        return server_time(self._kept.office.now, self._heard, self._now()) if self._kept else None

    def relight(self, post: Callable[[Input], None]) -> None:
        """After a start: light the lamp for the visitors on whom nobody has decided."""
        for entry in self.desk.waiting():
            post(Reopened(visit_id=-entry, at_seconds=self._clock.monotonic()))

    def picture_of_desk(self) -> DeskPicture | None:
        """Return what staff can decide on here while the server is away; ``None`` where there is nothing."""
        now = self.now()
        return self.desk.picture(now) if now else None

    def decide(self, entry: int, account_id: int, decision: StaffDecision) -> DecisionKept:
        """Write down what staff decided on a visitor, with a number of the reserve for who is let in."""
        with self._lock:
            office = self._kept.office if self._kept else None
            try:
                found = self.desk.decide(entry, account_id, decision, numbered=office is not None)
            except sqlite3.Error as error:
                log.error("a decision cannot be written down, and is not made: %s", error)
                found = None
            finally:
                self.news()
        at = self._clock.monotonic()
        if found is None or found.decision is None:
            return DecisionKept(entry=entry, kept=False, words=self._catalogue.words(AT_THE_DESK), at_seconds=at)
        paper = self._paper(found, office)
        words = self._catalogue.words(LATER) if paper is None and decision == "cleared" else {}
        return DecisionKept(
            entry=entry, kept=True, nonce=found.check_in.nonce, ticket=paper, words=words, at_seconds=at
        )

    def _paper(self, found: Entry, office: OfficeInfo | None) -> TicketInfo | None:
        number = found.decision.number if found.decision else None
        if office is None or number is None:
            return None
        today, now = msgspec.structs.replace(office, business_date=found.business_date), self.now() or office.now
        paper = ticket(today, found.check_in, number, now)
        waited = timedelta(seconds=passed_seconds(found.came, self._now()))
        return msgspec.structs.replace(paper, deadline_at=paper.deadline_at - waited)

    # --- papers

    def begin_paper(self, nonce: str, copy: bool, ticket_id: int) -> None:
        """Note that a ticket is about to be printed; a disk that does not take it holds no visitor up."""
        try:
            self._outbox.begin_paper(nonce, copy, ticket_id or None)
        except sqlite3.Error as error:
            log.error("a paper cannot be noted: %s", error)

    def end_paper(self, nonce: str, copy: bool, outcome: PrintOutcome) -> None:
        """Note how the printing ended; it is reported with the next beat."""
        try:
            self._outbox.end_paper(nonce, copy, outcome)
        except sqlite3.Error as error:
            log.error("the end of a paper cannot be noted: %s", error)
        self.news()

    # --- the server is back

    def deliver(self, client: ServerClient, post: Callable[[Input], None]) -> None:
        """Tell the server of all visitors and papers; see `kiosk.away.delivery`."""
        deliver(self._outbox, client, post, self._now, self._kept.office.now if self._kept else None)

    def see(self, client: ServerClient, office: OfficeInfo) -> None:
        """Keep the office as it is now, and have the reserve filled up where that is due.

        Raises:
            ServerUnreachableError: the server went away; what is kept stays.
        """
        kept, heard = self._kept, self._now()
        if not self._size:
            return
        if kept is not None and not self._due(kept, office):
            self._kept, self._heard = Kept(office, kept.reserve), heard
            return
        try:
            reserve = client.renew_reserve(ReserveRequest(store=self._outbox.store, size=self._size))
        except RefusedError as refusal:
            log.warning("the server leaves no numbers to this kiosk: %s", refusal)
            return
        try:
            self.desk.learn(reserve.deciders)
            reserve = msgspec.structs.replace(reserve, deciders=())
            self._outbox.learn(reserve)
            self._outbox.keep(
                rules=Kept(office, reserve), heard=_Heard(heard.boot, heard.up_seconds, heard.wall_seconds)
            )
        except sqlite3.Error as error:
            log.error("the reserve cannot be kept: %s", error)
            return
        self._kept, self._heard, self._renewed_seconds = Kept(office, reserve), heard, self._clock.monotonic()

    def _due(self, kept: Kept, office: OfficeInfo) -> bool:
        since = self._renewed_seconds
        news = (office.business_date, office.temperature) != (kept.reserve.business_date, kept.office.temperature)
        return news or since is None or self._clock.monotonic() - since >= RENEW_SECONDS

    # --- how it stands

    def count_undelivered(self) -> int:
        """Count the visitors whom the server has not heard of."""
        try:
            return self._outbox.count_undelivered()
        except sqlite3.Error:
            return 0

    def end(self) -> None:
        """Let the file go."""
        self._outbox.close()

    def _now(self) -> Moment:
        return Moment(self._boot, self._clock.monotonic(), self._wall())


def boot_id() -> str:
    """Return what tells this start of the machine from others; where the system does not, this process's own."""
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return uuid4().hex
