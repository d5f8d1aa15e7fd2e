"""Holds what visitors of a kiosk saw against what the server knows: nobody lost, nobody doubled, no wrong paper."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from tests.crash.judge import Verdict

_TICKETS = "SELECT number, print_state, visit_id FROM ticket"
_VISITS = "SELECT state, count(*) FROM visit GROUP BY state"
_ISSUED = (
    "SELECT json_extract(payload, '$.ticket_id'), count(*) FROM event WHERE name = 'ticket.issued' GROUP BY 1"
    " HAVING count(*) > 1"
)
RESERVED = range(501, 1000)
WITHOUT_PAPER = frozenset({"failed", "uncertain", "copy_asked"})


class Tickets:
    """What the server's database has."""

    def __init__(self, database: Path) -> None:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            found = connection.execute(_TICKETS).fetchall()
            self.visits: dict[str, int] = dict(connection.execute(_VISITS).fetchall())
            self.issued_twice = connection.execute(_ISSUED).fetchall()
        self.numbers = Counter(number for number, _, _ in found)
        self.paper = {number: state for number, state, _ in found}
        self.visits_with = Counter(visit for _, _, visit in found)


def judge_kiosk(diary: Path, database: Path) -> Verdict:
    """Judge all that has happened so far; everything must have been delivered.

    Args:
        diary: what visitors saw, and what left the printer.
        database: the server's.
    """
    lines = Counter(diary.read_text().splitlines())
    papers = {line.removeprefix("paper "): count for line, count in lines.items() if line.startswith("paper ")}
    told = {line.removeprefix("told ") for line in lines if line.startswith("told ")}
    kept, found = Tickets(database), Verdict()
    found.lost += [f"{number} is held in a hand" for number in (papers.keys() | told) - kept.numbers.keys()]
    seated = sum(kept.visits.get(state, 0) for state in ("held", "cleared", "deferred", "left"))
    if lines["seated"] > seated:
        found.lost.append(f"{lines['seated']} visitors were asked to sit down, and {seated} are known")
    for decision in ("deferred", "left"):
        made, known = lines[f"decided {decision}"], kept.visits.get(decision, 0)
        if made > known:
            found.lost.append(f"{made} visitors were {decision} by a decision at the kiosk, and {known} are known")
    found.doubled += [f"{number} was printed {count} times" for number, count in papers.items() if count > 1]
    found.doubled += [f"visit {visit} has {count} tickets" for visit, count in kept.visits_with.items() if count > 1]
    found.doubled += [f"ticket {ticket} was issued {count} times" for ticket, count in kept.issued_twice]
    if sum(kept.visits.values()) > lines["visitor"]:
        found.doubled.append(f"{lines['visitor']} visitors came, and {sum(kept.visits.values())} are known")
    found.wrong += list(_papers(papers, kept))
    return found


def _papers(papers: dict[str, int], kept: Tickets) -> Iterator[str]:
    for number, state in kept.paper.items():
        if state == "printed" and number not in papers:
            yield f"{number} is said to be printed"
        if state not in WITHOUT_PAPER and number not in papers and int(number.split("-")[1]) in RESERVED:
            yield f"{number} has no paper, and nobody is told"
