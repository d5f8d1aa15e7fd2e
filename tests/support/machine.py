"""Machines to install on: this machine's own system, each with changes of its own that vanish with the tests.

A machine is an overlay over ``/`` in a mount namespace that the tests keep open; its upper layer is in memory. So the
installer adds users, installs packages and writes to ``/etc`` for real, and nothing of it reaches this machine.
"""

import os
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
AS_ROOT = () if os.getuid() == 0 else ("sudo", "-n")
LIMIT_SECONDS = 300.0
SOURCE = "/usr/src/antre"
"""Where a machine has its copy of this repository."""


class WorkshopError(AssertionError):
    """No machine can be made here; the message says what the system answered."""


class Workshop:
    """Makes machines until it is closed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made = 0
        hold = f"mount -t tmpfs -o size=4g machines {shlex.quote(str(folder))} && echo held && exec sleep infinity"
        self._holder = subprocess.Popen(
            [*AS_ROOT, "unshare", "--mount", "--propagation", "private", "sh", "-c", hold],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self._holder.stdout is not None
        said = self._holder.stdout.readline()
        if said.strip() != "held":
            raise WorkshopError(f"the installer's tests need root and overlay mounts: {said}")

    def enter(self) -> list[str]:
        """The beginning of a command that runs where the machines are."""
        return [*AS_ROOT, "nsenter", "--target", str(self._holder.pid), "--mount"]

    def outside(self, script: str) -> str:
        """Run a script where the machines are, but in none of them."""
        done = subprocess.run([*self.enter(), "sh", "-ec", script], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise WorkshopError(f"{script}: {done.stderr}")
        return done.stdout

    def machine(self, below: "Machine | None" = None) -> "Machine":
        """Make a machine like this one, or like another as it is now; that one must not change any more."""
        self._made += 1
        place = self.folder / str(self._made)
        layers = [place / "changes", *(below.layers if below else ())]
        lower = ":".join([*map(str, layers[1:]), "/"])
        self.outside(f"""
            mkdir -p {place}/changes {place}/work {place}/system
            mount -t overlay machine -o lowerdir={lower},upperdir={layers[0]},workdir={place}/work {place}/system
            mount -t proc proc {place}/system/proc
            mount --rbind /dev {place}/system/dev
            mount -t tmpfs run {place}/system/run
            mount -t tmpfs tmp {place}/system/tmp
            chmod 1777 {place}/system/tmp
        """)
        return Machine(self, place / "system", layers)

    def close(self) -> None:
        """Forget all machines."""
        self._holder.terminate()
        self._holder.communicate()


class Machine:
    """One machine."""

    def __init__(self, workshop: Workshop, root: Path, layers: Sequence[Path]) -> None:
        self.layers = list(layers)
        self._workshop = workshop
        self._root = root

    def command(self, *arguments: str) -> list[str]:
        """A command of this machine as one of the tests' own processes."""
        return [*self._workshop.enter(), "env", "-u", "VIRTUAL_ENV", "chroot", str(self._root), *arguments]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command as root and wait."""
        command = self.command(*arguments)
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=LIMIT_SECONDS)

    def sh(self, script: str) -> str:
        """Run a script that must succeed, and return what it printed."""
        done = self.run("sh", "-ec", script)
        assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
        return done.stdout

    def install(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the installer of this machine's copy of the repository."""
        return self.run(f"{SOURCE}/deploy/install.sh", *arguments)

    def copy_source(self) -> None:
        """Bring this repository, as it is in the folder."""
        rooms = "kiosk queue_server display hardware languages deploy"
        files = "requirements.txt pyproject.toml LICENSE CHANGELOG.md"
        self._workshop.outside(f"""
            mkdir -p {self._root}{SOURCE}
            cd {shlex.quote(str(ROOT))}
            tar -cf - --exclude=__pycache__ {rooms} {files} | tar -xf - --no-same-owner -C {self._root}{SOURCE}
        """)

    def bring(self, folder: Path, to: str) -> None:
        """Show a folder of this machine's in that one, to be read."""
        self._workshop.outside(f"mkdir -p {self._root}{to} && mount --bind {folder} {self._root}{to}")

    def changes(self, folder: str = "/") -> list[str]:
        """Files that differ from the machine below."""
        here = f"{self.layers[0]}{folder}"
        return self._workshop.outside(f"cd {here} 2>/dev/null && find . -type f || true").split()
