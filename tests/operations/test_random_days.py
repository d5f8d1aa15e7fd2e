import re
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from queue_server.domain.actor import Actor
from queue_server.domain.errors import AntreError
from queue_server.domain.ticket import AT_COUNTER, TICKET, TicketAction, TicketState
from queue_server.domain.visit import KEEPS_PLACE
from queue_server.operations import calling, counter, day, printing, security, serving
from queue_server.operations.undo import undo
from queue_server.protocol.messages import PrintReport
from queue_server.protocol.words import Lane, PrintOutcome, ServiceOutcome
from queue_server.retention import forget_due
from queue_server.storage.opening import open_store
from queue_server.storage.store import Store
from tests.support import empty_database
from tests.support.clock import FakeClock
from tests.support.office import NORMAL, PASSPORT_LANES, UNSURE, WARM, Office, new_nonce, office
from tests.support.stores import Rows, dump, dump_but_answers

STEPS = 150
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
    "forwarded": TicketAction.NEXT_STAGE,
}
Tables = dict[str, Rows]


def furnished(store: Store, clock: FakeClock) -> Office:
    """An office with a stage, a second counter that prefers other services than the first, and no day open."""
    house = office(store, clock, quota=12)
    photo = house.save_service("photo", {Lane.GENERAL: "F"}, position=3)
    house.save_service("passport", PASSPORT_LANES, house.passport, quota_per_day=12, stages=("photo",))
    house.save_counter("2", house.counters[1], service_ids=(house.collection, photo, house.passport))
    return house


def counter_row(tables: Tables, counter_id: int) -> dict[str, Any]:
    return next(row for row in tables["counter"] if row["id"] == counter_id)


def whoever_works(house: Office, random: Random, tables: Tables) -> dict[str, Any]:
    """A counter with the officer who works there; now and then with another one."""
    nth = random.randrange(2)
    works = counter_row(tables, house.counters[nth])["officer_id"]
    officer = Actor.account(works) if works and random.random() < 0.9 else random.choice(house.officers)
    return house.by(officer) | {"counter_id": house.counters[nth]}


def random_act(house: Office, random: Random, tables: Tables) -> Callable[[], object]:
    """Choose something that a person might do, sensible or not."""
    at = whoever_works(house, random, tables)
    guard, admin = house.by(house.guard), house.by(house.admin)
    if random.random() < 0.5 and tables["office"][0]["business_date"] is None:
        return lambda: house.do(day.open_day, **admin)
    if random.random() < 0.5 and not counter_row(tables, at["counter_id"])["open"]:
        return lambda: house.do(counter.open_counter, **at)
    acts: list[tuple[int, Callable[[], object]]] = [
        *arrivals(house, random, tables),
        *at_a_counter(house, random, at, tables),
        *at_the_desk(house, random, tables, guard),
        (5, lambda: house.do(undo, **at)),
        (1, lambda: house.do(counter.open_counter, **at)),
        (1, lambda: house.do(counter.close_counter, **at)),
        (2, lambda: house.do(counter.pause, "lunch", **at)),
        (4, lambda: house.do(counter.come_back, **at)),
        (1, lambda: house.do(counter.hand_over, random.choice(house.officers).id, **at)),
        (1, lambda: house.do(forget_due, office_id=house.id, now=house.now())),
        (12, lambda: house.clock.sleep(random.choice([40] * 20 + [600, 4000, 86_400]))),
        (1, lambda: house.do(day.open_day, **admin)),
        (1, lambda: house.do(day.close_day, **admin)),
    ]
    weights = [weight for weight, _ in acts]
    return random.choices([act for _, act in acts], weights)[0]


def arrivals(house: Office, random: Random, tables: Tables) -> list[tuple[int, Callable[[], object]]]:
    measured = random.choice([NORMAL, NORMAL, NORMAL, WARM, UNSURE])
    arrival = {
        "measurement": measured,
        "lane": random.choice([Lane.GENERAL, Lane.GENERAL, Lane.PRIORITY]),
        "service_id": random.choice([house.passport, house.passport, house.collection]),
    }
    code = random.choice([row["code"] for row in tables["booking"]] or ["NONE-1"])
    slot_at = house.now() + timedelta(minutes=random.choice([-20, 0, 20, 1500]))
    new = {"party_size": random.randint(1, 3)}
    return [
        (14, lambda: house.check_in(**arrival)),
        (2, lambda: house.book(f"BOOK-{random.randrange(40)}", slot_at, **new)),
        (3, lambda: house.check_in(measurement=measured, service_id=None, booking_code=code)),
    ]


HERE: dict[str, list[Callable[..., object]]] = {
    "nobody": [calling.call_next, calling.call_next, calling.await_next],
    "called": [serving.start, serving.start, serving.no_show, calling.recall, calling.recall],
    "serving": [serving.park, serving.park, serving.next_stage, calling.call_next, calling.await_next],
}
BY_TICKET: dict[str, list[Callable[..., object]]] = {
    "waiting": [calling.call_ticket, serving.cancel],
    "parked": [calling.resume, calling.resume, serving.cancel],
    "no_show": [serving.reinstate],
    "nowhere": [calling.call_ticket, calling.resume, serving.reinstate, serving.cancel],
}
"""What suits a state; now and then something else is tried."""


def suiting(table: dict[str, list[Callable[..., object]]], state: str, random: Random) -> Callable[..., object]:
    suits = random.random() < 0.7 and state in table
    return random.choice(table[state] if suits else [act for acts in table.values() for act in acts])


def at_a_counter(
    house: Office, random: Random, at: dict[str, Any], tables: Tables
) -> list[tuple[int, Callable[[], object]]]:
    report = PrintReport(nonce=new_nonce(), outcome=random.choice(list(PrintOutcome)))
    kiosk: dict[str, Any] = {"office_id": house.id, "device_id": house.kiosk, "now": house.now()}
    known = tables["ticket"] or [{"id": 4711, "state": "nowhere"}]
    parked = [row for row in known if row["state"] == TicketState.PARKED]
    ticket = random.choice(parked if parked and random.random() < 0.4 else known)
    states = [row["state"] for row in tables["ticket"] if row["counter_id"] == at["counter_id"]]
    here = suiting(HERE, next((state for state in states if state in AT_COUNTER), "nobody"), random)
    other: dict[str, Any] = {"keep_place": random.random() < 0.5, "come_back": random.random() < 0.5}
    return [
        (40, lambda: house.do(here, **at)),
        (3, lambda: house.do(serving.complete, ServiceOutcome.DONE, **at)),
        (2, lambda: house.do(serving.transfer, house.collection, **other, **at)),
        (4, lambda: house.do(serving.add_service, random.choice([house.passport, house.collection]), **at)),
        (14, lambda: house.do(suiting(BY_TICKET, ticket["state"], random), ticket["id"], **at)),
        (2, lambda: house.do(printing.report_print, ticket["id"], report, **kiosk)),
    ]


def at_the_desk(
    house: Office, random: Random, tables: Tables, guard: dict[str, Any]
) -> list[tuple[int, Callable[[], object]]]:
    cases = sorted(tables["screening_case"], key=lambda row: row["opened_at"])  # their ids are of chance
    case_id = random.choice([row["id"] for row in cases] or ["nope"])
    away: list[Callable[..., object]] = [security.defer, security.leave]
    return [
        (2, lambda: house.do(security.measure, case_id, 38.25, **guard)),
        (3, lambda: house.do(random.choice(away), case_id, **guard)),
        (3, lambda: house.do(security.clear, case_id, **guard)),
    ]


def check_places(tables: Tables) -> None:
    parties = {row["id"]: row["party_size"] for row in tables["booking"]}
    kept: Counter[tuple[object, object]] = Counter()
    for row in tables["visit"]:
        if row["state"] in KEEPS_PLACE:
            kept[row["business_date"], row["service_id"]] += parties.get(row["booking_id"], 1)
    for row in tables["service_day"]:
        assert row["taken"] == kept[row["business_date"], row["service_id"]]
        assert row["quota"] is None or row["taken"] <= row["quota"]


def check_no_counter_idles(tables: Tables) -> None:
    """A counter that takes whoever comes has nobody, and nobody waits whom it could serve."""
    serves = {(row["counter_id"], row["service_id"]) for row in tables["counter_service"]}
    at_work = {row["id"] for row in tables["counter"] if row["open"]}
    (today,) = {row["business_date"] for row in tables["office"]}
    for counter_id in [row["id"] for row in tables["counter"] if row["awaiting_at"] is not None]:
        assert counter_id in at_work
        assert counter_id not in {row["counter_id"] for row in tables["ticket"] if row["state"] in AT_COUNTER}
        for row in tables["ticket"]:
            mine = row["for_counter_id"] == counter_id or (row["for_counter_id"], row["service_id"]) not in {
                place for place in serves if place[0] in at_work
            }
            waits = row["state"] == TicketState.WAITING and row["business_date"] == today
            assert not (waits and mine and (counter_id, row["service_id"]) in serves)


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
        if subject != "ticket" or verb in ("printed", "rerouted"):
            continue
        payload = event.ticket()
        before = states.get(payload.ticket_id, TICKET.initial)
        if verb == "undone":
            assert payload.came_from == before
            states[payload.ticket_id] = TicketState(payload.state)
        else:
            states[payload.ticket_id] = before if verb == "issued" else TICKET.advance(before, ACTION_OF[verb])
        assert states[payload.ticket_id] == payload.state
    assert states == {row["id"]: row["state"] for row in tables["ticket"]}


def check_nothing_leaked(tables: Tables) -> None:
    assert MARK not in str({name: rows for name, rows in tables.items() if name != "screening_reading"})


def lasting(tables: Tables) -> Tables:
    """What forgetting leaves alone: all but the health tables, and which case an event names."""
    named = re.compile(r',"case_id":"[^"]*"')
    left = [row | {"payload": named.sub("", row["payload"])} for row in tables["event"]]
    return {name: [] if name.startswith("screening_") else rows for name, rows in tables.items()} | {"event": left}


@pytest.mark.parametrize("seed", range(8))
def test_a_random_day_keeps_the_rules(store: Store, clock: FakeClock, seed: int) -> None:
    random = Random(seed)
    house = furnished(store, clock)
    house.open()
    refused, before = 0, dump(store)
    for _ in range(STEPS):
        kept = dump_but_answers(store)
        try:
            random_act(house, random, before)()
        except AntreError:
            refused += 1
            assert dump_but_answers(store) == kept
            before = dump(store)
            continue
        after = dump(store)
        changed = {name for name in after if lasting(after)[name] != lasting(before)[name]}
        assert not changed or len(after["event"]) > len(before["event"])
        check_places(after)
        check_numbers(after)
        check_nobody_in_two_places(after)
        check_no_counter_idles(after)
        check_nothing_leaked(after)
        before = after
    check_histories(house, before)
    assert 0 < refused < STEPS


def test_the_random_days_have_everything_in_them(tmp_path: Path) -> None:
    """Else a rule would hold because nobody ever does what could break it."""
    happened: set[str] = set()
    for seed in range(8):
        path = empty_database.lay(tmp_path / f"{seed}.db")
        with closing(open_store(f"sqlite:///{path}")) as store:
            random, house = Random(seed), furnished(store, FakeClock())
            house.open()
            for _ in range(STEPS):
                with suppress(AntreError):
                    random_act(house, random, dump(store))()
            happened |= set(house.names())
    wanted = {f"ticket.{verb}" for verb in (*ACTION_OF, "undone", "rerouted")}
    wanted |= {f"counter.{verb}" for verb in ("paused", "resumed", "awaiting", "handed_over", "closed")}
    assert wanted | {"booking.created", "visit.held", "visit.cleared", "day.closed"} <= happened
