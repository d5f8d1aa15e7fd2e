"""Devices renew their tokens, against the real server over a socket; whatever is lost, they stay known."""

import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import display.server_client
import kiosk.server_client
from kiosk.server_client import Address
from queue_server.device_token import KEPT, DeviceToken
from queue_server.domain.actor import SYSTEM
from queue_server.operations.devices import device_by_token_hash, register_device, revoke_device
from queue_server.operations.token_renewal import ask_renewal
from queue_server.protocol.messages import Heartbeat
from queue_server.protocol.pairing import TokenRenewal
from queue_server.protocol.words import DeviceRole
from queue_server.tokens import hash_token, new_token
from tests.support.clock import FakeClock
from tests.support.live_server import LiveServer, live_server

Client = kiosk.server_client.ServerClient | display.server_client.ServerClient
PROGRAMS: dict[str, Callable[[str, DeviceToken], Client]] = {
    "kiosk": lambda url, token: kiosk.server_client.ServerClient(Address(url, token)),
    "display": display.server_client.ServerClient,
}


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server with the demo office."""
    with live_server(tmp_path_factory.mktemp("server"), FakeClock()) as running:
        yield running


class Device:
    """A device that is registered, and its program's way to the server."""

    def __init__(self, live: LiveServer, program: str, folder: Path) -> None:
        self.live, self.folder, self.program, self.installed = live, folder, program, new_token()
        known: dict[str, Any] = {"name": f"{program} {self.installed[:6]}", "role": DeviceRole(program)}
        known["token_hash"] = hash_token(self.installed)
        self.id = live.server.store.write(register_device, **known, **self.here())
        self.token = DeviceToken(self.installed, folder)
        self.client = PROGRAMS[program](live.url, self.token)

    def here(self) -> dict[str, Any]:
        return {"office_id": self.live.office_id, "actor": SYSTEM, "now": self.live.clock.now()}

    def start(self) -> None:
        self.client.close()
        self.token = DeviceToken(self.installed, self.folder)
        self.client = PROGRAMS[self.program](self.live.url, self.token)

    def beat(self) -> None:
        client, heartbeat = self.client, Heartbeat()
        answer = (
            client.heartbeat(heartbeat)
            if isinstance(client, kiosk.server_client.ServerClient)
            else client.beat(heartbeat)
        )
        assert answer.device_id == self.id

    def ask_renewal(self) -> None:
        self.live.server.store.write(ask_renewal, self.id, **self.here())

    def lose_the_answer(self) -> None:
        """Have the server renew the token, and the device not hear of it."""

        def send(renewal: TokenRenewal) -> None:
            self.client._renew(renewal)
            raise ConnectionError

        with pytest.raises(ConnectionError):
            self.token.renew(True, send)


Registered = Callable[[str, Path], Device]


@pytest.fixture
def registered(live: LiveServer) -> Iterator[Registered]:
    """Registers devices, and closes their connections."""
    made: list[Device] = []

    def register(program: str, folder: Path) -> Device:
        made.append(Device(live, program, folder))
        return made[-1]

    yield register
    for one in made:
        one.client.close()


@pytest.fixture(params=PROGRAMS)
def device(registered: Registered, request: pytest.FixtureRequest, tmp_path: Path) -> Device:
    return registered(request.param, tmp_path)


def knows(live: LiveServer, token: str) -> bool:
    return live.server.store.read(device_by_token_hash, hash_token(token), live.clock.now()) is not None


def test_a_token_is_renewed_when_the_server_asks(live: LiveServer, device: Device) -> None:
    device.beat()
    assert device.token.value == device.installed
    device.ask_renewal()
    device.beat()
    assert device.token.value != device.installed
    assert stat.S_IMODE((device.folder / KEPT).stat().st_mode) == 0o600
    device.start()
    device.beat()
    assert (knows(live, device.token.value), knows(live, device.installed)) == (True, False)


@pytest.mark.parametrize("later_seconds", [10, 600])
def test_a_lost_answer_locks_nobody_out(live: LiveServer, device: Device, later_seconds: int) -> None:
    device.lose_the_answer()
    device.start()
    assert device.token.value == device.installed
    live.clock.sleep(later_seconds)
    device.beat()
    device.beat()
    assert device.token.value != device.installed
    assert (knows(live, device.token.value), knows(live, device.installed)) == (True, False)


def test_a_revoked_device_stays_out(live: LiveServer, device: Device) -> None:
    device.lose_the_answer()
    live.server.store.write(revoke_device, device.id, **device.here())
    refused = (kiosk.server_client.RefusedError, display.server_client.ServerRefusedError)
    with pytest.raises(refused):
        beat_on(device)
    with pytest.raises(refused):
        device.beat()


def beat_on(device: Device) -> None:
    """Beat for a while: the server remembers a token for two seconds, unless it hears of the change."""
    for _ in range(200):
        device.beat()
        time.sleep(0.05)


def test_a_renewal_that_is_refused_is_given_up(registered: Registered, device: Device) -> None:
    other = registered("kiosk", device.folder / "other")

    def nothing(_: TokenRenewal) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        device.token.renew(True, nothing)
    kept = (device.folder / KEPT).read_text()
    following = kept.split('"following":"')[1].split('"')[0]
    (device.folder / KEPT).write_text(kept.replace(following, other.installed))
    device.start()
    device.beat()
    assert device.token.value == device.installed
    device.ask_renewal()
    device.beat()
    assert device.token.value != device.installed


def test_a_device_without_a_disk_keeps_its_token(registered: Registered, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    lame = registered("kiosk", tmp_path / "file")
    lame.ask_renewal()
    lame.beat()
    lame.beat()
    assert lame.token.value == lame.installed


def test_an_installed_token_that_is_another_one_counts(registered: Registered, tmp_path: Path) -> None:
    paired = registered("kiosk", tmp_path)
    paired.ask_renewal()
    paired.beat()
    assert DeviceToken("another", tmp_path).value == "another"
    assert DeviceToken(paired.installed, tmp_path).value == paired.token.value
    (tmp_path / KEPT).write_text("{")
    assert DeviceToken(paired.installed, tmp_path).value == paired.installed
