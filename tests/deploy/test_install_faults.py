"""What the installer says and leaves behind when something is wrong: nothing half-done, and a second run completes."""

import re
import shlex

import pytest

from tests.deploy.conftest import OFFICE, WHEELS
from tests.support.machine import SOURCE, Machine

AGAIN = ("--role", "all", "--wheels", WHEELS)
VENV = "/opt/antre/current/.venv"
PYTHON = "/usr/local/bin/other-python"
STATE = "readlink /opt/antre/current; ls /opt/antre/releases; ls /etc/antre; cat /etc/systemd/system/antre-*.service"


def a_python(machine: Machine, *answers: str) -> str:
    """A Python that answers some questions otherwise, and all others as this machine's does."""
    cases = "\n".join(answers)
    script = f'#!/bin/sh\ncase "$*" in\n{cases}\nesac\nexec /usr/bin/python3 "$@"\n'
    machine.sh(f"printf %s {shlex.quote(script)} >{PYTHON}; chmod 755 {PYTHON}")
    return PYTHON


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "--role is one of server, kiosk, display, station, all"),
        (("--role", "cashier"), "--role is one of"),
        (("--role", "kiosk", "--server", "10.0.0.1"), "--server 10.0.0.1 is no address; write http://HOST:PORT"),
        (("--role",), "--role needs a value"),
        (("--role", "all", "--screen", "tv"), "--screen is one of"),
        (("--role", "all", "--office", "uji"), "--office needs --office-name"),
        (("--role", "all", "--token", "/dev/null"), "--token goes with --role kiosk, display or station"),
        (("--role", "all", "--pair", "2222-2222"), "--pair goes with --role kiosk, display or station"),
        (("--role", "all", "--ca", "/etc/passwd"), "--ca goes with --role kiosk, display or station"),
        (("--role", "kiosk", "--server", "http://h", "--ca", "/etc/passwd"), "--ca goes with --server https://"),
        (("--role", "kiosk", "--server", "http://h", "--plain"), "--plain goes with --role server or all"),
        (("--purge",), "--purge goes with --uninstall"),
        (("--role", "all", "--quickly"), "unknown argument --quickly"),
    ],
)
def test_wrong_arguments_are_named_before_anything_is_done(
    installed: Machine, arguments: tuple[str, ...], told: str
) -> None:
    done = installed.install(*arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert "usage:" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--role", "kiosk", "--server", "http://h", "--token", "/nowhere"), "the token file /nowhere is missing"),
        (("--role", "kiosk", "--server", "https://h", "--ca", "/etc/passwd"), "/etc/passwd is no certificate"),
        (("--role", "all", "--wheels", "/nowhere"), "the folder /nowhere does not exist"),
    ],
)
def test_files_that_are_not_there_are_named(installed: Machine, arguments: tuple[str, ...], told: str) -> None:
    done = installed.install(*arguments)
    assert (done.returncode, told in done.stderr) == (1, True), done.stderr


def test_another_system_is_refused_by_its_name(machine: Machine) -> None:
    system = 'PRETTY_NAME="Ubuntu 24.04"\nID=ubuntu\nID_LIKE=debian\nVERSION_CODENAME=noble\n'
    machine.sh(f"rm /etc/os-release; printf %s {shlex.quote(system)} >/etc/os-release")
    done = machine.install(*AGAIN)
    assert done.returncode == 1
    assert "this is Ubuntu 24.04; Antre installs on Raspberry Pi OS or Debian, Bookworm or Trixie" in done.stderr


def test_a_python_that_is_too_old_is_refused(machine: Machine) -> None:
    old = a_python(machine, '*"< (3, 11)"*) exit 1 ;;', '--version) echo "Python 3.9.2"; exit ;;')
    done = machine.install(*AGAIN, "--python", old)
    assert done.returncode == 1
    assert "Python 3.9.2 is too old: Antre needs Python 3.11 or newer" in done.stderr


def test_a_full_disk_is_told_before_anything_is_written(machine: Machine) -> None:
    machine.sh("mount -t tmpfs -o size=50m small /opt")
    done = machine.install(*AGAIN)
    assert done.returncode == 1
    assert "MB free in /opt; Antre needs 600 MB" in done.stderr
    assert machine.sh("ls /opt") == ""


def test_an_upgrade_that_cannot_be_built_leaves_what_was_there_and_the_next_run_completes(machine: Machine) -> None:
    before = machine.sh(STATE)
    machine.sh(f"echo '- A line more.' >>{SOURCE}/CHANGELOG.md; mkdir /empty")
    done = machine.install("--role", "all", "--wheels", "/empty")
    assert done.returncode == 1
    assert "the program could not be built, see above; what was installed before is as it was" in done.stderr
    assert machine.sh(STATE) == before
    again = machine.install(*AGAIN)
    assert again.returncode == 0, again.stderr
    assert machine.sh(STATE) != before


def test_what_a_power_cut_left_of_a_release_goes_away(machine: Machine) -> None:
    machine.sh("mkdir -p /opt/antre/releases/0.0.0-dead/kiosk")
    assert machine.install(*AGAIN).returncode == 0
    assert "0.0.0-dead" not in machine.sh("ls /opt/antre/releases")


def test_two_installers_do_not_work_at_once(installed: Machine) -> None:
    done = installed.run("flock", "/run/antre-install.lock", f"{SOURCE}/deploy/install.sh", *AGAIN)
    assert done.returncode == 1
    assert "another run of the installer is at work" in done.stderr


def test_without_a_version_before_there_is_no_way_back(machine: Machine) -> None:
    done = machine.install("--rollback")
    assert done.returncode == 1
    assert "install:" in done.stderr


def test_the_distributions_lgpio_is_seen_through_and_nothing_else_of_it_is_taken(machine: Machine) -> None:
    packages = "/usr/lib/python3/dist-packages"
    machine.sh(f"echo 'GIVEN_BY = \"distribution\"' >{packages}/lgpio.py")
    machine.sh(f"mkdir -p {packages}/segno {packages}/segno-0.1.dist-info; echo OLD = 1 >{packages}/segno/__init__.py")
    machine.sh(f"printf 'Metadata-Version: 2.1\nName: segno\nVersion: 0.1\n' >{packages}/segno-0.1.dist-info/METADATA")
    machine.sh(f"echo '- A line more.' >>{SOURCE}/CHANGELOG.md")
    done = machine.install(*AGAIN, "--python", a_python(machine, "*platform.machine*) exit 0 ;;"))
    assert done.returncode == 0, done.stderr
    seen = "import lgpio, segno; print(lgpio.GIVEN_BY, lgpio.__file__, segno.__file__)"
    given_by, library, package = machine.sh(f"{VENV}/bin/python -c '{seen}'").split()
    assert (given_by, library) == ("distribution", f"{packages}/lgpio.py")
    assert package.startswith(VENV)
    own = machine.sh(f"{VENV}/bin/python -m pip list --local --format freeze").lower().replace("_", "-").split()
    pinned = re.findall(r"^([\w.-]+==[^\s;]+) \\$", machine.sh(f"cat {SOURCE}/requirements.txt"), re.MULTILINE)
    assert len(pinned) > 20
    assert {pin.lower().replace("_", "-").strip() for pin in pinned} <= set(own)


def without_lgpio(machine: Machine) -> str:
    """A Python like that of Trixie on a Pi, for which there is no wheel, on a machine without the package."""
    return a_python(machine, "*platform.machine*) exit 0 ;;", "*find_spec*lgpio*) exit 1 ;;")


def test_where_the_distribution_has_no_lgpio_it_says_what_to_do(machine: Machine) -> None:
    apt = '#!/bin/sh\n[ "$1" = update ] && exit\necho "E: Unable to locate package python3-lgpio" >&2\nexit 100\n'
    machine.sh(f"printf %s {shlex.quote(apt)} >/usr/local/bin/apt-get; chmod 755 /usr/local/bin/apt-get")
    before = machine.sh(STATE)
    done = machine.install(*AGAIN, "--python", without_lgpio(machine))
    assert done.returncode == 1
    assert "Not installed: python3-lgpio, see above" in done.stderr
    assert "python3-lgpio comes with Raspberry Pi OS. On plain Debian take Bookworm" in done.stderr
    assert machine.sh(STATE) == before


def test_without_the_right_to_install_the_missing_packages_are_named(machine: Machine) -> None:
    python = without_lgpio(machine)
    nobody = f"PYTHON={python} setpriv --reuid 65534 --clear-groups {SOURCE}/deploy/system_packages.sh gpio"
    done = machine.run("sh", "-c", nobody)
    assert done.returncode == 1
    assert "Missing: python3-lgpio. Install them, for instance with: sudo apt-get install python3-lgpio" in done.stderr


def test_a_dry_run_changes_nothing(machine: Machine) -> None:
    before = machine.sh(STATE)
    machine.sh(f"echo '- A line more.' >>{SOURCE}/CHANGELOG.md")
    done = machine.install(*AGAIN, *OFFICE, "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "would run:" in done.stdout
    assert machine.sh(STATE) == before
