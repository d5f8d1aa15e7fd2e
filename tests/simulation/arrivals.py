"""The visitors of a simulated day: a pure, seeded generator; the same seed makes the same day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Any

from queue_server.protocol.words import Lane

VISITORS = 100
BOOKED = 70
WALK_INS = VISITORS - BOOKED
PRIORITY = 12
"""All of them walk in: a booking has a lane of its own."""
ABSENT = round(BOOKED * 0.08)
SLOT_MINUTES = 15
FIRST_SLOT = timedelta(hours=8)
LAST_ARRIVAL = timedelta(hours=13, minutes=45)
PASSED_CELSIUS, WARM_CELSIUS = 36.4, 38.1


class Service(StrEnum):
    """Code of a service of the simulated office."""

    PASSPORT = "passport"
    COLLECTION = "collection"
    LOST = "lost-damaged"


MEAN_SECONDS = {Service.PASSPORT: 1200, Service.COLLECTION: 240, Service.LOST: 1500}


class AtTheDoor(StrEnum):
    """How the screening of a visitor goes on."""

    PASSES = "passes"
    CLEARED = "cleared"
    UNMEASURED = "unmeasured"
    """The kiosk could tell nothing; the guard measures by hand and lets the visitor in."""
    DEFERRED = "deferred"
    LEAVES = "leaves"


class Detour(StrEnum):
    """What happens to a visitor beside waiting and being served."""

    NONE = "none"
    PARKS = "parks"
    """Fetches a copy, and comes back."""
    PARKS_AND_GOES = "parks_and_goes"
    """Is sent for a paper, and does not come back today."""
    WRONG_SERVICE = "wrong_service"
    """Transferred to the other service; the place is kept."""
    WRONG_SERVICE_AT_END = "wrong_service_at_end"
    SECOND_SERVICE = "second_service"
    """Collects a passport as well: one ticket, two services."""
    MISTAKEN_START = "mistaken_start"
    """The officer presses "start" too early, and takes it back."""
    GIVES_UP = "gives_up"
    """Has the number cancelled after a while."""


@dataclass(frozen=True)
class Visitor:
    """One visitor, with all that will happen to them.

    Attributes:
        comes_at: at the kiosk; ``None`` for a booking that nobody comes for.
        slot_at: of the booking, if any.
        comes_after_calls: how many calls it takes; 0 for a visitor who does not come.
        returns_after_seconds: from the no-show to the return; ``None`` for never.
        walk_seconds: from the call that is followed to the counter.
        service_seconds: in all, without detours.
    """

    nth: int
    service: Service
    lane: Lane
    comes_at: datetime | None
    slot_at: datetime | None = None
    party_size: int = 1
    door: AtTheDoor = AtTheDoor.PASSES
    detour: Detour = Detour.NONE
    comes_after_calls: int = 1
    returns_after_seconds: float | None = None
    walk_seconds: float = 40.0
    service_seconds: float = 600.0
    outcome: str = "done"

    @property
    def booking_code(self) -> str:
        """Code of the booking, empty for who walks in."""
        return f"SIM-{self.nth:04d}" if self.slot_at else ""


def visitors_of(midnight: datetime, seed: int) -> tuple[Visitor, ...]:
    """Make the visitors of a day.

    Args:
        midnight: the office-local begin of the day, aware.
        seed: of all chance.

    Returns:
        `VISITORS` visitors: bookings first, then who walks in.
    """
    chance = Random(seed)
    people = [*_booked(midnight, chance), *_walking_in(midnight, chance)]
    return tuple(_with_incidents([_at_work(one, chance) for one in people], chance))


def _booked(midnight: datetime, chance: Random) -> Iterator[Visitor]:
    absent, late, early = _few(range(BOOKED), (ABSENT, 5, 2), chance)
    family = chance.choice([nth for nth in range(BOOKED) if nth not in {*absent, *late, *early}])
    for nth in range(BOOKED):
        slot_at = midnight + FIRST_SLOT + timedelta(minutes=SLOT_MINUTES * (nth * 21 // BOOKED))
        minutes = min(max(chance.gauss(-14, 9), -50), 20)
        if nth in late:
            minutes = chance.uniform(32, 55)
        elif nth in early:
            minutes = chance.uniform(-90, -65)
        yield Visitor(
            nth=nth,
            service=Service.PASSPORT,
            lane=Lane.BOOKING,
            comes_at=None if nth in absent else slot_at + timedelta(minutes=minutes),
            slot_at=slot_at,
            party_size=4 if nth == family else 1,
        )


def _walking_in(midnight: datetime, chance: Random) -> Iterator[Visitor]:
    services = [Service.PASSPORT] * 8 + [Service.COLLECTION] * 4  # priority
    services += [Service.PASSPORT] * 9 + [Service.COLLECTION] * 6 + [Service.LOST] * 3
    for index, service in enumerate(services):
        after = timedelta(hours=chance.uniform(7.7, 9.0) if chance.random() < 0.4 else chance.uniform(9.0, 13.5))
        yield Visitor(
            nth=BOOKED + index,
            service=service,
            lane=Lane.PRIORITY if index < PRIORITY else Lane.GENERAL,
            comes_at=min(midnight + after, midnight + LAST_ARRIVAL),
        )


def _at_work(visitor: Visitor, chance: Random) -> Visitor:
    """Give a visitor a pace; service times are gamma distributed, with a coefficient of variation of a half."""
    mean = MEAN_SECONDS[visitor.service] * (1 + 0.5 * (visitor.party_size - 1))
    return replace(
        visitor,
        walk_seconds=round(chance.uniform(15, 75), 1),
        service_seconds=round(max(60.0, chance.gammavariate(4, mean / 4)), 1),
        outcome="documents_incomplete" if chance.random() < 0.12 else "done",
    )


def _with_incidents(people: list[Visitor], chance: Random) -> list[Visitor]:
    """Let things happen: each to other visitors, so that every one of them happens on every day."""
    here = [one.nth for one in people if one.comes_at is not None and one.party_size == 1]
    doors = {AtTheDoor.CLEARED: 3, AtTheDoor.UNMEASURED: 2, AtTheDoor.DEFERRED: 1, AtTheDoor.LEAVES: 1}
    for door, chosen in zip(doors, _few(here, doors.values(), chance), strict=True):
        _change(people, chosen, door=door)
    calm = [nth for nth in here if people[nth].door is AtTheDoor.PASSES and people[nth].service is Service.PASSPORT]
    hesitant, absent, *rest = _few(calm, (4, 3, 3, 1, 2, 1, 2, 2, 1), chance)
    _change(people, hesitant, comes_after_calls=2)
    _change(people, absent, comes_after_calls=0)
    _change(people, absent[:1], returns_after_seconds=600.0)  # keeps the place
    _change(people, absent[1:2], returns_after_seconds=2400.0)  # the end of the line
    for detour, chosen in zip(list(Detour)[1:], rest, strict=True):
        _change(people, chosen, detour=detour)
    return people


def _few(of: range | list[int], counts: Iterable[int], chance: Random) -> list[list[int]]:
    """Draw disjoint groups of given sizes."""
    sizes = list(counts)
    drawn = chance.sample(list(of), sum(sizes))
    return [[drawn.pop() for _ in range(size)] for size in sizes]


def _change(people: list[Visitor], chosen: list[int], **changes: Any) -> None:
    for nth in chosen:
        people[nth] = replace(people[nth], **changes)
