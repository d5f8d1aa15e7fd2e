"""The officers of a simulated day: each works a counter through the API of a call terminal, as people do."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.simulation.arrivals import MEAN_SECONDS, Detour, Service, Visitor
from tests.simulation.invariants import Knowledge
from tests.simulation.timetable import Timetable
from tests.support.api_client import ApiClient, new_nonce

RECALL_AFTER_SECONDS = 45.0
CALLS = 3
LUNCH_SECONDS = 45 * 60.0
AWAY_SECONDS = 700.0
"""How long a visitor is away who fetches a copy."""
MISTAKE_SECONDS, NOTICED_SECONDS = 4.0, 6.0
"""From the call to the mistaken "start", and from that to "undo"."""
WRONG = (Detour.WRONG_SERVICE, Detour.WRONG_SERVICE_AT_END)


class UnexpectedAnswerError(AssertionError):
    """The server refused what it must allow, or the other way round."""


@dataclass
class Hall:
    """What the people of the day share.

    Attributes:
        people: who is in the house, by number; filled as they come.
        detoured, missed: visitors whose detour has begun, and who did not come when they were called.
        line_changed: somebody has begun to wait, so that idle officers look again.
    """

    timetable: Timetable
    known: Knowledge
    service_ids: Mapping[Service, int]
    people: dict[str, Visitor] = field(default_factory=dict)
    detoured: set[int] = field(default_factory=set)
    missed: set[int] = field(default_factory=set)
    officers: "list[Officer]" = field(default_factory=list)
    line_changed: bool = False

    def anyone(self) -> "Officer | None":
        """Return an officer who is at work, and not about to take the last action back."""
        return next((one for one in self.officers if one.at_work and not one.mistaken), None)


class Officer:
    """Works at one counter: calls, serves, and sees to each visitor's detours."""

    def __init__(self, counter_id: int, client: ApiClient, hall: Hall) -> None:
        """Prepare; nothing is asked before `come`."""
        self.counter_id = counter_id
        self.idle = False
        self.at_work = False
        self.mistaken = False
        self._client = client
        self._hall = hall
        self._timetable = hall.timetable
        self._wants_to_go: float | None = None
        self._back: deque[tuple[int, Visitor]] = deque()

    def come(self) -> None:
        """Open the counter and look for somebody."""
        self.ask("open")
        self.at_work = True
        self.look()

    def go(self, seconds: float = float("inf")) -> None:
        """Leave after the present visitor, for some seconds or for today."""
        if self.at_work:
            self._wants_to_go = seconds
        if self.idle:
            self.look()

    def look(self) -> None:
        """Take the next visitor up: who came back, else whose turn it is."""
        self.idle = False
        if self._wants_to_go is not None:
            self._leave(self._wants_to_go)
        elif self._back:
            ticket_id, visitor = self._back.popleft()
            self.ask("resume", ticket_id=ticket_id)
            self._timetable.after(visitor.walk_seconds, lambda: self._start(visitor, 0.5))
        else:
            self._call_next()

    def ask(self, action: str, **body: Any) -> dict[str, Any]:
        """Press a button.

        Raises:
            UnexpectedAnswerError: the server refuses.
        """
        reply = self._send(action, **body)
        if reply.status != 200:
            raise UnexpectedAnswerError(f"{action} at counter {self.counter_id}: {reply}")
        return dict(reply.body)

    def _start_too_early(self) -> None:
        self.ask("start")
        self.mistaken = True

    def _take_back(self) -> None:
        self.ask("undo")
        self.mistaken = False

    def _send(self, action: str, **body: Any) -> Any:
        return self._client.post(f"/counters/{self.counter_id}/{action}", {"nonce": new_nonce()} | body)

    def _leave(self, seconds: float) -> None:
        self._wants_to_go = None
        self.ask("close")
        self.at_work = False
        if seconds != float("inf"):
            self._timetable.after(seconds, self.come)

    def _call_next(self) -> None:
        reply = self._send("call-next")
        if reply.code == "no_ticket_waiting":
            self.idle = True
        elif reply.status != 200:
            raise UnexpectedAnswerError(f"call-next at counter {self.counter_id}: {reply}")
        else:
            self._await(self._hall.people[reply.body["number"]], int(reply.body["ticket_id"]), 1)

    def _await(self, visitor: Visitor, ticket_id: int, attempt: int) -> None:
        """Wait for a visitor, call again, and give up after the third call."""
        if visitor.detour is Detour.MISTAKEN_START:
            self._timetable.after(MISTAKE_SECONDS, self._start_too_early)
            self._timetable.after(MISTAKE_SECONDS + NOTICED_SECONDS, self._take_back)
        needed = 1 if visitor.nth in self._hall.missed else visitor.comes_after_calls
        if attempt == needed:
            self._timetable.after(visitor.walk_seconds, lambda: self._start(visitor, self._share(visitor)))
        elif attempt == CALLS:
            self._timetable.after(RECALL_AFTER_SECONDS, lambda: self._give_up(visitor, ticket_id))
        else:
            self._timetable.after(RECALL_AFTER_SECONDS, lambda: self._recall(visitor, ticket_id, attempt + 1))

    def _recall(self, visitor: Visitor, ticket_id: int, attempt: int) -> None:
        told = self.ask("recall")
        if told["attempt"] != attempt:
            raise UnexpectedAnswerError(f"{told['number']}: call {told['attempt']}, not {attempt}")
        self._await(visitor, ticket_id, attempt)

    def _give_up(self, visitor: Visitor, ticket_id: int) -> None:
        self.ask("no-show")
        self._hall.missed.add(visitor.nth)
        if visitor.returns_after_seconds is not None:
            self._timetable.after(visitor.returns_after_seconds, lambda: self._reinstate(ticket_id))
        self.look()

    def _reinstate(self, ticket_id: int) -> None:
        """Have any officer put back in line who came after all."""
        officer = self._hall.anyone()
        if officer is not None:
            officer.ask("reinstate", ticket_id=ticket_id)
            self._hall.line_changed = True

    def _share(self, visitor: Visitor) -> float:
        """Tell which part of the service comes before the detour."""
        if visitor.nth in self._hall.detoured:
            return 1.0
        return 0.5 if visitor.detour in {Detour.PARKS, Detour.PARKS_AND_GOES, *WRONG} else 1.0

    def _start(self, visitor: Visitor, share: float) -> None:
        told = self.ask("start")
        seconds = visitor.service_seconds * share
        if visitor.nth in self._hall.detoured and visitor.detour in {*WRONG, Detour.SECOND_SERVICE}:
            seconds = MEAN_SECONDS[Service.COLLECTION]
        self._timetable.after(seconds, lambda: self._end(visitor, int(told["ticket_id"])))

    def _end(self, visitor: Visitor, ticket_id: int) -> None:
        if visitor.nth in self._hall.detoured:
            self.ask("complete", outcome=visitor.outcome)
        else:
            self._hall.detoured.add(visitor.nth)
            self._detour(visitor, ticket_id)
        self.look()

    def _detour(self, visitor: Visitor, ticket_id: int) -> None:
        match visitor.detour:
            case Detour.PARKS | Detour.PARKS_AND_GOES:
                self.ask("park")
                if visitor.detour is Detour.PARKS:
                    self._timetable.after(AWAY_SECONDS, lambda: self._comes_back(visitor, ticket_id))
            case Detour.WRONG_SERVICE | Detour.WRONG_SERVICE_AT_END:
                self._transfer(visitor, ticket_id)
            case Detour.SECOND_SERVICE:
                self.ask("add-service", service_id=self._hall.service_ids[Service.COLLECTION])
                self.ask("next-stage")
                self._hall.line_changed = True
            case _:
                self.ask("complete", outcome=visitor.outcome)

    def _transfer(self, visitor: Visitor, ticket_id: int) -> None:
        keeps = visitor.detour is Detour.WRONG_SERVICE
        if not keeps:
            self._hall.known.sent_to_the_end.add(ticket_id)
        self.ask("transfer", service_id=self._hall.service_ids[Service.LOST], keep_place=keeps)
        self._hall.line_changed = True

    def _comes_back(self, visitor: Visitor, ticket_id: int) -> None:
        self._back.append((ticket_id, visitor))
        if self.idle:
            self.look()
