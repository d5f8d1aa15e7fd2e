"""The route of a ticket: which services it still has to visit, after the one whose line it is in."""

import msgspec


class Step(msgspec.Struct, frozen=True, omit_defaults=True):
    """One service on a visitor's way.

    Attributes:
        counter_id: the only counter that may call the ticket for this step; ``None`` for every counter of the service.
        note: what the officer before wants the next one to know; never health data, gone when the day is closed.
    """

    service_id: int
    counter_id: int | None = None
    note: str = ""


Route = tuple[Step, ...]
MOST_STEPS = 8
"""Far more than a visit has; a bound on what is stored with a ticket."""


def planned(service_ids: tuple[int, ...]) -> Route:
    """Return the route through some services, whichever counter serves them."""
    return tuple(Step(service_id) for service_id in service_ids)
