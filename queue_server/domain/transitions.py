"""A state machine as a table: what is not in it is illegal, and nothing happens."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from queue_server.domain.errors import IllegalActionError

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Machine(Generic[S, A]):
    """A table of arrows: (state, action) to the next state."""

    name: str
    initial: S
    arrows: Mapping[tuple[S, A], S]

    def advance(self, state: S, action: A) -> S:
        """Return the state after an action.

        Raises:
            IllegalActionError: the table has no such arrow.
        """
        try:
            return self.arrows[state, action]
        except KeyError:
            raise IllegalActionError(state=state.value, action=action.value) from None

    def allows(self, state: S, action: A) -> bool:
        """Tell whether the table has this arrow."""
        return (state, action) in self.arrows

    def mermaid(self) -> str:
        """Draw the table as a Mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial.value}"]
        for (here, action), there in self.arrows.items():
            lines.append(f"    {here.value} --> {there.value}: {action.value}")
        finals = set(self.arrows.values()) - {here for here, _ in self.arrows}
        lines += [f"    {state.value} --> [*]" for state in sorted(finals)]
        return "\n".join(lines)
