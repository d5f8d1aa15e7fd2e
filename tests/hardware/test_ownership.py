"""Locks on real files, between real processes."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hardware.errors import SensorOwnedError
from hardware.ownership import claim_address, claim_folder

HOLDER = """
import os, sys, time
from hardware.ownership import claim_address, claim_folder
path = sys.argv[1]
if os.path.isdir(path):
    claim_folder(os.open(path, os.O_RDONLY), path)
else:
    claim_address(os.open(path, os.O_RDWR), int(sys.argv[2]), path)
print("owned", flush=True)
sys.stdin.read()
"""


@contextmanager
def owner(path: Path, address: int = 0x5A) -> Iterator[subprocess.Popen[str]]:
    """Another process that owns it, until the block ends."""
    command = [sys.executable, "-c", HOLDER, str(path), str(address)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "owned\n"
        yield process
        process.kill()


@pytest.fixture
def node(tmp_path: Path) -> Path:
    path = tmp_path / "node"
    path.touch()
    return path


def test_a_second_process_is_told_who_owns_the_sensor(node: Path) -> None:
    mine = os.open(node, os.O_RDWR)
    with owner(node) as process, pytest.raises(SensorOwnedError) as caught:
        claim_address(mine, 0x5A, "bus 1")
    assert f"(bus 1: process {process.pid})" in str(caught.value)
    assert "Stop it" in str(caught.value)
    assert not caught.value.permanent
    os.close(mine)


def test_the_kernel_gives_it_back_when_the_owner_is_killed(node: Path) -> None:
    mine = os.open(node, os.O_RDWR)
    with owner(node) as process:
        process.kill()
        process.wait()
        claim_address(mine, 0x5A, "bus 1")
    os.close(mine)


def test_another_sensor_on_the_same_bus_is_free(node: Path) -> None:
    mine = os.open(node, os.O_RDWR)
    with owner(node, 0x5A):
        claim_address(mine, 0x5B, "bus 1")
    os.close(mine)


def test_a_folder_has_one_owner(tmp_path: Path) -> None:
    mine = os.open(tmp_path, os.O_RDONLY)
    with owner(tmp_path) as process, pytest.raises(SensorOwnedError, match=f"process {process.pid}"):
        claim_folder(mine, "sensor")
    claim_folder(mine, "sensor")
    os.close(mine)
