"""What the server is asked while a visitor waits: on threads of their own, until answered or given up."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, local
from typing import TypeVar

from hardware.clock import Clock
from kiosk.away.standby import Standby
from kiosk.retry import Retry
from kiosk.server_client import Address, RefusedError, ServerClient
from kiosk.visit.inputs import Answered, BookingFound, Input, PinChecked, Refused, ReturnAnswered, Unreachable
from queue_server.protocol.messages import CheckInAnswer, CheckInRequest, TicketInfo
from queue_server.protocol.reserve import StaffDecision
from queue_server.protocol.screening import MeasurementReport, ReturnReport, Slip
from queue_server.protocol.staff_measurements import StaffReport
from queue_server.protocol.temperature import Measurement

log = logging.getLogger(__name__)

T = TypeVar("T")


class VisitorCalls:
    """Two threads, so that a request nobody waits for any more never stands before the next visitor's."""

    def __init__(self, address: Address, clock: Clock, post: Callable[[Input], None], standby: Standby) -> None:
        self._address = address
        self._standby = standby
        self._clock = clock
        self._post = post
        self._local = local()
        self._clients: list[ServerClient] = []
        self._threads = ThreadPoolExecutor(2, "visitor")
        self._fetching = ThreadPoolExecutor(1, "fetching")
        self._deciding = ThreadPoolExecutor(1, "deciding")
        self._given_up: dict[str, Event] = {}
        self._stopping = Event()

    def check_in(self, request: CheckInRequest) -> "Future[None]":
        """Check a visitor in: at the server, or without it while it is away; the nonce is the same for both."""

        def answered(answer: CheckInAnswer) -> Answered:
            return Answered(nonce=request.nonce, answer=answer, at_seconds=self._clock.monotonic())

        def alone() -> Answered | None:
            found = self._standby.check_in(request)
            return answered(found) if found else None

        return self._start(request.nonce, lambda client: answered(client.check_in(request)), alone)

    def look_up(self, nonce: str, booking_code: str) -> "Future[None]":
        """Look a booking up."""
        return self._start(
            nonce,
            lambda client: BookingFound(
                nonce=nonce, booking=client.booking(booking_code), at_seconds=self._clock.monotonic()
            ),
        )

    def report_return(self, nonce: str) -> "Future[None]":
        """Tell that a visitor is back from the rest."""
        report = ReturnReport(nonce=nonce)
        return self._start(
            nonce,
            lambda client: ReturnAnswered(
                nonce=nonce, visit_id=client.report_return(report).visit_id, at_seconds=self._clock.monotonic()
            ),
        )

    def report_measurement(self, nonce: str, visit_id: int, measurement: Measurement) -> "Future[None]":
        """Hand a held visitor's measurement over, until the server has it or the decision is made."""
        report = MeasurementReport(nonce=f"{nonce}-again", measurement=measurement)
        return self._behind(
            f"a measurement of visit {visit_id}", lambda client: client.report_measurement(visit_id, report)
        )

    def check_pin(self, account_id: int, pin: str) -> "Future[None]":
        """See whether a PIN is that of an account, without the server."""

        def check() -> None:
            found, desk = self._standby.desk.check(account_id, pin), self._standby.desk
            waiting = desk.waiting() if found.right else []
            self._post(
                PinChecked(
                    account_id=account_id,
                    right=found.right,
                    wait_seconds=found.wait_seconds,
                    entry=waiting[0] if len(waiting) == 1 else 0,
                    at_seconds=self._clock.monotonic(),
                )
            )

        return self._deciding.submit(check)

    def keep_decision(self, entry: int, account_id: int, decision: StaffDecision) -> "Future[None]":
        """Write down what staff decided without the server."""
        return self._deciding.submit(lambda: self._post(self._standby.decide(entry, account_id, decision)))

    def fetch_ticket(self, ticket_id: int, take: Callable[[TicketInfo | None], None]) -> "Future[None]":
        """Fetch a ticket that is to be printed here; ``None`` when the server refuses it."""
        return self._behind(f"ticket {ticket_id}", lambda client: client.ticket_to_print(ticket_id), take)

    def fetch_slip(self, visit_id: int, take: Callable[[Slip | None], None]) -> "Future[None]":
        """Fetch a slip that is to be printed here; ``None`` when the server refuses it."""
        return self._behind(f"the slip of visit {visit_id}", lambda client: client.slip(visit_id), take)

    def report_staff(self, report: StaffReport) -> "Future[None]":
        """Tell what was measured for staff; what nobody waits for any more is dropped."""

        def tell() -> None:
            try:
                self._until_answered(lambda client: client.report_staff(report), self._stopping, None)
            except RefusedError as refusal:
                log.info("the staff's measurement %d is not wanted: %s", report.measurement_id, refusal)

        return self._fetching.submit(tell)

    def give_up(self, nonce: str) -> None:
        """Nobody waits for this answer any more."""
        given_up = self._given_up.pop(nonce, None)
        if given_up:
            given_up.set()

    def end(self) -> None:
        """Give everything up and let the threads run out."""
        self._stopping.set()
        for given_up in list(self._given_up.values()):
            given_up.set()
        self._threads.shutdown(cancel_futures=True)
        self._fetching.shutdown(cancel_futures=True)
        self._deciding.shutdown(cancel_futures=True)
        for client in self._clients:
            client.close()

    def _behind(
        self, what: str, call: Callable[[ServerClient], T], take: Callable[[T | None], None] = lambda _: None
    ) -> "Future[None]":
        """Ask behind the visitors' backs; a refusal is logged, and is no answer."""

        def ask() -> None:
            try:
                answer = self._until_answered(call, self._stopping, None)
            except RefusedError as refusal:
                log.warning("%s is refused: %s", what, refusal)
                answer = None
            if not self._stopping.is_set():
                take(answer)

        return self._fetching.submit(ask)

    def _start(
        self, nonce: str, call: Callable[[ServerClient], Input], alone: Callable[[], Input | None] = lambda: None
    ) -> "Future[None]":
        given_up = self._given_up[nonce] = Event()
        return self._threads.submit(self._ask, nonce, call, given_up, alone)

    def _ask(
        self,
        nonce: str,
        call: Callable[[ServerClient], Input],
        given_up: Event,
        alone: Callable[[], Input | None],
    ) -> None:
        found: Input | None = None

        def missed() -> None:
            nonlocal found
            found = None if given_up.is_set() else alone()
            if found is None:
                self._post(Unreachable(nonce=nonce, at_seconds=self._clock.monotonic()))
            else:
                given_up.set()

        try:
            found = alone() if self._standby.away else None
            answer = found or self._until_answered(call, given_up, missed) or found
        except RefusedError as refusal:
            answer = Refused(nonce=nonce, words=refusal.words, at_seconds=self._clock.monotonic())
        if answer is not None:
            self._given_up.pop(nonce, None)
            self._post(answer)

    def _until_answered(
        self, call: Callable[[ServerClient], T], given_up: Event, missed: Callable[[], None] | None
    ) -> T | None:
        client = self._client()
        return Retry().until_answered(
            lambda: call(client),
            wanted=lambda: not given_up.is_set(),
            missed=missed or (lambda: None),
            sleep=given_up.wait,
        )

    def _client(self) -> ServerClient:
        """Return this thread's own client, its connection kept from call to call."""
        if not hasattr(self._local, "client"):
            self._local.client = ServerClient(self._address)
            self._clients.append(self._local.client)
        client: ServerClient = self._local.client
        return client
