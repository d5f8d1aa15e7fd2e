"""The whole server on a loopback port that the system chose: waitress, feed, a database in a file, the demo office."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from queue_server.bootstrap import Server, build
from queue_server.config import PushSettings, Settings, WebSettings
from queue_server.demo import seed_demo
from queue_server.domain.actor import SYSTEM
from queue_server.operations.admin_page import every_office, office_setting
from queue_server.operations.check_in import check_in
from queue_server.operations.devices import register_device
from queue_server.protocol.messages import CheckInAnswer, CheckInRequest, TicketInfo
from queue_server.protocol.temperature import Measurement
from queue_server.protocol.words import DeviceRole, Lane, MeasurementStatus
from queue_server.tokens import hash_token
from queue_server.web.follow import follow_address
from queue_server.web.serve import make_server
from tests.support import empty_database
from tests.support.clock import FakeClock
from tests.support.waitress_end import end_serving

WARM_CELSIUS = 38.2


@dataclass
class LiveServer:
    """A running server, and short ways to let visitors arrive."""

    url: str
    server: Server
    clock: FakeClock
    office_id: int
    kiosk_id: int
    arrivals: int = 0

    @property
    def service_id(self) -> int:
        return self.server.store.read(office_setting, office_id=self.office_id, now=self.clock.now()).services[0].id

    def address_of(self, ticket: TicketInfo) -> str:
        """Return the whole address of a ticket's place in line, as the kiosk is told it."""
        with self.server.app.test_request_context(base_url=self.url):
            return follow_address(self.office_id, ticket)

    def arrive(self, celsius: float | None = 36.4, lane: Lane = Lane.GENERAL) -> CheckInAnswer:
        """Let a visitor check in; ``None`` is a kiosk whose sensor could tell nothing."""
        self.arrivals += 1
        status = MeasurementStatus.UNSURE if celsius is None else MeasurementStatus.MEASURED
        request = CheckInRequest(
            nonce=f"visitor-at-the-door-{self.arrivals:04d}",
            service_id=self.service_id,
            lane=Lane.PRIORITY if lane is Lane.PRIORITY else Lane.GENERAL,
            measurement=Measurement(status=status, celsius=celsius, samples=12),
        )
        return self.server.store.write(
            check_in, request, office_id=self.office_id, device_id=self.kiosk_id, now=self.clock.now()
        )


@contextmanager
def live_server(
    folder: Path,
    clock: FakeClock,
    web: WebSettings | None = None,
    translations_dir: str = "",
    push: PushSettings | None = None,
) -> Iterator[LiveServer]:
    """Run a server with the demo office until the block ends."""
    web = msgspec.structs.replace(web or WebSettings(), host="127.0.0.1", port=0)
    empty_database.lay(folder / "antre.db")
    server = build(
        Settings(data_dir=str(folder), web=web, translations_dir=translations_dir, push=push or PushSettings()),
        clock.now,
        clock.monotonic,
    )
    seed_demo(server.store, clock.now())
    office_id = server.store.read(every_office)[0][0]
    kiosk_id = server.store.write(
        register_device,
        office_id=office_id,
        name="Kiosk pintu masuk",
        role=DeviceRole.KIOSK,
        token_hash=hash_token("kiosk of the test"),
        actor=SYSTEM,
        now=clock.now(),
    )
    waitress = make_server(server.app, web)
    port = int(waitress.effective_port)
    thread = threading.Thread(target=waitress.run, name="waitress")
    server.start()
    thread.start()
    try:
        yield LiveServer(f"{web.scheme}://127.0.0.1:{port}", server, clock, office_id, kiosk_id)
    finally:
        server.feed.close()  # open streams would hold their threads
        end_serving(waitress, thread)
        server.stop()
