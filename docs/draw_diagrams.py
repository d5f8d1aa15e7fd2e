"""Draw the state diagrams of ``docs/architecture.md`` from the tables that the program runs on.

``make diagrams`` writes them; a test fails while the document shows anything else.
"""

import re
import sys
from collections.abc import Mapping
from pathlib import Path

from kiosk.visit.dialogue import Phase
from kiosk.visit.session import ARROWS
from queue_server.domain.ticket import TICKET
from queue_server.domain.visit import VISIT

DOCUMENT = Path(__file__).with_name("architecture.md")
_PLACE = re.compile(r"(<!-- diagram: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_EVERYWHERE = frozenset({"Availability", "Language", "Touch"})
"""Inputs that every phase takes; drawn, they would hide the rest."""


def kiosk_diagram() -> str:
    """Draw the kiosk's dialogue; arrows with the same ends share a line."""
    labels: dict[tuple[str, str], list[str]] = {}
    for arrow in ARROWS:
        for target in arrow.to:
            if target is not arrow.source and arrow.on.__name__ not in _EVERYWHERE:
                labels.setdefault((arrow.source, target), []).append(_words(arrow.on.__name__))
    lines = ["stateDiagram-v2", f"    [*] --> {Phase.IDLE}"]
    lines += [f"    {here} --> {there}: {', '.join(names)}" for (here, there), names in labels.items()]
    return "\n".join(lines)


def with_diagrams(text: str, diagrams: Mapping[str, str]) -> str:
    """Return a document with each place for a diagram filled anew."""
    return _PLACE.sub(lambda place: f"{place[1]}```mermaid\n{diagrams[place[2]]}\n```\n{place[3]}", text)


def drawn() -> str:
    """Return the document as it should be."""
    diagrams = {"ticket": TICKET.mermaid(), "visit": VISIT.mermaid(), "kiosk": kiosk_diagram()}
    return with_diagrams(DOCUMENT.read_text(encoding="utf-8"), diagrams)


def _words(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


if __name__ == "__main__":
    DOCUMENT.write_text(drawn(), encoding="utf-8")
    print(f"drawn: {DOCUMENT}", file=sys.stderr)  # noqa: T201 - a command
