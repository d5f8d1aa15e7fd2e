"""Answers of the API that no kiosk or display needs."""

from queue_server.protocol.messages import Answer


class CounterInfo(Answer, frozen=True, kw_only=True):
    """A counter, and which services it takes in order of preference."""

    id: int
    name: str
    active: bool
    open: bool
    service_ids: tuple[int, ...]


class CounterList(Answer, frozen=True, kw_only=True):
    """All counters of the office."""

    counters: tuple[CounterInfo, ...]


class CounterState(Answer, frozen=True, kw_only=True):
    """Whether a counter is open after the request."""

    counter_id: int
    open: bool
