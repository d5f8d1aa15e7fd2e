from itertools import product

import pytest

from queue_server.domain.errors import IllegalActionError
from queue_server.domain.ticket import AT_COUNTER, TICKET, TicketAction, TicketState
from queue_server.domain.visit import KEEPS_PLACE, VISIT, VisitAction, VisitState

# Written out once more, by hand, from the plan: a table that was changed by accident no longer agrees with it.
TICKET_ARROWS = """
    waiting  call       called
    called   recall     called
    called   start      serving
    serving  complete   completed
    called   no_show    no_show
    no_show  reinstate  waiting
    serving  park       parked
    parked   resume     called
    waiting  transfer   waiting
    called   transfer   waiting
    serving  transfer   waiting
    parked   transfer   waiting
    serving  next_stage waiting
    waiting  cancel     cancelled
    parked   cancel     cancelled
"""
VISIT_ARROWS = """
    arrived  admit  admitted
    arrived  hold   held
    held     clear  cleared
    held     defer  deferred
    held     leave  left
    cleared  take_back held
    deferred take_back held
    left     take_back held
"""


def arrows(text: str) -> dict[tuple[str, str], str]:
    return {(here, action): there for here, action, there in (line.split() for line in text.strip().splitlines())}


@pytest.mark.parametrize(("state", "action"), list(product(TicketState, TicketAction)))
def test_a_ticket_moves_only_along_its_arrows(state: TicketState, action: TicketAction) -> None:
    there = arrows(TICKET_ARROWS).get((state.value, action.value))
    assert TICKET.allows(state, action) is (there is not None)
    if there is not None:
        assert TICKET.advance(state, action) == there
        return
    with pytest.raises(IllegalActionError) as refused:
        TICKET.advance(state, action)
    assert refused.value.details == {"state": state.value, "action": action.value}


@pytest.mark.parametrize(("state", "action"), list(product(VisitState, VisitAction)))
def test_a_visit_moves_only_along_its_arrows(state: VisitState, action: VisitAction) -> None:
    there = arrows(VISIT_ARROWS).get((state.value, action.value))
    assert VISIT.allows(state, action) is (there is not None)
    if there is not None:
        assert VISIT.advance(state, action) == there
        return
    with pytest.raises(IllegalActionError) as refused:
        VISIT.advance(state, action)
    assert refused.value.details == {"state": state.value, "action": action.value}


def test_every_state_can_be_reached() -> None:
    assert {TICKET.initial, *TICKET.arrows.values()} == set(TicketState)
    assert {VISIT.initial, *VISIT.arrows.values()} == set(VisitState)


def test_a_counter_has_what_it_called_or_serves() -> None:
    assert {TicketState.CALLED, TicketState.SERVING} == AT_COUNTER


def test_who_was_sent_away_keeps_no_place() -> None:
    assert set(VisitState) - KEEPS_PLACE == {VisitState.DEFERRED, VisitState.LEFT}


def test_the_diagram_shows_every_arrow_and_where_it_ends() -> None:
    drawn = VISIT.mermaid().splitlines()
    assert drawn[:2] == ["stateDiagram-v2", "    [*] --> arrived"]
    expected = {f"    {here} --> {there}: {action}" for (here, action), there in arrows(VISIT_ARROWS).items()}
    finals = {f"    {state} --> [*]" for state in ("admitted",)}
    assert set(drawn[2:]) == expected | finals
