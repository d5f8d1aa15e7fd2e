"""From a kiosk's last sample of a warm visitor to the warning on the desk, over the network."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from queue_server.domain.actor import SYSTEM
from queue_server.operations.devices import register_device
from queue_server.protocol.words import DeviceRole
from queue_server.tokens import hash_token, new_token
from tests.bench.desk import Desk, watching
from tests.bench.figures import Figure, percentile
from tests.support.devices import WARM_CELSIUS, RunningKiosk, running_kiosk
from tests.support.premises import SECURITY, Premises, prepare
from tests.support.processes import running
from tests.support.staff_session import StaffSession

KIOSKS = 4
WARM_UP = 1
ROUNDS = 30


def measure(folder: Path) -> list[Figure]:
    """Let warm visitors come to all kiosks at once, round by round; the desk shows each, a guard sends them on."""
    premises = prepare(folder)
    with (
        running(folder) as server,
        watching(server.url) as desk,
        _kiosks(server.url, premises, folder) as kiosks,
    ):
        guard = StaffSession(server.url, SECURITY)
        rounds = [_round(kiosks, desk, guard) for _ in range(WARM_UP + ROUNDS)]
    taken = [milliseconds for one in rounds[WARM_UP:] for milliseconds in one]
    how = f"{len(taken)} warm visitors at {KIOSKS} kiosks, last sample to the case in the desk's page"
    return [
        Figure("warning_to_desk_ms_p50", median(taken), "ms", 300, how=how),
        Figure("warning_to_desk_ms_p99", percentile(taken, 0.99), "ms", 1000),
    ]


@contextmanager
def _kiosks(url: str, premises: Premises, folder: Path) -> Iterator[dict[int, RunningKiosk]]:
    """Run the kiosks, by the id that the server knows each by."""
    with ExitStack() as stack:
        found = {}
        for nth in range(KIOSKS):
            own = folder / f"kiosk-{nth}"
            own.mkdir()
            token = new_token()
            printer = {"driver": "simulated", "folder": str(own / "tickets")}
            device_id = _register(premises, f"kiosk {nth}", token)
            place = replace(premises, folder=own, tokens={"kiosk": token})
            found[device_id] = stack.enter_context(running_kiosk(url, place, own, printer))
        yield found


def _register(premises: Premises, name: str, token: str) -> int:
    store = premises.open_store()
    try:
        return store.write(
            register_device,
            office_id=premises.office_id,
            name=name,
            role=DeviceRole.KIOSK,
            token_hash=hash_token(token),
            actor=SYSTEM,
            now=datetime.now(UTC),
        )
    finally:
        store.close()


def _round(kiosks: dict[int, RunningKiosk], desk: Desk, guard: StaffSession) -> list[float]:
    """One warm visitor at each kiosk; return how long each warning took, in milliseconds."""
    for kiosk in kiosks.values():
        kiosk.visit(WARM_CELSIUS)
    warnings, taken = [desk.next() for _ in kiosks], []
    for warned in warnings:
        sampled_at = kiosks[warned.device_id].kiosk._measuring.last_sample_seconds
        assert sampled_at is not None
        taken.append(1000 * (warned.at_seconds - sampled_at))
        guard.decide(warned.case_id, "leave")
    for kiosk in kiosks.values():
        kiosk.kiosk.asks.reset()
        kiosk.wait_for_phase("idle")
    return taken
