"""Messages arrive: over real sockets, by the library in its own process, beside everything else."""

import logging
from typing import Any

import pytest

from queue_server.courier import Courier
from queue_server.domain.policy import DeskPolicy, OfficePolicy
from queue_server.domain.setting import OfficeSettings
from queue_server.domain.settings_file import write_settings
from queue_server.operations import admin, cases, message_targets, security
from queue_server.operations.office_settings import export_office
from tests.messages.conftest import Start, Told
from tests.support.message_ends import Received, until
from tests.support.office import Office
from tests.support.stores import Rows, dump

HELD = "08:00: seorang pengunjung menunggu Anda di “kiosk”.\n08:00: a visitor waits for you at “kiosk”."


def rows(house: Office) -> Rows:
    return dump(house.store)["message"]


def settled(house: Office) -> bool:
    return all(row["state"] != "pending" for row in rows(house))


@pytest.mark.parametrize("scheme", ["json", "ntfy"])
def test_a_message_arrives_at_a_web_service(
    house: Office, told: Told, start: Start, web: Received, scheme: str
) -> None:
    told(f"{scheme}://127.0.0.1:{web.port}/guards")
    start()
    house.held()
    until(lambda: web.letters, "the message")
    assert web.letters == [("Kantor uji", HELD)]
    until(lambda: settled(house))
    assert [row["state"] for row in rows(house)] == ["sent"]


def test_a_message_arrives_by_mail(house: Office, told: Told, start: Start, mail: Received) -> None:
    told(f"mailto://127.0.0.1:{mail.port}?from=antre@office.example&to=guards@office.example")
    start()
    house.held()
    until(lambda: mail.letters, "the letter")
    ((title, body),) = mail.letters
    assert title == "Kantor uji"
    assert body.replace("\r\n", "\n").strip() == HELD


def test_nothing_of_health_and_no_number_is_in_it(house: Office, told: Told, start: Start, web: Received) -> None:
    told(f"json://127.0.0.1:{web.port}")
    start()
    ticket = house.ticket()
    house.held()
    until(lambda: web.letters, "the message")
    assert "38" not in web.text.replace(str(web.port), "")
    assert ticket.number not in web.text
    assert "°" not in web.text


def test_with_the_office_s_leave_the_reading_and_the_limit_are_in_it(
    house: Office, told: Told, start: Start, web: Received
) -> None:
    policy = OfficePolicy(desk=DeskPolicy(figures_in_messages=True))
    changed: dict[str, Any] = {"name": "Kantor uji", "timezone": "Asia/Jakarta", "policy": policy}
    house.do(admin.save_office, **changed, **house.by(house.admin))
    told(f"json://127.0.0.1:{web.port}")
    start()
    house.held()
    until(lambda: web.letters, "the message")
    assert "Hasil ukur 38,25 °C, batas 37,00 °C." in web.text
    assert "Reading 38.25 °C, limit 37.00 °C." in web.text


def test_when_nobody_comes_it_is_told_again(house: Office, told: Told, start: Start, web: Received) -> None:
    told(f"json://127.0.0.1:{web.port}")
    start()
    house.held()
    until(lambda: settled(house), "the first message")
    house.clock.sleep(120)
    house.do(cases.escalate_due, office_id=house.id, now=house.now())
    until(lambda: len(web.letters) == 2, "the second message")
    assert "nobody has come yet to the visitor who waits at “kiosk”." in web.letters[1][1]


def test_a_service_that_refuses_twice_has_it_at_the_third_try(
    house: Office, told: Told, start: Start, web: Received
) -> None:
    web.answers = [503, 500]
    told(f"json://127.0.0.1:{web.port}")
    messenger = start()
    house.held()
    until(lambda: rows(house)[0]["error"] == "http_503", "the first refusal")
    house.clock.sleep(2)
    messenger.wake()
    until(lambda: rows(house)[0]["error"] == "http_500", "the second refusal")
    house.clock.sleep(5)
    messenger.wake()
    until(lambda: settled(house), "the third try")
    assert [(row["state"], row["attempts"]) for row in rows(house)] == [("sent", 3)]
    assert (web.asked, len(web.letters)) == (3, 1)


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"], indirect=True)
def test_two_servers_on_one_database_send_each_message_once(
    house: Office, told: Told, start: Start, web: Received
) -> None:
    told(f"json://127.0.0.1:{web.port}/first", "first")
    told(f"json://127.0.0.1:{web.port}/second", "second")
    start()
    start()
    house.held()
    house.held()
    until(lambda: len(rows(house)) == 4 and settled(house), "all messages")
    assert [(row["state"], row["attempts"]) for row in rows(house)] == [("sent", 1)] * 4
    assert web.asked == 4


def test_a_service_that_hangs_holds_up_nobody(
    house: Office, told: Told, start: Start, web: Received, slow_web: Received
) -> None:
    told(f"json://127.0.0.1:{slow_web.port}/?rto=60", "hangs")
    told(f"json://127.0.0.1:{web.port}", "answers")
    start()
    first = house.held()
    until(lambda: slow_web.asked, "the one that hangs")
    assert house.ticket().number == "A-001"
    house.held()
    until(lambda: len(web.letters) == 2, "both messages at the other target")
    until(lambda: [row["state"] for row in rows(house)].count("sent") == 2, "both to be noted")
    house.do(security.leave, first, **house.by(house.guard))
    hanging = [row for row in rows(house) if row["state"] == "pending"]
    assert [row["attempts"] for row in hanging] == [1, 0]
    assert (slow_web.asked, slow_web.letters) == (1, [])


def test_a_try_has_a_limit(house: Office, told: Told, start: Start, slow_web: Received) -> None:
    told(f"json://127.0.0.1:{slow_web.port}/?rto=60")
    start(Courier(limit_seconds=4))
    house.held()
    until(lambda: rows(house)[0]["error"], "the limit")
    assert [(row["state"], row["error"]) for row in rows(house)] == [("pending", "timed_out")]


def test_what_was_pending_is_sent_once_after_a_restart(
    house: Office, told: Told, start: Start, web: Received, slow_web: Received
) -> None:
    told(f"json://127.0.0.1:{slow_web.port}/?rto=60", "hangs")
    told(f"json://127.0.0.1:{web.port}", "answers")
    first = start()
    first.stop(grace_seconds=0)
    house.held()
    assert [row["attempts"] for row in rows(house)] == [0, 0]
    second = start()
    until(lambda: web.letters and slow_web.asked, "what was left")
    second.stop(grace_seconds=0)
    assert sorted((row["state"], row["attempts"]) for row in rows(house)) == [("pending", 0), ("sent", 1)]
    slow_web.open.set()
    start()
    until(lambda: settled(house), "what was interrupted")
    assert [row["state"] for row in rows(house)] == ["sent", "sent"]
    assert len(web.letters) == 1


def test_a_stop_lets_what_is_being_sent_arrive(house: Office, told: Told, start: Start, slow_web: Received) -> None:
    told(f"json://127.0.0.1:{slow_web.port}/?rto=60")
    messenger = start()
    house.held()
    until(lambda: slow_web.asked, "the message under way")
    slow_web.open.set()
    messenger.stop()
    assert [row["state"] for row in rows(house)] == ["sent"]


def test_nobody_is_called_to_a_visitor_who_was_let_in_meanwhile(
    house: Office, told: Told, start: Start, web: Received
) -> None:
    web.answers = [503]
    told(f"json://127.0.0.1:{web.port}")
    messenger = start()
    case_id = house.held()
    until(lambda: rows(house)[0]["error"], "the refusal")
    house.do(security.clear, case_id, **house.by(house.guard))
    house.clock.sleep(2)
    messenger.wake()
    until(lambda: settled(house), "the end of it")
    assert [row["state"] for row in rows(house)] == ["overtaken"]
    assert web.asked == 1


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("json://127.0.0.1:1/hook", "no_connection"),
        ("nonsense", "unusable_address"),
        ("mailto://127.0.0.1:1?from=a@b.example&to=c@d.example", "no_connection"),
    ],
)
def test_a_test_tells_at_once_what_is_wrong(house: Office, told: Told, start: Start, url: str, error: str) -> None:
    target = told(url)
    start()
    house.do(message_targets.send_test, target, **house.by(house.admin))
    until(lambda: settled(house), "the answer")
    assert [(row["state"], row["error"]) for row in rows(house)] == [("failed", error)]


def test_the_address_is_in_no_log_and_in_no_file_of_settings(
    house: Office, told: Told, start: Start, web: Received, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    web.answers = [401]
    told(f"json://guards:geheim@127.0.0.1:{web.port}/geheim?+X-Token=geheim")
    start()
    house.held()
    until(lambda: rows(house)[0]["error"], "the refusal")
    until(lambda: "was not delivered: http_401" in caplog.text, "the line in the log")
    assert "geheim" not in caplog.text
    settings: OfficeSettings = house.store.read(export_office, office_id=house.id)
    assert b"geheim" not in write_settings(settings)
    assert not any(b"geheim" in bytes(event.payload) for event in house.events())
