"""Sounds the announcements one after the other in a thread of its own, so that the wall never waits for a speaker."""

import queue
import threading
from collections.abc import Callable

from display.announcer import Announcement
from hardware.errors import HardwareError
from hardware.speaker import Speaker
from hardware.supervisor import DeviceHealth, DeviceState, Supervised
from queue_server.protocol.messages import PartHealth

Ended = Callable[[], None]


class Voice:
    """The speaker with its thread. Today it sounds the chime; the words stand in the caption."""

    def __init__(self, speaker: Supervised[Speaker], *, in_browser: bool) -> None:
        """Prepare the voice.

        Args:
            speaker: the supervised speaker.
            in_browser: the page plays the sounds.
        """
        self._speaker = speaker
        self.in_browser = in_browser
        self.simulated = speaker.driver.simulated
        self._jobs: queue.SimpleQueue[tuple[Announcement, Ended] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="voice", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def close(self) -> None:
        """Finish the sound that is playing, drop the rest, release the speaker."""
        self._jobs.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout=5)
        self._speaker.close()

    def say(self, announcement: Announcement, ended: Ended) -> None:
        """Sound an announcement; ``ended`` is called when it is over, also where the speaker failed."""
        self._jobs.put((announcement, ended))

    def parts(self) -> tuple[PartHealth, ...]:
        """How the speaker is, for the server's device page."""
        return (part_health(self._speaker.health),)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            _, ended = job
            try:
                self._speaker.call(lambda speaker: speaker.chime())
            except HardwareError:
                pass  # the supervisor has logged it and the health shows it; the caption stands in for the sound
            finally:
                ended()


def part_health(health: DeviceHealth) -> PartHealth:
    """Say how a device is in the published words."""
    if health.state is DeviceState.ABSENT:
        return PartHealth(name=health.name, driver=health.driver, state="not_fitted", simulated=health.simulated)
    untried = health.code == "device_not_opened"
    if health.state is DeviceState.OK or untried:
        return PartHealth(name=health.name, driver=health.driver, state="ok", simulated=health.simulated)
    return PartHealth(
        name=health.name,
        driver=health.driver,
        state="faulty",
        simulated=health.simulated,
        code=health.code,
        message=health.message[:300],
    )
