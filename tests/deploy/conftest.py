"""A machine with Antre on it, and machines like it to change."""

import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.machine import ROOT, Machine, Workshop

WHEELS = "/mnt/wheels"
OFFICE = ("--office", "balikpapan", "--office-name", "Kantor Imigrasi Balikpapan", "--timezone", "Asia/Makassar")


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    made = Workshop(tmp_path_factory.mktemp("machines"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def wheels() -> Path:
    """The pinned packages for the system's Python, fetched once and kept in ``build``."""
    pins = (ROOT / "requirements.txt").read_bytes()
    version = "import sys; print('%d.%d' % sys.version_info[:2])"
    python = subprocess.run(["/usr/bin/python3", "-c", version], capture_output=True, text=True, check=True)
    name = hashlib.sha256(pins + python.stdout.encode()).hexdigest()[:12]
    folder = ROOT / "build" / f"wheels-{name}"
    if not folder.exists():
        folder.parent.mkdir(exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=folder.parent))  # another process may be fetching as well
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
        command += ["--retries", "10", "--timeout", "60"]
        command += ["--require-hashes", "--only-binary", ":all:", "--python-version", python.stdout.strip()]
        subprocess.run([*command, "--dest", str(draft), "-r", str(ROOT / "requirements.txt")], check=True)
        try:
            draft.rename(folder)
        except OSError:
            if not folder.exists():  # else the other one was quicker
                raise
            shutil.rmtree(draft)
    return folder


@pytest.fixture(scope="session")
def bare(workshop: Workshop, wheels: Path) -> Callable[[], Machine]:
    """Makes machines with the repository on them and nothing installed."""

    def make() -> Machine:
        machine = workshop.machine()
        machine.copy_source()
        machine.bring(wheels, WHEELS)
        return machine

    return make


@pytest.fixture(scope="session")
def installed(bare: Callable[[], Machine]) -> Machine:
    """A machine with every role; to be looked at, not to be changed."""
    machine = bare()
    done = machine.install("--role", "all", "--wheels", WHEELS, *OFFICE)
    assert done.returncode == 0, done.stdout + done.stderr
    return machine


@pytest.fixture
def machine(workshop: Workshop, wheels: Path, installed: Machine) -> Machine:
    """A machine like it, to be changed."""
    made = workshop.machine(installed)
    made.bring(wheels, WHEELS)
    return made
