"""Takes the server's place while it is away, and tells it of everything when it is back."""

import logging
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from uuid import uuid4

import msgspec

from hardware.clock import Clock
from kiosk.alone import Kept, picture, ticket
from kiosk.inputs import Answered, Input
from kiosk.moment import Moment, passed_seconds, server_time
from kiosk.outbox import Entry, Outbox
from kiosk.server_client import TOKEN_REFUSED, RefusedError, ServerClient
from kiosk.service_views import unavailable
from queue_server.languages import Catalogue
from queue_server.protocol.messages import CheckInAnswer, CheckInRequest, OfficeInfo, PrintReport
from queue_server.protocol.reserve import LateCheckIn, ReserveRequest
from queue_server.protocol.temperature import NOT_ASKED, judge
from queue_server.protocol.words import PrintOutcome, Verdict

log = logging.getLogger(__name__)

RENEW_SECONDS = 60.0
LONGEST_WAIT_SECONDS = 1_000_000.0
_BOOT = Path("/proc/sys/kernel/random/boot_id")


class _Heard(msgspec.Struct, frozen=True):
    """When the server was last heard, by this machine."""

    boot: str
    up_seconds: float
    wall_seconds: float


class Standby:
    """Safe from any thread; what the disk does not take is told, and the visitor is sent to a person as before."""

    def __init__(self, outbox: Outbox, clock: Clock, catalogue: Catalogue, *, size: int) -> None:
        """Take what was kept into use.

        Args:
            size: numbers of each lane to hold in reserve; 0: the kiosk does nothing without the server.
        """
        self._outbox = outbox
        self._clock = clock
        self._no_numbers = catalogue.words("There are no numbers here now. Please ask our staff.")
        self._catalogue = catalogue
        self._size = size
        self._boot = boot_id()
        self._lock = Lock()
        self._kept = outbox.kept("rules", Kept) if size else None
        heard = outbox.kept("heard", _Heard)
        self._heard = Moment(heard.boot, heard.up_seconds, heard.wall_seconds) if heard else self._now()
        self._renewed_seconds: float | None = None
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
            self._outbox.hold(request, day, self._now())
            return CheckInAnswer(visit_id=0, outcome="held")
        # who passed is remembered without the measurement, which nobody needs any more
        number = self._outbox.take(msgspec.structs.replace(request, measurement=NOT_ASKED), day, self._now())
        if number is None:
            return None
        return CheckInAnswer(visit_id=0, outcome="admitted", ticket=ticket(office, request, number, office.now))

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
        """Tell the server of all visitors in the order in which they came, and of their papers.

        A disk that does not take what was answered is told; the same is delivered again, with the same nonce.

        Raises:
            ServerUnreachableError: it is away again; what it has not answered is told again, with the same nonce.
            RefusedError: it does not know this kiosk any more; everything is kept.
        """
        try:
            self._tell(client, post)
        except sqlite3.Error as error:
            log.error("the outbox cannot be emptied: %s", error)

    def _tell(self, client: ServerClient, post: Callable[[Input], None]) -> None:
        while entry := self._outbox.undelivered():
            self._deliver(client, entry, post)
        for paper in self._outbox.papers():
            report = PrintReport(
                nonce=f"{paper.nonce}-{'copy' if paper.copy else 'print'}", outcome=paper.outcome, copy=paper.copy
            )
            try:
                client.report_print(paper.ticket_id, report)
            except RefusedError as refusal:
                _raise_where_unknown(refusal)
                log.warning("the print report of ticket %d was refused: %s", paper.ticket_id, refusal)
            self._outbox.reported(paper.nonce, paper.copy)

    def _deliver(self, client: ServerClient, entry: Entry, post: Callable[[Input], None]) -> None:
        nonce = entry.check_in.nonce
        waited = min(passed_seconds(entry.came, self._now()), LONGEST_WAIT_SECONDS)
        late = LateCheckIn(
            check_in=entry.check_in, business_date=entry.business_date, number=entry.number, waited_seconds=waited
        )
        try:
            answer = client.check_in_late(late)
        except RefusedError as refusal:
            _raise_where_unknown(refusal)
            log.error("the server does not take number %s of %s: %s", entry.number, entry.business_date, refusal)
            self._outbox.settle(nonce, "refused")
            return
        self._outbox.settle(nonce, answer.outcome, answer.ticket_id)
        if answer.outcome == "day_over":
            log.warning("number %s was of %s, which is over", entry.number, entry.business_date)
        elif answer.outcome == "held" and answer.visit_id is not None:
            held = CheckInAnswer(visit_id=answer.visit_id, outcome="held")
            post(Answered(nonce=nonce, answer=held, at_seconds=self._clock.monotonic()))

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
        return Moment(self._boot, self._clock.monotonic(), time.time())


def _raise_where_unknown(refusal: RefusedError) -> None:
    """Let a refusal of the kiosk itself pass on: what it has to tell is told when it is known again."""
    if refusal.refusal_code in TOKEN_REFUSED:
        raise refusal


def boot_id() -> str:
    """Return what tells this start of the machine from others; where the system does not, this process's own."""
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return uuid4().hex
