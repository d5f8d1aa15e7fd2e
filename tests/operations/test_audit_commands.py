"""The audit log at the command line."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.operations.test_commands import command, one_line


def test_the_log_is_verified_and_its_head_is_noted(tmp_path: Path) -> None:
    for code in ("bpn", "jkt"):
        assert command(tmp_path, "add-office", code, f"Kantor {code}")[0] == 0
    mine = ("--office", "bpn")
    count, head = command(tmp_path, "audit-head", *mine)[1].split()
    status, told, _ = command(tmp_path, "verify-audit")
    assert (status, told.splitlines()[0]) == (0, f"bpn: {count} entries verified, head {head}")
    assert [line.partition(":")[0] for line in told.splitlines()] == ["bpn", "jkt"]
    assert command(tmp_path, "verify-audit", "--head", head, *mine)[0] == 0
    assert "64 digits" in one_line(command(tmp_path, "verify-audit", "--head", "12ab", *mine))
    assert "--office" in one_line(command(tmp_path, "verify-audit", "--head", head))
    status, told, _ = command(tmp_path, "verify-audit", "--head", head, "--office", "jkt")
    assert (status, told[:12]) == (1, "jkt: BROKEN:")
    with closing(sqlite3.connect(tmp_path / "antre.db")) as database:
        database.execute("UPDATE event SET actor = 'account:7' WHERE seq = 1")
        database.commit()
    status, told, _ = command(tmp_path, "verify-audit")
    assert status == 1
    assert "BROKEN: event 1, of which entry 1 tells, was changed; before it 0 entries verified" in told
