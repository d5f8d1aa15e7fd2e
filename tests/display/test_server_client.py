"""The display's client against a real server that misbehaves."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from display.server_client import (
    ServerAnswerError,
    ServerClient,
    ServerRefusedError,
    ServerSilentError,
    ServerUnreachableError,
)
from queue_server.protocol.events import Event
from queue_server.protocol.messages import Heartbeat, PartHealth
from queue_server.protocol.sse import HEARTBEAT, encode
from tests.display.scripted_server import TOKEN, ScriptedServer, board_call, snapshot, ticket_event


def client_of(server: ScriptedServer, *, answer_seconds: float = 4.0, silence_seconds: float = 25.0) -> ServerClient:
    return ServerClient(server.url, TOKEN, answer_seconds, silence_seconds)


def events_of(stream: Iterator[Event | None], count: int) -> list[Event]:
    found: list[Event] = []
    while len(found) < count:
        event = next(stream)
        if event is not None:
            found.append(event)
    return found


def test_the_board_comes_and_the_token_goes(scripted_server: ScriptedServer) -> None:
    scripted_server.picture = snapshot(board_call(), seq=4)
    board = client_of(scripted_server).board()
    assert (board.seq, board.calls[0].number) == (4, "A-001")
    assert scripted_server.tokens == [f"Bearer {TOKEN}"]


def test_a_heartbeat_tells_the_parts(scripted_server: ScriptedServer) -> None:
    part = PartHealth(name="speaker", driver="alsa", state="ok", simulated=False)
    answer = client_of(scripted_server).beat(Heartbeat(parts=(part,), version="1.2"))
    assert abs((answer.now - datetime.now(UTC)).total_seconds()) < 10
    assert scripted_server.heartbeats[0].parts == (part,)


def test_the_stream_goes_on_after_the_cursor(scripted_server: ScriptedServer) -> None:
    scripted_server.emit(*(ticket_event(seq, ticket_id=seq) for seq in range(1, 6)))
    stream = client_of(scripted_server).stream(2)
    assert [event.seq for event in events_of(stream, 3)] == [3, 4, 5]
    assert scripted_server.resumed_after == [2]


def test_a_frame_in_pieces_is_put_together(scripted_server: ScriptedServer) -> None:
    whole = encode(ticket_event(7))
    scripted_server.stream_bytes = lambda _: (whole[place : place + 11] for place in range(0, len(whole), 11))
    assert events_of(client_of(scripted_server).stream(0), 1)[0].ticket().number == "A-012"


def test_a_stream_that_ends_is_an_error_not_a_silence(scripted_server: ScriptedServer) -> None:
    scripted_server.stream_bytes = lambda _: iter([HEARTBEAT, encode(ticket_event(1))[:-9]])
    with pytest.raises(ServerUnreachableError, match="ended the stream"):
        list(client_of(scripted_server).stream(0))


@pytest.mark.parametrize(
    "garbage", [b"data: {not json}\n\n", b"data: {}\n\n", b"data: " + b"x" * 70_000, b"\xff\xfe\n\n"]
)
def test_a_stream_of_garbage_is_named(garbage: bytes, scripted_server: ScriptedServer) -> None:
    scripted_server.stream_bytes = lambda _: iter([garbage])
    with pytest.raises(ServerAnswerError, match="the stream is not understood"):
        list(client_of(scripted_server).stream(0))


def test_a_stream_without_a_byte_is_dead(scripted_server: ScriptedServer) -> None:
    def still(after: int) -> Iterator[bytes]:
        yield HEARTBEAT
        time.sleep(2)

    scripted_server.stream_bytes = still
    begun = time.monotonic()
    with pytest.raises(ServerSilentError, match="did not answer in time"):
        list(client_of(scripted_server, silence_seconds=0.3).stream(0))
    assert time.monotonic() - begun < 1.5


def test_a_late_answer_is_not_waited_for(scripted_server: ScriptedServer) -> None:
    scripted_server.late_seconds = 2.0
    begun = time.monotonic()
    with pytest.raises(ServerSilentError):
        client_of(scripted_server, answer_seconds=0.3).board()
    assert time.monotonic() - begun < 1.5


def test_an_answer_cut_off_is_a_broken_connection(scripted_server: ScriptedServer) -> None:
    scripted_server.missing_bytes = 40
    with pytest.raises(ServerUnreachableError, match="cut off"):
        client_of(scripted_server).board()


@pytest.mark.parametrize("body", [b"<html>hello</html>", b"{}", b'{"office_name": 1}'])
def test_an_answer_of_another_language_is_named(body: bytes, scripted_server: ScriptedServer) -> None:
    scripted_server.board_bytes = body
    with pytest.raises(ServerAnswerError, match="the answer to /api/v1/board is not understood"):
        client_of(scripted_server).board()


def test_a_refusal_keeps_its_status_even_without_words(scripted_server: ScriptedServer) -> None:
    scripted_server.refuse_status = 502
    with pytest.raises(ServerRefusedError) as caught:
        client_of(scripted_server).board()
    assert (caught.value.status, caught.value.refusal, caught.value.too_many_streams) == (502, None, False)


def test_too_many_streams_is_told_apart(scripted_server: ScriptedServer) -> None:
    scripted_server.too_many_streams = True
    with pytest.raises(ServerRefusedError) as caught:
        next(client_of(scripted_server).stream(0))
    assert caught.value.too_many_streams


def test_no_server_at_all(scripted_server: ScriptedServer) -> None:
    scripted_server.down = True
    with pytest.raises(ServerUnreachableError):
        client_of(scripted_server).board()


def test_closing_from_another_thread_ends_the_stream(scripted_server: ScriptedServer) -> None:
    client = client_of(scripted_server)
    stream = client.stream(0)
    assert next(stream) is None
    client.close()
    with pytest.raises(ServerUnreachableError):
        list(stream)
