"""Decisions at a kiosk without the server: who may make them, how guessing is slowed, what is told of them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from kiosk.away.staff_desk import STALE_SECONDS, Checked
from kiosk.away.standby import AT_THE_DESK, LATER, Standby
from kiosk.visit.commands import CheckPin
from kiosk.visit.inputs import DecisionKept, PinTyped
from queue_server.protocol.messages import PrintReport
from queue_server.protocol.reserve import LateCheckIn, LateCheckInAnswer, Reserve, StaffDecision
from queue_server.protocol.words import PrintOutcome
from tests.kiosk.deciding import DOCTOR, GUARD, PIN, WRONG, deciders
from tests.kiosk.scripted_office import office_info
from tests.kiosk.standing_by import a_standby, reserve
from tests.kiosk.test_standby import WARM, Server, deliver, number, visitor
from tests.support.clock import FakeClock


@pytest.fixture
def server() -> Server:
    made = Server()
    made.reserve = msgspec.structs.replace(reserve(), deciders=deciders())
    return made


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def standby(tmp_path: Path, server: Server, clock: FakeClock) -> Iterator[Standby]:
    made = a_standby(tmp_path, clock)
    made.see(server, office_info())
    yield made
    made.end()


def held(standby: Standby, nth: int = 1) -> int:
    """Let a warm visitor come; return the entry."""
    answer = standby.check_in(visitor(nth, WARM))
    assert answer is not None
    return -answer.visit_id


def let_in(standby: Standby, entry: int) -> DecisionKept:
    return standby.decide(entry, GUARD, "cleared")


def test_there_is_nothing_to_decide_before_somebody_is_held(standby: Standby) -> None:
    number(standby, 1)
    assert standby.picture_of_desk() is None
    entry = held(standby, 2)
    shown = standby.picture_of_desk()
    assert shown is not None
    assert [one.entry for one in shown.waiting] == [entry]
    assert shown.deciders == ((GUARD, "Budi"), (DOCTOR, "Sri"))


def test_who_is_let_in_gets_a_number_and_the_server_hears_of_both(
    standby: Standby, server: Server, clock: FakeClock
) -> None:
    entry = held(standby)
    clock.sleep(600)
    made = let_in(standby, entry)
    assert made.ticket is not None
    assert (made.kept, made.nonce, made.ticket.number) == (True, visitor(1).nonce, "A-501")
    promise = timedelta(seconds=office_info().promise_seconds)
    assert made.ticket.deadline_at == made.ticket.issued_at + promise - timedelta(seconds=600)
    assert standby.picture_of_desk() is None
    standby.begin_paper(made.nonce, False, 0)
    standby.end_paper(made.nonce, False, PrintOutcome.PRINTED)
    clock.sleep(60)
    deliver(standby, server)
    (late,) = server.late
    assert late.decision is not None
    told = (late.number, late.decision.account_id, late.decision.decision, late.decision.number)
    assert told == (None, GUARD, "cleared", "A-501")
    assert (round(late.waited_seconds), round(late.decision.passed_seconds)) == (660, 60)
    assert number(standby, 2) == "A-502"


def test_a_decision_is_made_once(standby: Standby) -> None:
    entry = held(standby)
    assert let_in(standby, entry).kept
    others: tuple[StaffDecision, ...] = ("cleared", "deferred")
    for decision in others:
        again = standby.decide(entry, DOCTOR, decision)
        assert (again.kept, again.ticket, again.words["en"]) == (False, None, AT_THE_DESK)


def test_a_visitor_of_whom_the_server_knows_is_for_the_desk(standby: Standby, server: Server) -> None:
    entry = held(standby)
    deliver(standby, server)
    assert not let_in(standby, entry).kept
    assert standby.desk.waiting() == []


def test_a_decision_while_the_server_is_being_told_is_told_as_well(standby: Standby) -> None:
    entry = held(standby)

    class Slow(Server):
        def check_in_late(self, late: LateCheckIn) -> LateCheckInAnswer:
            let_in(standby, entry)
            return super().check_in_late(late)

    server = Slow()
    deliver(standby, server)
    assert [late.decision is not None for late in server.late] == [False, True]
    assert standby.count_undelivered() == 0


def test_a_power_cut_between_decision_and_paper_is_told_as_it_was(
    standby: Standby, server: Server, tmp_path: Path, clock: FakeClock
) -> None:
    let_in(standby, held(standby, 1))
    uncertain = let_in(standby, held(standby, 2))
    standby.begin_paper(uncertain.nonce, False, 0)
    waiting = held(standby, 3)
    for nth in (1, 2):
        ticketed = LateCheckInAnswer(outcome="admitted", visit_id=nth, ticket_id=nth)
        server.outcomes[visitor(nth).nonce] = ticketed
    again = a_standby(tmp_path, clock)
    assert again.desk.waiting() == [waiting]
    deliver(again, server)
    assert [late.decision.number if late.decision else None for late in server.late] == ["A-501", "A-502", None]
    ends = {ticket_id: report.outcome for ticket_id, report in server.reports}
    assert ends == {1: PrintOutcome.FAILED, 2: PrintOutcome.UNCERTAIN}


def test_where_no_number_is_left_the_server_gives_it(standby: Standby, server: Server) -> None:
    entry, other = held(standby, 1), held(standby, 8)
    for nth in range(2, 7):
        number(standby, nth)
    made = let_in(standby, entry)
    assert (made.kept, made.ticket, made.words["en"]) == (True, None, LATER)
    sent = standby.decide(other, GUARD, "left")
    assert (sent.kept, sent.ticket, sent.words) == (True, None, {})


def test_a_disk_that_fails_decides_nothing(standby: Standby) -> None:
    entry = held(standby)
    standby.end()
    assert not let_in(standby, entry).kept
    assert standby.desk.check(GUARD, PIN) == Checked(right=False)
    assert standby.picture_of_desk() is None
    assert standby.desk.waiting() == []


def test_wrong_pins_make_the_next_one_wait_and_a_right_one_ends_it(standby: Standby, clock: FakeClock) -> None:
    desk = standby.desk
    assert desk.check(GUARD, PIN) == Checked(right=True)
    assert desk.check(DOCTOR, PIN) == Checked(right=False)
    assert [desk.check(GUARD, WRONG).wait_seconds for _ in range(4)] == [0, 0, 0, 60]
    assert desk.check(GUARD, PIN) == Checked(right=False, wait_seconds=60)
    clock.jump(8 * 365 * 86_400)  # the clock that people set ends no wait
    assert desk.check(GUARD, PIN).wait_seconds == 60
    clock.sleep(60)
    assert desk.check(4711, PIN) == Checked(right=False, wait_seconds=120)
    clock.sleep(120)
    assert desk.check(GUARD, PIN) == Checked(right=True)
    assert desk.check(GUARD, WRONG) == Checked(right=False)


def test_the_wait_is_there_after_a_restart_and_begins_anew_after_a_power_cut(
    standby: Standby, tmp_path: Path, clock: FakeClock
) -> None:
    for _ in range(5):
        standby.desk.check(GUARD, WRONG)
    clock.sleep(40)
    assert a_standby(tmp_path, clock).desk.check(GUARD, PIN).wait_seconds == 20
    assert a_standby(tmp_path, clock, boot="second start").desk.check(GUARD, PIN).wait_seconds == 60


def test_who_may_not_decide_any_more_is_forgotten_and_leaves_no_trace(
    standby: Standby, server: Server, tmp_path: Path
) -> None:
    files = [tmp_path / f"outbox.db{end}" for end in ("", "-wal")]

    def on_the_disk() -> bool:
        return any(b"argon2id" in file.read_bytes() for file in files)

    assert on_the_disk()
    assert files[0].stat().st_mode & 0o777 == 0o600
    standby.desk.learn(())
    assert not on_the_disk()
    assert standby.desk.check(GUARD, PIN) == Checked(right=False)
    server.reserve = Reserve(business_date=None)
    standby.see(server, office_info(business_date=None))
    assert not on_the_disk()


def test_what_was_told_too_long_ago_is_forgotten(standby: Standby, tmp_path: Path, clock: FakeClock) -> None:
    held(standby)
    clock.sleep(STALE_SECONDS - 10)
    assert a_standby(tmp_path, clock).picture_of_desk() is not None
    clock.sleep(20)
    assert standby.picture_of_desk() is None
    assert standby.desk.check(GUARD, PIN) == Checked(right=False)
    assert b"argon2id" not in (tmp_path / "outbox.db").read_bytes()


def test_a_pin_stands_in_no_input_that_is_written_out() -> None:
    assert PIN not in repr(PinTyped(pin=PIN, at_seconds=0)) + repr(CheckPin(GUARD, PIN))


def test_papers_of_decisions_are_reported_once_the_ticket_is_known(standby: Standby, server: Server) -> None:
    made = let_in(standby, held(standby))
    standby.begin_paper(made.nonce, False, 0)
    standby.end_paper(made.nonce, False, PrintOutcome.PRINTED)
    server.outcomes[made.nonce] = LateCheckInAnswer(outcome="admitted", visit_id=1, ticket_id=7)
    deliver(standby, server)
    assert server.reports == [(7, PrintReport(nonce=f"{made.nonce}-print-printed", outcome=PrintOutcome.PRINTED))]
