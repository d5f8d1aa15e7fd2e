from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from queue_server.domain.errors import AntreError
from queue_server.domain.ticket import AT_COUNTER, TICKET, TicketAction, TicketState
from queue_server.domain.visit import KEEPS_PLACE
from queue_server.operations import counter, day, printing, security
from queue_server.protocol.messages import PrintReport
from queue_server.protocol.words import Lane, PrintOutcome, ServiceOutcome
from queue_server.retention import forget_due
from queue_server.storage.store import Store
from tests.support.clock import FakeClock
from tests.support.office import NORMAL, UNSURE, WARM, Office, new_nonce, office
from tests.support.stores import Rows, dump

STEPS = 90
MARK = "38.25"  # the only warm value: wherever else it stood, it would have leaked
ACTION_OF = {
    "called": TicketAction.CALL,
    "recalled": TicketAction.RECALL,
    "started": TicketAction.START,
    "completed": TicketAction.COMPLETE,
    "no_show": TicketAction.NO_SHOW,
    "reinstated": TicketAction.REINSTATE,
    "parked": TicketAction.PARK,
    "resumed": TicketAction.RESUME,
    "transferred": TicketAction.TRANSFER,
    "cancelled": TicketAction.CANCEL,
}
Tables = dict[str, Rows]


def random_act(house: Office, random: Random, tables: Tables) -> Callable[[], object]:
    """Choose something that a person might do, sensible or not."""
    at = house.at(random.randrange(2))
    ticket_id = random.choice([row["id"] for row in tables["ticket"]] or [4711])
    case_id = random.choice([row["id"] for row in tables["screening_case"]] or ["nope"])
    arrival = {
        "measurement": random.choice([NORMAL, NORMAL, NORMAL, WARM, UNSURE]),
        "lane": random.choice([Lane.GENERAL, Lane.GENERAL, Lane.PRIORITY]),
        "service_id": random.choice([house.passport, house.passport, house.collection]),
    }
    report = PrintReport(nonce=new_nonce(), outcome=random.choice(list(PrintOutcome)))
    kiosk: dict[str, Any] = {"office_id": house.id, "device_id": house.kiosk, "now": house.now()}
    away: list[Callable[..., object]] = [security.defer, security.leave]
    guard, admin = house.by(house.guard), house.by(house.admin)
    at_counter: list[Callable[..., object]] = [counter.recall, counter.start, counter.start, counter.no_show]
    at_counter += [counter.park, counter.call_next]
    by_ticket: list[Callable[..., object]] = [counter.call_ticket, counter.resume, counter.reinstate, counter.cancel]
    acts: list[tuple[int, Callable[[], object]]] = [
        (8, lambda: house.check_in(**arrival)),
        (12, lambda: house.do(random.choice(at_counter), **at)),
        (3, lambda: house.do(counter.complete, ServiceOutcome.DONE, **at)),
        (2, lambda: house.do(counter.transfer, house.collection, **at)),
        (5, lambda: house.do(random.choice(by_ticket), ticket_id, **at)),
        (2, lambda: house.do(counter.open_counter, **at)),
        (1, lambda: house.do(counter.close_counter, **at)),
        (2, lambda: house.do(printing.report_print, ticket_id, report, **kiosk)),
        (2, lambda: house.do(security.measure, case_id, 38.25, **guard)),
        (3, lambda: house.do(random.choice(away), case_id, **guard)),
        (3, lambda: house.do(security.clear, case_id, **guard)),
        (1, lambda: house.do(forget_due, office_id=house.id, now=house.now())),
        (1, lambda: house.clock.sleep(random.choice([600, 4000, 86_400]))),
        (1, lambda: house.do(day.open_day, **admin)),
        (1, lambda: house.do(day.close_day, **admin)),
    ]
    weights = [weight for weight, _ in acts]
    return random.choices([act for _, act in acts], weights)[0]


def check_places(tables: Tables) -> None:
    kept = Counter((v["business_date"], v["service_id"]) for v in tables["visit"] if v["state"] in KEEPS_PLACE)
    for row in tables["service_day"]:
        assert row["taken"] == kept[row["business_date"], row["service_id"]]
        assert row["quota"] is None or row["taken"] <= row["quota"]


def check_numbers(tables: Tables) -> None:
    numbers = [(row["business_date"], *row["number"].split("-")) for row in tables["ticket"]]
    for series in tables["number_series"]:
        mine = [int(n) for at, prefix, n in numbers if (at, prefix) == (series["business_date"], series["prefix"])]
        assert mine == list(range(1, series["last"] + 1))


def check_nobody_in_two_places(tables: Tables) -> None:
    ended = {TicketState.COMPLETED, TicketState.NO_SHOW, TicketState.CANCELLED}
    for group in (
        [row["visit_id"] for row in tables["ticket"] if row["state"] not in ended],
        [row["counter_id"] for row in tables["ticket"] if row["state"] in AT_COUNTER],
    ):
        assert None not in group
        assert len(group) == len(set(group))


def check_histories(house: Office, tables: Tables) -> None:
    """Replay each ticket's events through the table: they end in the stored state."""
    states: dict[int, TicketState] = {}
    for event in house.events():
        subject, _, verb = event.name.partition(".")
        if subject != "ticket" or verb == "printed":
            continue
        payload = event.ticket()
        before = states.get(payload.ticket_id, TICKET.initial)
        states[payload.ticket_id] = before if verb == "issued" else TICKET.advance(before, ACTION_OF[verb])
        assert states[payload.ticket_id] == payload.state
    assert states == {row["id"]: row["state"] for row in tables["ticket"]}


def check_nothing_leaked(tables: Tables) -> None:
    assert MARK not in str({name: rows for name, rows in tables.items() if name != "screening_reading"})


@pytest.mark.parametrize("seed", range(8))
def test_a_random_day_keeps_the_rules(store: Store, clock: FakeClock, seed: int) -> None:
    random = Random(seed)
    house = office(store, clock, quota=12)
    house.open()
    refused = 0
    for _ in range(STEPS):
        before = dump(store)
        try:
            random_act(house, random, before)()
        except AntreError:
            refused += 1
            assert dump(store) == before
            continue
        after = dump(store)
        changed = {name for name in after if after[name] != before[name]} - {"screening_case", "screening_reading"}
        assert not changed or len(after["event"]) > len(before["event"])
        check_places(after)
        check_numbers(after)
        check_nobody_in_two_places(after)
        check_histories(house, after)
        check_nothing_leaked(after)
    assert 0 < refused < STEPS
