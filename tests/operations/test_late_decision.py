"""What was decided at a kiosk by PIN while the server was away: recorded, closed, and held against the desk's."""

from datetime import timedelta
from typing import Any

import pytest

from queue_server.domain.actor import Actor
from queue_server.domain.errors import InvalidValueError
from queue_server.domain.screening import Decision, Doubt
from queue_server.operations import accounts, desk, late_check_in, reserve, security
from queue_server.operations.decided_case import DecidedCaseView
from queue_server.protocol.reserve import LateCheckIn, LateCheckInAnswer, LateDecision, ReserveRequest
from queue_server.protocol.words import Place, StaffRole
from queue_server.storage import purge
from tests.support.office import WARM, Office, new_nonce


@pytest.fixture(autouse=True)
def decider(house: Office) -> None:
    """The guard has a PIN for the kiosk, and the kiosk a reserve."""
    set_pin(house, "a-hash")
    request = ReserveRequest(store="store-of-the-kiosk-1", size=10)
    house.do(reserve.renew_reserve, request, office_id=house.id, device_id=house.kiosk, place=Place.HALL)


def set_pin(house: Office, pin_hash: str) -> None:
    house.do(accounts.set_kiosk_pin, house.guard.id, pin_hash, **house.by(house.admin))


def decision(house: Office, decided: str = "cleared", **changes: Any) -> LateDecision:
    wanted: dict[str, Any] = {"nonce": new_nonce(), "account_id": house.guard.id, "passed_seconds": 60.0}
    number = "A-501" if decided == "cleared" else None
    return LateDecision(**wanted | {"decision": decided, "number": number} | changes)


def late(house: Office, told: LateDecision | None, **changes: Any) -> LateCheckIn:
    request = house.request(measurement=WARM)
    wanted: dict[str, Any] = {"check_in": request, "business_date": house.now().date(), "waited_seconds": 300.0}
    return LateCheckIn(**wanted | {"decision": told} | changes)


def deliver(house: Office, told: LateCheckIn) -> LateCheckInAnswer:
    return house.do(late_check_in.check_in_late, told, office_id=house.id, device_id=house.kiosk, now=house.now())


def decided(house: Office) -> DecidedCaseView:
    (case,) = house.store.read(desk.desk_view, office_id=house.id, now=house.now()).decided
    return case


def test_a_visitor_let_in_at_the_kiosk_stands_where_the_arrival_was(house: Office) -> None:
    before = house.ticket()
    house.clock.sleep(600)
    house.ticket()
    seq = house.last_seq()
    answer = deliver(house, late(house, decision(house)))
    assert answer.outcome == "admitted"
    assert house.names(seq) == ["visit.arrived", "visit.held", "visit.cleared", "ticket.issued"]
    issued = house.events(seq)[-1].ticket()
    assert (issued.number, issued.print_at) == ("A-501", None)
    assert [house.call_next(nth).number for nth in range(2)] == [before.number, "A-501"]
    case = decided(house)
    assert (case.decision, case.decided_by_actor, case.ticket_number, case.doubt) == (
        Decision.CLEARED,
        str(house.guard),
        "A-501",
        "",
    )
    assert house.open_cases() == []


@pytest.mark.parametrize(("told", "event"), [("deferred", "visit.deferred"), ("left", "visit.left")])
def test_who_was_sent_away_at_the_kiosk_has_no_place(house: Office, told: str, event: str) -> None:
    seq = house.last_seq()
    assert deliver(house, late(house, decision(house, told))).outcome == told
    assert house.names(seq) == ["visit.arrived", "visit.held", event]


def test_a_number_that_is_not_in_the_reserve_is_refused_and_the_visitor_is_for_the_desk(house: Office) -> None:
    with pytest.raises(InvalidValueError):
        deliver(house, late(house, decision(house, number="A-777")))
    assert len(house.open_cases()) == 1


def test_who_was_let_in_without_paper_gets_it_at_the_kiosk_now(house: Office) -> None:
    seq = house.last_seq()
    answer = deliver(house, late(house, decision(house, number=None)))
    issued = house.events(seq)[-1].ticket()
    assert (issued.number, issued.print_at, issued.ticket_id) == ("A-001", house.kiosk, answer.ticket_id)


def test_told_twice_it_is_done_once_even_where_the_desk_took_it_back(house: Office) -> None:
    told = late(house, decision(house))
    first = deliver(house, told)
    house.do(security.take_back, decided(house).id, **house.by(house.guard))
    assert deliver(house, told) == first
    assert len(house.open_cases()) == 1


def test_when_it_was_decided_is_kept_but_never_before_it_was_known(house: Office) -> None:
    held = late(house, None)
    assert deliver(house, held).outcome == "held"
    house.clock.sleep(600)
    deliver(house, late(house, decision(house, passed_seconds=120.0), check_in=held.check_in))
    assert decided(house).decided_at == house.now() - timedelta(seconds=120)
    early = deliver(house, late(house, decision(house, number="A-502", passed_seconds=5000.0)))
    assert early.outcome == "admitted"


def test_the_same_decision_of_the_desk_doubles_nothing_and_the_paper_s_number_stands(house: Office) -> None:
    held = late(house, None)
    deliver(house, held)
    (case,) = house.open_cases()
    issued = house.do(security.clear, case.id, **house.by(house.guard))
    seq = house.last_seq()
    answer = deliver(house, late(house, decision(house), check_in=held.check_in))
    assert (answer.outcome, answer.ticket_id) == ("admitted", issued.id)
    assert house.names(seq) == ["ticket.renumbered"]
    assert (decided(house).ticket_number, decided(house).doubt) == ("A-501", "")


def test_another_decision_of_the_desk_stands_and_the_desk_is_told(house: Office) -> None:
    held = late(house, None)
    deliver(house, held)
    (case,) = house.open_cases()
    other = house.add_account("doctor", StaffRole.HEALTH)
    house.do(security.defer, case.id, **house.by(other))
    seq = house.last_seq()
    answer = deliver(house, late(house, decision(house), check_in=held.check_in))
    assert (answer.outcome, answer.ticket_id) == ("deferred", None)
    assert house.names(seq) == []
    shown = decided(house)
    assert (shown.decision, shown.doubt, shown.doubt_number) == (Decision.DEFERRED, Doubt.WAS_CLEARED, "A-501")
    assert shown.doubt_by != shown.decided_by
    for kept in house.store.read(purge.kept, house.id):
        house.store.write(purge.forget, house.id, kept)
    assert decided(house).doubt_number == ""


def test_the_decision_of_who_may_not_any_more_is_recorded_and_doubted(house: Office) -> None:
    set_pin(house, "")
    deliver(house, late(house, decision(house)))
    shown = decided(house)
    assert (shown.decision, shown.decided_by_actor, shown.doubt) == (
        Decision.CLEARED,
        str(house.guard),
        Doubt.NO_RIGHT,
    )
    house.do(security.take_back, shown.id, **house.by(house.guard))
    (case,) = house.open_cases()
    assert case.doubt is None


def test_an_account_of_nobody_is_the_kiosk_s_own_word(house: Office) -> None:
    deliver(house, late(house, decision(house, "left", account_id=4711)))
    shown = decided(house)
    assert (shown.decided_by_actor, shown.doubt) == (str(Actor.device(house.kiosk)), Doubt.NO_RIGHT)


def test_kiosks_learn_of_whoever_may_decide_and_has_a_pin(house: Office) -> None:
    def told() -> list[int]:
        request = ReserveRequest(store="store-of-the-kiosk-1", size=10)
        where: dict[str, Any] = {"office_id": house.id, "device_id": house.kiosk, "place": Place.HALL}
        return [one.account_id for one in house.do(reserve.renew_reserve, request, **where).deciders]

    house.do(accounts.set_kiosk_pin, house.officers[0].id, "hash", **house.by(house.admin))
    house.add_account("no-pin", StaffRole.HEALTH)
    assert told() == [house.guard.id]
    gone: dict[str, Any] = {"display_name": "Guard", "roles": frozenset({StaffRole.SECURITY}), "active": False}
    house.do(accounts.save_account, house.guard.id, **gone, **house.by(house.admin))
    assert told() == []


@pytest.mark.parametrize("changes", [{"decision": "left"}, {"decision": "deferred"}])
def test_only_who_is_let_in_has_a_number(house: Office, changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="has a number"):
        decision(house, number="A-501", **changes)
    with pytest.raises(ValueError, match="let in at once"):
        late(house, decision(house), number="A-501")
