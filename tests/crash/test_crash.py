"""A few crashes in every run of the tests, and two broken servers that the judge must not call sound."""

from pathlib import Path

from tests.crash.rounds import crash_rounds

ENOUGH_ROUNDS = 12
"""Within which a broken server was always found out; a sound one stands them all."""


def test_a_server_that_is_killed_under_load_loses_and_doubles_nothing(tmp_path: Path) -> None:
    answers = 0
    for one in crash_rounds(tmp_path, rounds=4, seed=1):
        assert not one.verdict, f"round {one.nth}: {one.verdict}"
        answers += one.answers
    assert answers > 40


def test_the_judge_finds_what_a_server_without_nonces_doubles(tmp_path: Path) -> None:
    rounds = crash_rounds(tmp_path, ENOUGH_ROUNDS, seed=2, module="tests.crash.without_nonces")
    assert any(one.verdict.doubled for one in rounds)


def test_the_judge_finds_what_a_disk_loses_that_was_not_synced(tmp_path: Path) -> None:
    rounds = crash_rounds(tmp_path, ENOUGH_ROUNDS, seed=3, harm=lose_the_tail)
    assert any(one.verdict.lost or one.verdict.wrong for one in rounds)


def lose_the_tail(folder: Path) -> None:
    """Cut half of what was last written, as a disk does that answers before it has written."""
    log = folder / "antre.db-wal"
    with log.open("r+b") as file:
        file.truncate(log.stat().st_size // 2)
