import socket
import threading
import time
from pathlib import Path

import pytest

from kiosk.event_stream import EventStream
from kiosk.retry import Retry
from kiosk.server_client import Address, RefusedError, ServerClient, ServerUnreachableError
from kiosk.token_file import TokenFileError, read_token
from queue_server.protocol.codes import RefusalCode
from queue_server.protocol.messages import CheckInRequest, PrintReport
from queue_server.protocol.words import PrintOutcome
from tests.kiosk.scripted_office import print_event
from tests.kiosk.scripted_server import TOKEN, Script, wait_until

REQUEST = CheckInRequest(nonce="n" * 32, service_id=1)


def address(url: str, token: str = TOKEN, timeout_seconds: float = 1.0) -> Address:
    return Address(url, token, timeout_seconds)


def test_calls_share_one_kept_connection(server: str, script: Script) -> None:
    client = ServerClient(address(server))
    assert client.office().name == "Kantor Imigrasi Balikpapan"
    client.office()
    client.close()
    assert len(script.connections) == 1


def test_a_connection_that_the_server_dropped_is_opened_anew() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    body = b'{"ticket_id": 1}'
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)

    def answer_twice() -> None:
        for _ in range(2):
            connection, _ = listener.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(answer)

    thread = threading.Thread(target=answer_twice)
    thread.start()
    client = ServerClient(address(f"http://127.0.0.1:{listener.getsockname()[1]}"))
    report = PrintReport(nonce="n" * 32, outcome=PrintOutcome.PRINTED)
    assert client.report_print(1, report).ticket_id == 1
    time.sleep(0.05)
    assert client.report_print(1, report).ticket_id == 1
    client.close()
    thread.join(5)
    listener.close()


def test_a_refusal_brings_its_code_and_its_words(server: str, script: Script) -> None:
    script.refusal = (RefusalCode.QUOTA_FULL, {"id": "Kuota habis.", "en": "The quota is full."})
    client = ServerClient(address(server))
    with pytest.raises(RefusedError) as refused:
        client.check_in(REQUEST)
    client.close()
    assert refused.value.refusal_code is RefusalCode.QUOTA_FULL
    assert refused.value.words["id"] == "Kuota habis."


def test_a_wrong_token_is_a_refusal(server: str) -> None:
    client = ServerClient(address(server, token="wrong"))
    with pytest.raises(RefusedError, match="not_signed_in"):
        client.office()
    client.close()


@pytest.mark.parametrize("trouble", ["garbage", "unavailable", "cannot_store", "late"])
def test_what_is_no_answer_leaves_the_call_open(server: str, script: Script, trouble: str) -> None:
    script.garbage = trouble == "garbage"
    script.unavailable = trouble in tuple(RefusalCode)
    script.unavailable_code = RefusalCode(trouble) if script.unavailable else script.unavailable_code
    script.delay_seconds = 0.6 if trouble == "late" else 0.0
    client = ServerClient(address(server, timeout_seconds=0.3))
    with pytest.raises(ServerUnreachableError):
        client.office()
    client.close()


def test_nobody_at_the_address_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ServerUnreachableError):
        ServerClient(address(f"http://127.0.0.1:{port}")).office()


def test_repeating_keeps_the_nonce_and_tells_the_first_miss_only(server: str, script: Script) -> None:
    script.delay_seconds = 0.6
    client = ServerClient(address(server, timeout_seconds=0.2))
    misses: list[int] = []
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            script.delay_seconds = 0.0

    answer = Retry().until_answered(lambda: client.check_in(REQUEST), lambda: True, lambda: misses.append(1), wait)
    client.close()
    assert answer is not None
    assert (len(misses), waits) == (1, [0.25, 0.5, 1.0])
    assert {asked.nonce for asked in script.check_ins} == {REQUEST.nonce}


def test_repeating_ends_when_nobody_waits(server: str, script: Script) -> None:
    script.unavailable = True
    client = ServerClient(address(server))
    wanted = iter([True, True, False])
    answer = Retry().until_answered(client.office, lambda: next(wanted), lambda: None, lambda _: None)
    client.close()
    assert answer is None


def test_the_stream_resumes_and_can_be_ended_from_another_thread(server: str, script: Script) -> None:
    script.events.append(print_event(11, 1))
    stream = EventStream(address(server))
    seen: list[int] = []

    def collect() -> None:
        try:
            seen.extend(event.seq for event in stream.follow(10))
        except ServerUnreachableError:
            seen.append(-1)

    thread = threading.Thread(target=collect)
    thread.start()
    wait_until(lambda: seen == [11])
    stream.close()
    thread.join(5)
    assert seen == [11, -1]
    assert script.resumed_after == [10]


def test_a_stream_that_is_not_to_be_had_is_unreachable(server: str, script: Script) -> None:
    script.streams = False
    with pytest.raises(ServerUnreachableError, match="too_many_streams"):
        next(EventStream(address(server)).follow(0))


def test_the_token_file_must_be_private(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("secret")
    path.chmod(0o644)
    with pytest.raises(TokenFileError, match="chmod 600"):
        read_token(path)
    path.chmod(0o600)
    assert read_token(path) == "secret"


@pytest.mark.parametrize("content", [b"", b"two words", b"\xff\xfe"])
def test_a_token_file_without_a_token_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "token"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(TokenFileError):
        read_token(path)


def test_a_missing_token_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TokenFileError, match="nowhere"):
        read_token(tmp_path / "nowhere")
