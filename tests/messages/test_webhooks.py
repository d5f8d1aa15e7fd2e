"""Programs of the office are told of events: over real sockets, signed, and again where it failed."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from queue_server.bootstrap import build
from queue_server.cli import run
from queue_server.config import Settings, WebhookSettings
from queue_server.courier import Courier
from queue_server.domain.errors import DuplicateNameError, InvalidValueError, UnknownTargetError
from queue_server.domain.webhook import EVENTS, PAUSES_SECONDS
from queue_server.messenger import Messenger, to_programs
from queue_server.operations import calling, counter, webhook_settings, webhooks
from queue_server.operations.webhook_settings import MOST_WEBHOOKS, WebhookView
from queue_server.operations.webhooks import WebhookErrand
from queue_server.protocol.events import TOPICS
from queue_server.protocol.words import Topic
from queue_server.storage import webhooks as stored
from tests.support.clock import FakeClock
from tests.support.message_ends import Received, until
from tests.support.office import Office, office
from tests.support.push_end import PushService, push_service
from tests.support.stores import dump

SECRET = "geheim-of-the-test"
GUIDE = Path(__file__).parents[2] / "docs" / "webhooks.md"
Begin = Callable[[], Messenger[WebhookErrand]]


@pytest.fixture
def program() -> Iterator[PushService]:
    """A program that listens; what it was told of stands in ``came``."""
    with push_service() as running:
        yield running


@pytest.fixture
def begin(house: Office, program: PushService) -> Iterator[Begin]:
    started: list[Messenger[WebhookErrand]] = []

    def start(courier: Courier | None = None) -> Messenger[WebhookErrand]:
        work = to_programs([program.origin], house.clock.now)
        started.append(Messenger(house.store, courier or Courier(), work, house.clock.now))
        started[-1].start()
        return started[-1]

    yield start
    for messenger in started:
        messenger.stop(grace_seconds=0)


def add(house: Office, origin: str, *told_of: str, **changes: Any) -> int:
    wanted: dict[str, Any] = {"name": "Kalender", "url": f"{origin}/hook/geheim", "secret": SECRET, "inside": [origin]}
    told = {"told_of": told_of or ("ticket.called",)}
    return house.do(webhook_settings.add_webhook, **wanted | told | changes, **house.by(house.admin))


def call(house: Office) -> str:
    """Have somebody called; return the number."""
    number = house.ticket().number
    house.do(counter.open_counter, **house.at())
    house.do(calling.call_next, **house.at())
    return number


def view(house: Office) -> WebhookView:
    ((only,), _seq) = house.store.read(webhook_settings.webhooks_view, office_id=house.id, now=house.now())
    return only


def how(house: Office) -> tuple[str, str, int]:
    last = view(house).last
    return (last.state.value, last.error, last.attempts) if last else ("", "", 0)


def is_ours() -> Callable[..., bool]:
    """The receiver's code as the guide has it."""
    (code,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)
    found: Callable[..., bool] = names["is_ours"]
    return found


def test_a_program_is_told_of_what_it_was_added_for_in_words_that_it_can_check(
    house: Office, program: PushService, begin: Begin, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    add(house, program.origin)
    begin()
    number = call(house)
    until(lambda: view(house).waiting == 0, "the call")
    (came,) = program.came
    told = json.loads(came.body)
    assert (told["event"], told["ticket"]["number"], told["ticket"]["counter"]) == ("ticket.called", number, "1")
    assert not {"visit_id", "print_at", "reason"} & set(told["ticket"])
    assert (came.path, told["id"]) == ("/hook/geheim", came.headers["Antre-Delivery"])
    signed, at = came.headers["Antre-Signature"], house.now().timestamp()
    assert is_ours()(SECRET, signed, came.body, at)
    assert not is_ours()(SECRET, signed, came.body + b" ", at)
    assert not is_ours()("another", signed, came.body, at)
    assert not is_ours()(SECRET, signed, came.body, at + 3600)
    assert "geheim" not in caplog.text
    assert how(house) == ("delivered", "", 1)


def test_after_a_failure_the_same_call_comes_again_and_then_no_more(
    house: Office, program: PushService, begin: Begin
) -> None:
    program.answers = [500]
    add(house, program.origin)
    messenger = begin()
    call(house)
    until(lambda: how(house) == ("pending", "http_500", 1), "the failure")
    house.clock.sleep(PAUSES_SECONDS[0])
    messenger.wake()
    until(lambda: how(house) == ("delivered", "", 2), "the second try")
    first, second = program.came
    assert first.headers["Antre-Delivery"] == second.headers["Antre-Delivery"]
    assert first.body == second.body
    assert first.headers["Antre-Signature"] != second.headers["Antre-Signature"], "it is signed at its own time"
    messenger.wake()
    house.ticket()  # not what the program asked for
    until(lambda: view(house).waiting == 0, "rest")
    assert len(program.came) == 2


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"], indirect=True)
def test_it_is_given_up_after_the_last_pause_and_shown(house: Office, program: PushService) -> None:
    add(house, program.origin)
    call(house)
    for pause in (*PAUSES_SECONDS, None):
        ((delivery_id, _),), _soonest = house.store.read(webhooks.due, now=house.now())
        errand = house.do(webhooks.take, delivery_id, now=house.now())
        assert errand is not None
        house.do(webhooks.settle, errand, "timed_out", now=house.now())
        if pause:
            assert house.store.read(webhooks.due, now=house.now())[0] == []
            house.clock.sleep(pause)
    assert how(house) == ("given_up", "timed_out", 5)
    assert (view(house).waiting, view(house).given_up) == (0, 1)
    assert house.names(0)[-1] == "message.failed"
    house.clock.sleep(timedelta(days=8).total_seconds())
    assert house.do(webhooks.forget_delivered, office_id=house.id, now=house.now()) == 1


def test_a_program_that_does_not_answer_is_not_waited_for(house: Office, slow_web: Received) -> None:
    origin = f"http://127.0.0.1:{slow_web.port}"
    add(house, origin)
    messenger = Messenger(
        house.store, Courier(limit_seconds=3.0), to_programs([origin], house.clock.now), house.clock.now
    )
    messenger.start()
    call(house)
    until(lambda: how(house)[:2] == ("pending", "timed_out"), "the limit")
    messenger.stop(grace_seconds=0)


def test_nobody_is_called_where_the_settings_do_not_allow_it_any_more_nor_led_elsewhere(
    house: Office, program: PushService, begin: Begin
) -> None:
    program.answers, program.moved_to = [302], f"{program.origin}/elsewhere"
    webhook_id = add(house, program.origin)
    begin()
    house.do(webhook_settings.send_webhook_test, webhook_id, office_id=house.id, now=house.now())
    until(lambda: how(house) == ("given_up", "http_302", 1), "the redirection")
    assert [one.path for one in program.came] == ["/hook/geheim"]
    errand = _errand(house)
    assert to_programs([], house.clock.now).send(Courier(), errand) == "address_not_allowed"
    inside = replace(errand, webhook=replace(errand.webhook, url="https://localhost/hook"))
    assert to_programs([], house.clock.now).send(Courier(), inside) == "address_not_allowed", "its name leads inside"


def _errand(house: Office) -> WebhookErrand:
    with_id = dump(house.store)["webhook_delivery"][-1]["id"]
    delivery = house.store.read(stored.delivery, with_id)
    assert delivery is not None
    webhook = house.store.read(stored.get, house.id, delivery.webhook_id)
    assert webhook is not None
    return WebhookErrand(delivery, webhook, b"{}")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"url": "http://10.0.0.5/hook"}, "webhook_address"),
        ({"url": "https://user:password@erp.example/"}, "webhook_address"),
        ({"url": "gopher://erp.example/"}, "webhook_address"),
        ({"url": "https://erp.example/\nX-Forged: 1"}, "webhook_address"),
        ({"told_of": ("visit.held",)}, "unknown"),
        ({"told_of": ()}, "missing"),
        ({"name": " "}, "missing"),
    ],
)
def test_what_cannot_be_a_program_is_refused(house: Office, changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(InvalidValueError) as refused:
        add(house, "https://erp.example", **changes)
    assert refused.value.details["problem"] == problem


def test_names_are_single_and_few_and_a_removed_program_is_forgotten(house: Office, program: PushService) -> None:
    webhook_id = add(house, program.origin, "ticket.issued")
    with pytest.raises(DuplicateNameError):
        add(house, program.origin)
    house.ticket()
    history = str(dump(house.store)["setting_change"])
    assert "Kalender" in history
    assert "geheim" not in history
    house.do(webhook_settings.remove_webhook, webhook_id, **house.by(house.admin))
    rows = dump(house.store)
    assert (rows["webhook"], rows["webhook_delivery"]) == ([], [])
    with pytest.raises(UnknownTargetError):
        house.do(webhook_settings.remove_webhook, webhook_id, **house.by(house.admin))
    for nth in range(MOST_WEBHOOKS):
        add(house, program.origin, name=str(nth))
    with pytest.raises(InvalidValueError):
        add(house, program.origin, name="one more")


def test_nothing_of_the_screening_can_be_told_and_the_guide_names_every_event(
    house: Office, program: PushService
) -> None:
    add(house, program.origin, *EVENTS)
    house.held()
    assert dump(house.store)["webhook_delivery"] == []
    assert all(Topic.SCREENING not in TOPICS[one] or one.startswith("day.") for one in EVENTS)
    table = GUIDE.read_text(encoding="utf-8").split("| event | tells |")[1].split("\n\n")[0]
    assert set(re.findall(r"`([a-z]+\.[a-z_]+)`", table)) == set(EVENTS)


def test_the_whole_server_calls_a_program(tmp_path: Path, program: PushService) -> None:
    server = build(Settings(data_dir=str(tmp_path), webhooks=WebhookSettings(inside=program.origin)))
    house = office(server.store, FakeClock())
    webhook_id = add(house, program.origin)
    server.start()
    try:
        house.do(webhook_settings.send_webhook_test, webhook_id, office_id=house.id, now=house.now())
        until(lambda: program.came, "the test")
    finally:
        server.stop()
    assert json.loads(program.came[0].body)["event"] == "test"


def test_the_commands_add_show_try_and_remove(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ANTRE_DATA_DIR", str(tmp_path))
    run(["add-office", "uji", "Kantor uji", "--timezone", "Asia/Jakarta"])
    run(["add-webhook", "Kalender", "https://erp.example/hook/geheim", "--event", "ticket.called"])
    secret = re.findall(r"shown this once: (\S{40,})", capsys.readouterr().out)[0]
    run(["test-webhook", "Kalender"])
    run(["webhooks"])
    shown = capsys.readouterr().out
    assert "Kalender  https://erp.example/...  ticket.called" in shown
    assert "not called yet; 1 waiting, 0 given up" in shown
    assert not {secret, "geheim"} & set(shown.split())
    run(["remove-webhook", "Kalender"])
    run(["webhooks"])
    assert capsys.readouterr().out == ""
