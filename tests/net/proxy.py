"""A bad network on loopback: passes bytes on to one server, and does to them what the present weather says."""

import asyncio
import random
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Literal

from tests.net.messages import RequestCutter
from tests.net.weather import CLEAR, Weather

CHUNK_BYTES = 65_536
LATEST_REPEAT_SECONDS = 1.0
ANSWER_SECONDS = 5.0
RESET = (1).to_bytes(4, "little") + (0).to_bytes(4, "little")
"""``SO_LINGER`` with no time: closing resets the connection."""
Way = Literal["up", "down"]


class Proxy:
    """One address that leads to a server; built and used from one thread, it works in another.

    Attributes:
        hurt: how often each weather did something to somebody.
    """

    def __init__(self, port: int, chance: random.Random) -> None:
        """Take the server's port; nothing listens before `start`."""
        self.url = ""
        self.hurt: Counter[str] = Counter()
        self._port = port
        self._chance = chance
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="bad network")
        self._weather = CLEAR
        self._changed = asyncio.Event()
        self._links: set[asyncio.Task[None]] = set()
        self._repeats: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    def start(self) -> None:
        """Listen on a port of the system's choice."""
        self._thread.start()
        self.url = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(ANSWER_SECONDS)

    def turn(self, weather: Weather) -> None:
        """Let the weather change, for the open connections too."""
        asyncio.run_coroutine_threadsafe(self._turn(weather), self._loop).result(ANSWER_SECONDS)

    def wait_for_repeats(self) -> None:
        """Wait until every request that was to arrive once more has done so."""
        asyncio.run_coroutine_threadsafe(self._wait_for_repeats(), self._loop).result(2 * ANSWER_SECONDS)

    def taken(self) -> Counter[str]:
        """Return how often each weather did something to somebody, since the last time."""
        before, self.hurt = self.hurt, Counter()
        return before

    def end(self) -> None:
        """Break everything and wait."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(ANSWER_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(ANSWER_SECONDS)
        self._loop.close()

    async def _listen(self) -> str:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def _turn(self, weather: Weather) -> None:
        self._weather = weather
        self._changed.set()
        self._changed = asyncio.Event()
        if weather.cut:
            self.hurt[weather.name] += len(self._writers)
            for writer in list(self._writers):
                _reset(writer)

    async def _wait_for_repeats(self) -> None:
        await asyncio.gather(*self._repeats)

    async def _end(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in list(self._writers):
            _reset(writer)
        running = self._links | self._repeats
        for one in running:
            one.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        # wait_closed of a server waits for its connections, which are gone by now
        await self._server.wait_closed()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._weather.cut:
            self.hurt[self._weather.name] += 1
            _reset(writer)
            return
        _hold(self._links, asyncio.create_task(self._link(reader, writer)))

    async def _link(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection until either side ends it."""
        self._writers.add(writer)
        with suppress(OSError):
            from_server, to_server = await asyncio.open_connection("127.0.0.1", self._port)
            self._writers.add(to_server)
            link = _Link(self)
            try:
                up = asyncio.create_task(link.carry("up", reader, to_server))
                down = asyncio.create_task(link.carry("down", from_server, writer))
                await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
                for way in (up, down):
                    way.cancel()
                await asyncio.gather(up, down, return_exceptions=True)
                if link.dead:  # whoever ends a dead connection tells the other side nothing
                    await self._changed.wait()
            finally:
                self._writers.discard(to_server)
                to_server.close()
        self._writers.discard(writer)
        writer.close()

    async def passage(self, way: Way) -> Weather:
        """Wait as long as a piece has to, and return the weather in which it passes."""
        while (weather := self._weather).stalled:
            self.hurt[weather.name] += 1
            await self._changed.wait()
        if late := weather.up_seconds if way == "up" else weather.down_seconds:
            self.hurt[weather.name] += 1
            await asyncio.sleep(late)
        return weather

    def repeat(self, request: bytes, weather: Weather) -> None:
        """Let a request arrive once more, where the weather does so and the request writes."""
        if request.startswith(b"POST") and self._chance.random() < weather.repeats:
            self.hurt[weather.name] += 1
            _hold(self._repeats, asyncio.create_task(self._send_again(request, self._chance.random())))

    async def _send_again(self, request: bytes, share: float) -> None:
        await asyncio.sleep(share * LATEST_REPEAT_SECONDS)
        with suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
            writer.write(request)
            with suppress(TimeoutError):
                await asyncio.wait_for(reader.read(CHUNK_BYTES), ANSWER_SECONDS)
            writer.close()


class _Link:
    """One connection; once a piece of it was lost nothing passes any more, and neither side is told."""

    def __init__(self, proxy: Proxy) -> None:
        self._proxy = proxy
        self.dead = False
        self._requests = RequestCutter()

    async def carry(self, way: Way, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while chunk := await reader.read(CHUNK_BYTES):
                weather = await self._proxy.passage(way)
                if way in weather.swallows and not self.dead:
                    self.dead = True
                    self._proxy.hurt[weather.name] += 1
                if self.dead:
                    continue
                writer.write(chunk)
                await writer.drain()
                if way == "up":
                    for request in self._requests.feed(chunk):
                        self._proxy.repeat(request, weather)


def _hold(tasks: "set[asyncio.Task[None]]", task: "asyncio.Task[None]") -> None:
    tasks.add(task)
    task.add_done_callback(tasks.discard)


def _reset(writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    writer.close()


@contextmanager
def bad_network(port: int, chance: random.Random) -> Iterator[Proxy]:
    """Stand before a server until the block ends."""
    proxy = Proxy(port, chance)
    proxy.start()
    try:
        yield proxy
    finally:
        proxy.end()
