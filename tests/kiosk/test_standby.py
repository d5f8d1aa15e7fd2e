"""In the server's place while it is away, and what it is told when it is back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.away.standby import RENEW_SECONDS, Standby
from kiosk.server_client import Address, RefusedError, ServerClient, ServerUnreachableError
from kiosk.visit.inputs import Answered, Decided, Input
from queue_server.protocol.codes import RefusalCode
from queue_server.protocol.messages import CheckInRequest, OfficeInfo, PrintReport, PrintReportAnswer
from queue_server.protocol.reserve import LateCheckIn, LateCheckInAnswer, Reserve, ReserveRequest
from queue_server.protocol.temperature import NOT_ASKED, Measurement, TemperaturePolicy
from queue_server.protocol.words import MeasurementStatus, PrintOutcome
from tests.kiosk.scripted_office import ISSUED_AT, TODAY, office_info
from tests.kiosk.standing_by import a_standby, reserve
from tests.support.clock import FakeClock

FINE = Measurement(status=MeasurementStatus.MEASURED, celsius=36.4, samples=15)
WARM = Measurement(status=MeasurementStatus.MEASURED, celsius=38.2, samples=15)


class Server(ServerClient):
    """A server as a standby knows it; it may lose an answer after it has done what was asked."""

    def __init__(self) -> None:
        super().__init__(Address("http://127.0.0.1:9", "token", 0.1))
        self.reserve: Reserve = reserve()
        self.renewals: list[ReserveRequest] = []
        self.late: list[LateCheckIn] = []
        self.outcomes: dict[str, LateCheckInAnswer] = {}
        self.reports: list[tuple[int, PrintReport]] = []
        self.now = ISSUED_AT
        self.loses_answers = 0
        self.refusal: RefusalCode | None = None

    def office(self) -> OfficeInfo:
        return office_info(now=self.now)

    def renew_reserve(self, request: ReserveRequest) -> Reserve:
        self.renewals.append(request)
        return self.reserve

    def check_in_late(self, late: LateCheckIn) -> LateCheckInAnswer:
        if self.refusal is not None:
            raise RefusedError(self.refusal, {"en": "No."})
        self.late.append(late)
        nth = len(self.outcomes) + 1
        admitted = LateCheckInAnswer(outcome="admitted", visit_id=nth, ticket_id=nth)
        answer = admitted if late.number else LateCheckInAnswer(outcome="held", visit_id=nth)
        answer = self.outcomes.setdefault(late.check_in.nonce, answer)
        if self.loses_answers:
            self.loses_answers -= 1
            raise ServerUnreachableError("cut")
        return answer

    def report_print(self, ticket_id: int, report: PrintReport) -> PrintReportAnswer:
        self.reports.append((ticket_id, report))
        return PrintReportAnswer(ticket_id=ticket_id)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def standby(tmp_path: Path, server: Server, clock: FakeClock) -> Iterator[Standby]:
    made = a_standby(tmp_path, clock)
    made.see(server, office_info())
    yield made
    made.end()


def visitor(nth: int, measurement: Measurement = FINE, **changes: object) -> CheckInRequest:
    asked = {"nonce": f"nonce-of-visitor-{nth:02d}", "service_id": 1, "measurement": measurement} | changes
    return CheckInRequest(**asked)  # type: ignore[arg-type]


def deliver(standby: Standby, server: Server) -> list[Input]:
    posted: list[Input] = []
    standby.deliver(server, posted.append)
    return posted


def number(standby: Standby, nth: int) -> str:
    answer = standby.check_in(visitor(nth))
    assert answer is not None
    assert answer.ticket is not None
    return answer.ticket.number


def test_who_passes_gets_a_number_and_who_is_warm_takes_a_seat(standby: Standby) -> None:
    assert number(standby, 1) == "A-501"
    for nth, measurement in ((2, WARM), (3, Measurement(status=MeasurementStatus.NO_SENSOR, reason="timeout"))):
        held = standby.check_in(visitor(nth, measurement))
        assert held is not None
        assert (held.outcome, held.ticket) == ("held", None)
    assert standby.count_undelivered() == 3


def test_the_threshold_is_the_office_s_own(tmp_path: Path, server: Server, clock: FakeClock) -> None:
    standby = a_standby(tmp_path, clock)
    for limit, outcome in ((38.5, "admitted"), (37.0, "held")):
        standby.see(server, office_info(temperature=TemperaturePolicy(threshold_celsius=limit)))
        answer = standby.check_in(visitor(int(limit), WARM))
        assert answer is not None
        assert answer.outcome == outcome


def test_a_measurement_that_let_a_visitor_pass_is_kept_nowhere(standby: Standby, server: Server) -> None:
    number(standby, 1)
    deliver(standby, server)
    assert server.late[0].check_in.measurement == NOT_ASKED


def test_bookings_and_empty_lanes_are_for_the_staff(standby: Standby) -> None:
    assert standby.check_in(visitor(1, service_id=None, booking_code="BOOK-1")) is None
    assert [number(standby, nth) for nth in range(2, 7)] == ["A-501", "A-502", "A-503", "A-504", "A-505"]
    assert standby.check_in(visitor(7)) is None


def test_without_a_reserve_nothing_is_done(tmp_path: Path, server: Server, clock: FakeClock) -> None:
    assert a_standby(tmp_path / "new", clock).check_in(visitor(1)) is None
    off = a_standby(tmp_path / "off", clock, size=0)
    off.see(server, office_info())
    assert off.check_in(visitor(1)) is None
    assert server.renewals == []


def test_visitors_are_told_in_order_with_the_time_that_they_waited(
    standby: Standby, server: Server, clock: FakeClock
) -> None:
    number(standby, 1)
    clock.sleep(120)
    standby.check_in(visitor(2, WARM))
    clock.sleep(30)
    posted = deliver(standby, server)
    assert [(late.number, round(late.waited_seconds)) for late in server.late] == [("A-501", 150), (None, 30)]
    assert [late.business_date for late in server.late] == [TODAY, TODAY]
    held, out = posted
    assert isinstance(held, Answered)
    assert out == Decided(visit_id=-2, at_seconds=held.at_seconds)
    assert (held.nonce, held.answer.outcome, held.answer.visit_id) == (visitor(2).nonce, "held", 2)


def test_an_answer_that_was_lost_is_asked_for_again(standby: Standby, server: Server) -> None:
    number(standby, 1)
    number(standby, 2)
    server.loses_answers = 1
    with pytest.raises(ServerUnreachableError):
        deliver(standby, server)
    deliver(standby, server)
    deliver(standby, server)
    assert [late.number for late in server.late] == ["A-501", "A-501", "A-502"]
    assert len(server.outcomes) == 2


def test_a_visitor_whom_the_server_does_not_take_stops_nobody(standby: Standby, server: Server) -> None:
    number(standby, 1)
    server.refusal = RefusalCode.INVALID_VALUE
    deliver(standby, server)
    server.refusal = None
    number(standby, 2)
    deliver(standby, server)
    assert [late.number for late in server.late] == ["A-502"]


def test_a_kiosk_that_is_not_known_any_more_keeps_everything(standby: Standby, server: Server) -> None:
    number(standby, 1)
    server.refusal = RefusalCode.NOT_SIGNED_IN
    with pytest.raises(RefusedError):
        deliver(standby, server)
    server.refusal = None
    deliver(standby, server)
    assert [late.number for late in server.late] == ["A-501"]


def test_papers_are_reported_as_ever_once_the_ticket_is_known(standby: Standby, server: Server) -> None:
    number(standby, 1)
    standby.begin_paper(visitor(1).nonce, False, 0)
    deliver(standby, server)
    assert server.reports == []
    standby.end_paper(visitor(1).nonce, False, PrintOutcome.PRINTED)
    deliver(standby, server)
    deliver(standby, server)
    report = PrintReport(nonce=f"{visitor(1).nonce}-print-printed", outcome=PrintOutcome.PRINTED)
    assert server.reports == [(1, report)]


def test_a_paper_that_failed_and_came_out_later_is_told_of_twice(standby: Standby, server: Server) -> None:
    number(standby, 1)
    for outcome in (PrintOutcome.FAILED, PrintOutcome.FAILED, PrintOutcome.PRINTED):
        standby.begin_paper(visitor(1).nonce, False, 0)
        standby.end_paper(visitor(1).nonce, False, outcome)
        deliver(standby, server)
    failed, again, printed = (report for _ticket, report in server.reports)
    assert failed == again, "the same news once more"
    assert (failed.outcome, printed.outcome) == (PrintOutcome.FAILED, PrintOutcome.PRINTED)
    assert failed.nonce != printed.nonce, "the server would refuse it: the nonce was used for another request"


def test_a_kiosk_that_starts_without_the_server_goes_on_with_what_it_kept(
    standby: Standby, tmp_path: Path, clock: FakeClock
) -> None:
    number(standby, 1)
    again = a_standby(tmp_path, clock)
    assert number(again, 2) == "A-502"
    assert again.count_undelivered() == 2


def test_a_disk_that_fails_ends_nothing_and_sends_visitors_to_the_staff(standby: Standby, server: Server) -> None:
    number(standby, 1)
    standby.end()  # every access to the file fails from now on
    assert standby.check_in(visitor(2)) is None
    assert standby.office() is None
    assert standby.count_undelivered() == 0
    standby.begin_paper(visitor(1).nonce, False, 0)
    standby.end_paper(visitor(1).nonce, False, PrintOutcome.PRINTED)
    assert deliver(standby, server) == []
    server.reserve = reserve(TODAY + timedelta(days=1))
    standby.see(server, office_info(business_date=TODAY + timedelta(days=1)))


def test_the_reserve_is_renewed_now_and_then_and_with_a_new_day(
    standby: Standby, server: Server, clock: FakeClock
) -> None:
    standby.see(server, office_info())
    assert len(server.renewals) == 1
    clock.sleep(RENEW_SECONDS)
    standby.see(server, office_info())
    server.reserve = Reserve(business_date=None)
    standby.see(server, office_info(business_date=None))
    assert len(server.renewals) == 3
    assert standby.check_in(visitor(1)) is None
