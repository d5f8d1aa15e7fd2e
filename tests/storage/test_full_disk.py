"""A full disk does not keep a temperature: tried on a disk of our own that is really full."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

LIMIT_SECONDS = 120.0
OWN_MOUNTS = ("unshare", "--mount", "--propagation", "private", *(() if os.geteuid() == 0 else ("--map-root-user",)))
SCRIPT = """
    disk="$1" && shift && mount -t tmpfs -o size=32m disk "$disk"
    for act; do "$PYTHON" -m tests.storage.on_a_small_disk "$disk" "$act"; done
"""


def on_a_small_disk(folder: Path, *acts: str) -> list[Any]:
    """Do the acts one after the other, each in a process of its own; return what the last one saw."""
    done = subprocess.run(
        [*OWN_MOUNTS, "sh", "-ec", SCRIPT, "sh", str(folder), *acts],
        env=os.environ | {"PYTHON": sys.executable},
        capture_output=True,
        check=False,
        text=True,
        timeout=LIMIT_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    states: list[Any] = json.loads(done.stdout.splitlines()[-1])
    return states


def test_what_is_due_goes_from_a_full_disk(tmp_path: Path) -> None:
    full, before, after, at_last = on_a_small_disk(tmp_path, "with_reserve")
    assert full
    (told,) = before.pop("said")
    assert told.startswith("nothing can be stored (disk_full)")
    assert before == {"stored": 1, "in the bytes": True, "reserve": True, "trouble": "disk_full", "readable": True}
    assert (after["stored"], after["in the bytes"]) == (0, False)
    assert (at_last["reserve"], at_last["in the bytes"]) == (True, False)


def test_without_room_it_is_told_once_and_done_as_soon_as_there_is_some(tmp_path: Path) -> None:
    full, before, after, at_last = on_a_small_disk(tmp_path, "without_reserve")
    assert full
    assert not before["reserve"]
    assert (after["stored"], after["in the bytes"]) == (1, True)
    told = [line for line in after["said"] if line.startswith("temperatures that are due could not be forgotten")]
    assert len(told) == 1
    assert "full" in told[0]
    assert (at_last["stored"], at_last["in the bytes"], at_last["reserve"]) == (0, False, True)
    assert "forgetting temperatures works again" in at_last["said"]
    assert (after["trouble"], after["readable"], at_last["trouble"]) == ("disk_full", True, "")
    assert [line for line in at_last["said"] if "stored (" in line or "written" in line] == [
        before["said"][0],
        "the database takes what is written again",
    ], "each change once"


def test_after_a_power_cut_a_full_disk_is_opened_and_cleared(tmp_path: Path) -> None:
    (state,) = on_a_small_disk(tmp_path, "power_cut", "start_again")
    assert (state["stored"], state["in the bytes"]) == (0, False)
