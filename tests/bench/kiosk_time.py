"""The kiosk's own time: from the sensor's last sample to the ticket's last byte at the printer, server included."""

import time
from pathlib import Path
from statistics import median

from tests.bench.figures import Figure
from tests.hardware.model_printer import ModelPrinter, on_network
from tests.support.devices import RunningKiosk, running_kiosk, wait_for
from tests.support.premises import prepare
from tests.support.processes import running

WARM_UP = 2
VISITS = 15


class TimedPrinter(ModelPrinter):
    """A printer that knows when the last of its tickets was whole."""

    whole_at_seconds = 0.0
    tickets = 0

    def take(self, data: bytes) -> bytes:
        """Take a piece of the stream; a ticket is whole when the printer is asked to confirm it."""
        before = len(self.received)
        answer = super().take(data)
        if len(self.received) > before and self.received.endswith(b"\x1dr\x01"):
            self.whole_at_seconds = time.monotonic()
            self.tickets += 1
        return answer


def measure(folder: Path) -> list[Figure]:
    """Let visitor after visitor come: button, sensor, check-in at a real server, ticket to a TCP port."""
    premises = prepare(folder)
    printer = TimedPrinter()
    with running(folder) as server, on_network(printer) as (port, _):
        table = {"driver": "network", "host": "127.0.0.1", "port": port}
        with running_kiosk(server.url, premises, folder / "kiosk", table) as kiosk:
            taken = [_visit(kiosk, printer) for _ in range(WARM_UP + VISITS)]
    how = f"{VISITS} visits, last sample to the ticket's last byte at a TCP port"
    return [Figure("kiosk_software_ms_p50", median(taken[WARM_UP:]), "ms", 150, how=how)]


def _visit(kiosk: RunningKiosk, printer: TimedPrinter) -> float:
    before = printer.tickets
    kiosk.visit()
    wait_for("the ticket is printed", lambda: printer.tickets > before)
    sampled_at = kiosk.kiosk._measuring.last_sample_seconds
    assert sampled_at is not None
    kiosk.wait_for_phase("showing")
    kiosk.kiosk.asks.reset()
    kiosk.wait_for_phase("idle")
    return 1000 * (printer.whole_at_seconds - sampled_at)
