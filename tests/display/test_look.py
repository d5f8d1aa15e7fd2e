"""The office's look at a wall: taken over while it runs; the calls never wait for it."""

import json
import threading
from collections.abc import Iterator

import pytest

from display.follower import Follower, LifeSeen
from display.screen.app import frames
from display.screen.wall import WallFeed
from display.server_client import ServerClient
from queue_server.protocol.look import LatestLook, Look, Shades
from tests.display.scripted_server import TOKEN, ScriptedServer, snapshot
from tests.display.test_follower import WAIT_SECONDS, Heard, emit
from tests.support.devices import wait_for
from tests.support.pictures import png

LOOK = Look(version="v2", shades=Shades(accent="#7a1f5c", strong="#551640", soft="#efe4eb"), logo=png())


@pytest.fixture
def looks() -> LatestLook:
    return LatestLook()


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def following(scripted_server: ScriptedServer, heard: Heard, looks: LatestLook) -> Iterator[Follower]:
    """A follower whose two loops run."""
    client = ServerClient(scripted_server.url, TOKEN, answer_seconds=1.0, silence_seconds=1.0)
    follower = Follower(client, heard.deliver, tuple, lambda: 0.0, "test", looks=looks)
    threads = [threading.Thread(target=loop) for loop in (follower.follow, follower.look)]
    for thread in threads:
        thread.start()
    yield follower
    follower.stop()
    for thread in threads:
        thread.join(WAIT_SECONDS)


@pytest.mark.usefixtures("following")
def test_another_look_is_fetched_when_its_version_changes(scripted_server: ScriptedServer, looks: LatestLook) -> None:
    assert looks.now == Look()
    scripted_server.look = LOOK
    scripted_server.picture = snapshot(look="v2")
    wait_for("the look", lambda: looks.now == LOOK)


@pytest.mark.usefixtures("following")
def test_the_calls_go_on_while_the_look_cannot_be_had(
    scripted_server: ScriptedServer, heard: Heard, looks: LatestLook
) -> None:
    heard.until(lambda: LifeSeen() in heard.news)
    scripted_server.picture = snapshot(look="v3")
    heard.until(lambda: any(news.snapshot.look == "v3" for news in heard.snapshots()))
    emit(scripted_server, 1, 2)
    heard.until(lambda: heard.seqs() == [1, 2])
    assert heard.lost() == []
    assert looks.now == Look()


def test_an_open_page_is_told_of_it_once(looks: LatestLook) -> None:
    looks.now = LOOK
    wall = WallFeed()
    told = frames(wall, "run", lambda: False, looks)
    found = [next(told).decode() for _ in range(3)]
    wall.close()
    looked = [frame for frame in found if frame.startswith("event: look")]
    assert len(looked) == 1
    assert json.loads(looked[0].split("data: ")[1]) == {"version": "v2", "logo": True}
