"""The soak tells a wall that grows from one that does not."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.bench.soak import LEAST_DRAWN, MOST_HEAP_KB, MOST_NODES, MOST_RSS_MB, Growth, Sample, Soak, growth, soak

DAYS = 4
KEEPS_WHAT_IS_REMOVED = """
  const kept = (window.kept = []);
  new MutationObserver((changes) => {
    for (const change of changes) kept.push(...change.removedNodes);
  }).observe(document, { childList: true, subtree: true });
"""


def soaked(*arguments: Any, **more: Any) -> Soak:
    """Soak in a thread of its own: this one may hold the browser of other tests."""
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(soak, *arguments, **more).result()


def test_a_wall_that_forgets_does_not_grow(tmp_path: Path) -> None:
    done = soaked(tmp_path, DAYS)
    assert growth(done.samples).leaks == []
    assert done.calls_drawn >= DAYS * LEAST_DRAWN


def test_a_page_that_keeps_what_it_removes_is_found(tmp_path: Path) -> None:
    assert "nodes" in growth(soaked(tmp_path, DAYS, page_script=KEEPS_WHAT_IS_REMOVED).samples).leaks


def test_a_process_that_keeps_its_pictures_is_found(tmp_path: Path) -> None:
    assert "rss_mb" in growth(soaked(tmp_path, DAYS, command=["--leak"]).samples).leaks


@pytest.mark.parametrize(
    ("step", "leaks"),
    [
        (Sample(0, 0, 0), []),
        (Sample(MOST_HEAP_KB / 5.9, 0, 0), ["heap_kb"]),
        (Sample(0, MOST_NODES / 5.9, 0), ["nodes"]),
        (Sample(0, 0, MOST_RSS_MB / 5.9), ["rss_mb"]),
        (Sample(MOST_HEAP_KB / 7, MOST_NODES / 7, MOST_RSS_MB / 7), []),
    ],
)
def test_what_grows_day_by_day_is_a_leak_beyond_its_limit(step: Sample, leaks: list[str]) -> None:
    samples = [Sample(3000 + step.heap_kb * n, 500 + step.nodes * n, 70 + step.rss_mb * n) for n in range(12)]
    assert growth(samples).leaks == leaks


def test_what_is_filled_in_the_first_days_is_no_leak() -> None:
    samples = [Sample(1000 * min(n, 2), 100 * min(n, 2), 10 * min(n, 2)) for n in range(12)]
    assert growth(samples) == Growth(0, 0, 0)
