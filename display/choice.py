"""Which calls this wall shows and says, where it is not all of them: those of some services, at some counters. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from queue_server.protocol.board import BoardSnapshot


@dataclass(frozen=True, slots=True)
class Choice:
    """Names of services (in any language) and of counters, as the settings give them; none: all."""

    services: tuple[str, ...] = ()
    counters: tuple[str, ...] = ()


ALL = Choice()


@dataclass(frozen=True, slots=True)
class Chosen:
    """The same by ids; ``None`` for all. ``unknown`` are the names that the office does not have."""

    services: frozenset[int] | None
    counters: frozenset[int] | None
    unknown: tuple[str, ...]

    def has_service(self, service_id: int) -> bool:
        """Whether the calls of a service stand here."""
        return self.services is None or service_id in self.services

    def has_counter(self, counter_id: int) -> bool:
        """Whether the calls of a counter stand here."""
        return self.counters is None or counter_id in self.counters


def choose(choice: Choice, snapshot: BoardSnapshot) -> Chosen:
    """Look the names up in what the server tells.

    A wall that is to show only what the office does not have shows nothing: calls of others would be wrong there.
    """
    names = {int(key): tuple(words.values()) for key, words in snapshot.every_service.items() if key.isdecimal()}
    counters = {int(key): (name,) for key, name in snapshot.counter_names.items() if key.isdecimal()}
    services, unknown_services = _ids(choice.services, names)
    at, unknown_counters = _ids(choice.counters, counters)
    if snapshot.only_services is not None:
        here = frozenset(snapshot.only_services)
        services = here if services is None else services & here
    return Chosen(services, at, unknown_services + unknown_counters)


def _ids(wanted: Iterable[str], known: Mapping[int, tuple[str, ...]]) -> tuple[frozenset[int] | None, tuple[str, ...]]:
    """The ids that have one of the wanted names, ``None`` where none is wanted; and the names that nothing has."""
    asked = tuple(wanted)
    if not asked:
        return None, ()
    by_name: dict[str, set[int]] = {}
    for each, names in known.items():
        for name in names:
            by_name.setdefault(_plain(name), set()).add(each)
    found = frozenset(each for name in asked for each in by_name.get(_plain(name), ()))
    return found, tuple(name for name in asked if _plain(name) not in by_name)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
