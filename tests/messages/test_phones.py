"""Phones are told: over real sockets, by the courier's own process, sealed so that only the phone reads it."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest

from queue_server.courier import Courier, Push
from queue_server.courier.push import is_outside
from queue_server.domain.push import NOT_ALLOWED, PAUSES_SECONDS
from queue_server.messenger import Messenger, to_phones
from queue_server.operations import calling, push
from queue_server.operations.push import NewPhone, PushErrand
from queue_server.push import PostOffice, Sender, new_key
from queue_server.web.catalogue import Catalogue
from queue_server.web.phone_letters import PhoneLetters
from tests.support.message_ends import until
from tests.support.office import Office
from tests.support.push_end import Phone, PushService, claims_of, push_service, text
from tests.support.stores import dump

KEY = b"signs addresses"
Begin = Callable[[], Messenger[PushErrand]]


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as running:
        yield running


@pytest.fixture
def begin(house: Office, service: PushService) -> Iterator[Begin]:
    """Starts to tell phones, as the server does where its settings name a push service of its own."""
    post = PostOffice(Sender.kept(new_key(), "mailto:it@office.example"), (), service.origin)
    seal = PhoneLetters(post, Catalogue(), KEY, house.clock.now).seal
    started: list[Messenger[PushErrand]] = []

    def start() -> Messenger[PushErrand]:
        started.append(Messenger(house.store, Courier(), to_phones(seal), house.clock.now))
        started[-1].start()
        return started[-1]

    yield start
    for messenger in started:
        messenger.stop(grace_seconds=0)


def asks(house: Office, service: PushService, phone: Phone, language: str = "en") -> None:
    keys = (text(phone.public_key), text(phone.auth))
    new = NewPhone(f"{service.origin}/p/{keys[1]}", *keys, language, ahead=5)
    house.do(push.subscribe, house.ticket().id, new, office_id=house.id)


def waits(house: Office, until_: datetime) -> bool:
    (row,) = dump(house.store)["push_subscription"]
    return bool(row["next_at"] == until_)


def told(house: Office) -> bool:
    rows = dump(house.store)["push_subscription"]
    return all(row["told_call_at"] is not None for row in rows)


def test_a_call_arrives_and_only_the_phone_can_read_it(
    house: Office, service: PushService, begin: Begin, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    begin()
    phone = Phone()
    asks(house, service, phone)
    house.do(calling.call_next, **house.at())
    until(lambda: service.came and told(house), "the message")
    (came,) = service.came
    (words,) = service.words_for(phone)
    assert words.pop("path").startswith("/v/")
    assert words == {
        "title": "A-001 · Please go to counter 1",
        "body": "Kantor uji",
        "language": "en",
        "urgent": True,
    }
    assert claims_of(came.headers["Authorization"])["aud"] == service.origin
    assert 0 < int(came.headers["TTL"]) <= 120
    assert b"A-001" not in came.body
    for secret in (came.path, text(phone.auth), came.headers["Authorization"]):
        assert secret not in caplog.text


def test_a_recall_arrives_too_in_the_language_of_the_page(house: Office, service: PushService, begin: Begin) -> None:
    phone = Phone()
    asks(house, service, phone, "id")
    house.do(calling.call_next, **house.at())
    begin()
    until(lambda: told(house), "the call")
    house.clock.sleep(40)
    house.do(calling.recall, **house.at())
    until(lambda: len(service.came) == 2, "the second call")
    assert {words["title"] for words in service.words_for(phone)} == {"A-001 · Silakan menuju loket 1"}
    assert len({came.headers["Topic"] for came in service.came}) == 1


def test_a_push_service_that_is_busy_is_asked_again(house: Office, service: PushService, begin: Begin) -> None:
    service.answers = [503, 429]
    asks(house, service, Phone())
    house.do(calling.call_next, **house.at())
    messenger = begin()
    for pause in PAUSES_SECONDS[:2]:
        until(partial(waits, house, house.now() + timedelta(seconds=pause)), "the pause")
        house.clock.sleep(pause)
        messenger.wake()
    until(lambda: told(house), "the third try")
    assert len(service.came) == 3


@pytest.mark.parametrize(("status", "left"), [(410, 0), (404, 0), (403, 1)])
def test_a_phone_that_is_gone_is_forgotten(
    house: Office, service: PushService, begin: Begin, status: int, left: int
) -> None:
    service.answers = [status]
    asks(house, service, Phone())
    house.do(calling.call_next, **house.at())
    begin()
    until(lambda: service.came and told(house), "the answer")
    assert len(dump(house.store)["push_subscription"]) == left


def letter(url: str, *, inside: bool = False) -> str:
    return Courier().push(Push(url=url, headers={"TTL": "1"}, body=b"sealed", inside=inside))


def test_an_address_inside_the_house_is_not_opened_by_whatever_name(service: PushService) -> None:
    for host in ("127.0.0.1", "localhost"):
        assert letter(f"http://{host}:{service.port}/p") == NOT_ALLOWED
    assert service.came == []
    assert letter(f"{service.origin}/p?q=1", inside=True) == ""
    assert [came.path for came in service.came] == ["/p?q=1"]


def test_nobody_is_sent_elsewhere_by_a_push_service(service: PushService) -> None:
    service.answers, service.moved_to = [307], f"{service.origin}/elsewhere"
    assert letter(f"{service.origin}/p", inside=True) == "http_307"
    assert len(service.came) == 1


def test_a_service_that_is_not_there_is_told(service: PushService) -> None:
    assert letter("http://127.0.0.1:1/p", inside=True) == "no_connection"
    assert letter(service.origin.replace("http", "https"), inside=True) == "no_connection"


@pytest.mark.parametrize(
    ("address", "outside"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        *((inner, False) for inner in ("10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0")),
        *((inner, False) for inner in ("127.0.0.1", "::1", "::", "fe80::1", "fd00::1", "224.0.0.1", "100.64.0.1")),
        *((inner, False) for inner in ("::ffff:127.0.0.1", "2002:7f00:1::", "::ffff:192.168.1.1")),
    ],
)
def test_the_addresses_of_the_open_internet_are_told_from_all_others(address: str, outside: bool) -> None:
    assert is_outside(address) is outside
