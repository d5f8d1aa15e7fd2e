"""How a part of the fuzzing draws its examples: as many as asked, from a seed, nothing kept on the disk."""

from collections.abc import Callable
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis.strategies import SearchStrategy


def try_all(
    check: Callable[[Any], None], examples: SearchStrategy[Any], count: int, seed: int, *, shrink: bool = True
) -> None:
    """Check so many examples; what fails is told in its simplest form.

    Args:
        check: raises where an example is answered wrongly.
        examples: where they come from.
        count: how many at most.
        seed: the same seed draws the same.
        shrink: look for a simpler one; not where a check changes what later ones meet.
    """
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    drawn = settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )

    def one(example: Any) -> None:
        check(example)

    hypothesis.seed(seed)(drawn(hypothesis.given(examples)(one)))()
