"""The result of a day, pure: from what the tickets tell, the figures that the promise is judged by."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from queue_server.domain.policy import OfficePolicy
from queue_server.domain.ticket import WITHDRAWN, TicketState
from queue_server.protocol.days import DayResult, FileResult, Spread
from queue_server.protocol.words import ServiceOutcome

COMPLETE, INCOMPLETE, OTHER, DAY_ENDED = "complete", "incomplete", "other", "day_ended"
EIGHTHS = 8
_BUILT_IN = {
    ServiceOutcome.DONE.value: COMPLETE,
    ServiceOutcome.DOCUMENTS_INCOMPLETE.value: INCOMPLETE,
    ServiceOutcome.OTHER.value: OTHER,
    ServiceOutcome.DAY_ENDED.value: DAY_ENDED,
}


@dataclass(frozen=True, slots=True)
class Stay:
    """One ticket from arrival to going home; see ``Ticket`` for the fields."""

    number: str
    state: TicketState
    outcome: str
    arrived_at: datetime
    deadline_at: datetime
    ended_at: datetime | None
    walked_seconds: float | None
    served_seconds: float | None

    @property
    def total_seconds(self) -> float | None:
        """From arrival to the end; a clock that was set back counts as 0. ``None`` while it lasts."""
        return None if self.ended_at is None else max(0.0, (self.ended_at - self.arrived_at).total_seconds())

    @property
    def waited_seconds(self) -> float | None:
        """What is neither walking nor service; ``None`` unless all three are known."""
        if self.total_seconds is None or self.walked_seconds is None or self.served_seconds is None:
            return None
        return max(0.0, self.total_seconds - self.walked_seconds - self.served_seconds)

    @property
    def late(self) -> bool:
        """Whether it ended after its deadline."""
        return self.ended_at is not None and self.ended_at > self.deadline_at


def day_result(stays: Sequence[Stay], policy: OfficePolicy, business_date: date) -> DayResult:
    """Work out the result of a day; its order does not matter."""
    stays = [stay for stay in stays if stay.outcome != WITHDRAWN]
    files = file_kinds(policy)
    served = [stay for stay in stays if stay.state is TicketState.COMPLETED]
    by_kind: dict[str, list[Stay]] = {kind: [] for kind in (COMPLETE, INCOMPLETE, OTHER, DAY_ENDED)}
    for stay in served:
        by_kind[files.get(stay.outcome, OTHER)].append(stay)
    ended = [stay for stay in stays if files.get(stay.outcome) == DAY_ENDED]
    by_themselves = [stay for stay in stays if files.get(stay.outcome) != DAY_ENDED]
    gone_home = [stay for kind in (COMPLETE, INCOMPLETE, OTHER) for stay in by_kind[kind]]
    no_shows, cancelled = (_count(by_themselves, state) for state in (TicketState.NO_SHOW, TicketState.CANCELLED))
    return DayResult(
        business_date=business_date,
        promise_seconds=policy.promise_seconds,
        issued=len(stays),
        complete=_file_result(by_kind[COMPLETE]),
        incomplete=_file_result(by_kind[INCOMPLETE]),
        other=_file_result(by_kind[OTHER]),
        waiting=spread(stay.waited_seconds for stay in gone_home),
        walking=spread(stay.walked_seconds for stay in gone_home),
        service=spread(stay.served_seconds for stay in gone_home),
        no_shows=no_shows,
        cancelled=cancelled,
        still_here=len(by_themselves) - len(gone_home) - no_shows - cancelled,
        day_ended=len(ended),
    )


def by_eighths(stays: Iterable[Stay], policy: OfficePolicy) -> tuple[int, ...]:
    """Count who went home by how much of the promise was used: eight eighths of it, then those after the deadline."""
    files, counts = file_kinds(policy), [0] * (EIGHTHS + 1)
    for stay in stays:
        if stay.state is TicketState.COMPLETED and files.get(stay.outcome, OTHER) != DAY_ENDED:
            promised = (stay.deadline_at - stay.arrived_at).total_seconds()
            used = math.ceil(EIGHTHS * (stay.total_seconds or 0.0) / promised) - 1 if promised > 0 else 0
            counts[EIGHTHS if stay.late else min(max(used, 0), EIGHTHS - 1)] += 1
    return tuple(counts)


def broke_promise(stay: Stay) -> bool:
    """Tell whether a visitor who was served to the end went home after the deadline."""
    return stay.state is TicketState.COMPLETED and stay.outcome != ServiceOutcome.DAY_ENDED.value and stay.late


def file_kinds(policy: OfficePolicy) -> Mapping[str, str]:
    """Which kind of file each outcome leaves, the office's own among them."""
    own = {rule.code: COMPLETE if rule.complete_file else INCOMPLETE for rule in policy.outcomes}
    return own | _BUILT_IN


def spread(values: Iterable[float | None]) -> Spread:
    """Median, ninth decile (nearest rank) and the longest of what is known."""
    known = sorted(value for value in values if value is not None)
    if not known:
        return Spread(known=0, median_seconds=None, p90_seconds=None, worst_seconds=None)
    p90 = known[math.ceil(0.9 * len(known)) - 1]
    return Spread(known=len(known), median_seconds=median(known), p90_seconds=p90, worst_seconds=known[-1])


def _file_result(stays: Sequence[Stay]) -> FileResult:
    within = sum(not stay.late for stay in stays)
    return FileResult(
        visitors=len(stays),
        within_promise=within,
        share_within=within / len(stays) if stays else None,
        worst_seconds=max((stay.total_seconds or 0.0 for stay in stays), default=None),
    )


def _count(stays: Sequence[Stay], state: TicketState) -> int:
    return sum(stay.state is state for stay in stays)
