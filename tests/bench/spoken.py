"""From an officer's press to the first tone of the announcement, words made anew each time, with the speaker free."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from display.config import Settings
from display.service import Display
from hardware.speaker.quiet import SimulatedSpeaker
from tests.bench.figures import Figure, percentile
from tests.support.api_client import ApiClient
from tests.support.premises import Premises, prepare
from tests.support.processes import running

CALLS = 20
CAPTION_SECONDS = 1.0
LIMIT_SECONDS = 10.0


def measure(folder: Path) -> list[Figure]:
    """Call one after the other, each when the one before is over; no number was said before, so none is kept."""
    premises = prepare(folder, counters=1)
    with running(folder) as server, _display(server.url, premises, folder / "display") as speaker:
        office = ApiClient(server.url, premises.tokens["kiosk"])
        for _ in range(CALLS):
            assert office.check_in(premises.service_id).status == 200
        office.close()
        officer = ApiClient(server.url, premises.tokens["counter"])
        taken = [_said_after(officer, premises.counter_ids[0], speaker) for _ in range(CALLS)]
        officer.close()
    how = f"{CALLS} calls, POST to the speaker, in two languages by espeak-ng"
    return [
        Figure("call_to_voice_ms_p50", median(taken), "ms", 2000, how=how),
        Figure("call_to_voice_ms_p95", percentile(taken, 0.95), "ms", 2000),
    ]


@contextmanager
def _display(server_url: str, premises: Premises, folder: Path) -> Iterator[SimulatedSpeaker]:
    display = Display(
        Settings(
            server_url=server_url,
            token_file=str(premises.token_file("display")),
            data_dir=str(folder),
            port=0,
            caption_seconds=CAPTION_SECONDS,
            speaker={"driver": "simulated"},
        )
    )
    speaker = display.voice.speaker
    assert isinstance(speaker, SimulatedSpeaker)
    display.start()
    time.sleep(2 * CAPTION_SECONDS)  # it takes the first picture
    yield speaker
    display.close()


def _said_after(officer: ApiClient, counter_id: int, speaker: SimulatedSpeaker) -> float:
    """Milliseconds from the press to the sound."""
    before, begun = len(speaker.played), time.monotonic()
    reply = officer.post(f"/counters/{counter_id}/call-next")
    assert reply.status == 200, reply
    while len(speaker.played) == before:
        assert time.monotonic() - begun < LIMIT_SECONDS, "nothing was said"
        time.sleep(0.002)
    taken = time.monotonic() - begun
    time.sleep(1.5 * CAPTION_SECONDS)  # the speaker is free again
    return 1000 * taken
