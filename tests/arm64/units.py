"""Start what a systemd unit starts, as the unit says, and wait for its word that it is ready.

Standard library only: the guest's own Python runs this. Users, folders, environment and readiness are the unit's; its
hardening and its watchdog are systemd's business and not tried here.
"""

import os
import pwd
import shlex
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path

UNITS = Path("/etc/systemd/system")
FOLDERS = {"StateDirectory": Path("/var/lib"), "CacheDirectory": Path("/var/cache"), "RuntimeDirectory": Path("/run")}
SPECIFIERS = {"%t": "/run", "%C": "/var/cache", "%S": "/var/lib"}
READY_SECONDS = 120.0
STOP_SECONDS = 60.0


class UnitError(Exception):
    """A unit's process did not start, say that it is ready, or stop as it should."""


def service_settings(text: str) -> list[tuple[str, str]]:
    """Return the settings of a unit's [Service] section in their order."""
    section = ""
    settings = []
    for line in text.splitlines():
        if line.startswith("["):
            section = line
        elif section == "[Service]" and "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            settings.append((key, value))
    return settings


class Unit:
    """One installed unit and its process."""

    def __init__(self, name: str, more_environment: Mapping[str, str]) -> None:
        """Read the unit.

        Args:
            name: without ``.service``.
            more_environment: as an administrator would add by ``systemctl edit``.
        """
        self.name = name
        self._settings = service_settings((UNITS / f"{name}.service").read_text(encoding="utf-8"))
        self._more_environment = more_environment
        self._log = Path("/run") / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process and wait until it says that it is ready.

        Raises:
            UnitError: it ended, or did not say so in time; with the end of its log.
        """
        user = pwd.getpwnam(self._setting("User"))
        self._make_folders(user)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told, self._log.open("wb") as log:
            address = Path("/run") / f"{self.name}.notify"
            told.bind(str(address))
            address.chmod(0o666)
            self._process = subprocess.Popen(
                shlex.split(self._setting("ExecStart")),
                cwd=self._setting("WorkingDirectory"),
                env=self._environment() | {"NOTIFY_SOCKET": str(address)},
                user=user.pw_uid,
                group=user.pw_gid,
                extra_groups=os.getgrouplist(user.pw_name, user.pw_gid),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
            self._wait_until_ready(told)

    def stop(self) -> None:
        """End the process as systemd does.

        Raises:
            UnitError: it did not end in time, or not by itself.
        """
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            status = self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise UnitError(f"{self.name} did not stop in {STOP_SECONDS:g} s\n{self.last_words()}") from None
        if status != 0:
            raise UnitError(f"{self.name} stopped with status {status}\n{self.last_words()}")

    def last_words(self) -> str:
        """Return the end of the log."""
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-15:])

    def _setting(self, key: str) -> str:
        return next(value for known, value in self._settings if known == key)

    def _environment(self) -> dict[str, str]:
        own = dict(value.split("=", 1) for key, value in self._settings if key == "Environment")
        for sign, folder in SPECIFIERS.items():
            own = {name: value.replace(sign, folder) for name, value in own.items()}
        return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **own, **self._more_environment}

    def _make_folders(self, user: pwd.struct_passwd) -> None:
        for key, value in self._settings:
            if key in FOLDERS:
                folder = FOLDERS[key] / value
                folder.mkdir(parents=True, exist_ok=True)
                os.chown(folder, user.pw_uid, user.pw_gid)

    def _wait_until_ready(self, told: socket.socket) -> None:
        told.settimeout(READY_SECONDS)
        try:
            while b"READY=1" not in told.recv(4096).split(b"\n"):
                pass
        except TimeoutError:
            raise UnitError(f"{self.name} is not ready after {READY_SECONDS:g} s\n{self.last_words()}") from None
