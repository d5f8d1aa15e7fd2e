"""A few crashes of a kiosk in every run of the tests, and a broken one that the judge must not call sound."""

import shutil
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from queue_server.operations.check_in import check_in
from queue_server.protocol.messages import CheckInRequest
from queue_server.protocol.temperature import Measurement
from queue_server.protocol.words import MeasurementStatus
from tests.crash.kiosk_judge import judge_kiosk
from tests.crash.kiosk_rounds import kiosk_rounds
from tests.support.premises import Premises, prepare

ENOUGH_ROUNDS = 6
"""Within which a broken kiosk was always found out; a sound one stands them all."""


def test_a_kiosk_that_is_killed_with_and_without_its_server_loses_and_doubles_nobody(tmp_path: Path) -> None:
    visitors = 0
    for one in kiosk_rounds(tmp_path, rounds=3, seed=1):
        assert not one.verdict, f"round {one.nth}: {one.verdict}"
        visitors += one.visitors
    assert visitors > 2


def test_the_judge_finds_what_a_disk_loses_that_was_not_synced(tmp_path: Path) -> None:
    rounds = kiosk_rounds(tmp_path, ENOUGH_ROUNDS, seed=1, harm=lose_what_was_written)
    assert any(one.verdict.lost or one.verdict.doubled for one in rounds)


def check_one_in(premises: Premises) -> None:
    """Let a visitor get the number A-001."""
    fine = Measurement(status=MeasurementStatus.MEASURED, celsius=36.4, samples=12)
    request = CheckInRequest(nonce="nonce-of-the-visitor", service_id=premises.service_id, measurement=fine)
    with closing(premises.open_store()) as store:
        store.write(check_in, request, office_id=premises.office_id, device_id=1, now=datetime.now(UTC))


def lose_what_was_written(folder: Path, killed: bool) -> None:
    """Put the outbox back as it was before the kiosk ran, as a disk does that answers before it has written."""
    before = folder.with_name("before")
    if not killed:
        shutil.rmtree(before, ignore_errors=True)
        shutil.copytree(folder, before)
        return
    for file in folder.glob("outbox.db*"):
        file.unlink()
    for file in before.glob("outbox.db*"):
        shutil.copy(file, folder)


@pytest.mark.parametrize(
    ("diary", "found"),
    [
        ("visitor\npaper A-501", "lost"),
        ("visitor\ntold A-501", "lost"),
        ("visitor\nseated", "lost"),
        ("visitor\ndecided deferred", "lost"),
        ("visitor\npaper A-001\npaper A-001", "doubled"),
        ("", "doubled"),
        ("visitor\npaper A-001\ntold A-001\n", ""),
        ("visitor\npaper A-001\ncopy A-001\n", ""),
    ],
)
def test_what_the_judge_calls_what(tmp_path: Path, diary: str, found: str) -> None:
    check_one_in(prepare(tmp_path))
    (tmp_path / "diary").write_text(diary)
    verdict = judge_kiosk(tmp_path / "diary", tmp_path / "antre.db")
    assert [name for name in ("lost", "doubled", "wrong") if getattr(verdict, name)] == ([found] if found else [])
