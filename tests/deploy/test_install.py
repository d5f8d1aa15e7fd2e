"""Install, install again, upgrade, go back, remove: on a machine that is this one with changes of its own."""

import pytest

from tests.deploy.conftest import WHEELS
from tests.support.machine import SOURCE, Machine

TREE = "find /etc/antre /opt/antre/releases /etc/systemd/system /etc/udev/rules.d -type f -not -path '*/.venv/*'"
NEW_VERSION = f"echo '- A line more.' >>{SOURCE}/CHANGELOG.md"


def release(machine: Machine, link: str = "current") -> str:
    return machine.sh(f"readlink /opt/antre/{link}").strip()


def test_each_process_has_a_user_in_the_groups_of_its_devices(installed: Machine) -> None:
    groups = {
        role: installed.sh(f"id -Gn antre-{role}").split()[1:] for role in ("server", "kiosk", "display", "screen")
    }
    assert {role: sorted(names) for role, names in groups.items()} == {
        "server": [],
        "kiosk": ["audio", "dialout", "gpio", "i2c", "lp"],
        "display": ["audio"],
        "screen": ["audio", "input", "render", "video"],
    }


def test_settings_and_tokens_are_readable_by_their_own_process_only(installed: Machine) -> None:
    listed = installed.sh("cd /etc/antre && stat -c '%n %a %U:%G' *.toml *.token").splitlines()
    assert listed == [
        "display.toml 640 root:antre-display",
        "kiosk.toml 640 root:antre-kiosk",
        "queue_server.toml 640 root:antre-server",
        "display.token 600 antre-display:antre-display",
        "kiosk.token 600 antre-kiosk:antre-kiosk",
    ]


def test_the_server_has_a_certificate_that_its_devices_believe(installed: Machine) -> None:
    keys = installed.sh("cd /var/lib/antre/server/tls && stat -c '%n %a %U' *.key").splitlines()
    assert keys == ["server.key 600 antre-server", "site-ca.key 600 antre-server"]
    for role in ("kiosk", "display"):
        settings = installed.sh(f"cat /etc/antre/{role}.toml")
        assert 'server_url = "https://127.0.0.1:8080"\n' in settings
        assert 'server_ca_file = "/etc/antre/site-ca.pem"\n' in settings
    installed.sh("cmp /etc/antre/site-ca.pem /var/lib/antre/server/tls/site-ca.pem")
    assert "127.0.0.1" in installed.sh("/usr/local/bin/antre server certificate 2>/dev/null")


def test_a_server_may_be_left_plain_and_a_device_elsewhere_brings_its_pin(machine: Machine) -> None:
    machine.sh("mv /etc/antre/site-ca.pem /opt/ca.pem; rm /etc/antre/*.toml; rm -r /var/lib/antre/server/tls")
    assert machine.install("--role", "all", "--wheels", WHEELS, "--plain").returncode == 0
    assert 'server_url = "http://127.0.0.1:8080"' in machine.sh("cat /etc/antre/kiosk.toml")
    assert machine.sh("ls /etc/antre/*.pem /var/lib/antre/server/tls 2>/dev/null || true") == ""
    machine.sh("rm /etc/antre/kiosk.toml")
    elsewhere = ("--role", "kiosk", "--server", "https://10.0.0.9:8080", "--ca", "/opt/ca.pem")
    assert machine.install(*elsewhere, "--wheels", WHEELS).returncode == 0
    machine.sh("cmp /opt/ca.pem /etc/antre/site-ca.pem")
    assert 'server_ca_file = "/etc/antre/site-ca.pem"' in machine.sh("cat /etc/antre/kiosk.toml")


@pytest.mark.parametrize("role", ["server", "kiosk", "display", "screen"])
def test_no_service_can_change_the_program_or_the_data_of_another(installed: Machine, role: str) -> None:
    look = f"setpriv --reuid antre-{role} --regid antre-{role} --init-groups find /opt/antre /etc/antre /var/lib/antre"
    writable = installed.run("sh", "-c", f"{look} -writable -not -type l 2>/dev/null").stdout.splitlines()
    own = (f"/var/lib/antre/{role}", f"/etc/antre/{role}.token")
    assert [path for path in writable if not path.startswith(own)] == []


def test_the_services_start_with_the_machine(installed: Machine) -> None:
    wanted = installed.sh("ls /etc/systemd/system/multi-user.target.wants").split()
    roles = ("display", "kiosk", "screen", "server")
    assert [name for name in wanted if name.startswith("antre")] == [f"antre-{role}.service" for role in roles]


def test_a_second_run_changes_nothing(machine: Machine) -> None:
    machine.sh("sed -i 's/^port = .*/port = 9000/' /etc/antre/queue_server.toml")
    before = machine.sh(f"{TREE} | sort | xargs sha256sum")
    done = machine.install("--role", "all", "--wheels", WHEELS)
    assert done.returncode == 0, done.stderr
    assert machine.sh(f"{TREE} | sort | xargs sha256sum") == before


def test_an_upgrade_keeps_the_version_before_and_a_copy_of_the_data(machine: Machine) -> None:
    first = release(machine)
    machine.sh(NEW_VERSION)
    done = machine.install("--role", "all", "--wheels", WHEELS)
    assert done.returncode == 0, done.stderr
    second = release(machine)
    assert (second != first, release(machine, "previous")) == (True, first)
    copy = f"/var/lib/antre/server/before-upgrade/{first.rsplit('/', 1)[1]}.db"
    names = f"import sqlite3; print(*sqlite3.connect('{copy}').execute('select name from office').fetchone())"
    assert machine.sh(f'/usr/bin/python3 -c "{names}"').strip() == "Kantor Imigrasi Balikpapan"

    assert machine.install("--rollback").returncode == 0
    assert (release(machine), release(machine, "previous")) == (first, second)

    machine.sh(NEW_VERSION)
    assert machine.install("--role", "all", "--wheels", WHEELS).returncode == 0
    kept = {f"/opt/antre/releases/{name}" for name in machine.sh("ls /opt/antre/releases").split()}
    assert kept == {release(machine), first}


def test_uninstall_keeps_settings_and_data_and_purge_does_not(machine: Machine) -> None:
    assert machine.install("--uninstall").returncode == 0
    left = machine.sh("find /opt/antre /etc/systemd/system /etc/udev /etc/pam.d /usr/local/bin -name '*antre*' || true")
    assert left == ""
    assert machine.sh("ls /etc/antre /var/lib/antre/server/antre.db").split()
    assert machine.install("--uninstall", "--purge").returncode == 0
    assert machine.run("ls", "/etc/antre", "/var/lib/antre").stdout == ""
    assert "antre" not in machine.sh("cat /etc/passwd /etc/group")


def test_after_uninstall_the_same_settings_and_data_serve_again(machine: Machine) -> None:
    token = machine.sh("cat /etc/antre/kiosk.token")
    assert machine.install("--uninstall").returncode == 0
    assert machine.install("--role", "all", "--wheels", WHEELS).returncode == 0
    assert machine.sh("cat /etc/antre/kiosk.token") == token
    assert "Balikpapan" in machine.sh("/usr/local/bin/antre server offices 2>/dev/null")


def test_a_station_beside_the_rest_has_a_user_settings_a_token_and_a_unit_of_its_own(machine: Machine) -> None:
    done = machine.install("--role", "station", "--wheels", WHEELS)
    assert done.returncode == 0, done.stdout + done.stderr
    assert machine.sh("id -Gn antre-station").split()[1:] == ["gpio"]
    listed = machine.sh("cd /etc/antre && stat -c '%n %a %U:%G' station.*").splitlines()
    assert listed == ["station.token 600 antre-station:antre-station", "station.toml 640 root:antre-station"]
    assert 'server_url = "https://127.0.0.1:8080"' in machine.sh("cat /etc/antre/station.toml")
    unit = "/etc/systemd/system/antre-station.service"
    verified = machine.run("systemd-analyze", "verify", "--man=no", unit)
    assert (verified.returncode, verified.stderr) == (0, "")
    shut_in = machine.run("systemd-analyze", "security", "--offline=yes", "--threshold=40", unit)
    assert shut_in.returncode == 0, shut_in.stdout.splitlines()[-1]
    started = "cd /opt/antre/current && runuser -u antre-station -- .venv/bin/python -m kiosk.station --help"
    assert "guards' post" in machine.sh(started)


def test_a_screen_can_be_given_to_the_wall_and_taken_away(machine: Machine) -> None:
    again = ("--role", "all", "--wheels", WHEELS)
    assert machine.install(*again, "--screen", "display").returncode == 0
    assert machine.install(*again).returncode == 0
    assert "ANTRE_SCREEN_URL=http://127.0.0.1:8082/" in machine.sh("cat /etc/antre/screen.env")
    assert machine.install(*again, "--screen", "none").returncode == 0
    assert machine.install(*again).returncode == 0
    assert machine.sh("find /etc/systemd -name 'antre-screen*'") == ""
