"""The units and scripts, judged by the tools that are made for them."""

import re
import subprocess
from pathlib import Path

from tests.support.machine import ROOT, Machine


def scripts() -> list[Path]:
    found = [path for room in ("deploy", "tests") for path in (ROOT / room).rglob("*.sh")]
    return sorted([*found, ROOT / ".ci" / "run"])


def test_systemd_understands_every_unit(installed: Machine) -> None:
    units = installed.sh("ls /etc/systemd/system/antre-*.service").split()
    assert len(units) == 4
    done = installed.run("systemd-analyze", "verify", "--man=no", *units)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_services_are_shut_in(installed: Machine) -> None:
    for unit in ("server", "kiosk", "display"):
        path = f"/etc/systemd/system/antre-{unit}.service"
        done = installed.run("systemd-analyze", "security", "--offline=yes", "--threshold=40", path)
        assert done.returncode == 0, done.stdout.splitlines()[-1] + done.stderr


def test_the_shell_scripts_have_no_known_mistake() -> None:
    assert len(scripts()) > 10
    done = subprocess.run(["shellcheck", "-x", *scripts()], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_section_that_a_script_sends_to_exists() -> None:
    named = [
        (script.name, *found)
        for script in scripts()
        for found in re.findall(r'(docs/[\w-]+\.md), \\"([^"\\]+)\\"', script.read_text(encoding="utf-8"))
    ]
    assert named
    for script, document, section in named:
        headings = re.findall(r"^#+ (.+)$", (ROOT / document).read_text(encoding="utf-8"), re.MULTILINE)
        assert section in headings, f"{script}: {document} has no such section"
