"""A few seconds of a small crowd in every run of the tests; they judge errors and memory, never speed."""

from pathlib import Path

from tests.load.day import MOST_GROWTH_MB, Crowd, figures, growth_mb, load

FEW = Crowd(counters=3, kiosks=2, boards=2, desks=1, phones=10, times_busy=400)


def test_a_small_crowd_meets_no_error_and_every_call_reaches_the_streams(tmp_path: Path) -> None:
    done = load(tmp_path, 6, FEW, seed=1)
    assert done.seen.errors == []
    assert {"call-next", "start", "check-in", "board", "desk"} <= done.seen.taken_ms.keys()
    assert done.lags_ms
    names = [figure.name for figure in figures(done, FEW)]
    assert "load_call_next_ms_p99" in names
    assert len(names) == len(set(names))


def test_a_server_that_keeps_its_answers_is_found(tmp_path: Path) -> None:
    done = load(tmp_path, 8, FEW, seed=2, module="tests.load.leaking_server")
    assert growth_mb(done.rss_mb) > MOST_GROWTH_MB


def test_a_request_that_fails_is_an_error(tmp_path: Path) -> None:
    done = load(tmp_path, 5, FEW, seed=3, module="tests.load.failing_server")
    assert any("office: 500" in words for words in done.seen.errors)


def test_memory_that_is_filled_at_first_is_flat_afterwards() -> None:
    assert growth_mb([50.0, 60, 70, 70, 70, 70, 70, 70]) == 0
    assert growth_mb([50.0 + nth for nth in range(40)]) == 20
    assert growth_mb([50.0]) == 0
