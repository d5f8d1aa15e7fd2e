"""A whole demo office on one machine: server, a simulated kiosk, the display. ``make run`` runs it until Ctrl-C."""

import argparse
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from queue_server.demo import ACCOUNTS, PASSWORD
from queue_server.protocol.words import StaffRole

HOST = "127.0.0.1"
PREFERRED_PORTS = {"server": 8080, "kiosk": 8081, "display": 8082}
TRIES = {
    StaffRole.ADMIN: "head of office: services, quota, accounts, devices, rules; a poster to print",
    StaffRole.OFFICER: "counter officer: open a counter, then N calls the next visitor",
    StaffRole.SECURITY: "security: decides on a visitor whom the kiosk asked to sit",
    StaffRole.HEALTH: "health task force: the same desk as security",
}
"""What each account of the demo office is for."""
START_SECONDS = 60.0
STOP_SECONDS = 10.0

KIOSK_TOML = """\
server_url = "http://{host}:{server}"
token_file = "{folder}/kiosk.token"
data_dir = "{folder}/kiosk"
listen_host = "{host}"
listen_port = {kiosk}

[thermometer]
driver = "simulated"

[printer]
driver = "simulated"
folder = "{folder}/tickets"

[controls]
driver = "simulated"
buttons = {{ green = 17, yellow = 27 }}

[speaker]
driver = "browser"

[buttons.green]
do = "service"
service = 1

[buttons.yellow]
do = "service"
service = 2
"""

DISPLAY_TOML = """\
server_url = "http://{host}:{server}"
token_file = "{folder}/display.token"
data_dir = "{folder}/display"
host = "{host}"
port = {display}

[speaker]
driver = "browser"
"""


class StartError(Exception):
    """A part of the office did not start; the message holds the end of what it said."""


@dataclass(slots=True)
class Part:
    """One process of the office and its log."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def last_words(self) -> str:
        """Return the end of the log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-12:])


class Office:
    """The processes of the demo office."""

    def __init__(self, folder: Path) -> None:
        """Choose the ports: the usual ones where they are free."""
        self._folder = folder.absolute()
        self.ports = {name: _free_port(port) for name, port in PREFERRED_PORTS.items()}
        self.parts: list[Part] = []

    def prepare(self) -> None:
        """Fill the database at the first run, register the devices, write their settings."""
        (self._folder / "log").mkdir(parents=True, exist_ok=True)
        self._command("demo")
        for role, name in (("kiosk", "Kios pintu masuk"), ("display", "Layar ruang tunggu")):
            token = self._folder / f"{role}.token"
            if not token.exists():
                self._command("add-device", name, role, "--token-file", str(token))
        for role, text in (("kiosk", KIOSK_TOML), ("display", DISPLAY_TOML)):
            settings = text.format(host=HOST, folder=self._folder, **self.ports)
            (self._folder / f"{role}.toml").write_text(settings, encoding="utf-8")

    def start(self) -> None:
        """Start the three processes, each when the one before answers."""
        self._start("server", "-m", "queue_server", "serve")
        self._wait("server", "/api/v1/openapi.json")
        self._start("kiosk", "-m", "kiosk", "--config", str(self._folder / "kiosk.toml"))
        self._start("display", "-m", "display", "--config", str(self._folder / "display.toml"))
        self._wait("kiosk", "/")
        self._wait("display", "/")

    def stop(self) -> None:
        """Ask every part to end, the last started first, and wait; what does not end is ended."""
        for part in reversed(self.parts):
            part.process.terminate()
            try:
                part.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                part.process.kill()
                part.process.wait()

    def ended(self) -> Part | None:
        """Return a part that has ended by itself, if there is one."""
        return next((part for part in self.parts if part.process.poll() is not None), None)

    def _environment(self) -> dict[str, str]:
        own = {
            "ANTRE_DATA_DIR": str(self._folder),
            "ANTRE_WEB_HOST": HOST,
            "ANTRE_WEB_PORT": str(self.ports["server"]),
            "PYTHONUNBUFFERED": "1",
        }
        return os.environ | own

    def _command(self, *arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "queue_server", *arguments],
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise StartError(f"queue_server {arguments[0]}: {done.stderr.strip()}")

    def _start(self, name: str, *arguments: str) -> None:
        log = self._folder / "log" / f"{name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                env=self._environment() if name == "server" else None,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches this process only, which stops the others in order
            )
        self.parts.append(Part(name, process, log))

    def _wait(self, name: str, path: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            dead = self.ended()
            if dead is not None:
                raise StartError(f"the {dead.name} ended:\n{dead.last_words()}")
            if _answers(self.ports[name], path):
                return
            time.sleep(0.1)
        raise StartError(f"the {name} does not answer; see {self._folder / 'log'}")


def _free_port(preferred: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, preferred))
        except OSError:
            probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


def _welcome(ports: dict[str, int], folder: Path) -> str:
    address = {name: f"http://{HOST}:{port}/" for name, port in ports.items()}
    people = "\n".join(f"    {username:<10} {TRIES[role]}" for username, (_name, role) in ACCOUNTS.items())
    return f"""
Antre: a demo passport office is open. Every visitor in it is made up; sensor, printer and buttons are simulated.

  kiosk      {address["kiosk"]}  the visitor at the door: choose a service, take the ticket
  display    {address["display"]}  the waiting room: shows who is called; click on it once, so that it may sound
  staff      {address["server"]}  sign in as one of these, all with the password {PASSWORD}

{people}

  The yellow tag SIMULASI on the kiosk chooses who stands before the sensor and what the printer does.
  Bookings to try at the kiosk: DEMO-1 to DEMO-8. Data and logs: {folder}. Ctrl-C stops everything.
"""


def main() -> int:
    """Run the office until SIGINT or SIGTERM.

    Returns:
        0 after a clean stop, 1 if a part did not start or ended by itself.
    """
    parser = argparse.ArgumentParser(prog="make run", description="A whole demo office on one machine.")
    parser.add_argument("--folder", type=Path, default=Path("var/demo"), help="its data (default: %(default)s)")
    folder: Path = parser.parse_args().folder
    asked = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: asked.set())
    office = Office(folder)
    print("Opening the office ...", flush=True)
    try:
        office.prepare()
        office.start()
        print(_welcome(office.ports, folder), flush=True)
        while not asked.wait(0.5):
            if (dead := office.ended()) is not None:
                raise StartError(f"the {dead.name} ended:\n{dead.last_words()}")
    except StartError as error:
        print(f"make run: {error}", file=sys.stderr)
        return 1
    finally:
        office.stop()
        print("Everything is stopped.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
