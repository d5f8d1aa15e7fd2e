"""The site's certificates: made once, renewed from the same authority, looked at, and spoken of before their end."""

import re
import stat
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest

from queue_server.certificates.reading import read
from queue_server.certificates.site import CertificateError, Site
from queue_server.cli import run
from queue_server.commands.usage import UsageError
from queue_server.trust import Trust
from queue_server.web.tls import LOOK_SECONDS, ServerTls
from tests.display.scripted_server import ScriptedServer
from tests.support import site as pki
from tests.support.clock import FakeClock
from tests.trust.test_trust import ask_as_kiosk

NOW = datetime.now(UTC)
HERE = [ip_address("127.0.0.1")]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path / "tls")
    made.make(["antre.local"], HERE, NOW, 825)
    return made


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANTRE_DATA_DIR", str(tmp_path))
    return tmp_path


def test_keys_are_for_their_user_and_the_pin_is_for_everybody(site: Site) -> None:
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in site.folder.iterdir()}
    assert modes == {"site-ca.pem": 0o644, "site-ca.key": 0o600, "server.pem": 0o644, "server.key": 0o600}


def test_a_device_goes_on_to_believe_a_renewed_server(site: Site) -> None:
    trust, before = Trust(str(site.authority)), site.certificate.read_bytes()
    site.renew(["loket.local"], [ip_address("192.168.1.10")], NOW, 90)
    facts = read(site.certificate.read_bytes())
    assert site.certificate.read_bytes() != before
    assert facts.names == ("antre.local", "loket.local")
    assert facts.addresses == (*HERE, ip_address("192.168.1.10"))
    server = ScriptedServer(pki.server_context((str(site.certificate), str(site.key))))
    ask_as_kiosk(server.url, trust)
    server.close()
    assert len(server.heartbeats) == 1


def test_nothing_is_overwritten(site: Site) -> None:
    before = {path: path.read_bytes() for path in site.folder.iterdir()}
    with pytest.raises(CertificateError, match="--renew"):
        site.make(["other.local"], HERE, NOW, 825)
    assert {path: path.read_bytes() for path in site.folder.iterdir()} == before


def test_a_certificate_never_outlives_its_authority(site: Site) -> None:
    late = NOW + timedelta(days=3600)
    site.renew([], [], late, 825)
    assert read(site.certificate.read_bytes()).ends_at <= read(site.authority.read_bytes()).ends_at
    with pytest.raises(CertificateError, match="is over"):
        site.renew([], [], NOW + timedelta(days=4000), 825)


def test_what_cannot_be_renewed_is_named(site: Site, tmp_path: Path) -> None:
    with pytest.raises(CertificateError, match=r"site-ca\.pem: No such file"):
        Site(tmp_path / "nowhere").renew([], [], NOW, 825)
    site.authority_key.write_bytes(b"half a key")
    with pytest.raises(CertificateError, match="damaged"):
        site.renew([], [], NOW, 825)
    with pytest.raises(CertificateError, match="cannot write"):
        Site(site.certificate / "below").make(["antre.local"], HERE, NOW, 825)


def test_the_commands_make_show_and_renew(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["make-certificate", "--name", "antre.local", "--address", "192.168.1.10"]) == 0
    told = capsys.readouterr().out
    assert "certificate of antre.local, localhost, 192.168.1.10, 127.0.0.1, ::1" in told
    assert f'key_file = "{data}/tls/server.key"' in told
    fingerprint = re.search(r"SHA-256 ([0-9A-F:]{95})", told)
    assert fingerprint is not None
    assert read((data / "tls" / "site-ca.pem").read_bytes()).fingerprint == fingerprint[1]
    assert run(["certificate"]) == 0
    shown = capsys.readouterr().out
    assert "824 days" in shown
    assert fingerprint[1] in shown  # what a device lists that looks for servers
    assert run(["make-certificate", "--renew", "--days", "100"]) == 0
    assert "99 days" in capsys.readouterr().out


def test_without_words_the_certificate_is_for_this_machine(data: Path) -> None:
    assert run(["make-certificate"]) == 0
    facts = read((data / "tls" / "server.pem").read_bytes())
    assert facts.names[0].endswith(".local")
    assert ip_address("127.0.0.1") in facts.addresses


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["certificate"], "make one with make-certificate"),
        (["make-certificate", "--address", "antre.local"], "a name goes with --name"),
        (["make-certificate", "--days", "0"], "choose 1 to 3650"),
        (["make-certificate", "--name", "kantor é"], "--name"),
        (["make-certificate", "--renew"], "cannot renew"),
    ],
)
def test_a_command_that_cannot_be_carried_out_says_why(data: Path, command: list[str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        run(command)
    assert not (data / "tls").exists()


def test_the_log_speaks_of_the_end_once_a_day(site: Site, clock: FakeClock, caplog: pytest.LogCaptureFixture) -> None:
    site.renew([], [], clock.now(), 31)
    tls = ServerTls(str(site.certificate), str(site.key), clock.monotonic, clock.now)
    for _ in range(40):
        clock.sleep(3600)
        tls.context()
    told = [record.message for record in caplog.records if "make-certificate --renew" in record.message]
    assert [message.split(" days")[0].rpartition(" ")[2] for message in told] == ["29"]
    clock.sleep(86_400 + LOOK_SECONDS)
    tls.context()
    assert "28 days" in caplog.text
